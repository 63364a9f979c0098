package token

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	gokeyring "github.com/zalando/go-keyring"
	"go.uber.org/goleak"

	"github.com/realmctl/realmctl/pkg/secret"
)

// Variables that make this test binary one process of a race for a token.
const (
	helperDir    = "TOKEN_TEST_DIR"
	helperIssuer = "TOKEN_TEST_ISSUER"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		if err := helper(dir, os.Getenv(helperIssuer)); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// helper says that it is ready, waits until its input ends, gets a token and prints it.
func helper(dir, address string) error {
	fmt.Println("ready")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	store := secret.Open(secret.Options{Mode: secret.Keyring, Dir: dir, Wait: time.Minute, Ring: fileRing(dir)})
	source := Cached(SourceFunc(func(ctx context.Context) (Token, error) { return fetch(ctx, address) }), acme, store, nil)
	got, err := source.Token(ctx)
	if err != nil {
		return err
	}
	fmt.Println(got.Access)
	return nil
}

func fetch(ctx context.Context, address string) (Token, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return Token{}, err
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return Token{}, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return Token{Access: string(body), Expiry: time.Now().Add(time.Hour)}, err
}

// fileRing is a keyring that several processes share: a file for each item.
type fileRing string

func (r fileRing) path(user string) string { return filepath.Join(string(r), "item-"+user) }

func (r fileRing) Get(_, user string) (string, error) {
	value, err := os.ReadFile(r.path(user))
	if errors.Is(err, fs.ErrNotExist) {
		err = gokeyring.ErrNotFound
	}
	return string(value), err
}

func (r fileRing) Set(_, user, value string) error {
	return os.WriteFile(r.path(user), []byte(value), 0o600)
}

func (r fileRing) Delete(_, user string) error { return os.Remove(r.path(user)) }

// process is a helper that has said it is ready.
type process struct {
	cmd   *exec.Cmd
	start io.Closer
	lines *bufio.Reader
}

func startProcess(t *testing.T, dir, address string) process {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), helperDir+"="+dir, helperIssuer+"="+address)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := process{cmd: cmd, start: stdin, lines: bufio.NewReader(stdout)}
	if got := p.line(t); got != "ready" {
		t.Fatalf("helper said %q", got)
	}
	return p
}

func (p process) line(t *testing.T) string {
	t.Helper()
	line, err := p.lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

func TestProcessesSignInOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var signIns atomic.Int32
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, "token-%d", signIns.Add(1))
	}))
	defer issuer.Close()

	for round := range 2 { // in the second the cache is there already
		var racers []process
		for range 3 {
			racers = append(racers, startProcess(t, dir, issuer.URL))
		}
		for _, racer := range racers {
			if err := racer.start.Close(); err != nil {
				t.Fatal(err)
			}
		}
		for _, racer := range racers {
			if got := racer.line(t); got != "token-1" {
				t.Errorf("round %d: got %q", round, got)
			}
			if err := racer.cmd.Wait(); err != nil {
				t.Error(err)
			}
		}
	}
	if n := signIns.Load(); n != 1 {
		t.Errorf("%d sign-ins", n)
	}
}

// A process that is killed while it signs in leaves no lock behind.
func TestKilledProcessLeavesNoLock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	asked := make(chan struct{}, 2)
	var signIns atomic.Int32
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := signIns.Add(1)
		asked <- struct{}{}
		if n == 1 {
			<-r.Context().Done()
			return
		}
		_, _ = io.WriteString(w, "token")
	}))
	defer issuer.Close()

	victim := startProcess(t, dir, issuer.URL)
	if err := victim.start.Close(); err != nil {
		t.Fatal(err)
	}
	<-asked
	if err := victim.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := victim.cmd.Wait(); err == nil {
		t.Error("the victim survived")
	}
	heir := startProcess(t, dir, issuer.URL)
	if err := heir.start.Close(); err != nil {
		t.Fatal(err)
	}
	if got := heir.line(t); got != "token" {
		t.Errorf("got %q", got)
	}
	if err := heir.cmd.Wait(); err != nil {
		t.Error(err)
	}
}
