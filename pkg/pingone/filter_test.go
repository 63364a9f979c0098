package pingone

import (
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
)

func filterOf(t testing.TB, text string) identity.Filter {
	t.Helper()
	f, err := identity.ParseFilter(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return f
}

// newCompiler knows one custom attribute that can be searched, and one population.
func newCompiler() *compiler {
	return &compiler{
		name:     native,
		contains: func(path string) bool { return path == "motto" },
		population: func(name string) (string, error) {
			if name != "Customers" {
				return "", identity.Errorf(identity.NotFound, "there is no population %s", name)
			}
			return customers, nil
		},
	}
}

func TestFilterCompiles(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`mail = "a@b.c"`:                                  `email eq "a@b.c"`,
		`email = "a@b.c"`:                                 `email eq "a@b.c"`,
		`userName sw "an"`:                                `username sw "an"`,
		`givenName = "Ann" and sn = "Lee"`:                `name.given eq "Ann" and name.family eq "Lee"`,
		`name.family sw "L" or name.given = "x"`:          `name.family sw "L" or name.given eq "x"`,
		`familyName = "a" and (mail = "b" or mail = "c")`: `name.family eq "a" and (email eq "b" or email eq "c")`,
		`mail = "b" or mail = "c" and sn = "d"`:           `email eq "b" or (email eq "c" and name.family eq "d")`,
		`userName in ("a", "b")`:                          `username eq "a" or username eq "b"`,
		`accountStatus = "active"`:                        `enabled eq true`,
		`accountStatus = "inactive"`:                      `enabled eq false`,
		`active = true`:                                   `enabled eq true`,
		`enabled != true`:                                 `enabled eq false`,
		`not enabled = false`:                             `enabled eq true`,
		`population = "Customers"`:                        `population.id eq "` + customers + `"`,
		`population.id = "x"`:                             `population.id eq "x"`,
		`memberOfGroups has "g"`:                          `memberOfGroups[id eq "g"]`,
		`memberOfGroups = "g" and enabled = true`:         `memberOfGroups[id eq "g"] and enabled eq true`,
		`shirtSize = "M"`:                                 `shirtSize eq "M"`,
		`shirtSize sw "M"`:                                `shirtSize sw "M"`,
		`tags has "a"`:                                    `tags eq "a"`,
		`motto co "x"`:                                    `motto co "x"`,
		`username = "a\"b\\c"`:                            `username eq "a\"b\\c"`,
		`address/locality = "Bonn"`:                       `address.locality eq "Bonn"`,
		`city = "Bonn"`:                                   `address.locality eq "Bonn"`,
		`telephoneNumber sw "+49"`:                        `primaryPhone sw "+49"`,
	} {
		got, err := newCompiler().print(filterOf(t, text))
		if err != nil || got != want {
			t.Errorf("%s\n got %s %v\nwant %s", text, got, err, want)
		}
	}
}

func TestFilterRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`mail co "example"`:         `PingOne cannot filter by email with "co" (contains), only with eq and sw`,
		`mail ew "example"`:         `PingOne cannot filter by email with "ew" (ends with), only with eq and sw`,
		`sn != "Lee"`:               `PingOne cannot filter by name.family with "!=" (ne), only with eq and sw`,
		`title pr`:                  `PingOne cannot ask whether title has a value ("pr")`,
		`not title = "x"`:           `PingOne has no filter operator "not"`,
		`shirtSize co "M"`:          `PingOne cannot filter by shirtSize with "co" (contains), only with eq and sw`,
		`population.id sw "x"`:      `PingOne cannot filter by population.id with "sw", only with eq`,
		`population sw "x"`:         `PingOne cannot filter by population with "sw", only with eq`,
		`createdAt >= 2026-01-01`:   `PingOne cannot filter by createdAt`,
		`account.status = "LOCKED"`: `PingOne cannot filter by account.status`,
		`mfaEnabled = true`:         `PingOne cannot filter by mfaEnabled`,
		`mail has "x"`:              `PingOne cannot filter by email with "has", only with eq and sw`,
		`memberOfGroups sw "x"`:     `PingOne cannot filter by memberOfGroups with "sw", only with eq`,
	} {
		_, err := newCompiler().print(filterOf(t, text))
		if err == nil || err.Error() != want {
			t.Errorf("%s\n got %v\nwant %s", text, err, want)
		}
	}
}

func TestRefusedFilterHelps(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, pageOf("users", "")))
	for text, want := range map[string]string{
		`mail co "example"`: `realmctl users list -R ping-eu/staff -o json --jq 'select((.email // "" | tostring | contains("example")))'`,
		`sn = "Lee" and mail ew "x" and not title pr`: `realmctl users list -R ping-eu/staff --where 'sn = "Lee"' -o json --jq ` +
			`'select(((.email // "" | tostring | endswith("x")) and ((.title != null) | not)))'`,
		`createdAt >= 2026-01-01`: `realmctl users list -R ping-eu/staff -o json --jq 'select((.createdAt >= "2026-01-01"))'`,
		`shirt-size != "a'b"`:     `realmctl users list -R ping-eu/staff -o json --jq 'select((."shirt-size" != "a'\''b"))'`,
	} {
		_, err := userNames(t, s.users(), identity.Query{Filter: filterOf(t, text)})
		if e := wantKind(t, err, identity.Unsupported); e.Hint != want {
			t.Errorf("%s\n got %s\nwant %s", text, e.Hint, want)
		}
	}
	if lines := s.lines(); len(lines) != 0 {
		t.Errorf("asked for %v", lines)
	}
}

func TestFilterOfANarrowRealm(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, pageOf("populations", "", `{"id":"`+customers+`","name":"Customers"}`)), says(200, pageOf("users", "")))
	narrow := func(o *Options) { o.Population = "Customers" }
	u := s.users(narrow)
	for _, q := range []identity.Query{{}, {Filter: filterOf(t, `mail = "a" or mail = "b"`)}, {Native: `username sw "x" or email eq "y"`}} {
		if _, err := userNames(t, u, q); err != nil {
			t.Fatal(err)
		}
	}
	within := "GET /users?filter=population.id%20eq%20%22" + customers + "%22"
	want := []string{
		"GET /populations?filter=name%20sw%20%22Customers%22",
		within + "&limit=200",
		within + "%20and%20%28email%20eq%20%22a%22%20or%20email%20eq%20%22b%22%29&limit=200",
		within + "%20and%20%28username%20sw%20%22x%22%20or%20email%20eq%20%22y%22%29&limit=200",
	}
	if got := s.lines(); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// TestContainsNeedsTheSchema: only a custom attribute is worth reading it for.
func TestContainsNeedsTheSchema(t *testing.T) {
	t.Parallel()
	s := newTenant(t,
		says(200, pageOf("schemas", "", `{"id":"s1","name":"User"}`)),
		says(200, pageOf("attributes", "", `{"id":"a","name":"motto","type":"STRING","schemaType":"CUSTOM","allowsContainsOperator":true}`)),
		says(200, pageOf("users", "")))
	u := s.users()
	if _, err := userNames(t, u, identity.Query{Filter: filterOf(t, `motto co "x"`)}); err != nil {
		t.Error(err)
	}
	_, err := userNames(t, u, identity.Query{Filter: filterOf(t, `other co "x"`)})
	mustBe(t, err, identity.Unsupported)
	if n := len(s.requests()); n != 3 {
		t.Errorf("%v", s.lines())
	}
}

// FuzzFilter: what is printed is balanced, and every word of the person is in quotes.
func FuzzFilter(f *testing.F) {
	for _, text := range []string{`mail = "a" and (sn sw "b" or not enabled = true)`, `memberOfGroups has "x\"]"`, `a = "x" or b = "\\"`, `x co "y"`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := identity.ParseFilter(text)
		if err != nil {
			return
		}
		c := newCompiler()
		printed, err := c.print(filter)
		if err != nil {
			if refused, ok := err.(*refusal); ok { //nolint:errorlint // the compiler returns it bare
				e := New(nil, Options{}).refusedFilter(filter, c, refused)
				if identity.KindOf(e) != identity.Unsupported {
					t.Errorf("%q: %v", text, e)
				}
			}
			return
		}
		depth, quoted := 0, false
		for i := 0; i < len(printed); i++ {
			switch b := printed[i]; {
			case quoted && b == '\\':
				i++
			case b == '"':
				quoted = !quoted
			case quoted:
			case b == '(' || b == '[':
				depth++
			case b == ')' || b == ']':
				if depth--; depth < 0 {
					t.Fatalf("%q printed as %q", text, printed)
				}
			}
		}
		if depth != 0 || quoted {
			t.Fatalf("%q printed as %q", text, printed)
		}
	})
}
