package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/realmctl/realmctl/pkg/cli"
	"github.com/realmctl/realmctl/pkg/secret"
)

// TestMain also proves that no test leaves a goroutine behind.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if dir, err := template(); err == nil {
			_ = os.RemoveAll(dir)
		}
		os.Exit(code)
	}))
}

// A machine is a computer of a test's own: an empty home, an environment that
// holds nothing else, and a keyring in memory.
type machine struct {
	t         *testing.T
	home      string
	env       map[string]string
	ring      secret.Ring
	transport http.RoundTripper
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	home := t.TempDir()
	return &machine{t: t, home: home, ring: newRing(), env: map[string]string{
		"HOME":            home,
		"XDG_CONFIG_HOME": filepath.Join(home, "config"),
		"XDG_STATE_HOME":  filepath.Join(home, "state"),
		"XDG_CACHE_HOME":  filepath.Join(home, "cache"),
		"LANG":            "C.UTF-8",
	}}
}

// facing is a machine whose environment describes a tenant, with a bearer token.
func facing(t *testing.T, address string) *machine {
	t.Helper()
	m := newMachine(t)
	maps.Copy(m.env, map[string]string{
		"REALMCTL_PLATFORM": "aic", "REALMCTL_URL": address, "REALMCTL_TOKEN": "a-token", "REALMCTL_REALM": "env/alpha",
	})
	return m
}

// An ended command is what is left of it.
type ended struct {
	code     int
	out, err string
}

// app is the App of a machine with the given streams.
func (m *machine) app(in io.Reader, out, err io.Writer) *cli.App {
	return &cli.App{
		In: in, Out: out, Err: err, Now: time.Now, Version: "test", Ring: m.ring, Transport: m.transport,
		Env: func(name string) string { return m.env[name] },
	}
}

func (m *machine) run(args ...string) ended { m.t.Helper(); return m.runIn("", args...) }

func (m *machine) runIn(in string, args ...string) ended {
	m.t.Helper()
	return m.runContext(m.t.Context(), in, args...)
}

func (m *machine) runContext(ctx context.Context, in string, args ...string) ended {
	m.t.Helper()
	var out, err locked
	code := cli.Main(ctx, m.app(strings.NewReader(in), &out, &err), args)
	return ended{code, out.String(), err.String()}
}

// must runs a command that has to succeed.
func (m *machine) must(args ...string) ended {
	m.t.Helper()
	e := m.run(args...)
	if e.code != 0 {
		m.t.Fatalf("realmctl %s: exit code %d\n%s", strings.Join(args, " "), e.code, e.err)
	}
	return e
}

// file writes a file of the machine and returns its name.
func (m *machine) file(name, content string) string {
	m.t.Helper()
	path := filepath.Join(m.home, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		m.t.Fatal(err)
	}
	return path
}

// files are the contents of every file below a folder of the home, by name.
func (m *machine) files(folder string) map[string]string {
	m.t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(filepath.Join(m.home, folder), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // a folder that is not there has no files
		}
		data, err := os.ReadFile(path)
		found[strings.TrimPrefix(path, m.home+"/")] = string(data)
		return err
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return found
}

// A toldError is the JSON form of an error on stderr.
type toldError struct {
	Class     string
	Code      int
	Message   string
	Hint      string
	Realm     string
	Status    int
	RequestID string
	Unknown   bool `json:"outcomeUnknown"`
	Failures  []toldError
	Matches   []struct{ ID, Name string }
}

// told reads the error from the last line of stderr.
func (e ended) told(t *testing.T) toldError {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(e.err), "\n")
	var told toldError
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &told); err != nil {
		t.Fatalf("stderr does not end with an error as JSON: %v\n%s", err, e.err)
	}
	return told
}

// A locked buffer may be written to by several goroutines.
type locked struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buffer.Write(b)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buffer.String()
}

// A ring is a keyring in memory.
type ring struct {
	mu    sync.Mutex
	items map[string]string
}

func newRing() *ring { return &ring{items: map[string]string{}} }

func (r *ring) Get(service, user string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	value, ok := r.items[service+"/"+user]
	if !ok {
		return "", secret.ErrNotFound
	}
	return value, nil
}

func (r *ring) Set(service, user, value string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.items[service+"/"+user] = value
	return nil
}

func (r *ring) Delete(service, user string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.items[service+"/"+user]; !ok {
		return secret.ErrNotFound
	}
	delete(r.items, service+"/"+user)
	return nil
}
