package realm

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLoad(t *testing.T) {
	t.Parallel()
	path, _ := commented(t)
	c, warnings, err := Load(LoadOptions{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{path + `:48: unknown key "colour" (did you mean "color"?)`}
	if diff := cmp.Diff(want, words(warnings)); diff != "" {
		t.Error(diff)
	}
	var got []string
	for _, r := range c.Realms() {
		got = append(got, fmt.Sprint(r.Address(), " ", r.Tenant.Platform, " ", r.Object, " ", r.Protected, " ", r.Environment, r.Population))
	}
	wantRealms := []string{
		"acme/alpha aic alpha_user true ", "acme/bravo aic bravo_user true ",
		"Lab/Users idm user false ", "Lab/staff idm staff_user false ",
		"ping-eu/staff pingone  false 5b01", "ping-eu/customers pingone  false 7c01Customers",
	}
	if diff := cmp.Diff(wantRealms, got); diff != "" {
		t.Error(diff)
	}
	lab := c.Tenants[1]
	if lab.URL.String() != "https://idm.lab.example:8443/openidm" || lab.CAFile != "/etc/ssl/lab-ca.pem" {
		t.Errorf("lab: %s %s", lab.URL, lab.CAFile)
	}
	wantAuth := Auth{Method: MethodClientCredentials, ClientID: "9c01", Environment: "02ab"}
	if diff := cmp.Diff(wantAuth, c.Tenants[2].Auth); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"userName", "mail", "accountStatus"}, c.Columns("users")); diff != "" {
		t.Error(diff)
	}
	if c.Current != "acme/alpha" || !c.Exists || c.Columns("groups") != nil {
		t.Errorf("%+v", c)
	}
}

func words(warnings []Warning) []string {
	var all []string
	for _, w := range warnings {
		all = append(all, w.String())
	}
	return all
}

func TestLoadNothing(t *testing.T) {
	t.Parallel()
	absent := filepath.Join(t.TempDir(), "no", "config.yaml")
	for _, path := range []string{"", absent, writeConfig(t, ""), writeConfig(t, "# words\n\n"), writeConfig(t, "version:\n"), writeConfig(t, "~\n")} {
		c, warnings, err := Load(LoadOptions{Path: path})
		if err != nil || len(warnings) > 0 || len(c.Realms()) != 0 {
			t.Errorf("%s: %+v %v %v", path, c, warnings, err)
		}
		if _, err := c.Resolve(nil); !errors.Is(err, ErrNoRealm) {
			t.Errorf("default of nothing: %v", err)
		}
		if r, err := c.Resolve([]string{"sandbox/alpha"}); err != nil || r[0].Object != "alpha_user" || r[0].Tenant.Platform != Sandbox {
			t.Errorf("sandbox: %v %v", r, err)
		}
	}
}

// tenant returns a file with one aic tenant that has the lines added to it.
func tenantFile(lines string) string {
	return "tenants:\n  acme:\n    platform: aic\n    url: https://a.example\n" + lines
}

func TestLoadWarns(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		tenantFile("    portected: [alpha]\n"):            `5: unknown key "portected" (did you mean "protected"?)`,
		tenantFile("    auth: {methd: token}\n"):          `5: unknown key "methd" (did you mean "method"?)`,
		tenantFile("    auth:\n      client_secret: x\n"): `6: unknown key "client_secret": no secret belongs in this file`,
		tenantFile("    realms: {charlie: {}}\n"):         `5: tenant acme: realms are ignored: every aic tenant has alpha and bravo`,
		"\n\nTenants: {}\n":                               `3: unknown key "Tenants" (did you mean "tenants"?)`,
		"entirelyother: 1\n":                              `1: unknown key "entirelyother"`,
		"tenants:\n  l:\n    platform: idm\n    url: https://l.example\n    realms: {u: {objct: user}}\n": `5: unknown key "objct" (did you mean "object"?)`,
	} {
		path := writeConfig(t, text)
		_, warnings, err := Load(LoadOptions{Path: path})
		if diff := cmp.Diff([]string{path + ":" + want}, words(warnings)); diff != "" || err != nil {
			t.Errorf("%s\n%v %s", text, err, diff)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a: [1\nb: 2\n":                                    `2:2: not YAML: did not find expected ',' or ']', while parsing a flow sequence`,
		"version: 2\n":                                     `1:10: version 2 is newer than this realmctl understands (1): install a newer one`,
		"version: one\n":                                   `1:10: version: want 1, this is "one"`,
		"- a\n":                                            `1:1: configuration: want a mapping, this is a list`,
		"output: json\n\noutput: csv\n":                    `3:1: configuration: key "output" is already on line 1`,
		"a: 1\n---\nb: 1\n":                                `2:1: a second document begins here; one is expected`,
		"ok: yes\nb: \xff\n":                               `2:4: not UTF-8 text`,
		"output: tabel\n":                                  `1:9: output: "tabel" is none of table, wide, json, yaml, csv, ndjson, id, name (did you mean "table"?)`,
		"output: [json]\n":                                 `1:9: output: want text, this is a list`,
		"timeout: soon\n":                                  `1:10: timeout: "soon" is not a duration like 30s, 2m or 45`,
		"timeout: -3s\n":                                   `1:10: timeout: -3s is not more than zero`,
		"parallel: 0\n":                                    `1:11: parallel: "0" is not a number from 1 to 64`,
		"groups: [a]\n":                                    `1:9: groups: want a mapping, this is a list`,
		"groups: {prod: a}\n":                              `1:16: group prod: want a list, this is text`,
		"groups: {'a b': []}\n":                            `1:10: group "a b": a name is not empty and holds no blank and none of / , @ * ? [ ] \`,
		"groups: {g: ['']}\n":                              `1:13: group g: a member is empty`,
		"columns: {users: {a: b}}\n":                       `1:18: columns of users: want a list, this is a mapping`,
		"tenants:\n  env: {}\n":                            `2:3: tenant "env": this name has a meaning of its own: choose another`,
		"tenants:\n  sandbox: {}\n":                        `2:3: tenant "sandbox": this name has a meaning of its own: choose another`,
		"tenants:\n  a/b: {}\n":                            `2:3: tenant "a/b": a name is not empty and holds no blank and none of / , @ * ? [ ] \`,
		"tenants:\n  <<: {}\n":                             `2:3: tenants: merge keys (<<) are not supported here: write the keys out`,
		"tenants:\n  ? [a]\n  : {}\n":                      `2:5: tenants: a key must be text`,
		"tenants:\n  a:\n":                                 `2:3: tenant a: platform is missing: one of aic, idm, pingone`,
		"tenants:\n  a: {platform: aci}\n":                 `2:17: tenant a: platform: "aci" is none of aic, idm, pingone`,
		"tenants:\n  a: {platform: aic}\n":                 `2:3: tenant a: url: missing: https://HOST`,
		tenantFile("    protected: true\n"):                `5:16: protected: want a list, this is a boolean`,
		tenantFile("    protected: [alhpa]\n"):             `5:16: tenant acme: protected: no realm "alhpa" here (did you mean "alpha"?)`,
		tenantFile("    auth: {method: servce-account}\n"): `5:20: tenant acme: auth: "servce-account" is none of service-account, administrator, browser, token (did you mean "service-account"?)`,
		tenantFile("    auth: {redirect_port: 99999}\n"):   `5:27: redirect_port: want a number from 0 to 65535`,
		tenantFile("    auth: token\n"):                    `5:11: auth of tenant acme: want a mapping, this is text`,
		tenantFile("    store: ring\n"):                    `5:12: tenant acme: store: "ring" is none of auto, keyring, file, none`,
		"tenants:\n  l: {platform: idm, url: 'https://l.example', realms: {u: {protected: maybe}}}\n": `2:72: protected: want true or false, this is text`,
		"tenants:\n  l:\n    platform: idm\n    url: http://l.example\n":                              `4:10: tenant l: url: http to l.example would send credentials in the clear: want https (http is for loopback alone)`,
		"tenants:\n  p: {platform: pingone}\n":                                                        `2:3: tenant p: region is missing: one of NA, CA, EU, AU, SG, AP (or url)`,
		"tenants:\n  p: {platform: pingone, domain: auth.example.org}\n":                              `2:3: tenant p: region is missing: one of NA, CA, EU, AU, SG, AP (or url)`,
		pingOneFile("    region: europe\n"):                                                           `4:13: tenant p: region: "europe" is none of NA, CA, EU, AU, SG, AP`,
		pingOneFile("    region: EU\n    domain: https://auth.example.org\n"):                         `5:13: tenant p: domain: "https://auth.example.org" is no host name such as auth.example.org: neither scheme nor path belongs to it`,
		pingOneFile("    region: EU\n    auth: {client_auth: jwt}\n"):                                 `5:25: tenant p: auth: client_auth: "jwt" is none of basic, post`,
		pingOneFile("    region: EU\n    auth: {method: administrator}\n"):                            `5:20: tenant p: auth: "administrator" is none of client-credentials, browser, device-code, token`,
		pingOneFile("    region: eu\n    realms:\n      staff: {}\n"):                                 `6:7: tenant p: realm staff: environment is missing: the id of the environment`,
		pingOneFile("    url: http://p.example\n"):                                                    `4:10: tenant p: url: http to p.example would send credentials in the clear: want https (http is for loopback alone)`,
	} {
		path := writeConfig(t, text)
		_, _, err := Load(LoadOptions{Path: path})
		if err == nil || err.Error() != path+":"+want {
			t.Errorf("%s\n got %v\nwant …:%s", text, err, want)
		}
	}
}

func TestLoadNamesEveryMistake(t *testing.T) {
	t.Parallel()
	path := writeConfig(t, "output: x\ntenants:\n  a: {}\n  b: {platform: aic, url: 'ftp://x'}\n")
	_, _, err := Load(LoadOptions{Path: path})
	if err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("want three lines, got %v", err)
	}
	if e := (*PlaceError)(nil); !errors.As(err, &e) || e.Line != 1 {
		t.Errorf("got %#v", e)
	}
}

func TestLoadInfersMethod(t *testing.T) {
	t.Parallel()
	for auth, want := range map[string]string{
		"aic {}": "", "aic {id: x}": MethodServiceAccount, "aic {jwk_file: /k}": MethodServiceAccount, "aic {username: u}": MethodAdministrator,
		"aic {client_id: c, username: u}": MethodBrowser, "aic {method: token, id: x}": MethodToken,
		"idm {username: u}": MethodIDMHeaders, "idm {}": "", "pingone {client_id: c}": MethodClientCredentials,
	} {
		platform, auth, _ := strings.Cut(auth, " ")
		c := loadText(t, fmt.Sprintf("tenants:\n  a: {platform: %s, url: 'https://a.example', auth: %s}\n", platform, auth))
		if got := c.Tenants[0].Auth.Method; got != want {
			t.Errorf("%s %s: %q, want %q", platform, auth, got, want)
		}
	}
}

func TestLoadFollowsAliases(t *testing.T) {
	t.Parallel()
	path := writeConfig(t, "x: &auth {method: token}\ntenants:\n  a: {platform: aic, url: 'https://a.example', auth: *auth}\ny: &y {y: *y}\n")
	c, _, err := Load(LoadOptions{Path: path})
	if err != nil || c.Tenants[0].Auth.Method != MethodToken {
		t.Errorf("%v %+v", err, c)
	}
}

func TestLoadWarnsOfOpenFile(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("no such modes")
	}
	path := writeConfig(t, "version: 1\n")
	if err := os.Chmod(path, 0o620); err != nil {
		t.Fatal(err)
	}
	_, warnings, err := Load(LoadOptions{Path: path})
	if want := path + ": others can write this file (mode 0620): chmod 600 " + path; err != nil || len(warnings) != 1 || warnings[0].String() != want {
		t.Errorf("%v %v, want %s", err, warnings, want)
	}
}

func TestLoadRefusesHugeFile(t *testing.T) {
	t.Parallel()
	path := writeConfig(t, strings.Repeat("# words\n", maxFile/8+1))
	if _, _, err := Load(LoadOptions{Path: path}); err == nil || !strings.Contains(err.Error(), "larger than 4 MiB") {
		t.Error(err)
	}
}

// BenchmarkLoad reads a file of 50 tenants.
func BenchmarkLoad(b *testing.B) {
	var text strings.Builder
	text.WriteString("version: 1\ntenants:\n")
	for i := range 50 {
		fmt.Fprintf(&text, "  t%d:\n    platform: aic\n    url: https://t%d.example\n    auth: {method: service-account, id: x}\n    protected: [alpha]\n", i, i)
	}
	path := filepath.Join(b.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, _, err := Load(LoadOptions{Path: path}); err != nil {
			b.Fatal(err)
		}
	}
}

// pingOneFile is a file with one pingone tenant.
func pingOneFile(lines string) string { return "tenants:\n  p:\n    platform: pingone\n" + lines }

// TestPingOneTenant: what `realms add` writes is what Load reads.
func TestPingOneTenant(t *testing.T) {
	t.Parallel()
	want := Tenant{
		Name: "p", Platform: PingOne, Region: "eu", Domain: "auth.example.org",
		Auth:   Auth{Method: MethodClientCredentials, ClientID: "9c", ClientAuth: ClientAuthPost, Environment: "02", SecretFile: "/run/secret"},
		Realms: []Realm{{Name: "staff", Environment: "5b"}, {Name: "retail", Environment: "7c", Population: "Retail", Protected: true}},
	}
	path := writeConfig(t, "")
	if err := Edit(t.Context(), path, func(e *Editor) error { return e.AddTenant(want) }); err != nil {
		t.Fatal(err)
	}
	c, _, err := Load(LoadOptions{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	got := *c.Tenants[0]
	for i := range got.Realms {
		got.Realms[i].Tenant = nil
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for key, text := range map[string]string{
		"domain": "auth.example.org", "auth.client_auth": "post", "auth.secret_file": "/run/secret", "realms.retail.population": "Retail",
	} {
		if value, _ := c.Get("tenants.p." + key); value != text {
			t.Errorf("%s is %q", key, value)
		}
	}
	if err := Edit(t.Context(), path, func(e *Editor) error { return e.Set("tenants.p.auth.client_auth", "basic") }); err != nil {
		t.Error(err)
	}
	if err := Edit(t.Context(), path, func(e *Editor) error { return e.RemoveRealm("p/staff") }); err != nil {
		t.Error(err)
	}
}

// TestApplication: where the application of a tenant is.
func TestApplication(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		tenant Tenant
		want   string
	}{
		{Tenant{}, ""},
		{Tenant{Realms: []Realm{{Environment: "5b"}, {Environment: "7c"}}}, "5b"},
		{Tenant{Auth: Auth{Environment: "02"}, Realms: []Realm{{Environment: "5b"}}}, "02"},
		{Tenant{Auth: Auth{Environment: "02"}, Domain: "auth.example.org"}, ""},
	} {
		if got := test.tenant.Application(); got != test.want {
			t.Errorf("%+v: %q, want %q", test.tenant, got, test.want)
		}
	}
}
