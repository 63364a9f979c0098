package cli_test

import (
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
)

// An untouchable keyring and network fail the test that touches them.
type untouchable struct{ t *testing.T }

var errTouched = errors.New("touched")

func (u untouchable) Get(service, user string) (string, error) {
	u.t.Errorf("the keyring was asked for %s %s", service, user)
	return "", errTouched
}

func (u untouchable) Set(service, user, _ string) error {
	u.t.Errorf("%s %s was put into the keyring", service, user)
	return errTouched
}

func (u untouchable) Delete(service, user string) error {
	u.t.Errorf("%s %s was removed from the keyring", service, user)
	return errTouched
}

func (u untouchable) RoundTrip(r *http.Request) (*http.Response, error) {
	u.t.Errorf("%s was asked for", r.URL)
	return nil, errTouched
}

// untouched is a machine whose keyring, network and configuration are not to be
// touched: its file cannot be read as configuration.
func untouched(t *testing.T) *machine {
	t.Helper()
	m := newMachine(t)
	m.ring, m.transport = untouchable{t}, untouchable{t}
	if err := os.MkdirAll(m.home+"/config/realmctl", 0o700); err != nil {
		t.Fatal(err)
	}
	m.file("config/realmctl/config.yaml", "version: [1\n\tthis is: no YAML\n")
	return m
}

// TestNeedless: what needs no network opens neither keyring, database nor
// configuration, and makes no folder.
func TestNeedless(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"--version", "--help", "version", "help", "help filters", "help exit-codes", "help environment", "help output", "help realms",
		"users", "users --help", "users list --help", "help users list", "auth --help", "sandbox serve --help", "realms add --help",
		"completion bash", "completion zsh", "completion fish", "completion powershell",
		"config path", "sandbox path",
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			m := untouched(t)
			if e := m.must(strings.Fields(line)...); e.out == "" || e.err != "" {
				t.Errorf("stdout %q, stderr %q", e.out, e.err)
			}
			leavesNothing(t, m)
		})
	}
}

// leavesNothing: only the configuration that was there is there.
func leavesNothing(t *testing.T, m *machine) {
	t.Helper()
	entries, err := os.ReadDir(m.home)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != "config" {
			t.Errorf("%s was made", e.Name())
		}
	}
	if found := m.files("config"); len(found) != 1 {
		t.Errorf("the configuration folder holds %v", found)
	}
}

// TestNeedlessMistakes: mistakes in the arguments are found before anything is opened.
func TestNeedlessMistakes(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"user", "lst"}, {"users", "list", "--nonsense"}, {"users", "get"}, {"users", "list", "--where", "mail sw"}, {"users", "list", "--limit", "-1"},
		{"users", "create"}, {"users", "create", "--set", "password=x"}, {"users", "patch", "ann"}, {"users", "list", "--sort", ","},
		{"sandbox", "seed"}, {"sandbox", "reset"}, {"completion", "tcsh"}, {"nonsense"},
	} {
		m := untouched(t)
		e := m.run(args...)
		if e.code != 2 || e.out != "" || e.err == "" || strings.Contains(e.err, "config.yaml") {
			t.Errorf("%v: exit code %d, stdout %q, stderr %q", args, e.code, e.out, e.err)
		}
		leavesNothing(t, m)
	}
}

// TestDeadKeyring: what is not signed in to with the keyring works without one.
func TestDeadKeyring(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	m := facing(t, tenant.URL)
	m.ring = untouchable{t}
	for _, args := range [][]string{
		{"users", "list"}, {"realms", "list"}, {"config", "get"}, {"config", "set", "store", "keyring"}, {"use", "sandbox/alpha"}, {"auth", "status"},
		{"users", "list", "-R", "sandbox/alpha", "--limit", "1"}, {"realms", "test", "env/alpha"},
	} {
		m.must(args...)
	}
}

// TestEnvironmentAlone: a job that is described by variables leaves nothing behind.
func TestEnvironmentAlone(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	for _, m := range []*machine{facing(t, tenant.URL), withAccount(t, tenant.URL)} {
		m.ring = untouchable{t}
		m.must("users", "list")
		m.must("users", "patch", ann, "--set", "sn=Lee")
		for _, folder := range []string{"config", "state", "cache"} {
			if left := m.files(folder); len(left) > 0 {
				t.Errorf("%s holds %v", folder, left)
			}
		}
	}
}
