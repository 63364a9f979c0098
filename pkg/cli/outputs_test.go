package cli_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestEmptyLists: a list of nothing is a valid document too, and a person is told
// the next step.
func TestEmptyLists(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.users["alpha_user"], tenant.users["bravo_user"] = []fakeUser{}, []fakeUser{}
	for _, format := range formats() {
		e := facing(t, tenant.URL).must("users", "list", "-o", format)
		if format == "json" || format == "yaml" {
			parse(t, format, e.out)
			if strings.TrimSpace(e.out) != "[]" {
				t.Errorf("%s of nothing is %q", format, e.out)
			}
		} else if strings.Contains(e.out, "\n\n") || strings.Count(e.out, "\n") > 1 {
			t.Errorf("%s of nothing is %q", format, e.out)
		}
		mustSay(t, e.err, "no users in env/alpha yet", "realmctl users create -R env/alpha")
	}
	e := facing(t, tenant.URL).must("users", "list", "--where", `sn sw "A"`, "-o", "json")
	mustSay(t, e.err, "no users in env/alpha match")
	parseJSON(t, e.out)
}

// brokenListings are ways in which a list fails after its first page.
func brokenListings() map[string]struct {
	fault fault
	class string
	code  int
} {
	type broken = struct {
		fault fault
		class string
		code  int
	}
	return map[string]broken{
		"a fault":        {gateway(503, "Retry-After: 120"), "unavailable", 8},
		"cut off":        {cutOff, "unavailable", 8},
		"truncated":      {text(200, "application/json", `{"result":[{"_id":"9","userName":"last"},{"_id":`), "api", 1},
		"no page":        {text(200, "text/html", "<html>"), "api", 1},
		"refused":        {status(401, "Access Denied"), "auth", 4},
		"throttled":      {status(429, "Too many requests", "Retry-After: 120"), "throttled", 8},
		"an error in it": {text(200, "application/json", `{"result":[],"error":{"code":500,"message":"broke off"}}`), "unavailable", 8},
	}
}

// TestBrokenListings: what was printed is a valid document all the same, the rest
// is told on stderr and in the exit code.
func TestBrokenListings(t *testing.T) {
	t.Parallel()
	for name, broken := range brokenListings() {
		for _, format := range formats() {
			t.Run(name+" "+format, func(t *testing.T) {
				t.Parallel()
				tenant := newTenant(t)
				tenant.page = 2
				tenant.always(func(w http.ResponseWriter, r *http.Request) bool {
					return r.URL.Query().Get("_pagedResultsCookie") != "" && broken.fault(w, r)
				})
				m := facing(t, tenant.URL)
				m.env["REALMCTL_ERRORS"] = "json"
				e := m.run("users", "list", "-o", format, "--timeout", "3s")
				if told := e.told(t); e.code != broken.code || told.Class != broken.class || told.Realm != "env/alpha" {
					t.Errorf("exit code %d: %s", e.code, e.err)
				}
				parse(t, format, e.out)
				if rows := strings.Count(e.out, "alpha-1"); rows == 0 && format != "id" {
					t.Errorf("the rows before the mistake are missing: %q", e.out)
				}
			})
		}
	}
}

// TestOneRealmFails: a realm that fails does not hide the other, in any format.
func TestOneRealmFails(t *testing.T) {
	t.Parallel()
	for _, format := range formats() {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant(t)
			tenant.always(func(w http.ResponseWriter, r *http.Request) bool {
				return strings.Contains(r.URL.Path, "alpha_user") && status(403, "Access denied")(w, r)
			})
			m := facing(t, tenant.URL)
			m.env["REALMCTL_ERRORS"] = "json"
			e := m.run("users", "list", "-R", "env/alpha,env/bravo", "-o", format)
			told := e.told(t)
			if e.code != 6 || told.Class != "partial" || len(told.Failures) != 1 || told.Failures[0].Realm != "env/alpha" || told.Failures[0].Class != "auth" {
				t.Errorf("exit code %d: %s", e.code, e.err)
			}
			parse(t, format, e.out)
			if format != "id" && strings.Count(e.out, "bravo-2") == 0 {
				t.Errorf("the rows of the other realm are missing: %q", e.out)
			}
		})
	}
}

// TestMissingNames: every name that was not found is told, with its realm.
func TestMissingNames(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	m := facing(t, tenant.URL)
	m.env["REALMCTL_ERRORS"] = "json"
	e := m.run("users", "get", "alpha-1", "bravo-1", "nobody", "-R", "env/alpha,env/bravo", "-o", "name")
	told := e.told(t)
	if e.code != 6 || e.out != "alpha-1\nbravo-1\n" || len(told.Failures) != 4 {
		t.Errorf("exit code %d, stdout %q, stderr %s", e.code, e.out, e.err)
	}
	for _, f := range told.Failures {
		if f.Class != "not_found" || f.Realm == "" {
			t.Errorf("a failure without its words: %+v", f)
		}
	}
}

// TestReplacePreview: a user that is put in its own place does not change, and of one
// that a short document replaces what the platform computes stays.
func TestReplacePreview(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.env["REALMCTL_REALM"] = "sandbox/alpha"
	document := m.must("users", "get", seeded, "-o", "json").out
	replace := []string{"users", "replace", seeded, "-f", "-", "-n", "--exit-code"}
	if e := m.runIn(document, replace...); e.code != 0 || !strings.Contains(e.out, "nothing would change") {
		t.Errorf("exit code %d: %s%s", e.code, e.out, e.err)
	}
	e := m.runIn(draft, replace...)
	if e.code != 9 || strings.Contains(e.out, "_id ") || strings.Contains(e.out, "effectiveRoles") {
		t.Errorf("exit code %d: %s%s", e.code, e.out, e.err)
	}
	mustSay(t, e.out, `~ userName`, `"ann.adams" → "zed"`, "- telephoneNumber")
	m.must("users", "replace", seeded, "-f", m.file("user.json", document))
}

// TestShapes: one object that is named is an object, several are an array, and rows
// of several realms are tagged.
func TestShapes(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	m := facing(t, tenant.URL)
	one, _ := parseJSON(t, m.must("users", "get", "alpha-1", "-o", "json").out).(map[string]any)
	if one["userName"] != "alpha-1" || one["_realm"] != nil {
		t.Errorf("one: %v", one)
	}
	two, _ := parseJSON(t, m.must("users", "get", "alpha-1", "alpha-2", "-o", "json").out).([]any)
	if len(two) != 2 {
		t.Errorf("two: %v", two)
	}
	rows, _ := parseJSON(t, m.must("users", "list", "-R", "env/alpha,env/bravo", "-o", "json").out).([]any)
	for _, row := range rows {
		if u, _ := row.(map[string]any); u["_realm"] != "env/alpha" && u["_realm"] != "env/bravo" {
			t.Errorf("a row without its realm: %v", row)
		}
	}
	if len(rows) != 6 {
		t.Errorf("%d rows", len(rows))
	}
	e := m.run("users", "disable", "alpha-1", "nobody", "alpha-2", "-o", "json")
	if disabled, _ := parseJSON(t, e.out).([]any); len(disabled) != 2 || e.code != 6 {
		t.Errorf("two of three: exit code %d, %v", e.code, disabled)
	}
	if deleted, _ := parseJSON(t, m.must("users", "delete", "alpha-1", "--yes", "-o", "json").out).(map[string]any); deleted["userName"] != "alpha-1" {
		t.Errorf("deleted: %v", deleted)
	}
}
