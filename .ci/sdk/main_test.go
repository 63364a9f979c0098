// Package sdk runs the Go SDK that is published for PingOne against realmctl sandbox serve,
// over TCP and unchanged: a client that nobody here wrote.
package sdk

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// A tenant is what sandbox serve -o json tells of its PingOne face.
type tenant struct {
	API          string
	Auth         string
	Organization string
	Environments []struct{ ID, Name string }
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
}

// box is the sandbox that all tests share. Each test makes what it changes.
var box struct {
	tenant
	token string
}

// done are the operations of the SDK that were answered as they should be.
var done struct {
	sync.Mutex
	operations map[string]bool
}

func TestMain(m *testing.M) {
	stop, err := serve()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	stop()
	operations := make([]string, 0, len(done.operations))
	for name := range done.operations {
		operations = append(operations, name)
	}
	sort.Strings(operations)
	fmt.Printf("%d operations of the SDK: %s\n", len(operations), strings.Join(operations, ", "))
	os.Exit(code)
}

// serve builds realmctl and starts its sandbox in a folder of its own.
func serve() (stop func(), err error) {
	dir, err := os.MkdirTemp("", "sdk-")
	if err != nil {
		return nil, err
	}
	program := filepath.Join(dir, "program")
	build := exec.Command("go", "build", "-o", program, "./cmd/realmctl")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build realmctl: %w\n%s", err, out)
	}
	cmd := exec.Command(program, "sandbox", "serve", "-o", "json")
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_CACHE_HOME="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, err
	}
	var said struct{ PingOne tenant }
	if err := json.NewDecoder(out).Decode(&said); err != nil {
		return nil, fmt.Errorf("sandbox serve: %w", err)
	}
	box.tenant, done.operations = said.PingOne, map[string]bool{}
	if box.token, err = signIn(); err != nil {
		return nil, err
	}
	return func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		_ = os.RemoveAll(dir)
	}, nil
}

// signIn asks for a token as the worker application.
func signIn() (string, error) {
	address := box.Auth + "/" + box.Environments[0].ID + "/as/token"
	r, err := http.NewRequest(http.MethodPost, address, strings.NewReader(url.Values{"grant_type": {"client_credentials"}}.Encode()))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(box.ClientID, box.ClientSecret)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	var given struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(body, &given); err != nil || given.AccessToken == "" {
		return "", fmt.Errorf("sign in: %s: %s", resp.Status, body)
	}
	return given.AccessToken, nil
}

// A stranger is the SDK's client in one test, and the environment that it works in.
type stranger struct {
	*testing.T
	*management.APIClient
	ctx context.Context
	env string
}

func newStranger(t *testing.T) *stranger {
	t.Helper()
	cfg := management.NewConfiguration()
	cfg.Servers = management.ServerConfigurations{{URL: box.API + "/v1"}}
	cfg.HTTPClient = http.DefaultClient
	return &stranger{
		T: t, APIClient: management.NewAPIClient(cfg), env: box.Environments[0].ID,
		ctx: context.WithValue(t.Context(), management.ContextAccessToken, box.token),
	}
}

// lasting is the context for what has to be done after the test.
func (s *stranger) lasting() context.Context { return context.WithoutCancel(s.ctx) }

// did ends the test if an operation failed, or was answered with another status; else it
// is counted.
func (s *stranger) did(operation string, status int, resp *http.Response, err error) {
	s.Helper()
	if err != nil {
		s.Fatalf("%s: %v", operation, err)
	}
	if resp == nil || resp.StatusCode != status {
		s.Fatalf("%s: answered %v, want %d", operation, resp, status)
	}
	done.Lock()
	defer done.Unlock()
	done.operations[operation] = true
}

// want compares two values of an answer.
func want[T comparable](s *stranger, what string, got, wanted T) {
	s.Helper()
	if got != wanted {
		s.Errorf("%s: %v, want %v", what, got, wanted)
	}
}
