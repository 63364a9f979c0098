package cli_test

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/cli"
)

// words presses Tab after a command line and returns what is offered, without
// the descriptions.
func (m *machine) words(args ...string) []string {
	m.t.Helper()
	return wordsOf(m.offered(args...))
}

// someWords is words where something has to be offered: on a machine so busy that
// it takes longer than completion waits, the key is pressed again.
func (m *machine) someWords(args ...string) []string {
	m.t.Helper()
	for range 50 {
		if words := m.words(args...); len(words) > 0 {
			return words
		}
	}
	return nil
}

func wordsOf(lines []string) []string {
	var words []string
	for _, line := range lines {
		word, _, _ := strings.Cut(line, "\t")
		words = append(words, word)
	}
	return words
}

func (m *machine) offered(args ...string) []string {
	m.t.Helper()
	lines := strings.Split(strings.TrimSpace(m.must(append([]string{"__complete"}, args...)...).out), "\n")
	if last := lines[len(lines)-1]; !strings.HasPrefix(last, ":") {
		m.t.Fatalf("no directive at the end of %q", lines)
	}
	return lines[:len(lines)-1]
}

const completionConfig = `version: 1
groups:
  prod: [acme/alpha, acme/bravo]
columns:
  users: [userName]
tenants:
  acme:
    platform: aic
    url: https://openam-acme.example.com
    auth: {method: token}
  lab:
    platform: idm
    url: https://idm.example.com
    auth: {method: token}
    realms:
      people: {object: user}
`

// configure writes the configuration file.
func (m *machine) configure(text string) {
	m.t.Helper()
	if err := os.MkdirAll(filepath.Join(m.home, "config/realmctl"), 0o700); err != nil {
		m.t.Fatal(err)
	}
	m.file("config/realmctl/config.yaml", text)
}

func TestCompletionWithoutANetwork(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.configure(completionConfig)
	for _, c := range []struct {
		typed []string
		want  []string
	}{
		{[]string{"users", "list", "-R", "ac"}, []string{"acme/alpha", "acme/bravo"}},
		{[]string{"users", "list", "-R", "acme/alpha,ac"}, []string{"acme/alpha,acme/bravo"}},
		{[]string{"users", "list", "-R", "@"}, []string{"@prod"}},
		{[]string{"users", "list", "-R", "al"}, []string{"all"}},
		{[]string{"users", "list", "--realm=lab"}, []string{"lab/people"}},
		{[]string{"use", "lab"}, []string{"lab/people"}},
		{[]string{"use", "lab/people", ""}, nil},
		{[]string{"realms", "show", "acme/alpha", "ac"}, []string{"acme/bravo"}},
		{[]string{"realms", "remove", ""}, []string{"acme", "lab"}},
		{[]string{"realms", "add", ""}, nil},
		{[]string{"realms", "add", "--platform", "i"}, []string{"idm"}},
		{[]string{"realms", "add", "--auth", "s"}, []string{"service-account"}},
		{[]string{"realms", "add", "--store", "k"}, []string{"keyring"}},
		{[]string{"auth", "login", ""}, []string{"acme", "lab"}},
		{[]string{"auth", "status", "acme", ""}, []string{"lab"}},
		{[]string{"config", "get", "colu"}, []string{"columns.users"}},
		{[]string{"config", "set", "store", ""}, []string{"auto", "keyring", "file", "none"}},
		{[]string{"config", "set", "tenants.acme.store", "f"}, []string{"file"}},
		{[]string{"config", "set", "groups.prod", "lab"}, []string{"lab/people"}},
		{[]string{"config", "set", "current", "acme/a"}, []string{"acme/alpha"}},
		{[]string{"config", "set", "output", "nd"}, []string{"ndjson"}},
		{[]string{"completion", ""}, []string{"bash", "zsh", "fish", "powershell"}},
		{[]string{"completion", "bash", ""}, nil},
		{[]string{"schema", "show", ""}, []string{"users"}},
		{[]string{"api", "P"}, []string{"POST", "PUT", "PATCH"}},
		{[]string{"users", "list", ""}, nil},
		{[]string{"users", "pass"}, []string{"password"}},
	} {
		got := m.words(c.typed...)
		slices.Sort(got)
		slices.Sort(c.want)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q: (-want +got)\n%s", c.typed, diff)
		}
	}
	for _, line := range m.offered("users", "list", "-o", "") {
		if _, about, _ := strings.Cut(line, "\t"); about == "" {
			t.Errorf("the format %q has no description", line)
		}
	}
}

func TestCompletionOfAttributes(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.env["REALMCTL_REALM"] = "sandbox/alpha"
	m.must("users", "count", "-R", "sandbox/alpha,sandbox/pingone") // the sandbox has its users from now on
	for _, c := range []struct {
		typed []string
		want  []string
	}{
		{[]string{"users", "patch", "x", "--set", "acc"}, []string{"accountStatus="}},
		{[]string{"users", "patch", "x", "--set", "pass"}, nil},
		{[]string{"users", "patch", "x", "--set", "_"}, nil},
		{[]string{"users", "patch", "x", "--unset", "telep"}, []string{"telephoneNumber"}},
		{[]string{"users", "patch", "x", "--add", "telep"}, []string{"telephoneNumber="}},
		{[]string{"users", "patch", "x", "--set", "unknown=x"}, nil},
		{[]string{"users", "create", "--population", ""}, nil},
		{[]string{"users", "create", "-R", "sandbox/pingone", "--population", "Cu"}, []string{"Customers"}},
		{[]string{"users", "create", "--lifecycle", "V"}, []string{"VERIFICATION_REQUIRED"}},
		{[]string{"password-policies", "get", "-R", "sandbox/pingone", "Basic", "Pass"}, []string{"Passphrase"}},
		{[]string{"users", "list", "--columns", "userName,telep"}, []string{"userName,telephoneNumber"}},
		{[]string{"users", "list", "--fields", "mail,mai"}, nil},
		{[]string{"users", "list", "--sort=-telep"}, []string{"-telephoneNumber"}},
		{[]string{"users", "list", "--sort", "sn,-telep"}, []string{"sn,-telephoneNumber"}},
		{[]string{"users", "list", "--where", "telep"}, []string{"telephoneNumber"}},
		{[]string{"users", "list", "--where", `sn = "a b" and not (telep`}, []string{`sn = "a b" and not (telephoneNumber`}},
	} {
		press := m.words
		if c.want != nil {
			press = m.someWords
		}
		if diff := cmp.Diff(c.want, press(c.typed...)); diff != "" {
			t.Errorf("%q: (-want +got)\n%s", c.typed, diff)
		}
	}
}

// configured is a machine whose configuration names a tenant, which is different
// from the environment's in that completion remembers it.
func configured(t *testing.T, f *fakeTenant) *machine {
	t.Helper()
	m := newMachine(t)
	m.env["REALMCTL_TOKEN"] = "a-token"
	m.configure("version: 1\ncurrent: acme/alpha\ntenants:\n  acme:\n    platform: aic\n    url: " + f.URL + "\n    auth: {method: token}\n")
	return m
}

func TestCompletionOfUsers(t *testing.T) {
	t.Parallel()
	f := newTenant(t)
	m := configured(t, f)
	want := []string{"alpha-0", "alpha-1", "alpha-2"}
	if diff := cmp.Diff(want, m.someWords("users", "get", "alpha")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	asked := f.requests()
	if len(asked) != 1 {
		t.Fatalf("%d requests, want 1: %v", len(asked), asked)
	}
	q := asked[0].Query
	if filter := q.Get("_queryFilter"); filter != `userName sw "alpha" or mail sw "alpha"` {
		t.Errorf("the filter is %s", filter)
	}
	if q.Get("_pageSize") != "50" {
		t.Errorf("a page has %s users, want 50", q.Get("_pageSize"))
	}
	if got := m.words("users", "delete", "alpha-1", "alpha"); !slices.Equal(got, []string{"alpha-0", "alpha-2"}) {
		t.Errorf("behind alpha-1 %q is offered", got)
	}
	if got := m.words("users", "password", "set", "alpha"); !slices.Equal(got, want) || len(f.requests()) != 1 {
		t.Errorf("%q after %d requests: what was asked a moment ago is asked again", got, len(f.requests()))
	}
	if got := m.someWords("users", "get", "alpha-0@"); !slices.Equal(got, []string{"alpha-0@example.com"}) {
		t.Errorf("a mail address: %q", got)
	}
	for name, text := range m.files("cache") {
		if info, err := os.Stat(m.home + "/" + name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v\n%s", name, info.Mode(), err, text)
		}
	}

	app := m.app(strings.NewReader(""), &locked{}, &locked{})
	app.Now = func() time.Time { return time.Now().Add(2 * time.Minute) }
	before := len(f.requests())
	if code := cli.Main(t.Context(), app, []string{"__complete", "users", "get", "alpha"}); code != 0 || len(f.requests()) != before+1 {
		t.Errorf("two minutes later: exit code %d, %d requests", code, len(f.requests())-before)
	}
	if left := m.files("cache"); len(left) != 1 {
		t.Errorf("old answers are left: %v", left)
	}
}

// The environment alone leaves nothing behind.
func TestCompletionOfTheEnvironmentsTenant(t *testing.T) {
	t.Parallel()
	m := facing(t, newTenant(t).URL)
	if got := m.someWords("users", "get", "alpha-2"); !slices.Equal(got, []string{"alpha-2"}) {
		t.Errorf("offered: %q", got)
	}
	if left := m.files("."); len(left) != 0 {
		t.Errorf("files were left: %v", left)
	}
}

// A silent ring never answers.
type silentRing struct{ end <-chan struct{} }

func (r silentRing) Get(string, string) (string, error) { <-r.end; return "", http.ErrServerClosed }
func (r silentRing) Set(string, string, string) error   { <-r.end; return http.ErrServerClosed }
func (r silentRing) Delete(string, string) error        { <-r.end; return http.ErrServerClosed }

// An asking ring puts a dialog on the screen for whatever it is asked.
type askingRing struct {
	*ring
	asked atomic.Int32
}

func (r *askingRing) Get(service, user string) (string, error) {
	r.asked.Add(1)
	return r.ring.Get(service, user)
}

func (r *askingRing) Locked() (bool, error) { return true, nil }

// A locked keyring stays locked when somebody presses Tab. It is unlocked for a
// command.
func TestCompletionUnlocksNothing(t *testing.T) {
	t.Parallel()
	m := withAcme(t, newTenant(t))
	asking := &askingRing{ring: m.ring.(*ring)}
	m.ring = asking
	if got := m.words("users", "get", "alpha"); got != nil || asking.asked.Load() != 0 {
		t.Errorf("%q is offered after %d dialogs", got, asking.asked.Load())
	}
	m.must("users", "count")
	if asking.asked.Load() == 0 {
		t.Error("a command did without the keyring")
	}
}

// Nobody who presses Tab waits for a keyring or a network that does not answer:
// these tests would not end.
func TestCompletionDoesNotWait(t *testing.T) {
	t.Parallel()
	end := make(chan struct{})
	t.Cleanup(func() { close(end) })
	silent := newTenant(t)
	silent.always(func(_ http.ResponseWriter, r *http.Request) bool {
		select {
		case <-end:
		case <-r.Context().Done():
		}
		return true
	})
	failing := newTenant(t)
	failing.always(func(w http.ResponseWriter, _ *http.Request) bool {
		refuse(w, 503, "Service Unavailable", "no")
		return true
	})

	network := configured(t, silent)
	keyring := configured(t, silent)
	keyring.ring = silentRing{end}
	keyring.configure("version: 1\ncurrent: acme/alpha\ntenants:\n  acme:\n    platform: aic\n    url: " + silent.URL + "\n    auth: {method: service-account, id: someone}\n")
	broken := newMachine(t)
	broken.configure("version: 1\ntenants: [")
	for name, m := range map[string]*machine{
		"the network is silent": network, "the keyring is silent": keyring, "the service fails": configured(t, failing),
		"the configuration is broken": broken, "there is no realm": newMachine(t),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, typed := range [][]string{{"users", "get", "a"}, {"users", "patch", "x", "--set", "a"}} {
				e := m.run(append([]string{"__complete"}, typed...)...)
				if e.code != 0 || strings.Contains(e.err, "realmctl:") || strings.Contains(e.err, "rror") || !strings.HasPrefix(e.out, ":") {
					t.Errorf("%q: exit code %d, stdout %q, stderr %q", typed, e.code, e.out, e.err)
				}
			}
		})
	}
}

// Every word for an argument in a usage line is one that is completed, or listed
// here as one that cannot be.
func TestArgumentsAreCompleted(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.env["REALMCTL_REALM"] = "sandbox/alpha"
	m.must("users", "count", "-R", "sandbox/alpha,sandbox/pingone") // the sandbox has its users from now on
	m.configure(completionConfig)
	free := []string{"<path>", "<file>", "<number>", "<name>"}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, child := range cmd.Commands() {
			walk(child)
		}
		words := strings.Fields(cmd.Use)
		if len(words) < 2 || !cmd.HasParent() || cmd.ValidArgsFunction != nil {
			return
		}
		place := strings.TrimRight(strings.Trim(words[1], "[]"), ".]")
		if !strings.HasPrefix(place, "<") || slices.Contains(free, place) {
			return
		}
		typed := slices.Concat(strings.Fields(cmd.CommandPath())[1:], []string{""})
		if commandRows()[strings.Join(typed[:len(typed)-1], " ")].only == "pingone" {
			if lacked := m.words(typed...); len(lacked) > 0 {
				t.Errorf("%s: %q is offered on sandbox/alpha, which has none", cmd.CommandPath(), lacked)
			}
			typed = append([]string{"-R", "sandbox/pingone"}, typed...)
		}
		if len(m.someWords(typed...)) == 0 {
			t.Errorf("%s: %s is completed by nothing", cmd.CommandPath(), place)
		}
	}
	walk(cli.Commands(m.app(strings.NewReader(""), &locked{}, &locked{})))
}
