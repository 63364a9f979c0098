package cli_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// A faultStory is what a tenant does to one command, and how the command ends.
type faultStory struct {
	name  string
	fault func(*fakeTenant)
	args  []string // nil: users list
	code  int
	class string
	words []string // on stderr, in this order or another; {realm} is the realm's address
	sent  int      // requests to managed objects that the server saw

	aic, pingone []string // further words on one platform
	fewer        int      // so many requests less on PingOne, which looks for no mail address without an @
}

// atLeastOnce is a number of requests that depends on the time that waits take.
const atLeastOnce = -1

const (
	// short is a time that ends soon, and is long enough for what is answered at once.
	short = "--timeout=1s"
	// hasty is one that leaves no time to try again, nor perhaps for the answer.
	hasty = "--timeout=100ms"
)

// tries is how often a request is sent that may be sent again.
const tries = 4

func faultStories() []faultStory {
	get := []string{"users", "get", ann}
	inTime := []string{"users", "list", short}
	return []faultStory{
		{
			name: "something that is no tenant", fault: func(f *fakeTenant) { f.always(gateway(404)) },
			code: 1, class: "api", words: []string{"list users in {realm}"}, sent: 1,
			aic: []string{"404", "address of the tenant may be wrong"},
		},
		{
			name: "refused credentials", fault: func(f *fakeTenant) { f.always(f.refusing(401, "Access Denied")) },
			code: 4, class: "auth", words: []string{"credential was refused"}, sent: 1,
			aic: []string{"realmctl help environment"}, pingone: []string{"realmctl auth login acme"},
		},
		{
			name: "no right to read", fault: func(f *fakeTenant) { f.always(f.refusing(403, "Access denied")) },
			code: 4, class: "auth", words: []string{"access denied"}, sent: 1,
			aic: []string{"no right"}, pingone: []string{"administrator role", "realmctl realms test acme/home"},
		},
		{
			name: "refused by a gateway", fault: func(f *fakeTenant) { f.always(gateway(403)) },
			code: 4, class: "auth", words: []string{"{realm}"}, sent: 1,
		},
		{
			name: "no such user", args: []string{"users", "get", "99999999-0000-4000-8000-000000000000"},
			code: 3, class: "not_found", words: []string{"99999999", "{realm}"}, sent: 3, fewer: 1,
		},
		{
			name: "throttled without a time", fault: func(f *fakeTenant) { f.always(f.refusing(429, "Too many requests")) }, args: inTime,
			code: 8, class: "throttled", words: []string{"{realm}"}, sent: atLeastOnce,
		},
		{
			name: "throttled for longer than there is time", fault: func(f *fakeTenant) { f.always(f.refusing(429, "Too many requests", "Retry-After: 120")) },
			code: 8, class: "throttled", words: []string{"2m"}, sent: 1,
		},
		{
			name: "a fault in HTML", fault: func(f *fakeTenant) { f.always(gateway(500)) },
			code: 8, class: "unavailable", words: []string{"500"}, sent: tries,
		},
		{
			name: "a bad gateway in HTML", fault: func(f *fakeTenant) { f.always(gateway(502)) },
			code: 8, class: "unavailable", words: []string{"502"}, sent: tries,
		},
		{
			name: "out of service in HTML", fault: func(f *fakeTenant) { f.always(gateway(503)) },
			code: 8, class: "unavailable", words: []string{"503"}, sent: tries,
		},
		{
			name: "out of service for longer than there is time", fault: func(f *fakeTenant) { f.always(gateway(503, "Retry-After: 120")) },
			code: 8, class: "unavailable", words: []string{"503"}, sent: 1,
		},
		{
			name: "a page cut off", fault: func(f *fakeTenant) { f.always(cutOff) },
			code: 8, class: "unavailable", words: []string{"lost in the middle of the answer"}, sent: 3,
		},
		{
			name: "truncated JSON", fault: func(f *fakeTenant) { f.always(text(200, "application/json", `{"result":[{"_id":"1",`)) },
			code: 1, class: "api", words: []string{"cut off"}, sent: 1,
		},
		{
			name: "a truncated object", fault: func(f *fakeTenant) { f.always(text(200, "application/json", `{"_id":"1",`)) }, args: get,
			code: 1, class: "api", words: []string{"cut off"}, sent: 1,
		},
		{
			name: "a page of another type", fault: func(f *fakeTenant) { f.always(gateway(200)) },
			code: 1, class: "api", words: []string{"not JSON", "text/html"}, sent: 1,
		},
		{
			name: "an object of another type", fault: func(f *fakeTenant) { f.always(text(200, "text/plain", "hello")) }, args: get,
			code: 1, class: "api", words: []string{"not JSON", "text/plain"}, sent: 1,
		},
		{
			name: "an empty page", fault: func(f *fakeTenant) { f.always(text(200, "application/json", "")) },
			code: 1, class: "api", words: []string{"empty body"}, sent: 1,
		},
		{
			name: "an empty object", fault: func(f *fakeTenant) { f.always(text(200, "application/json", "")) }, args: get,
			code: 1, class: "api", words: []string{"empty body"}, sent: 1,
		},
		{
			name: "no answer in time", fault: func(f *fakeTenant) { f.always(hang) }, args: inTime,
			code: 8, class: "timeout", words: []string{"no answer within 1s", "--timeout"}, sent: 1,
		},
		{
			name: "a lost connection", fault: func(f *fakeTenant) { f.always(drop) },
			code: 8, class: "unavailable", words: []string{"was lost"}, sent: tries,
		},
	}
}

// forms are the forms of an error that a story is told in: one, where it takes waits.
func (s faultStory) forms() []string {
	if s.sent == tries || s.sent == atLeastOnce {
		return []string{"json"}
	}
	return []string{"text", "json"}
}

// TestFaults meets one command with one fault, in both forms of an error: in
// either nothing goes to stdout, and the server is not asked more often than told.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, story := range faultStories() {
		for _, form := range story.forms() {
			t.Run(story.name+" "+form, func(t *testing.T) {
				t.Parallel()
				onBoth(t, func(t *testing.T, tenant *fakeTenant) { story.run(t, tenant, form) })
			})
		}
	}
}

func (s faultStory) run(t *testing.T, tenant *fakeTenant, form string) {
	t.Helper()
	if s.fault != nil {
		s.fault(tenant)
	}
	m := tenant.machine(t)
	m.env["REALMCTL_ERRORS"] = form
	if s.args == nil {
		s.args = []string{"users", "list"}
	}
	s.words = s.wordsOn(tenant)
	s.check(t, m.run(s.args...), form)
	if tenant.platform == "pingone" {
		s.sent -= s.fewer
	}
	if sent := len(tenant.requests()); sent != s.sent && s.sent != atLeastOnce {
		t.Errorf("the server saw %d requests, not %d", sent, s.sent)
	}
}

// wordsOn are the words of a story on the platform of a tenant.
func (s faultStory) wordsOn(f *fakeTenant) []string {
	further := s.aic
	if f.platform == "pingone" {
		further = s.pingone
	}
	var words []string
	for _, w := range append(slices.Clone(s.words), further...) {
		words = append(words, strings.ReplaceAll(w, "{realm}", f.realm()))
	}
	return words
}

func (s faultStory) check(t *testing.T, e ended, form string) {
	t.Helper()
	if e.out != "" {
		t.Errorf("something on stdout: %q", e.out)
	}
	if e.code != s.code {
		t.Errorf("exit code %d, not %d", e.code, s.code)
	}
	if form == "json" {
		if told := e.told(t); told.Class != s.class || told.Code != s.code {
			t.Errorf("class %q with code %d, not %q with %d", told.Class, told.Code, s.class, s.code)
		}
	}
	mustSay(t, e.err, s.words...)
	if strings.Contains(e.err, "<script>") || strings.Contains(e.err, "a-token") {
		t.Error("markup or the token on stderr")
	}
	if t.Failed() {
		t.Logf("stderr:\n%s", e.err)
	}
}

func mustSay(t *testing.T, said string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(said, w) {
			t.Errorf("%q is not said in:\n%s", w, said)
		}
	}
}

// TestRecovered meets a command with a fault that passes.
func TestRecovered(t *testing.T) {
	t.Parallel()
	refusing := func(message string, headers ...string) func(*fakeTenant) fault {
		return func(f *fakeTenant) fault { return f.refusing(429, message, headers...) }
	}
	as := func(passing fault) func(*fakeTenant) fault { return func(*fakeTenant) fault { return passing } }
	for name, passing := range map[string]func(*fakeTenant) fault{
		"throttled with a time":       refusing("Too many requests", "Retry-After: 0"),
		"throttled without a time":    refusing("Too many requests"),
		"out of service with a time":  as(gateway(503, "Retry-After: 0")),
		"out of service without one":  as(gateway(503)),
		"a fault":                     as(gateway(500)),
		"a bad gateway":               as(gateway(502)),
		"a connection that was lost":  as(drop),
		"an answer that was not sent": as(func(_ http.ResponseWriter, _ *http.Request) bool { panic(http.ErrAbortHandler) }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, tenant *fakeTenant) {
				tenant.once(passing(tenant))
				e := tenant.machine(t).must("users", "list", "-o", "name")
				if e.out != "alpha-0\nalpha-1\nalpha-2\n" || e.err != "" {
					t.Errorf("stdout %q, stderr %q", e.out, e.err)
				}
				if sent := len(tenant.requests()); sent != 2 {
					t.Errorf("the server saw %d requests, not 2", sent)
				}
			})
		})
	}
}

// TestFormOfErrors: who asks for JSON gets the error as JSON too, unless told otherwise.
func TestFormOfErrors(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.always(status(403, "Access denied"))
	for _, story := range []struct {
		name, value string
		args        []string
		json        bool
	}{
		{"REALMCTL_ERRORS", "", nil, false},
		{"REALMCTL_ERRORS", "", []string{"-o", "yaml"}, false},
		{"REALMCTL_ERRORS", "", []string{"-o", "json"}, true},
		{"REALMCTL_ERRORS", "", []string{"-o", "ndjson"}, true},
		{"REALMCTL_ERRORS", "text", []string{"-o", "json"}, false},
		{"REALMCTL_ERRORS", "json", nil, true},
		{"REALMCTL_OUTPUT", "json", nil, true},
		{"REALMCTL_OUTPUT", "json", []string{"-o", "csv"}, false},
	} {
		m := facing(t, tenant.URL)
		m.env[story.name] = story.value
		e := m.run(append([]string{"users", "list"}, story.args...)...)
		if strings.HasPrefix(e.err, "{") != story.json || e.code != 4 {
			t.Errorf("%+v: exit code %d: %s", story, e.code, e.err)
		}
		if !story.json {
			continue
		}
		if told := e.told(t); told.Status != 403 || told.RequestID != "request-17" || told.Realm != "env/alpha" {
			t.Errorf("%+v: %+v", story, told)
		}
	}
}

// TestRepeatedCookie: a page that leads back to itself is an error, not a loop.
func TestRepeatedCookie(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.always(func(w http.ResponseWriter, _ *http.Request) bool {
		answer(w, 200, pageOf(people("alpha", 2), "the-same"))
		return true
	})
	m := facing(t, tenant.URL)
	m.env["REALMCTL_ERRORS"] = "json"
	e := m.run("users", "list", "-o", "name")
	if told := e.told(t); e.code != 1 || told.Class != "api" || !strings.Contains(told.Message, "env/alpha: the service repeats the cookie") {
		t.Errorf("exit code %d: %s", e.code, e.err)
	}
	if sent := len(tenant.requests()); sent > 3 {
		t.Errorf("the server saw %d requests", sent)
	}
	if !strings.HasPrefix(e.out, "alpha-0\nalpha-1\n") {
		t.Errorf("the rows before the mistake are not on stdout: %q", e.out)
	}
}

// TestHugeAttribute: 10 MB in one attribute pass through whole.
func TestHugeAttribute(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, tenant *fakeTenant) {
		huge := strings.Repeat("x", 10<<20)
		tenant.people()[1]["description"] = huge
		e := tenant.machine(t).must("users", "list", "--jq", ".description // empty")
		if e.out != huge+"\n" {
			t.Errorf("%d bytes arrived, not %d", len(e.out), len(huge)+1)
		}
	})
}
