package cli_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/realmctl/realmctl/pkg/cli"
	"github.com/realmctl/realmctl/pkg/secret"
)

// A broken ring answers everything with an error.
type brokenRing struct{ err error }

func (b brokenRing) Get(string, string) (string, error) { return "", b.err }
func (b brokenRing) Set(string, string, string) error   { return b.err }
func (b brokenRing) Delete(string, string) error        { return b.err }

// withAcme is a machine that has the tenant acme, signed in to as a service account.
func withAcme(t *testing.T, tenant *fakeTenant) *machine {
	t.Helper()
	m := newMachine(t)
	m.must("realms", "add", "acme", "--platform", "aic", "--url", tenant.URL, "--service-account-id", "9c1f5f4e-0d55-4b25-9d0a-1f4f5d0f6a11",
		"--jwk-file", m.file("account.jwk", newKey(t)))
	return m
}

// onServer is a machine that has the self-managed server lab, with a password in the
// keyring.
func onServer(t *testing.T, tenant *fakeTenant) *machine {
	t.Helper()
	m := newMachine(t)
	e := m.runIn(newPassword+"\n", "realms", "add", "lab", "--platform", "idm", "--url", tenant.URL, "--username", "openidm-admin",
		"--object", "users=alpha_user", "--password-stdin")
	if e.code != 0 {
		t.Fatalf("exit code %d: %s", e.code, e.err)
	}
	return m
}

// TestBrokenKeyring: a keyring that is locked or not there is told as that, with a
// way out, and nothing is put anywhere else instead.
func TestBrokenKeyring(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		err  error
		hint string
	}{
		"locked":      {secret.ErrLocked, "unlock the keyring"},
		"not there":   {secret.ErrUnavailable, "realmctl config set store file"},
		"unreachable": {errors.New("dial unix /run/user/1000/bus: no such file"), "realmctl config set store file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant(t)
			m := withAcme(t, tenant)
			before := fmt.Sprint(m.files("state"))
			m.ring = brokenRing{story.err}
			m.env["REALMCTL_ERRORS"] = "json"
			for _, args := range [][]string{
				{"users", "list"}, {"auth", "login", "acme", "--jwk-file", m.home + "/account.jwk"},
				{"realms", "add", "other", "--platform", "aic", "--url", tenant.URL, "--service-account-id", "9c1f5f4e-0d55-4b25-9d0a-1f4f5d0f6a11", "--jwk-file", m.home + "/account.jwk"},
			} {
				e := m.run(args...)
				if told := e.told(t); e.code != 4 || told.Class != "auth" || !strings.Contains(told.Hint, story.hint) || e.out != "" {
					t.Errorf("%v: exit code %d: %s", args, e.code, e.err)
				}
			}
			if e := m.run("auth", "status", "acme", "-o", "json"); e.code != 0 || !strings.Contains(e.out, `"detail":"open the keyring: `) {
				t.Errorf("the status does not say why there is no expiry: exit code %d: %s", e.code, e.out)
			}
			lab := onServer(t, tenant)
			lab.ring, lab.env["REALMCTL_ERRORS"] = brokenRing{story.err}, "json"
			e := lab.run("users", "list")
			if told := e.told(t); e.code != 4 || told.Class != "auth" || !strings.Contains(told.Hint, story.hint) || e.out != "" {
				t.Errorf("header credentials: exit code %d: %s", e.code, e.err)
			}
			if after := fmt.Sprint(m.files("state")); after != before {
				t.Errorf("the state folder changed from\n%s\nto\n%s", before, after)
			}
			m.must("realms", "list")
			m.must("users", "list", "-R", "sandbox/alpha", "--limit", "1")
		})
	}
}

// TestCachedToken: a second process uses the token of the first, several that begin
// at once sign in once, and one that was refused is replaced for all.
func TestCachedToken(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	m := withAcme(t, tenant)
	m.must("users", "list")
	before := tenant.signIns()
	m.must("users", "list")
	if asked := tenant.signIns(); asked != before {
		t.Errorf("the second process signed in again: %d and %d", before, asked)
	}
	tenant.always(only(fmt.Sprint("token-", before+1)))
	m.must("users", "list")
	if asked := tenant.signIns(); asked != before+1 {
		t.Errorf("after a token was refused there were %d sign-ins, not one", asked-before)
	}
}

// TestSignInTogether: several processes that begin at once sign in once.
func TestSignInTogether(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	m := withAcme(t, tenant)
	before := tenant.signIns()
	var together sync.WaitGroup
	for range 4 {
		together.Go(func() {
			var out, err locked
			if code := cli.Main(t.Context(), m.app(strings.NewReader(""), &out, &err), []string{"users", "list"}); code != 0 {
				t.Errorf("exit code %d: %s", code, err.String())
			}
		})
	}
	together.Wait()
	if asked := tenant.signIns() - before; asked > 1 {
		t.Errorf("%d sign-ins", asked)
	}
}

// TestLogout: after it nothing is left to sign in with, and that is told with the way back.
func TestLogout(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	m := withAcme(t, tenant)
	m.must("auth", "logout", "acme")
	m.env["REALMCTL_ERRORS"] = "json"
	e := m.run("users", "list")
	if told := e.told(t); e.code != 4 || told.Class != "auth" || told.Hint != "realmctl auth login acme" {
		t.Errorf("exit code %d: %s", e.code, e.err)
	}
	m.must("auth", "login", "acme", "--jwk-file", m.home+"/account.jwk")
	m.must("users", "list")
}
