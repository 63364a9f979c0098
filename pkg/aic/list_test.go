package aic

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

func row(i int) string { return fmt.Sprintf(`{"_id":"id-%d","_rev":"1","userName":"u%d"}`, i, i) }

// TestListPages follows cookies through an empty page and sends them back encoded;
// one that is percent-encoded already goes back as it came.
func TestListPages(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, pageOf("AAAAAAAAKw=", row(1), row(2))), says(200, pageOf("fHwA%3D%3D%3A0")), says(200, pageOf("50% off", row(3))), says(200, pageOf("")))
	got, err := userNames(t, s.users(Cloud), identity.Query{})
	if err != nil || !slices.Equal(got, []string{"u1", "u2", "u3"}) {
		t.Fatalf("got %v, %v", got, err)
	}
	const first = "GET /openidm/managed/alpha_user?_queryFilter=true&_pageSize=1000"
	want := []string{first, first + "&_pagedResultsCookie=AAAAAAAAKw%3D", first + "&_pagedResultsCookie=fHwA%3D%3D%3A0", first + "&_pagedResultsCookie=50%25%20off"}
	if diff := cmp.Diff(want, s.lines()); diff != "" {
		t.Error(diff)
	}
	for _, r := range s.requests() {
		if v := r.header.Get("Accept-API-Version"); v != "resource=1.0" {
			t.Errorf("%s: Accept-API-Version %q", r, v)
		}
	}
}

func TestListQuery(t *testing.T) {
	t.Parallel()
	filter, err := identity.ParseFilter(`mail sw "a&b" and sn != "O'Hara + Söhne"`)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		query identity.Query
		want  string
	}{
		"all":    {identity.Query{}, "_queryFilter=true&_pageSize=1000"},
		"filter": {identity.Query{Filter: filter}, "_queryFilter=mail%20sw%20%22a%26b%22%20and%20%21%28sn%20eq%20%22O%27Hara%20%2B%20S%C3%B6hne%22%29&_pageSize=1000"},
		"native": {identity.Query{Native: `userName eq 'x'`}, "_queryFilter=userName%20eq%20%27x%27&_pageSize=1000"},
		"fields": {identity.Query{Fields: []string{"userName", "manager/mail", "preferences.updates", "*_ref"}}, "_queryFilter=true&_pageSize=1000&_fields=userName%2Cmanager%2Fmail%2Cpreferences%2Fupdates%2C%2A_ref"},
		"sort":   {identity.Query{Sort: []identity.SortKey{{Attribute: "sn", Descending: true}, {Attribute: "name.last"}}}, "_queryFilter=true&_pageSize=1000&_sortKeys=-sn%2C%2Bname%2Flast"},
		"limit":  {identity.Query{Limit: 50}, "_queryFilter=true&_pageSize=50"},
		"page":   {identity.Query{PageSize: 7, Limit: 50}, "_queryFilter=true&_pageSize=7"},
	}
	for name, tt := range tests {
		s := newTenant(t, says(200, pageOf("")))
		if _, err := userNames(t, s.users(Cloud), tt.query); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := s.lines()[0]; got != "GET /openidm/managed/alpha_user?"+tt.want {
			t.Errorf("%s:\n got %s\nwant …%s", name, got, tt.want)
		}
	}
}

func TestListRefusesBeforeItAsks(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, pageOf("")))
	for name, q := range map[string]identity.Query{
		"ew":           {Filter: identity.Comparison{Attribute: "mail", Op: identity.EndsWith, Value: identity.Value{Text: "x"}}},
		"two filters":  {Filter: identity.Present{Attribute: "mail"}, Native: "true"},
		"a bad field":  {Fields: []string{"a,b"}},
		"a bad key":    {Sort: []identity.SortKey{{Attribute: "a b"}}},
		"an open path": {Fields: []string{"a//b"}},
	} {
		_, err := userNames(t, s.users(Cloud), q)
		if k := identity.KindOf(err); err == nil || k != identity.Usage && k != identity.Unsupported {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := s.lines(); len(got) > 0 {
		t.Errorf("asked %v", got)
	}
}

// TestListLimit asks for no page that is not needed.
func TestListLimit(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, pageOf("a", row(1), row(2))), says(200, pageOf("b", row(3), row(4))), says(200, pageOf("", row(5))))
	got, err := userNames(t, s.users(Cloud), identity.Query{Limit: 3, PageSize: 2})
	if err != nil || !slices.Equal(got, []string{"u1", "u2", "u3"}) {
		t.Fatalf("got %v, %v", got, err)
	}
	if n := len(s.lines()); n != 2 {
		t.Errorf("asked for %d pages, want 2", n)
	}
}

// TestListHostile gives the rows before a mistake, and then one error of the right
// kind.
func TestListHostile(t *testing.T) {
	t.Parallel()
	good := says(200, pageOf("c", row(1)))
	html := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html><head><title>Sign in</title></head><body>…</body></html>")
	}
	cut := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "4000")
		says(200, `{"result":[`+row(2)+`,`)(w, r)
	}
	tests := map[string]struct {
		answers []http.HandlerFunc
		rows    int
		kind    identity.Kind
		words   string
	}{
		"the cookie of the page before": {[]http.HandlerFunc{good, says(200, pageOf("c", row(2)))}, 2, identity.API, "repeats"},
		"cookies in a circle":           {[]http.HandlerFunc{good, says(200, pageOf("d")), says(200, pageOf("c", row(3)))}, 2, identity.API, "repeats"},
		"truncated":                     {[]http.HandlerFunc{good, says(200, `{"result":[`+row(2)+`,{"_id":`)}, 2, identity.API, "cut off"},
		"the connection ends":           {[]http.HandlerFunc{good, cut}, 1, identity.Unavailable, "middle"},
		"rows of another type":          {[]http.HandlerFunc{good, says(200, `{"result":[`+row(2)+`,5],"resultCount":2}`)}, 2, identity.API, "row 2 is no object"},
		"no list":                       {[]http.HandlerFunc{says(200, `{"result":{}}`)}, 0, identity.API, "no list"},
		"an object":                     {[]http.HandlerFunc{says(200, row(1))}, 0, identity.API, "no list"},
		"fewer rows than announced":     {[]http.HandlerFunc{says(200, `{"result":[`+row(1)+`],"resultCount":2}`)}, 1, identity.API, "says it has 2"},
		"an error behind the rows":      {[]http.HandlerFunc{says(200, `{"result":[`+row(1)+`],"resultCount":1,"error":{"code":503,"reason":"Service Unavailable","message":"The store is gone"}}`)}, 1, identity.Unavailable, "the store is gone"},
		"an error of no shape":          {[]http.HandlerFunc{says(200, `{"result":[],"error":"x"}`)}, 0, identity.API, "broke off"},
		"an empty body":                 {[]http.HandlerFunc{says(200, "")}, 0, identity.API, "empty body"},
		"HTML":                          {[]http.HandlerFunc{html}, 0, identity.API, "text/html: Sign in"},
		"not JSON":                      {[]http.HandlerFunc{says(200, `{"result":[{'a':1}]}`)}, 0, identity.API, "not valid JSON"},
		"a refused cookie":              {[]http.HandlerFunc{good, says(400, `{"code":400,"reason":"Bad Request","message":"Invalid paged results cookie"}`)}, 1, identity.Invalid, "cookie"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTenant(t, tt.answers...)
			got, err := userNames(t, s.users(Cloud), identity.Query{})
			e := wantKind(t, err, tt.kind)
			if len(got) != tt.rows {
				t.Errorf("%d rows before the error, want %d", len(got), tt.rows)
			}
			if !strings.Contains(e.Error(), tt.words) || strings.Contains(e.Error(), "\n") || e.Op != "list users" || e.Realm != "acme/alpha" {
				t.Errorf("%v: want %q in it", e, tt.words)
			}
		})
	}
}

func TestListLargeAttribute(t *testing.T) {
	t.Parallel()
	large := `{"_id":"1","userName":"big","description":"` + strings.Repeat("x", 10<<20) + `"}`
	s := newTenant(t, says(200, pageOf("", large, row(2))))
	got, err := userNames(t, s.users(Cloud), identity.Query{})
	if err != nil || !slices.Equal(got, []string{"big", "u2"}) {
		t.Errorf("got %d rows, %v", len(got), err)
	}
}

// TestListStops asks for nothing more once the consumer has gone, and leaves nothing
// behind (goleak looks at the end).
func TestListStops(t *testing.T) {
	t.Parallel()
	never := func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	s := newTenant(t, says(200, pageOf("a", row(1), row(2))), never)
	for user, err := range s.users(Cloud).List(context.Background(), identity.Query{}) {
		if err != nil || user.Native == nil {
			t.Fatal(err)
		}
		break
	}
	if n := len(s.lines()); n > 2 {
		t.Errorf("%d requests", n)
	}
}

// TestStream uses the memory of pages again: the rows are the same while each is
// looked at before the next.
func TestStream(t *testing.T) {
	t.Parallel()
	const pages, size = 9, 3
	var answers []http.HandlerFunc
	var want []string
	for p := range pages {
		var rows []string
		for i := range size {
			rows = append(rows, row(p*size+i))
		}
		want = append(want, rows...)
		cookie := fmt.Sprint("c", p)
		if p == pages-1 {
			cookie = ""
		}
		answers = append(answers, says(200, pageOf(cookie, rows...)))
	}
	s := newTenant(t, answers...)
	var got []string
	for user, err := range s.users(Cloud).Stream(context.Background(), identity.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(user.Native))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, pageOf("a", row(1), row(2))), says(200, pageOf("b")), says(200, pageOf("", row(3))))
	n, err := s.users(Cloud).Count(context.Background(), identity.Query{Native: `sn sw "A"`})
	if n != 3 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
	if want := "GET /openidm/managed/alpha_user?_queryFilter=sn%20sw%20%22A%22&_pageSize=1000&_fields=_id"; s.lines()[0] != want {
		t.Errorf("asked %s", s.lines()[0])
	}
	s = newTenant(t, says(200, pageOf("a", row(1))), says(200, `{"result":[{},{}`))
	if n, err := s.users(Cloud).Count(context.Background(), identity.Query{}); err == nil {
		t.Errorf("a page that was cut off counted: %d", n)
	}
}

// TestWarnsOnce says once that a value is sent escaped, and sends it.
func TestWarnsOnce(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, pageOf("")))
	var warned []string
	c := New(s.rest(), Options{Realm: "acme/alpha", Object: "alpha_user", Warn: func(m string) { warned = append(warned, m) }})
	for range 2 {
		for _, err := range c.Users().List(context.Background(), identity.Query{Filter: identity.Comparison{Attribute: "sn", Op: identity.Equal, Value: identity.Value{Text: `a"b`}}}) {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(warned) != 1 {
		t.Errorf("warned %q", warned)
	}
	if want := "GET /openidm/managed/alpha_user?_queryFilter=sn%20eq%20%22a%5C%22b%22&_pageSize=1000"; s.lines()[0] != want {
		t.Errorf("asked %s", s.lines()[0])
	}
}

func TestRawPages(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, pageOf("a", `1`, `"x"`)), says(200, pageOf("", `{}`)))
	c := New(s.rest(), Options{Realm: "acme/alpha", Object: "alpha_user"})
	var got []string
	for row, err := range c.RawPages(context.Background(), rest.Call{Path: "/openidm/managed/alpha_role"}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(row))
	}
	if !slices.Equal(got, []string{"1", `"x"`, "{}"}) {
		t.Errorf("got %v", got)
	}
	want := []string{"GET /openidm/managed/alpha_role?_pageSize=1000&_queryFilter=true", "GET /openidm/managed/alpha_role?_pageSize=1000&_queryFilter=true&_pagedResultsCookie=a"}
	if diff := cmp.Diff(want, s.lines()); diff != "" {
		t.Error(diff)
	}
}

func TestReadProfile(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		document string
		want     identity.Profile
	}{
		"all": {`{"_id":"1","_rev":"r","userName":"ann","givenName":"Ann","sn":"Lee","displayName":"Ann L","cn":"no","mail":"a@b.c","telephoneNumber":"1","accountStatus":"Inactive","manager":{"_ref":"managed/alpha_user/2","_refResourceId":"2"}}`,
			identity.Profile{ID: "1", Revision: "r", UserName: "ann", GivenName: "Ann", FamilyName: "Lee", DisplayName: "Ann L", Mail: "a@b.c", Phone: "1", ManagerID: "2"}},
		"nulls":            {`{"_id":"1","_rev":"r","userName":"ann","displayName":null,"cn":"Ann Lee","mail":null,"accountStatus":null,"manager":null}`, identity.Profile{ID: "1", Revision: "r", UserName: "ann", DisplayName: "Ann Lee", Enabled: true}},
		"nothing":          {`{"_id":"1"}`, identity.Profile{ID: "1", Enabled: true}},
		"active":           {`{"_id":"1","accountStatus":"ACTIVE","manager":{"_ref":"managed/user/7"}}`, identity.Profile{ID: "1", Enabled: true, ManagerID: "7"}},
		"locked is no yes": {`{"_id":"1","accountStatus":"locked"}`, identity.Profile{ID: "1"}},
	}
	for name, tt := range tests {
		got, err := readProfile([]byte(tt.document))
		if err != nil || got != tt.want {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
	if _, err := readProfile([]byte(`{"_id":5}`)); err == nil {
		t.Error("a user whose id is a number was read")
	}
}

// TestPageCutOff loses the connection in the middle of the second page once: it is
// asked for again, and no row comes twice.
func TestPageCutOff(t *testing.T) {
	t.Parallel()
	second := pageOf("", row(2), row(3))
	for _, again := range []struct {
		name string
		list func(*Users) ([]string, error)
	}{
		{"list", func(u *Users) ([]string, error) { return userNames(t, u, identity.Query{}) }},
		{"stream", func(u *Users) (names []string, err error) {
			for user, err := range u.Stream(t.Context(), identity.Query{}) {
				if err != nil {
					return names, err
				}
				p, err := user.Profile()
				if err != nil {
					return names, err
				}
				names = append(names, p.UserName)
			}
			return names, nil
		}},
	} {
		t.Run(again.name, func(t *testing.T) {
			t.Parallel()
			s := newTenant(t, says(200, pageOf("two", row(0), row(1))), breaksOff(second), says(200, second))
			got, err := again.list(s.users(Cloud))
			if want := []string{"u0", "u1", "u2", "u3"}; err != nil || !slices.Equal(got, want) {
				t.Errorf("got %v, %v, want %v", got, err, want)
			}
			if lines := s.lines(); len(lines) != 3 || lines[1] != lines[2] {
				t.Errorf("asked %v", lines)
			}
		})
	}
}

// breaksOff promises a whole body and sends half of it.
func breaksOff(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = io.WriteString(w, body[:len(body)/2])
	}
}
