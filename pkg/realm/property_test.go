package realm

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestEditsKeepWhatIsNotTheirs makes random edits in a row. After each, the
// file loads, what was set reads back, and every comment and unknown key that
// stood outside the edited entries is still there.
func TestEditsKeepWhatIsNotTheirs(t *testing.T) {
	t.Parallel()
	_, before := commented(t)
	rapid.Check(t, func(t *rapid.T) {
		e := &Editor{path: "f", text: []byte(before)}
		want := map[string]string{}
		for range rapid.IntRange(1, 8).Draw(t, "edits") {
			key := rapid.SampledFrom(randomKeys()).Draw(t, "key")
			value := randomValue(t, key)
			if err := e.Set(key, value); err != nil {
				t.Fatalf("set %s to %q: %v", key, value, err)
			}
			want[key] = value
			checkKept(t, e, want)
		}
	})
}

func randomKeys() []string {
	return []string{
		"current", "output", "timeout", "pager", "groups.prod", "groups.lab", "groups.new", "columns.users", "columns.groups",
		"tenants.acme.ca_file", "tenants.acme.auth.scopes", "tenants.acme.protected", "tenants.Lab.auth.username",
		"tenants.Lab.cert_file", "tenants.Lab.realms.Users.protected", "tenants.ping-eu.realms.staff.population",
	}
}

func randomValue(t *rapid.T, key string) string {
	switch {
	case key == "output":
		return rapid.SampledFrom(append(Outputs(), "")).Draw(t, "output")
	case key == "timeout":
		return rapid.SampledFrom([]string{"", "45", "2m"}).Draw(t, "timeout")
	case strings.HasSuffix(key, ".Users.protected"):
		return rapid.SampledFrom([]string{"", "true", "false"}).Draw(t, "bool")
	case key == "tenants.acme.protected":
		return rapid.SampledFrom([]string{"", "alpha", "alpha,bravo"}).Draw(t, "protected")
	case strings.HasPrefix(key, "groups.") || strings.HasPrefix(key, "columns.") || strings.HasSuffix(key, ".scopes"):
		items := rapid.SliceOfN(rapid.StringMatching(`[a-zA-Z0-9/*@:#' -]{0,6}[a-z]`), 0, 4).Draw(t, "items")
		return strings.Join(splitAddresses(items), ",")
	}
	return rapid.StringMatching(`[ -~é]{0,12}`).Draw(t, "text")
}

func checkKept(t *rapid.T, e *Editor, want map[string]string) {
	for key, value := range want {
		if got, _ := e.Get(key); got != value {
			t.Fatalf("%s: wrote %q, reads %q\n%s", key, value, got, e.text)
		}
	}
	if _, _, err := parse("f", e.text); err != nil {
		t.Fatalf("%v\n%s", err, e.text)
	}
	for _, kept := range []string{
		"# realmctl of the identity team.\n# Ask Ann before touching prod.\n\nversion: 1\n", "# the live one", "# made 2026-03",
		"\n\n\n    # The lab is Bob's.\n    Lab:\n", "# the lab signs its own certificates", "# letter case kept",
		"# trailing words about staff", "colour: green   # not a key of ours, kept all the same", "# the end\n",
	} {
		if !strings.Contains(string(e.text), kept) {
			t.Fatalf("%q is gone\n%s", kept, e.text)
		}
	}
}

// TestTenantsRoundTrip writes random tenants and reads them back.
func TestTenantsRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := &Editor{path: "f"}
		var want []Tenant
		for i := range rapid.IntRange(1, 4).Draw(t, "tenants") {
			tenant := randomTenant(t, fmt.Sprintf("T%d%s", i, rapid.StringMatching(`[a-zA-Z0-9._-]{0,6}`).Draw(t, "name")))
			if err := e.AddTenant(tenant); err != nil {
				t.Fatal(err)
			}
			want = append(want, tenant)
		}
		c, warnings, err := parse("f", e.text)
		if err != nil || len(warnings) > 0 {
			t.Fatalf("%v %v\n%s", err, warnings, e.text)
		}
		for i, tenant := range c.Tenants {
			got := *tenant
			got.Realms = nil
			for _, r := range tenant.Realms {
				r.Tenant = nil
				got.Realms = append(got.Realms, r)
			}
			if diff := cmp.Diff(want[i], got); diff != "" {
				t.Fatalf("%s\n%s", diff, e.text)
			}
		}
	})
}

func randomTenant(t *rapid.T, name string) Tenant {
	words := rapid.StringMatching(`[a-zA-Z0-9_:#' "\\-]{0,8}`)
	u, err := ParseURL(IDM, rapid.SampledFrom([]string{"https://a.example", "http://localhost:1/x/y"}).Draw(t, "url"))
	if err != nil {
		t.Fatal(err)
	}
	tenant := Tenant{
		Name: name, Platform: IDM, URL: u,
		Auth:   Auth{Method: MethodIDMHeaders, Username: words.Draw(t, "user"), RedirectPort: rapid.IntRange(0, 65535).Draw(t, "port")},
		CAFile: rapid.SampledFrom([]string{"", "/etc/my ca.pem", "/é/#x"}).Draw(t, "ca"),
		Store:  rapid.SampledFrom(append(stores(), "")).Draw(t, "store"),
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "realms") {
		r := Realm{Name: fmt.Sprintf("r%d", i), Object: "o" + words.Draw(t, "object"), Protected: rapid.Bool().Draw(t, "protected")}
		tenant.Realms = append(tenant.Realms, r)
	}
	return tenant
}
