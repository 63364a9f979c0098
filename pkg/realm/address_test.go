package realm

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const addressFile = `
current: acme/bravo
tenants:
  acme: {platform: aic, url: 'https://acme.example'}
  apex: {platform: aic, url: 'https://apex.example'}
  bare: {platform: idm, url: 'https://bare.example'}
  lab: {platform: idm, url: 'https://lab.example', realms: {users: {object: user}}}
groups:
  prod: [acme/alpha, 'apex/*']
  every: ['@prod', lab, 'acme/alpha']
  round: ['@trip']
  trip: [lab, '@round']
  broken: [acme/gone]
  none: []
`

func environ(pairs ...string) func(string) string {
	return func(name string) string {
		for _, p := range pairs {
			if value, ok := strings.CutPrefix(p, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

func loadText(t *testing.T, text string, env ...string) *Config {
	t.Helper()
	c, _, err := Load(LoadOptions{Path: writeConfig(t, text), Env: environ(env...)})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func aicEnv() []string {
	return []string{"REALMCTL_PLATFORM=aic", "REALMCTL_URL=https://env.example", "REALMCTL_TOKEN=x"}
}

func idmEnv() []string {
	return []string{"REALMCTL_PLATFORM=idm", "REALMCTL_URL=http://127.0.0.1:8080", "REALMCTL_TOKEN=x"}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ addresses, want string }{
		{"", "acme/bravo"},
		{" , ", "acme/bravo"},
		{"acme/alpha", "acme/alpha"},
		{"apex/bravo, acme/alpha,,apex/bravo", "apex/bravo acme/alpha"},
		{"acme/*", "acme/alpha acme/bravo"},
		{"*/alpha", "acme/alpha apex/alpha"},
		{"a*/[a]*", "acme/alpha apex/alpha"},
		{"*/*", "acme/alpha acme/bravo apex/alpha apex/bravo lab/users"},
		{"a?ex", "apex/alpha apex/bravo"},
		{"all", "acme/alpha acme/bravo apex/alpha apex/bravo lab/users"},
		{"lab", "lab/users"},
		{"@prod", "acme/alpha apex/alpha apex/bravo"},
		{"@every,acme/*", "acme/alpha apex/alpha apex/bravo lab/users acme/bravo"},
		{"sandbox/bravo", "sandbox/bravo"},
		{"sandbox/*", "sandbox/alpha sandbox/bravo sandbox/pingone"},
		{"env/*,acme/alpha", "env/alpha env/bravo acme/alpha"},
		{"env/alpha", "env/alpha"},
	} {
		c := loadText(t, addressFile, aicEnv()...)
		realms, err := c.Resolve([]string{test.addresses})
		if diff := cmp.Diff(test.want, addresses(realms)); diff != "" || err != nil {
			t.Errorf("%q: %v %s", test.addresses, err, diff)
		}
	}
}

func addresses(realms []Realm) string {
	var list []string
	for _, r := range realms {
		list = append(list, r.Address())
	}
	return strings.Join(list, " ")
}

func TestResolveRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ address, want string }{
		{"acme/alpa", `unknown realm "acme/alpa" (did you mean "acme/alpha"?)`},
		{"acm/alpha", `unknown realm "acm/alpha" (did you mean "acme/alpha"?)`},
		{"acne", `unknown realm "acne" (did you mean "acme"?)`},
		{"prod", `unknown realm "prod" (did you mean "@prod"?)`},
		{"users", `unknown realm "users" (did you mean "lab/users"?)`},
		{"snadbox", `unknown realm "snadbox" (did you mean "sandbox"?)`},
		{"@prd", `unknown group "@prd" (did you mean "@prod"?)`},
		{"@", `unknown group "@"`},
		{"zzzzzz/qqqqqq", `unknown realm "zzzzzz/qqqqqq"`},
		{"acme", `"acme" has several realms: acme/alpha, acme/bravo`},
		{"sandbox", `"sandbox" has several realms: sandbox/alpha, sandbox/bravo, sandbox/pingone`},
		{"bare", `tenant bare has no realm configured`},
		{"sand*/alpha", `no realm matches "sand*/alpha"`},
		{"en?/alpha", `no realm matches "en?/alpha"`},
		{"acme/[", `resolve "acme/[": syntax error in pattern`},
		{"@round", `group @round: group @trip: group @round holds itself: @round > @trip > @round`},
		{"@broken", `group @broken: unknown realm "acme/gone"`},
		{"@none", `group @none: it is empty`},
		{"acme/alpha/x", `unknown realm "acme/alpha/x" (did you mean "acme/alpha"?)`},
		{"acme/", `unknown realm "acme/"`},
		{"/alpha", `unknown realm "/alpha"`},
		{"env", `describe tenant env by the environment: not set: REALMCTL_PLATFORM (aic, idm or pingone), REALMCTL_URL, ` +
			`REALMCTL_TOKEN or REALMCTL_SERVICE_ACCOUNT_ID with REALMCTL_JWK_FILE or REALMCTL_USERNAME with REALMCTL_PASSWORD_FILE or REALMCTL_CLIENT_ID with REALMCTL_CLIENT_SECRET_FILE`},
	} {
		_, err := loadText(t, addressFile).Resolve([]string{test.address})
		if err == nil || err.Error() != test.want {
			t.Errorf("%q:\n got %v\nwant %s", test.address, err, test.want)
		}
	}
}

func TestResolveErrorsAreTyped(t *testing.T) {
	t.Parallel()
	c := loadText(t, addressFile)
	_, err := c.Resolve([]string{"acme/alpa"})
	unknown := (*UnknownRealmError)(nil)
	if !errors.As(err, &unknown) || unknown.Address != "acme/alpa" || unknown.Nearest != "acme/alpha" || len(unknown.Known) < 10 {
		t.Errorf("%#v", unknown)
	}
	_, err = c.Resolve([]string{"acme"})
	if several := (*AmbiguousRealmError)(nil); !errors.As(err, &several) || len(several.Candidates) != 2 {
		t.Errorf("%#v", several)
	}
	if _, err = loadText(t, "").Resolve([]string{"all"}); !errors.Is(err, ErrNoRealm) || err.Error() != "no realm is configured" {
		t.Error(err)
	}
}

func TestResolveDefault(t *testing.T) {
	t.Parallel()
	c := loadText(t, addressFile, "REALMCTL_REALM=lab,apex/alpha")
	if realms, err := c.Resolve(nil); err != nil || addresses(realms) != "lab/users apex/alpha" {
		t.Errorf("%v %v", realms, err)
	}
	if _, err := loadText(t, "").Resolve(nil); !errors.Is(err, ErrNoRealm) {
		t.Error(err)
	}
}

func TestKnown(t *testing.T) {
	t.Parallel()
	want := "acme/alpha acme/bravo apex/alpha apex/bravo lab/users env/alpha env/bravo sandbox/alpha sandbox/bravo sandbox/pingone @prod @every @round @trip @broken @none"
	if got := strings.Join(loadText(t, addressFile, aicEnv()...).Known(), " "); got != want {
		t.Errorf("got %s", got)
	}
}

// TestResolveManyPaths resolves groups that hold each other along 2^40 paths.
func TestResolveManyPaths(t *testing.T) {
	t.Parallel()
	text := tenantFile("") + "groups:\n  g0: [acme/*]\n"
	for i := range 40 {
		text += fmt.Sprintf("  g%d: ['@g%d', '@g%d']\n", i+1, i, i)
	}
	if realms, err := loadText(t, text).Resolve([]string{"@g40"}); err != nil || len(realms) != 2 {
		t.Errorf("%v %v", realms, err)
	}
}
