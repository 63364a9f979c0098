package realm

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// commented returns a copy of the heavily commented file in a folder of the
// test's own.
func commented(t *testing.T) (path string, text string) {
	t.Helper()
	data, err := os.ReadFile("testdata/commented.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return writeConfig(t, string(data)), string(data)
}

func writeConfig(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// changed lists the lines that differ, "-" before and "+" after.
func changed(before, after string) string {
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	var out strings.Builder
	for _, l := range a {
		out.WriteString("-" + l + "\n")
	}
	for _, l := range b {
		out.WriteString("+" + l + "\n")
	}
	return out.String()
}

func TestEditTouchesOnlyItsLines(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		edit func(*Editor) error
		want string
	}{
		{"scalar with comment", func(e *Editor) error { return e.SetCurrent("acme/bravo") },
			"-current: acme/alpha   # where we work most\n+current: acme/bravo   # where we work most\n"},
		{"quoted scalar", set("tenants.Lab.url", "https://idm.lab.example"),
			"-        url: \"https://idm.lab.example:8443\"\n+        url: https://idm.lab.example\n"},
		{"inside a flow mapping", set("tenants.acme.auth.id", "2a"),
			"-        auth: {method: service-account, id: 1f0c}  # made 2026-03\n+        auth: {method: service-account, id: 2a}  # made 2026-03\n"},
		{"new in a flow mapping", set("tenants.acme.auth.scopes", "a,b"),
			"-        auth: {method: service-account, id: 1f0c}  # made 2026-03\n+        auth: {method: service-account, id: 1f0c, scopes: [a, b]}  # made 2026-03\n"},
		{"out of a flow mapping", set("tenants.acme.auth.method", ""),
			"-        auth: {method: service-account, id: 1f0c}  # made 2026-03\n+        auth: {id: 1f0c}  # made 2026-03\n"},
		{"last out of a flow mapping", set("tenants.acme.auth.id", ""),
			"-        auth: {method: service-account, id: 1f0c}  # made 2026-03\n+        auth: {method: service-account}  # made 2026-03\n"},
		{"new in a block mapping", set("tenants.acme.store", "file"),
			"+        store: file\n"},
		{"new after a deeper comment", set("tenants.Lab.realms.staff.protected", "true"),
			"+                protected: true\n"},
		{"new at the top", set("timeout", "1m"), "+timeout: 1m\n"},
		{"flow list", set("groups.prod", "acme/alpha"),
			"-    prod: [acme/alpha, acme/bravo, ping-eu/customers]\n+    prod: [acme/alpha]\n"},
		{"block list keeps the lines of items that stay", set("groups.lab", "Lab/Users,acme/alpha"),
			"-        - Lab/staff\n+        - acme/alpha\n"},
		{"new group", set("groups.new", "acme/*"), "+    new: [acme/*]\n"},
		{"removal with its comment", set("tenants.Lab.ca_file", ""),
			"-        # the lab signs its own certificates\n-        ca_file: /etc/ssl/lab-ca.pem\n"},
		{"new realm", func(e *Editor) error { return e.AddRealm("Lab", Realm{Name: "Bots", Object: "bot"}) },
			"+            Bots: {object: bot}\n"},
		{"nothing", set("tenants.acme.platform", "aic"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path, before := commented(t)
			if err := Edit(t.Context(), path, test.edit); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, changed(before, read(t, path))); diff != "" {
				t.Errorf("lines changed (-want +got):\n%s", diff)
			}
		})
	}
}

func set(key, value string) func(*Editor) error {
	return func(e *Editor) error { return e.Set(key, value) }
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestRemoveTenant(t *testing.T) {
	t.Parallel()
	path, _ := commented(t)
	if err := Edit(t.Context(), path, func(e *Editor) error { return e.RemoveTenant("acme") }); err != nil {
		t.Fatal(err)
	}
	after := read(t, path)
	for _, gone := range []string{"current:", "precious", "openam-acme", "acme/"} {
		if strings.Contains(after, gone) {
			t.Errorf("%q is still there:\n%s", gone, after)
		}
	}
	for _, kept := range []string{"# The lab is Bob's.", "# Ask Ann", "prod: [ping-eu/customers]", "# the end", "# first", "colour: green"} {
		if !strings.Contains(after, kept) {
			t.Errorf("%q is gone:\n%s", kept, after)
		}
	}
	for _, name := range []string{"Lab", "ping-eu"} {
		if err := Edit(t.Context(), path, func(e *Editor) error { return e.RemoveTenant(name) }); err != nil {
			t.Fatal(err)
		}
	}
	c, _, err := Load(LoadOptions{Path: path})
	if err != nil || len(c.Tenants) != 0 || len(c.Groups[0].Members) != 0 {
		t.Errorf("after all are removed: %v, %+v\n%s", err, c, read(t, path))
	}
}

func TestRemoveRealm(t *testing.T) {
	t.Parallel()
	path, _ := commented(t)
	err := Edit(t.Context(), path, func(e *Editor) error {
		return errors.Join(e.SetCurrent("Lab/staff"), e.RemoveRealm("Lab/staff"))
	})
	if err != nil {
		t.Fatal(err)
	}
	after := read(t, path)
	if strings.Contains(after, "Lab/staff") || strings.Contains(after, "staff_user") || strings.Contains(after, "current:") {
		t.Errorf("the realm is still there:\n%s", after)
	}
	if !strings.Contains(after, "- Lab/Users      # first") {
		t.Errorf("the other member lost its line:\n%s", after)
	}
}

func TestAddTenantToNewFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "deep", "config.yaml")
	url, err := ParseURL(IDM, "https://idm.lab.example:8443/openidm/")
	if err != nil {
		t.Fatal(err)
	}
	tenant := Tenant{
		Name: "Lab", Platform: IDM, URL: url, CAFile: "/etc/ssl/lab.pem", Protected: []string{"users"},
		Auth:   Auth{Method: MethodIDMHeaders, Username: "openidm-admin", Scopes: []string{"a", "b, c"}},
		Realms: []Realm{{Name: "users", Object: "user"}, {Name: "on", Object: "y", Protected: true}},
	}
	err = Edit(t.Context(), path, func(e *Editor) error {
		return errors.Join(e.AddTenant(tenant), e.SetCurrent("Lab/users"))
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `version: 1
tenants:
  Lab:
    platform: idm
    url: https://idm.lab.example:8443
    ca_file: /etc/ssl/lab.pem
    auth: {method: idm-headers, username: openidm-admin, scopes: [a, 'b, c']}
    protected: [users]
    realms:
      users: {object: user}
      on: {object: y, protected: true}
current: Lab/users
`
	if diff := cmp.Diff(want, read(t, path)); diff != "" {
		t.Error(diff)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v: want 0600", info.Mode(), err)
	}
	c, warnings, err := Load(LoadOptions{Path: path})
	if err != nil || len(warnings) > 0 {
		t.Fatal(err, warnings)
	}
	realms, err := c.Resolve([]string{"all"})
	if err != nil || len(realms) != 2 || realms[0].Object != "user" || !realms[0].Protected || realms[1].Name != "on" || !realms[1].Protected {
		t.Errorf("read back: %+v, %v", realms, err)
	}
	err = Edit(t.Context(), path, func(e *Editor) error { return e.AddTenant(tenant) })
	if !errors.Is(err, errExists) {
		t.Errorf("added twice: %v", err)
	}
}

func TestAddTenantWritesAbsolutePaths(t *testing.T) {
	t.Parallel()
	path := writeConfig(t, "# mine\r\ntenants:   # none yet\r\n")
	url, err := ParseURL(AIC, "https://acme.example")
	if err != nil {
		t.Fatal(err)
	}
	err = Edit(t.Context(), path, func(e *Editor) error {
		return e.AddTenant(Tenant{Name: "acme", Platform: AIC, URL: url, Auth: Auth{JWKFile: "key.jwk"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	abs, err := filepath.Abs("key.jwk")
	if err != nil {
		t.Fatal(err)
	}
	want := "# mine\r\ntenants:   # none yet\r\n  acme:\r\n    platform: aic\r\n    url: https://acme.example\r\n    auth: {jwk_file: " + abs + "}\r\n"
	if diff := cmp.Diff(want, read(t, path)); diff != "" {
		t.Error(diff)
	}
}

func TestEditRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		edit func(*Editor) error
		want string
	}{
		{set("outptu", "json"), `unknown key "outptu" (did you mean "output"?)`},
		{set("output", "xml"), `output: "xml" is none of table`},
		{set("tenants.acme.ulr", "x"), `unknown key "tenants.acme.ulr" (did you mean "tenants.acme.url"?)`},
		{set("tenants.acm.url", "x"), `unknown realm "acm" (did you mean "acme"?)`},
		{set("tenants.acme.url", "http://acme.example"), "would send credentials in the clear"},
		{set("tenants.acme", "x"), `unknown key "tenants.acme"`},
		{set("tenants.acme.auth.redirect_port", "many"), `want a number, not "many"`},
		{set("tenants.Lab.realms.staff.protected", "yes"), `want true or false, not "yes"`},
		{set("tenants.Lab.realms.staf.object", "x"), `did you mean "Lab/staff"?`},
		{set("version", "2"), `unknown key "version"`},
		{set("tenants.acme.protected", "alpa"), `no realm "alpa" here (did you mean "alpha"?)`},
		{func(e *Editor) error { return e.SetCurrent("acme/alpa") }, `unknown realm "acme/alpa" (did you mean "acme/alpha"?)`},
		{func(e *Editor) error { return e.SetCurrent(" ") }, "no realm was named"},
		{func(e *Editor) error { return e.AddTenant(Tenant{Name: "all"}) }, "a meaning of its own"},
		{func(e *Editor) error { return e.AddTenant(Tenant{Name: "a/b"}) }, "a name is not empty"},
		{func(e *Editor) error { return e.AddTenant(Tenant{Name: "x", Platform: "idn"}) }, `did you mean "idm"?`},
		{func(e *Editor) error { return e.AddTenant(Tenant{Name: "x", Platform: AIC}) }, "url: missing"},
		{func(e *Editor) error { return e.AddRealm("acme", Realm{Name: "charlie"}) }, "alpha and bravo, and no other"},
		{func(e *Editor) error { return e.AddRealm("Lab", Realm{Name: "Users"}) }, "exists already"},
		{func(e *Editor) error { return e.AddRealm("Lab", Realm{Name: "a b"}) }, "a name is not empty"},
		{func(e *Editor) error { return e.RemoveTenant("sandbox") }, `unknown realm "sandbox"`},
		{func(e *Editor) error { return e.RemoveRealm("acme/alpha") }, `unknown realm "acme/alpha"`},
	} {
		t.Run(test.want, func(t *testing.T) {
			t.Parallel()
			path, before := commented(t)
			err := Edit(t.Context(), path, test.edit)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v\nwant …%s…", err, test.want)
			}
			if read(t, path) != before {
				t.Error("the file was changed all the same")
			}
		})
	}
}

func TestSetCurrentOfEnvironment(t *testing.T) {
	t.Parallel()
	path, _ := commented(t)
	for _, address := range []string{"env/alpha", "sandbox/bravo", "acme/alpha,Lab/Users", "@prod", "all"} {
		if err := Edit(t.Context(), path, func(e *Editor) error { return e.SetCurrent(address) }); err != nil {
			t.Errorf("%s: %v", address, err)
		}
		if c, _, err := Load(LoadOptions{Path: path}); err != nil || c.Current != address {
			t.Errorf("current: %v %v, want %s", c.Current, err, address)
		}
	}
}

// TestEditExoticYAML edits files whose text the splice does not understand:
// the result has to say the right thing all the same.
func TestEditExoticYAML(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"{tenants: {acme: {platform: aic, url: 'https://a.example'}}}\n",
		"tenants: {acme: {platform: aic, url: 'https://a.example',\n  }}\n",
		"\ufefftenants:\n  acme: {platform: aic, url: \"https://a.\\\n    example\"}\n",
		"? tenants\n: acme:\n    platform: aic\n    url: https://a.example\n",
		"---\ntenants:\n  acme:\n    platform: aic\n    url: >-\n      https://a.example\n...\n",
		"tenants: # ü\n  acme:\n    platform: aic\n    url: https://a.example",
		"x: &x https://a.example\ntenants:\n  acme: {platform: aic, url: *x}\n",
		"tenants: &t\n  acme:\n    url: !!str https://a.example # c\n    platform: aic\n",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			path := writeConfig(t, text)
			for _, edit := range []func(*Editor) error{
				set("tenants.acme.url", "https://b.example"), set("tenants.acme.protected", "bravo"),
				set("output", "json"), set("groups.a", "acme/alpha, @b"), set("groups.a", ""),
			} {
				if err := Edit(t.Context(), path, edit); err != nil {
					t.Fatal(err, "\n", read(t, path))
				}
			}
			c, _, err := Load(LoadOptions{Path: path})
			if err != nil {
				t.Fatal(err)
			}
			if u := c.Tenants[0].URL.String(); u != "https://b.example" || !c.Tenants[0].Realms[1].Protected || len(c.Groups) != 0 {
				t.Errorf("read back: %s %+v\n%s", u, c, read(t, path))
			}
			if out, _ := c.Get("output"); out != "json" {
				t.Errorf("output: %s", out)
			}
		})
	}
}

// TestAddTenantTo adds a first tenant in several surroundings.
func TestAddTenantTo(t *testing.T) {
	t.Parallel()
	const entry = "  a:\n    platform: aic\n    url: https://a.example\n"
	for before, want := range map[string]string{
		"# words\n":                          "# words\ntenants:\n" + entry,
		"output: json":                       "output: json\ntenants:\n" + entry,
		"tenants: {}   # none\noutput: json": "tenants:   # none\n" + entry + "output: json",
		"tenants:\n# the end\n":              "tenants:\n" + entry + "# the end\n",
		"tenants: {\n  # [none] yet\n }\n":   "tenants:\n" + entry,
		"groups: {\n  # it's\n  'a b]': [\"c}\", 'd''e'] } # x\n": "",
	} {
		e := &Editor{path: "f", text: []byte(before)}
		u, err := ParseURL(AIC, "https://a.example")
		if err != nil {
			t.Fatal(err)
		}
		if err := e.AddTenant(Tenant{Name: "a", Platform: AIC, URL: u}); err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = before + "tenants:\n" + entry
		}
		if diff := cmp.Diff(want, string(e.text)); diff != "" {
			t.Errorf("%q:\n%s", before, diff)
		}
	}
}

func TestSetReplacesFlowOverLines(t *testing.T) {
	t.Parallel()
	e := &Editor{path: "f", text: []byte("groups:\n  a: [\n    # it's [ one\n    x/y, 'd''e]', \"f\\\"]\"\n  ] # kept\n")}
	if err := e.Set("groups.a", "b/c"); err != nil {
		t.Fatal(err)
	}
	if want := "groups:\n  a: [b/c] # kept\n"; string(e.text) != want {
		t.Errorf("got %s", e.text)
	}
}

func TestEditDoesNotReachThroughAlias(t *testing.T) {
	t.Parallel()
	path := writeConfig(t, "tenants:\n  a: &a\n    platform: aic\n    url: https://a.example\n  b: *a\n")
	if err := Edit(t.Context(), path, set("tenants.b.url", "https://b.example")); err == nil {
		t.Errorf("edited through an alias:\n%s", read(t, path))
	}
}

func TestEditStopsWithItsContext(t *testing.T) {
	t.Parallel()
	path, before := commented(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_ = Edit(ctx, path, func(*Editor) error { return context.Canceled })
	if !bytes.Equal([]byte(read(t, path)), []byte(before)) {
		t.Error("changed")
	}
}

// TestEditBesideAnApostrophe changes a list with a plain text in it that holds one: the
// rest of the file keeps its blank lines.
func TestEditBesideAnApostrophe(t *testing.T) {
	t.Parallel()
	_, before := commented(t)
	e := &Editor{path: "f", text: []byte(before)}
	for _, value := range []string{"rock 'n roll", "b"} {
		if err := e.Set("columns.users", value); err != nil {
			t.Fatal(err)
		}
		if kept := "\n\n\n    # The lab is Bob's.\n    Lab:\n"; !strings.Contains(string(e.text), kept) {
			t.Fatalf("columns.users set to %q: %q is gone", value, kept)
		}
	}
}
