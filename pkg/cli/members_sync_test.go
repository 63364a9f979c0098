package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

func TestReadPeople(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []named
		err  string
	}{
		"names":            {"ann\n\n  bob \n", []named{{"ann", 1}, {"bob", 3}}, ""},
		"no end of line":   {"ann", []named{{"ann", 1}}, ""},
		"nothing":          {"\n \n", nil, ""},
		"csv":              {"dept,USERNAME\nx,ann\n\ny,bob\n", []named{{"ann", 2}, {"bob", 4}}, ""},
		"the surest first": {"mail,userName,id\na@x,ann,1\nb@x,,\n", []named{{"1", 2}, {"b@x", 3}}, ""},
		"one column":       {"email\na@x.org\n", []named{{"a@x.org", 2}}, ""},
		"tabs":             {"sn\tmail\nA\ta@x\n", []named{{"a@x", 2}}, ""},
		"semicolons":       {"sn;mail\nA;a@x\n", []named{{"a@x", 2}}, ""},
		"byte order mark":  {"\xef\xbb\xbfuserName,sn\nann,A\n", []named{{"ann", 2}}, ""},
		"lines in cells":   {"sn,mail\n\"A\nB\",a@x\nC,c@x\n", []named{{"a@x", 2}, {"c@x", 4}}, ""},
		"a guarded cell":   {"userName,sn\n'=ann,A\n", []named{{"=ann", 2}}, ""},
		"a row of nobody":  {"userName,sn\n,A\n", []named{{"", 2}}, ""},
		"no such column":   {"a,b\n1,2\n", nil, "line 1: no column names people: wants one of id, _id, userName, username, mail, email"},
		"a bad quote":      {"userName,sn\nann,\"A\n", nil, `line 2: extraneous or missing " in quoted-field`},
		"objects":          {`{"userName":"ann"}` + "\n" + `{"_id":"1","mail":"b@x"}` + "\n", []named{{"ann", 1}, {"1", 2}}, ""},
		"a list":           {"[\n{\"email\":\"a@x\"},\n\"bob\"\n]\n", []named{{"a@x", 1}, {"bob", 1}}, ""},
		"no object":        {`{"userName":"ann"}` + "\n{\n", nil, "line 2: unexpected EOF"},
		"other members":    {`{"id":7,"sn":"A"}`, []named{{"", 1}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := readPeople([]byte(c.text))
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(named{})); diff != "" {
				t.Error(diff)
			}
			if err != nil && err.Error() != c.err || err == nil && c.err != "" {
				t.Errorf("error %v, want %s", err, c.err)
			}
		})
	}
}

// FuzzReadPeople: whatever a file holds, its names are clean and stand on its lines.
func FuzzReadPeople(f *testing.F) {
	for _, seed := range []string{"ann\n", "userName,sn\nann,A\n", `{"id":"1"}`, "[\"a\"]", "\xef\xbb\xbfmail\n", "a\tmail\n\"\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		people, err := readPeople(text)
		if err != nil && people != nil {
			t.Error("names and an error")
		}
		lines := 1 + strings.Count(string(text), "\n")
		for _, p := range people {
			if p.line < 1 || p.line > lines || p.name != strings.TrimSpace(p.name) {
				t.Errorf("name %q of line %d of %d", p.name, p.line, lines)
			}
		}
	})
}

func fakeUser(i int) identity.User {
	document, _ := json.Marshal(identity.Profile{ID: fmt.Sprintf("id-%d", i), UserName: fmt.Sprintf("user%d", i), Mail: fmt.Sprintf("u%d@example.com", i)})
	return identity.User{Native: document, Read: func(d json.RawMessage) (p identity.Profile, err error) { return p, json.Unmarshal(d, &p) }}
}

// A fakeGroup has so many members, the first users of a realm that has more.
type fakeGroup struct {
	identity.UserStore
	members, users  int
	lists, lookUps  int
	asked           int // of single memberships
	indirect, reach identity.Reach
}

func (g *fakeGroup) Members(context.Context, string, identity.MemberQuery) iter.Seq2[identity.Member, error] {
	g.lists++
	return func(yield func(identity.Member, error) bool) {
		for i := range g.members {
			if !yield(identity.Member{User: fakeUser(i), Reach: g.reach}, nil) {
				return
			}
		}
	}
}

func (g *fakeGroup) Membership(context.Context, string, string) (identity.Membership, error) {
	g.asked++
	return identity.Membership{Read: func(json.RawMessage) (identity.MembershipProfile, error) {
		return identity.MembershipProfile{Reach: g.indirect}, nil
	}}, nil
}

// List finds users by user name, of any case, or mail address.
func (g *fakeGroup) List(_ context.Context, q identity.Query) iter.Seq2[identity.User, error] {
	g.lookUps++
	return func(yield func(identity.User, error) bool) {
		for _, part := range q.Filter.(identity.Or) {
			c := part.(identity.Comparison)
			for i := range g.users {
				is := strings.Replace(map[string]string{"_id": "id-#", "userName": "user#", "mail": "u#@example.com"}[c.Attribute], "#", strconv.Itoa(i), 1)
				if strings.EqualFold(is, c.Value.Text) && !yield(fakeUser(i), nil) {
					return
				}
			}
		}
	}
}

func (g *fakeGroup) syncing() *syncing {
	return &syncing{
		s: newSession(&App{Err: io.Discard, Env: func(string) string { return "" }}), source: "a file", opened: &opened{store: g, realm: realm.Realm{Tenant: &realm.Tenant{Name: "acme"}}, key: identity.Key{ID: "g", Name: "G"}},
		lister: g, users: g, members: newPeople(), others: newPeople(),
	}
}

func usersOf(from, to int) (all []named) {
	for i := from; i < to; i++ {
		all = append(all, named{fmt.Sprintf("USER%d", i), i})
	}
	return all
}

// TestSyncReads: names of members cost no question, others one for 25, and members
// of known reach none.
func TestSyncReads(t *testing.T) {
	t.Parallel()
	g := &fakeGroup{members: 10_000, users: 10_100, reach: identity.Direct}
	y := g.syncing()
	if err := y.plan(t.Context(), usersOf(50, 10_050)); err != nil {
		t.Fatal(err)
	}
	if len(y.in) != 50 || len(y.out) != 50 || y.same != 9_950 {
		t.Errorf("%d in, %d out, %d unchanged", len(y.in), len(y.out), y.same)
	}
	if g.lists != 1 || g.lookUps != 2 || g.asked != 0 {
		t.Errorf("%d listings, %d look-ups, %d members asked about", g.lists, g.lookUps, g.asked)
	}
}

// TestSyncIndirect: who is in it through a nested group is not taken out.
func TestSyncIndirect(t *testing.T) {
	t.Parallel()
	g := &fakeGroup{members: 3, users: 3, indirect: identity.Indirect}
	y := g.syncing()
	if err := y.plan(t.Context(), usersOf(0, 1)); err != nil {
		t.Fatal(err)
	}
	if len(y.out) != 0 || len(y.stuck) != 2 || g.asked != 2 {
		t.Errorf("%d out, %d stuck, %d asked about", len(y.out), len(y.stuck), g.asked)
	}
}

// TestSyncUnresolved: every name that means nobody is told, with its line.
func TestSyncUnresolved(t *testing.T) {
	t.Parallel()
	y := (&fakeGroup{members: 2, users: 3}).syncing()
	err := y.plan(t.Context(), []named{{"user0", 1}, {"u2@example.com", 2}, {"nobody", 3}, {"", 4}})
	e, ok := errors.AsType[*identity.Error](err)
	if !ok || e.Kind != identity.Invalid || len(e.Violations) != 2 || e.Violations[0].Attribute != "line 3" || e.Violations[1].Attribute != "line 4" {
		t.Errorf("error %v", err)
	}
}

// TestForestOfCircles: a circle, which a platform should not have, is drawn once.
func TestForestOfCircles(t *testing.T) {
	t.Parallel()
	a, b := treeNode{ID: "a", Name: "A"}, treeNode{ID: "b", Name: "B"}
	f := newForest([]treeNode{a, b})
	f.put(a, "b")
	f.put(b, "a")
	var drawn []string
	for n, err := range f.draw(treeNode{}, plainLines()) {
		if err != nil {
			t.Fatal(err)
		}
		drawn = append(drawn, n.Tree)
	}
	if diff := cmp.Diff([]string{"A", "`-- B", "    `-- A (see above)"}, drawn); diff != "" {
		t.Error(diff)
	}
}
