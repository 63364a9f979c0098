package cli_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// details is a fault that refuses with details of PingOne's form.
func details(status int, code string, details ...string) fault {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		if status == 429 {
			w.Header().Set("Retry-After", "120") // longer than there is time: the first answer is the last
		}
		pingRefuse(w, status, code, "The request could not be completed. One or more validation errors were in the request.", details...)
		return true
	}
}

// TestPingOneDetails: every detail of a refusal is said for its attribute, in words.
func TestPingOneDetails(t *testing.T) {
	t.Parallel()
	const reset = `"quotaResetTime":"2030-01-31T08:00:00Z"`
	for name, story := range map[string]struct {
		fault fault
		faultStory
	}{
		"several attributes": {
			details(400, "INVALID_DATA",
				`{"code":"INVALID_VALUE","target":"name.family","message":"Must match.","innerError":{"allowedPattern":"^a$"}}`,
				`{"code":"OUT_OF_RANGE","target":"username","innererror":{"rangeMinimumValue":1,"rangeMaximumValue":128}}`,
				`{"code":"REQUIRED_VALUE","target":"population"}`,
				`{"code":"INVALID_VALUE","target":"type","innerError":{"allowedValues":["a","b"]}}`),
			faultStory{code: 7, class: "invalid", words: []string{"name.family: must match (pattern ^a$)", "username: has to be between 1 and 128",
				"population: is required", "type: is not valid (allowed: a, b)"}},
		},
		"not unique": {
			details(400, "INVALID_DATA", `{"code":"UNIQUENESS_VIOLATION","target":"username","message":"is unavailable","innerError":{"existingId":"u-1"}}`),
			faultStory{code: 5, class: "conflict", words: []string{"username: is taken (by u-1)"}},
		},
		"not unique, by its status": {
			details(409, "CONFLICT", `{"code":"UNIQUENESS_VIOLATION","target":"username"}`),
			faultStory{code: 5, class: "conflict", words: []string{"username: is taken"}},
		},
		"a conflict without details": {details(409, "CONFLICT"), faultStory{code: 5, class: "conflict", words: []string{"acme/home"}}},
		"licence": {
			details(403, "ACCESS_FAILED", `{"code":"LICENSE_EXCEEDED","message":"No more.","innerError":{"quotaLimit":10}}`),
			faultStory{code: 1, class: "api", words: []string{"the licence of the organization allows no more than 10 (no more)"}},
		},
		"quota": {
			details(429, "REQUEST_LIMITED", `{"code":"QUOTA_EXCEEDED","innerError":{"quotaLimit":5,`+reset+`}}`),
			faultStory{code: 8, class: "throttled", words: []string{"the quota is used up: 5, until 2030-01-31T08:00:00Z"}},
		},
		"quota, the time in numbers": {
			details(400, "REQUEST_FAILED", `{"code":"QUOTA_EXCEEDED","innerError":{"quotaResetTime":1896076800000}}`),
			faultStory{code: 8, class: "throttled", words: []string{"until 2030-01-31T08:00:00Z"}},
		},
		"no right": {
			details(403, "ACCESS_FAILED", `{"code":"INSUFFICIENT_PERMISSIONS","message":"The actor attempting to perform the request is not authorized."}`),
			faultStory{code: 4, class: "auth", words: []string{"the actor attempting to perform the request is not authorized", "administrator role", "realmctl realms test acme/home"}},
		},
		"another region": {
			text(403, "application/json", `{"message":"Invalid key=value pair (missing equal-sign) in Authorization header"}`),
			faultStory{code: 4, class: "auth", words: []string{"probably of another region", "realmctl realms list"}},
		},
		"details of another type": {
			text(400, "application/json", `{"code":7,"message":["x"],"details":"none","id":{}}`),
			faultStory{code: 7, class: "invalid", words: []string{"bad request"}},
		},
	} {
		for _, form := range []string{"text", "json"} {
			t.Run(name+" "+form, func(t *testing.T) {
				t.Parallel()
				tenant := newFake(t, "pingone")
				tenant.always(on("PUT", story.fault))
				m := tenant.machine(t)
				m.env["REALMCTL_ERRORS"] = form
				story.check(t, m.run("users", "disable", ann, short), form)
			})
		}
	}
}

// TestPingOneLinks: a link that leads away from the tenant is not followed, and the
// token does not go there; one that leads back is an error, not a loop.
func TestPingOneLinks(t *testing.T) {
	t.Parallel()
	other := newFake(t, "pingone") // answers at another port
	for name, story := range map[string]struct {
		next  func(f *fakeTenant) string
		words string
	}{
		"foreign":    {func(*fakeTenant) string { return other.usersURL() }, "where the token does not belong: not followed"},
		"plain http": {func(*fakeTenant) string { return "http://api.pingone.example/v1" }, "leads to http://api.pingone.example"},
		"out of the API": {func(f *fakeTenant) string { return strings.Replace(f.URL, "http://", "http://a:b@", 1) + "/v1" },
			"where the token does not belong"},
		"itself":     {func(f *fakeTenant) string { return f.usersURL() + "?limit=200" }, "the service repeats the link to a page"},
		"same again": {func(f *fakeTenant) string { return f.usersURL() + "?limit=200&cursor=x" }, "the service repeats the link to a page"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := newFake(t, "pingone")
			tenant.always(on("GET", func(w http.ResponseWriter, _ *http.Request) bool {
				answer(w, 200, halPage("users", tenant.people(), story.next(tenant), -1))
				return true
			}))
			m := tenant.machine(t)
			m.env["REALMCTL_ERRORS"] = "json"
			e := m.run("users", "list", "-o", "name")
			if told := e.told(t); e.code != 1 || told.Class != "api" || !strings.Contains(told.Message, story.words) {
				t.Errorf("exit code %d: %s", e.code, e.err)
			}
			if !strings.HasPrefix(e.out, "alpha-0\nalpha-1\nalpha-2\n") {
				t.Errorf("the rows before the mistake are not on stdout: %q", e.out)
			}
			if sent := len(tenant.requests()); sent > 3 {
				t.Errorf("the server saw %d requests", sent)
			}
		})
	}
	t.Cleanup(func() {
		if len(other.seen) > 0 {
			t.Errorf("the other host saw %v", other.seen)
		}
	})
}

// TestPingOneEmptyPage: a page without rows is not the end while it leads on.
func TestPingOneEmptyPage(t *testing.T) {
	t.Parallel()
	tenant := newFake(t, "pingone")
	tenant.always(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Query().Get("cursor") != "" {
			return false
		}
		answer(w, 200, halPage("users", nil, tenant.usersURL()+"?cursor=1", -1))
		return true
	})
	if e := tenant.machine(t).must("users", "list", "-o", "name"); e.out != "alpha-1\nalpha-2\n" || e.err != "" {
		t.Errorf("stdout %q, stderr %q", e.out, e.err)
	}
}

// TestPingOneShortPage: rows and their number that do not agree are an error behind
// the rows, and so is an end that is missing.
func TestPingOneShortPage(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct{ body, words string }{
		"fewer than it says": {`{"_embedded":{"users":[{"id":"1","username":"a"}]},"size":2}`, "it has 1 rows and says it has 2"},
		"cut off in a row":   {`{"_embedded":{"users":[{"id":"1","username":"a"},{"id":"2","usern`, "cut off after row 1"},
		"cut off behind":     {`{"_embedded":{"users":[{"id":"1","username":"a"}]}`, "cut off after row 1"},
		"no list at all":     {`{"_embedded":{}}`, ""},
		"a row that is none": {`{"_embedded":{"users":[{"id":"1","username":"a"},7]},"size":2}`, "row 2 is no object"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := newFake(t, "pingone")
			tenant.always(text(200, "application/json", story.body))
			m := tenant.machine(t)
			m.env["REALMCTL_ERRORS"] = "json"
			e := m.run("users", "list", "-o", "name")
			if told := e.told(t); e.code != 1 || told.Class != "api" || !strings.Contains(told.Message, story.words) {
				t.Errorf("exit code %d: %s", e.code, e.err)
			}
			if rows := strings.Contains(story.body, `"1"`); rows != (e.out == "a\n") {
				t.Errorf("stdout %q", e.out)
			}
		})
	}
}

// TestPingOneAmbiguous: a mail address of two users names neither; both are listed,
// and nothing is changed.
func TestPingOneAmbiguous(t *testing.T) {
	t.Parallel()
	tenant := newFake(t, "pingone")
	for _, u := range tenant.people()[:2] {
		u["email"] = "both@example.com"
	}
	m := tenant.machine(t)
	m.env["REALMCTL_ERRORS"] = "json"
	for _, args := range [][]string{
		{"users", "get", "both@example.com"}, {"users", "lock", "both@example.com"}, {"users", "delete", "both@example.com", "--yes"},
		{"users", "move", "both@example.com", "--population", "Population 3", "--yes"}, {"users", "sessions", "revoke", "both@example.com", "--all", "--yes"},
	} {
		e := m.run(args...)
		if told := e.told(t); e.code != 7 || told.Class != "ambiguous" || len(told.Matches) != 2 || e.out != "" {
			t.Errorf("%v: exit code %d: %s", args, e.code, e.err)
		}
	}
	if writes := tenant.requests("POST", "PUT", "PATCH", "DELETE"); len(writes) > 0 {
		t.Errorf("the server saw %v", writes)
	}
}

// crowd is an organization whose users are so many that they are listed in parts.
func crowd(t *testing.T, n int) *fakeTenant {
	t.Helper()
	tenant := newFake(t, "pingone")
	tenant.hold(pingPeople(n)...)
	tenant.page = 200
	return tenant
}

// TestPingOneParallel: a long listing is asked for in parts, some side by side as
// --parallel says, and each user comes once.
func TestPingOneParallel(t *testing.T) {
	t.Parallel()
	const people = 2400
	for _, parallel := range []int{0, 1, 2} {
		t.Run(fmt.Sprint(parallel), func(t *testing.T) {
			t.Parallel()
			tenant := crowd(t, people)
			args := []string{"users", "list", "-o", "name"}
			if parallel > 0 {
				args = append(args, fmt.Sprintf("--parallel=%d", parallel))
			}
			e := tenant.machine(t).must(args...)
			names := strings.Fields(e.out)
			slices.Sort(names)
			if distinct := slices.Compact(slices.Clone(names)); len(names) != people || len(distinct) != people || e.err != "" {
				t.Errorf("%d names, %d of them different: %s", len(names), len(distinct), e.err)
			}
			parts := map[string]bool{}
			for _, r := range tenant.requests() {
				parts[r.Query.Get("filter")] = true
			}
			if divided := len(parts) > 1; divided != (parallel != 1) {
				t.Errorf("asked for %v", parts)
			}
		})
	}
}

// TestPingOneRefusedInParts: a 403 in the middle of a parallel listing is tried once
// more with fewer requests side by side; one that stays ends the listing in the
// service's words, behind the rows that were there.
func TestPingOneRefusedInParts(t *testing.T) {
	t.Parallel()
	for _, lasting := range []bool{false, true} {
		t.Run(fmt.Sprint("lasting ", lasting), func(t *testing.T) {
			t.Parallel()
			tenant := crowd(t, 2400)
			refused := refusedAmongOthers(tenant)
			m := tenant.machine(t)
			m.env["REALMCTL_ERRORS"] = "json"
			if lasting {
				tenant.always(onSecondPage(tenant.refusing(403, noAccess)))
			}
			e := m.run("users", "list", "-o", "name")
			rows := strings.Count(e.out, "\n")
			switch {
			case refused() != 1:
				t.Errorf("refused %d times", refused())
			case !lasting && (e.code != 0 || rows != 2400):
				t.Errorf("exit code %d, %d rows: %s", e.code, rows, e.err)
			case lasting:
				told := e.told(t)
				if e.code != 4 || told.Class != "auth" || rows == 0 || !strings.Contains(told.Message, "you do not have access to this resource") {
					t.Errorf("exit code %d, %d rows: %s", e.code, rows, e.err)
				}
			}
		})
	}
}

const noAccess = "The request could not be completed. You do not have access to this resource."

// onSecondPage is a fault of the second page of one population.
func onSecondPage(do fault) fault {
	return func(w http.ResponseWriter, r *http.Request) bool {
		q := r.URL.Query()
		return strings.Contains(q.Get("filter"), populationOf(2)) && q.Get("cursor") == "200" && do(w, r)
	}
}

// refusedAmongOthers makes a tenant refuse one page once, while other pages are asked
// for: those are kept waiting until the refusal is there. It tells how often it did.
func refusedAmongOthers(f *fakeTenant) (times func() int64) {
	const patience = 500 * time.Millisecond
	var refusals atomic.Int64
	other, over := make(chan struct{}, 100), make(chan struct{})
	f.always(onSecondPage(func(w http.ResponseWriter, r *http.Request) bool {
		if refusals.Add(1) > 1 {
			refusals.Add(-1)
			return false
		}
		<-other
		time.AfterFunc(patience, func() { close(over) })
		return f.refusing(403, noAccess)(w, r)
	}))
	f.always(func(_ http.ResponseWriter, r *http.Request) bool {
		if q := r.URL.Query(); q.Get("cursor") != "" && !strings.Contains(q.Get("filter"), populationOf(2)) {
			select {
			case other <- struct{}{}:
			default:
			}
			<-over
		}
		return false
	})
	return refusals.Load
}

// TestPingOneWrites: writes of PingOne whose answers are lost. What does the same when
// it is done twice is sent again; of the rest the outcome is said to be unknown.
func TestPingOneWrites(t *testing.T) {
	t.Parallel()
	disable, remove := []string{"users", "disable", ann}, []string{"users", "delete", ann, "--yes"}
	move := []string{"users", "move", ann, "--population", "Population 3", "--yes"}
	lock := []string{"users", "lock", ann}
	lost := func(f *fakeTenant) fault { return f.lost }
	as := func(do fault) func(*fakeTenant) fault { return func(*fakeTenant) fault { return do } }
	locked := func(f *fakeTenant) bool { return f.user(ann)["account"].(map[string]any)["status"] == "LOCKED" }
	disabled := func(f *fakeTenant) bool { return f.user(ann)["enabled"] == false }
	moved := func(f *fakeTenant) bool { return f.user(ann)["population"].(map[string]any)["id"] == populationOf(3) }
	deleted := func(f *fakeTenant) bool { return f.user(ann) == nil }
	for _, story := range []writeStory{
		{"a lock whose answer is lost", lock, "POST", lost, 8, "unavailable", []string{"may have been applied"}, 1, locked},
		{"a lock that is throttled", lock, "POST", as(status(429, "", "Retry-After: 0")), 0, "", nil, 2, locked},
		{"a switch whose answer is lost", disable, "PUT", lost, 0, "", nil, 2, disabled},
		{"a switch that is lost on the way", disable, "PUT", as(drop), 0, "", nil, 2, disabled},
		{"a move whose answer is lost", move, "PUT", lost, 0, "", nil, 2, moved},
		{"a move that a gateway loses", move, "PUT", as(gateway(502)), 0, "", nil, 2, moved},
		{"a deletion whose answer is lost", remove, "DELETE", lost, 0, "", nil, 2, deleted},
		{"a deletion that is lost on the way", remove, "DELETE", as(drop), 0, "", nil, 2, deleted},
	} {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			tenant := newFake(t, "pingone")
			tenant.onceOn(story.method, story.fault(tenant))
			m := tenant.machine(t)
			m.env["REALMCTL_ERRORS"] = "json"
			story.check(t, m.run(story.args...))
			if sent := tenant.requests(story.method); len(sent) != story.sent {
				t.Errorf("the server saw %d requests, not %d: %v", len(sent), story.sent, sent)
			}
			if !story.after(tenant) {
				t.Errorf("the user is %v", tenant.user(ann))
			}
		})
	}
}
