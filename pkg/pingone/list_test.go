package pingone

import (
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
)

func row(name string) string { return `{"id":"` + name + `","username":"` + name + `"}` }

// chain is a server whose pages follow each other by cursor 1, 2, ...
func chain(t *testing.T, pages ...[]string) *tenant {
	t.Helper()
	var s *tenant
	s = serve(t, func(w http.ResponseWriter, r *http.Request) {
		at, _ := strconv.Atoi(r.URL.Query().Get("cursor"))
		next := ""
		if at+1 < len(pages) {
			next = s.URL + r.URL.Path + "?limit=200&cursor=" + strconv.Itoa(at+1)
		}
		says(200, pageOf("users", next, pages[at]...))(w, r)
	})
	return s
}

func TestListFollowsLinks(t *testing.T) {
	t.Parallel()
	s := chain(t, []string{row("ann"), row("bob")}, nil, []string{row("cy")})
	got, err := userNames(t, s.users(), identity.Query{})
	if diff := cmp.Diff([]string{"ann", "bob", "cy"}, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	want := []string{"GET /users?limit=200", "GET /users?limit=200&cursor=1", "GET /users?limit=200&cursor=2"}
	if diff := cmp.Diff(want, s.lines()); diff != "" {
		t.Error(diff)
	}
}

func TestListLimit(t *testing.T) {
	t.Parallel()
	s := chain(t, []string{row("ann"), row("bob")}, []string{row("cy"), row("dee")}, []string{row("eve")})
	got, err := userNames(t, s.users(), identity.Query{Limit: 3})
	if err != nil || len(got) != 3 {
		t.Errorf("%v %v", got, err)
	}
	if lines := s.lines(); len(lines) != 2 || lines[0] != "GET /users?limit=3" {
		t.Errorf("asked for %v", lines)
	}
}

func TestPageSizeIsCapped(t *testing.T) {
	t.Parallel()
	for size, want := range map[int]string{1000: "GET /users?limit=200", 50: "GET /users?limit=50", 0: "GET /users?limit=200"} {
		s := newTenant(t, says(200, pageOf("users", "")))
		if _, err := userNames(t, s.users(), identity.Query{PageSize: size}); err != nil || s.lines()[0] != want {
			t.Errorf("page size %d: %v %v", size, s.lines(), err)
		}
	}
}

func TestBadLinks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ next, text string }{
		"foreign host": {"https://evil.example/v1/environments", "leads to https://evil.example"},
		"http":         {"http://evil.example/v1/environments", "leads to http://evil.example"},
		"user":         {"http://a:b@%HOST%/v1/environments", "not followed"},
		"port":         {"http://127.0.0.1:1/v1", "leads to http://127.0.0.1:1"},
		"other scheme": {"file:///etc/passwd", "leads to file://"},
		"no address":   {"http://[::1", "no address"},
		"itself":       {"%URL%/v1/environments/" + env + "/users?limit=200", "repeats"},
		"same again":   {"%URL%/v1/environments/" + env + "/users?limit=200&cursor=x", "repeats"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s *tenant
			s = serve(t, func(w http.ResponseWriter, r *http.Request) {
				next := strings.NewReplacer("%URL%", s.URL, "%HOST%", strings.TrimPrefix(s.URL, "http://")).Replace(c.next)
				says(200, pageOf("users", next, row("ann")))(w, r)
			})
			got, err := userNames(t, s.users(), identity.Query{})
			e := wantKind(t, err, identity.API)
			if !strings.Contains(e.Error(), c.text) || len(got) == 0 {
				t.Errorf("%v, rows %v", e, got)
			}
			if n := len(s.requests()); n > 2 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

func TestLinkKeepsToTheBase(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, `{}`))
	c := s.client()
	c.rest = s.restAt("/inner/")
	for link, want := range map[string]string{
		s.URL + "/inner/v1/x?a=b%20c": "/v1/x a=b%20c",
		"/inner/v1/x":                 "/v1/x ",
		s.URL + "/v1/x":               "",
	} {
		path, query, err := c.follow(link)
		if got := path + " " + query; err == nil && got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q %v", link, got, err)
		}
	}
}

func TestBrokenPages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body, text string
		rows       int
	}{
		"cut off":       {`{"_embedded":{"users":[` + row("ann") + `,{"id":`, "cut off after row 1", 1},
		"cut at comma":  {`{"_embedded":{"users":[` + row("ann") + `,`, "cut off after row 1", 1},
		"no list":       {`{"count":3}`, "no list", 0},
		"number":        {`{"_embedded":{"users":[1]},"size":1}`, "row 1 is no object", 0},
		"size":          {`{"_embedded":{"users":[` + row("ann") + `]},"size":2}`, "it has 1 rows and says it has 2", 1},
		"malformed":     {`{"_embedded":{"users":[` + row("ann") + `;]}}`, "not valid JSON", 1},
		"empty":         {``, "empty body", 0},
		"html":          {`<html><title>Login</title>`, "not JSON", 0},
		"array":         {`[]`, "not what was asked for", 0},
		"trailing":      {pageOf("users", "", row("ann")) + "x", "something follows", 1},
		"empty link":    {`{"_links":{"next":{"href":""}},"_embedded":{"users":[]}}`, "link to the next page is empty", 0},
		"strange links": {`{"_links":7,"_embedded":{"users":[]}}`, "links", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTenant(t, says(200, c.body))
			got, err := userNames(t, s.users(), identity.Query{})
			e := wantKind(t, err, identity.API)
			if !strings.Contains(e.Error(), c.text) || len(got) != c.rows {
				t.Errorf("%v, rows %v", e, got)
			}
		})
	}
}

func TestListEndsWhenTheConsumerStops(t *testing.T) {
	t.Parallel()
	s := chain(t, []string{row("ann")}, []string{row("bob")}, []string{row("cy")}, []string{row("dee")})
	for _, err := range s.users().Stream(t.Context(), identity.Query{}) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if n := len(s.requests()); n > 2 {
		t.Errorf("%d requests", n)
	}
}

func TestStreamReusesMemory(t *testing.T) {
	t.Parallel()
	var pages [][]string
	for i := range 20 {
		pages = append(pages, []string{row(fmt.Sprintf("a%03d", i)), row(fmt.Sprintf("b%03d", i))})
	}
	var got []string
	for u, err := range chain(t, pages...).users().Stream(t.Context(), identity.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		key, _ := u.Key()
		got = append(got, key.Name)
	}
	if len(got) != 40 || got[39] != "b019" || !slices.IsSortedFunc(got, func(a, b string) int { return strings.Compare(a[1:], b[1:]) }) {
		t.Errorf("%v", got)
	}
}

func TestEnvironmentNotFound(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(404, `{"id":"1","code":"NOT_FOUND","message":"The request could not be completed. The requested resource was not found."}`))
	_, err := userNames(t, s.users(), identity.Query{})
	e := wantKind(t, err, identity.NotFound)
	if !strings.Contains(e.Error(), "there is no environment "+env) || e.Hint != "realmctl realms test ping-eu/staff" {
		t.Errorf("%v\n%s", e, e.Hint)
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, `{"_embedded":{"users":[`+row("ann")+`]},"count":7,"size":1}`))
	n, err := s.users().Count(t.Context(), identity.Query{Filter: identity.Comparison{Attribute: "mail", Op: identity.Equal, Value: identity.Value{Text: "a"}}})
	if err != nil || n != 7 {
		t.Errorf("%d %v", n, err)
	}
	if diff := cmp.Diff([]string{"GET /users?filter=email%20eq%20%22a%22&limit=1"}, s.lines()); diff != "" {
		t.Error(diff)
	}
	walked := chain(t, []string{row("ann"), row("bob")}, nil, []string{row("cy")})
	if n, err := walked.users().Count(t.Context(), identity.Query{}); err != nil || n != 3 {
		t.Errorf("%d %v", n, err)
	}
}

// TestForbiddenWhileCrowded: a 403 while another request is under way is asked
// again, with fewer beside it; one alone is believed.
func TestForbiddenWhileCrowded(t *testing.T) {
	t.Parallel()
	slow := make(chan struct{})
	var mu sync.Mutex
	forbidden := true
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, staff) {
			<-slow
			says(200, row("bob"))(w, r)
			return
		}
		mu.Lock()
		first := forbidden
		forbidden = false
		mu.Unlock()
		if first {
			says(403, `{"code":"ACCESS_FAILED"}`)(w, r)
			close(slow)
			return
		}
		says(200, row("ann"))(w, r)
	})
	c := s.client()
	other := make(chan error)
	go func() {
		_, err := c.users.Get(t.Context(), staff)
		other <- err
	}()
	for len(s.requests()) == 0 { // until the other one is under way
		runtime.Gosched()
	}
	if _, err := c.users.Get(t.Context(), ada); err != nil {
		t.Error(err)
	}
	if err := <-other; err != nil || c.gate.limit != 1 || len(s.requests()) != 3 {
		t.Errorf("%v, limit %d, %d requests", err, c.gate.limit, len(s.requests()))
	}
}

func TestForbiddenAlone(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(403, `{"code":"ACCESS_FAILED"}`))
	_, err := s.users().Get(t.Context(), ada)
	mustBe(t, err, identity.Auth)
	if n := len(s.requests()); n != 1 {
		t.Errorf("%d requests", n)
	}
}
