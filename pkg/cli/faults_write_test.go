package cli_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

const newID = "22222222-0000-4000-8000-000000000002"

// attributes are those of a user to be created.
func attributes(name string) []string {
	return []string{"--set", "userName=" + name, "--set", "givenName=Ann", "--set", "sn=Lee", "--set", "mail=" + name + "@example.com"}
}

func create(more ...string) []string {
	return append(append([]string{"users", "create"}, attributes("ann")...), more...)
}

// A writeStory is a write that meets a fault.
type writeStory struct {
	name   string
	args   []string
	method string
	fault  func(*fakeTenant) fault // of the first request with the method
	code   int
	class  string // "" where it succeeds
	words  []string
	sent   int                    // requests with the method
	after  func(*fakeTenant) bool // what has to be true of the tenant
}

func writeStories() []writeStory {
	as := func(f fault) func(*fakeTenant) fault { return func(*fakeTenant) fault { return f } }
	lost := func(t *fakeTenant) fault { return t.lost }
	created := func(f *fakeTenant) bool { return f.user(newID)["userName"] == "ann" }
	patched := func(f *fakeTenant) bool { return f.user(ann)["sn"] == "Lee" }
	untouched := func(f *fakeTenant) bool { return f.user(ann)["sn"] == "Family" }
	deleted := func(f *fakeTenant) bool { return f.user(ann) == nil }
	patch := []string{"users", "patch", ann, "--set", "sn=Lee"}
	remove := []string{"users", "delete", ann, "--yes"}
	return []writeStory{
		{"a POST whose answer is lost", create("--server-id"), "POST", lost, 8, "unavailable",
			[]string{"may have been applied", "realmctl users list -R env/alpha --where"}, 1, nil},
		{"a POST that is lost on the way", create("--server-id"), "POST", as(drop), 8, "unavailable",
			[]string{"may have been applied", "realmctl users list -R env/alpha --where"}, 1, nil},
		{"a POST that a gateway loses", create("--server-id"), "POST", as(gateway(502)), 8, "unavailable",
			[]string{"may have been applied", "realmctl users list"}, 1, nil},
		{"a POST that is out of time", create("--server-id", short), "POST", as(hang), 8, "timeout",
			[]string{"may have been applied", "realmctl users list"}, 1, nil},
		{"a POST that is throttled", create("--server-id"), "POST", as(status(429, "Too many requests", "Retry-After: 0")), 0, "", nil, 2, nil},
		{"a POST that comes too early", create("--server-id"), "POST", as(gateway(503, "Retry-After: 0")), 0, "", nil, 2, nil},

		{"a PUT whose answer is lost", create("--id", newID), "PUT", lost, 0, "", nil, 2, created},
		{"a PUT that is lost on the way", create("--id", newID), "PUT", as(drop), 0, "", nil, 2, created},
		{"a PUT that a gateway loses", create("--id", newID), "PUT", func(t *fakeTenant) fault { return t.carriedOut(gateway(502)) }, 0, "", nil, 2, created},
		{"a PUT to an id that is taken", create("--id", ann), "PUT", nil, 5, "conflict", []string{"create user ann", "there is one with this id already"}, 1, untouched},

		{"a PATCH whose answer is lost", patch, "PATCH", lost, 0, "", nil, 1, patched},
		{"a PATCH that is lost on the way", patch, "PATCH", as(drop), 0, "", nil, 2, patched},
		{"a PATCH that a gateway loses", patch, "PATCH", func(t *fakeTenant) fault { return t.carriedOut(gateway(502)) }, 0, "", nil, 1, patched},
		{"a PATCH that loses the race", patch, "PATCH", func(t *fakeTenant) fault { return t.meanwhile }, 5, "conflict", []string{"patch user"}, 1, untouched},
		{"a PATCH of a stale revision", append(patch[:len(patch):len(patch)], "--revision", "stale"), "PATCH", nil, 5, "conflict", []string{"patch user"}, 1, untouched},
		{"a PATCH with no right to it", patch, "PATCH", as(status(403, "Access denied")), 4, "auth", []string{"access denied"}, 1, untouched},
		{"a PATCH against the policy", patch, "PATCH", as(text(403, "application/json", policyFailure)), 7, "invalid", []string{"sn", "MIN_LENGTH"}, 1, untouched},
		{"a PATCH that conflicts", patch, "PATCH", as(status(409, "unique attribute conflict")), 5, "conflict", nil, 1, untouched},

		{"a DELETE whose answer is lost", remove, "DELETE", lost, 0, "", nil, 1, deleted},
		{"a DELETE that is lost on the way", remove, "DELETE", as(drop), 0, "", nil, 2, deleted},
		{"a DELETE that loses the race", remove, "DELETE", func(t *fakeTenant) fault { return t.meanwhile }, 5, "conflict", nil, 1, untouched},
	}
}

// policyFailure is a refusal in the platform's shape.
const policyFailure = `{"code":403,"reason":"Forbidden","message":"Policy validation failed","detail":{"result":false,"failedPolicyRequirements":[
 {"policyRequirements":[{"params":{"minLength":8},"policyRequirement":"MIN_LENGTH"}],"property":"sn"}]}}`

// meanwhile changes the user before the request is carried out.
func (f *fakeTenant) meanwhile(_ http.ResponseWriter, _ *http.Request) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, u := f.find("alpha_user", ann)
	u["_rev"], u["description"] = "changed", "somebody was here"
	return false
}

func TestWriteFaults(t *testing.T) {
	t.Parallel()
	for _, story := range writeStories() {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant(t)
			if story.fault != nil {
				tenant.onceOn(story.method, story.fault(tenant))
			}
			m := facing(t, tenant.URL)
			m.env["REALMCTL_ERRORS"] = "json"
			story.check(t, m.run(story.args...))
			if sent := tenant.requests(story.method); len(sent) != story.sent {
				t.Errorf("the server saw %d requests, not %d: %v", len(sent), story.sent, sent)
			}
			if story.after != nil && !story.after(tenant) {
				t.Errorf("the user is %v", tenant.users["alpha_user"])
			}
		})
	}
}

func (s writeStory) check(t *testing.T, e ended) {
	t.Helper()
	if e.out != "" {
		t.Errorf("something on stdout: %q", e.out)
	}
	if s.class == "" {
		if e.code != 0 {
			t.Errorf("exit code %d: %s", e.code, e.err)
		}
		return
	}
	told := e.told(t)
	if e.code != s.code || told.Code != s.code || told.Class != s.class {
		t.Errorf("exit code %d, class %s: %s", e.code, told.Class, e.err)
	}
	if unknown := slices.Contains(s.words, "may have been applied"); told.Unknown != unknown {
		t.Errorf("outcome unknown: %v", told.Unknown)
	}
	mustSay(t, e.err, s.words...)
}

// TestLostRaceIsShown: who loses a race is shown what changed meanwhile.
func TestLostRaceIsShown(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.onceOn("PATCH", tenant.meanwhile)
	e := facing(t, tenant.URL).run("users", "patch", ann, "--set", "sn=Lee")
	if e.code != 5 {
		t.Errorf("exit code %d", e.code)
	}
	mustSay(t, e.err, "description", "somebody was here")
}

// TestFindsOut: the command that an unknown outcome names does find out.
func TestFindsOut(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.onceOn("POST", tenant.lost)
	m := facing(t, tenant.URL)
	m.env["REALMCTL_ERRORS"] = "json"
	hint := m.run(create("--server-id")...).told(t).Hint
	found := m.must(words(t, hint)[1:]...)
	if !strings.HasPrefix(found.out, "USERNAME") || !strings.Contains(found.out, "\nann\t") {
		t.Errorf("%s\nfound\n%s", hint, found.out)
	}
}

// words splits a command that can be pasted, as a shell would.
func words(t *testing.T, command string) []string {
	t.Helper()
	var found []string
	for i, part := range strings.Split(command, "'") {
		if i%2 == 1 {
			found = append(found, part)
			continue
		}
		found = append(found, strings.Fields(part)...)
	}
	if len(found) == 0 || found[0] != "realmctl" {
		t.Fatalf("%q is no command of ours", command)
	}
	return found
}

// TestSeveralWrites: what fails does not stop the rest, and is told at the end.
func TestSeveralWrites(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	m := facing(t, tenant.URL)
	m.env["REALMCTL_ERRORS"] = "json"
	e := m.run("users", "patch", "alpha-0", "nobody", "alpha-2", "--set", "sn=Lee")
	told := e.told(t)
	if e.code != 6 || told.Class != "partial" || len(told.Failures) != 1 || told.Failures[0].Class != "not_found" {
		t.Errorf("exit code %d: %s", e.code, e.err)
	}
	e = m.run("users", "patch", "alpha-0", "nobody", "alpha-2", "--set", "sn=Lee", "--curl")
	if shown := strings.Count(e.out, "curl "); shown != 2 || e.code != 6 {
		t.Errorf("--curl: exit code %d, stdout %q, stderr %q", e.code, e.out, e.err)
	}
	changed := map[string]bool{}
	for _, u := range tenant.users["alpha_user"] {
		if u["sn"] == "Lee" {
			changed[u["userName"].(string)] = true
		}
	}
	if !maps.Equal(changed, map[string]bool{"alpha-0": true, "alpha-2": true}) {
		t.Errorf("changed: %v", changed)
	}
}
