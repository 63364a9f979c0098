package pingone

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/stream"
)

// A crowd is a server with many users in populations, whose filters are those that
// a divided listing uses. The first requests for parts wait until there are two: a
// client that asks for one part at a time never gets an answer.
type crowd struct {
	names   map[string][]string // user names by population
	noCount bool
	*tenant
	first sync.Once
	met   chan struct{}
	known sync.Map // what a filter matches
}

func newCrowd(t *testing.T, populations int, users int, name func(i int) string) *crowd {
	t.Helper()
	c := &crowd{names: map[string][]string{}, met: make(chan struct{}, 1)}
	for i := range users {
		p := fmt.Sprintf("p%d", i%populations)
		c.names[p] = append(c.names[p], name(i))
	}
	c.tenant = serve(t, c.answer)
	return c
}

// meet holds the first request until the second comes.
func (c *crowd) meet(r *http.Request) {
	first := false
	c.first.Do(func() { first = true })
	if !first {
		select {
		case c.met <- struct{}{}:
		default:
		}
		return
	}
	select {
	case <-c.met:
	case <-r.Context().Done():
	}
}

func (c *crowd) answer(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("filter") != "" {
		c.meet(r)
	}
	if strings.HasSuffix(r.URL.Path, "/populations") {
		var rows []string
		for p, names := range c.names {
			rows = append(rows, fmt.Sprintf(`{"id":%q,"name":%q,"userCount":%d}`, p, p, len(names)))
		}
		says(200, pageOf("populations", "", rows...))(w, r)
		return
	}
	matches := c.matches(q.Get("filter"))
	limit, _ := strconv.Atoi(q.Get("limit"))
	from, _ := strconv.Atoi(q.Get("cursor"))
	to := min(from+limit, len(matches))
	var rows []string
	for _, name := range matches[from:to] {
		rows = append(rows, row(name))
	}
	next := ""
	if to < len(matches) {
		q.Set("cursor", strconv.Itoa(to))
		next = c.URL + r.URL.Path + "?" + q.Encode()
	}
	page := pageOf("users", next, rows...)
	if !c.noCount {
		page = strings.TrimSuffix(page, "}") + `,"count":` + strconv.Itoa(len(matches)) + `}`
	}
	says(200, page)(w, r)
}

// matches is what a filter selects, worked out once.
func (c *crowd) matches(filter string) []string {
	if known, ok := c.known.Load(filter); ok {
		return known.([]string)
	}
	matches := c.evaluate(filter)
	c.known.Store(filter, matches)
	return matches
}

// evaluate knows username sw "x" and (population.id eq "p"), either or none.
func (c *crowd) evaluate(filter string) []string {
	beginning, population := "", ""
	if rest, ok := strings.CutPrefix(filter, `username sw "`); ok {
		beginning, filter, _ = strings.Cut(rest, `"`)
		filter = strings.TrimSuffix(strings.TrimPrefix(filter, " and ("), ")")
	}
	if rest, ok := strings.CutPrefix(filter, `population.id eq "`); ok {
		population = strings.TrimSuffix(rest, `"`)
	}
	var matches []string
	for p, names := range c.names {
		for _, name := range names {
			if (population == "" || p == population) && strings.HasPrefix(strings.ToLower(name), beginning) {
				matches = append(matches, name)
			}
		}
	}
	slices.Sort(matches)
	return matches
}

func (c *crowd) all() []string { return c.matches("") }

// listed lists everybody with four parts at a time, and what was warned of.
func (c *crowd) listed(t *testing.T) (names, warned []string) {
	t.Helper()
	u := c.users(func(o *Options) {
		o.Parallel = 4
		o.Warn = func(message string) { warned = append(warned, message) }
	})
	names, err := userNames(t, u, identity.Query{})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names, warned
}

func TestPartsByPopulation(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, 4, 4000, func(i int) string { return fmt.Sprintf("user%05d", i) })
	names, warned := c.listed(t)
	if diff := cmp.Diff(c.all(), names); diff != "" || len(warned) > 0 {
		t.Errorf("%s %v", diff, warned)
	}
	byPopulation := 0
	for _, line := range c.lines() {
		if strings.Contains(line, "population.id") {
			byPopulation++
		}
	}
	if byPopulation != 20 || len(c.lines()) != 22 {
		t.Errorf("%d of %d requests are for parts", byPopulation, len(c.lines()))
	}
}

func TestShortListsStayWhole(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, 4, 1000, func(i int) string { return fmt.Sprintf("user%05d", i) })
	if names, _ := c.listed(t); len(names) != 1000 || len(c.lines()) != 5 {
		t.Errorf("%d users, %v", len(names), c.lines())
	}
}

func TestPartsByBeginning(t *testing.T) {
	t.Parallel()
	letters := "abcdefghijKLM789"
	c := newCrowd(t, 1, 32_000, func(i int) string { return fmt.Sprintf("%c%05d", letters[i%len(letters)], i) })
	names, warned := c.listed(t)
	if diff := cmp.Diff(c.all(), names); diff != "" || len(warned) > 0 {
		t.Errorf("%d users %v", len(names), warned)
	}
}

// TestBeginningsThatAreNotTheWhole: a name that no part would hold keeps the listing
// in one sequence, and a person is told.
func TestBeginningsThatAreNotTheWhole(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, 1, 30_100, func(i int) string {
		if i == 77 {
			return "_odd"
		}
		return fmt.Sprintf("u%05d", i)
	})
	names, warned := c.listed(t)
	if diff := cmp.Diff(c.all(), names); diff != "" {
		t.Errorf("%d users", len(names))
	}
	if len(warned) != 1 || !strings.Contains(warned[0], "comes as one sequence: not all of its user names begin") {
		t.Errorf("%q", warned)
	}
}

func TestNoCountNoParts(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, 4, 2000, func(i int) string { return fmt.Sprintf("user%05d", i) })
	c.noCount = true
	if names, _ := c.listed(t); len(names) != 2000 || len(c.lines()) != 10 {
		t.Errorf("%d users, %v", len(names), c.lines())
	}
}

func TestAPartThatFails(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, 4, 4000, func(i int) string { return fmt.Sprintf("user%05d", i) })
	good := c.tenant.answer
	c.tenant.answer = func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Query().Get("filter"), `"p2"`) {
			says(400, `{"code":"INVALID_REQUEST","message":"No."}`)(w, r)
			return
		}
		good(w, r)
	}
	names, err := userNames(t, c.users(func(o *Options) { o.Parallel = 4 }), identity.Query{})
	mustBe(t, err, identity.Invalid)
	if len(names) != 3000 {
		t.Errorf("%d users", len(names))
	}
}

// TestMemoryOfParts: a stream uses the memory of pages again, and each user is right
// until the next is asked for; those of a list are right for good.
func TestMemoryOfParts(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, 4, 8000, func(i int) string { return fmt.Sprintf("user%05d", i) })
	u := c.users(func(o *Options) { o.Parallel = 4 })
	var streamed, kept []string
	memory := map[*byte]bool{}
	for user, err := range u.Stream(t.Context(), identity.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		streamed = append(streamed, nameIn(t, user))
		memory[&user.Native[0]] = true
	}
	if len(memory) > len(streamed)/2 {
		t.Errorf("%d users in %d places", len(streamed), len(memory))
	}
	users, err := stream.Collect(u.List(t.Context(), identity.Query{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range users {
		kept = append(kept, nameIn(t, user))
	}
	slices.Sort(streamed)
	slices.Sort(kept)
	if all := c.all(); !slices.Equal(streamed, all) || !slices.Equal(kept, all) {
		t.Errorf("%d streamed and %d kept, want %d", len(streamed), len(kept), len(all))
	}
}

func nameIn(t *testing.T, user identity.User) string {
	t.Helper()
	p, err := user.Profile()
	if err != nil {
		t.Fatal(err)
	}
	return p.UserName
}

func TestEarlyStopOfParts(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, 4, 8000, func(i int) string { return fmt.Sprintf("user%05d", i) })
	for _, err := range c.users(func(o *Options) { o.Parallel = 4 }).Stream(t.Context(), identity.Query{}) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if n := len(c.lines()); n > 20 {
		t.Errorf("%d requests", n)
	}
}

func TestSort(t *testing.T) {
	t.Parallel()
	documents := []string{`{"username":"b","n":2}`, `{"username":"A","n":-10}`, `{"n":1.5}`, `{"username":"c","n":10}`, `{"username":"b","n":null}`, `{"username":""}`}
	for name, c := range map[string]struct {
		keys []identity.SortKey
		want string
	}{
		"text":       {[]identity.SortKey{{Attribute: "userName"}}, `5 1 0 4 3 2`},
		"descending": {[]identity.SortKey{{Attribute: "username", Descending: true}}, `3 0 4 1 5 2`},
		"number":     {[]identity.SortKey{{Attribute: "n"}}, `1 2 0 3 4 5`},
		"two":        {[]identity.SortKey{{Attribute: "username"}, {Attribute: "n", Descending: true}}, `5 1 0 4 3 2`},
	} {
		for _, most := range []int{2, 3, 100} {
			s := &sorter{most: most}
			u := New(nil, Options{}).users
			for _, key := range c.keys {
				path, _ := steps(key.Attribute, u.NativeName)
				s.keys = append(s.keys, sortPath{path, key.Descending})
			}
			var got []string
			rows := func(yield func(json.RawMessage, error) bool) {
				for _, d := range documents {
					if !yield(json.RawMessage(d), nil) {
						return
					}
				}
			}
			for row, err := range s.sort(rows) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, strconv.Itoa(slices.Index(documents, string(row))))
			}
			s.close()
			if strings.Join(got, " ") != c.want {
				t.Errorf("%s, %d in memory: %v, want %s", name, most, got, c.want)
			}
		}
	}
}

func TestSortedList(t *testing.T) {
	t.Parallel()
	s := chain(t, []string{row("cy"), row("Ann")}, []string{row("bob")})
	got, err := userNames(t, s.users(), identity.Query{Sort: []identity.SortKey{{Attribute: "userName"}}, Limit: 2})
	if diff := cmp.Diff([]string{"Ann", "bob"}, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if lines := s.lines(); lines[0] != "GET /users?limit=200" {
		t.Errorf("%v", lines)
	}
}
