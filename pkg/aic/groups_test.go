package aic

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
)

func collect[T any](t *testing.T, all iter.Seq2[T, error]) []T {
	t.Helper()
	var list []T
	for one, err := range all {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, one)
	}
	return list
}

func keyOf[T thing](t *testing.T, one T, err error) identity.Key {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	key, err := one.Key()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// TestGroupsOnSandbox is the life of a group: made, filled, looked at from both ends,
// changed, emptied, deleted.
func TestGroupsOnSandbox(t *testing.T) {
	t.Parallel()
	ctx, c := context.Background(), onSandbox(t)
	g := c.Groups().(*Groups)
	group, err := g.Create(ctx, identity.Draft{Document: json.RawMessage(`{"name":"night shift","description":"Late"}`)})
	key := keyOf(t, group, err)
	if key.ID != "night shift" || key.Name != "night shift" || key.Revision == "" {
		t.Errorf("the new group is %+v", key)
	}
	_, err = g.Create(ctx, identity.Draft{Document: json.RawMessage(`{"name":"night shift"}`)})
	_ = wantKind(t, err, identity.Conflict)

	var users []string
	for _, u := range collect(t, c.users.List(ctx, identity.Query{Limit: 5})) {
		users = append(users, keyOf(t, u, nil).ID)
	}
	for _, user := range users {
		m, err := g.AddMember(ctx, key.ID, user)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := m.Profile(); err != nil || p.GroupID != key.ID || p.Reach != identity.Direct {
			t.Errorf("added to %+v, %v", p, err)
		}
	}
	_, err = g.AddMember(ctx, key.ID, users[0])
	if e := wantKind(t, err, identity.Conflict); !strings.Contains(e.Error(), "in the group already") {
		t.Errorf("twice: %v", e)
	}
	_, err = g.AddMember(ctx, key.ID, "11111111-1111-4111-8111-111111111111")
	_ = wantKind(t, err, identity.NotFound)

	members := collect(t, g.Members(ctx, key.ID, identity.MemberQuery{Query: identity.Query{PageSize: 2}}))
	var got []string
	for _, m := range members {
		p, err := m.Profile()
		if err != nil || p.UserName == "" || p.Revision == "" || m.Reach != identity.Direct || m.Edge == "" || m.Edge == p.ID {
			t.Errorf("member %+v %s %s, %v", p, m.Reach, m.Edge, err)
		}
		if !json.Valid(m.Native) {
			t.Errorf("no JSON: %s", m.Native)
		}
		got = append(got, p.ID)
	}
	slices.Sort(got)
	slices.Sort(users)
	if !slices.Equal(got, users) {
		t.Errorf("members %v, want %v", got, users)
	}
	two := collect(t, g.Members(ctx, key.ID, identity.MemberQuery{Query: identity.Query{PageSize: 1, Limit: 2, Fields: []string{"_id", "userName"}}}))
	if len(two) != 2 || strings.Count(string(two[0].Native), `"_id"`) != 1 {
		t.Errorf("a limit of two gives %d: %s", len(two), two[0].Native)
	}
	counted, err := g.GetWithCounts(ctx, key.ID)
	if p, _ := counted.Profile(); err != nil || p.Direct.Users != 5 || p.Total.Users != 5 {
		t.Errorf("counts %+v, %v", p, err)
	}

	in := collect(t, g.Memberships(ctx, users[0], identity.Query{}))
	if !slices.ContainsFunc(in, func(m identity.Membership) bool { return keyOf(t, m, nil).Name == "night shift" }) {
		t.Errorf("the user is in %v", in)
	}
	if err := g.RemoveMember(ctx, key.ID, users[0]); err != nil {
		t.Error(err)
	}
	_ = wantKind(t, g.RemoveMember(ctx, key.ID, users[0]), identity.NotFound)
	_, err = g.Membership(ctx, key.ID, users[0])
	_ = wantKind(t, err, identity.NotFound)
	listed := members[slices.IndexFunc(members, func(m identity.Member) bool { return keyOf(t, m, nil).ID == users[1] })]
	if err := g.RemoveListed(ctx, key.ID, listed); err != nil {
		t.Error(err)
	}
	_ = wantKind(t, g.RemoveListed(ctx, key.ID, listed), identity.NotFound)

	group, err = g.Find(ctx, "night shift")
	key = keyOf(t, group, err)
	patched, err := g.Patch(ctx, key.ID, key.Revision, identity.Patch{{Op: identity.Set, Path: "description", Value: json.RawMessage(`"Later"`)}})
	if p, _ := patched.Profile(); err != nil || p.Description != "Later" {
		t.Errorf("patched to %+v, %v", p, err)
	}
	_, err = g.Delete(ctx, key.ID, key.Revision)
	_ = wantKind(t, err, identity.Conflict)
	if _, err = g.Delete(ctx, key.ID, keyOf(t, patched, nil).Revision); err != nil {
		t.Error(err)
	}
	_, err = g.Find(ctx, key.ID)
	_ = wantKind(t, err, identity.NotFound)
}

// TestLacking refuses by name what a realm does not have.
func TestLacking(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{
		`{"code":404,"reason":"Not Found","message":"Not Found"}`,
		`{"code":404,"reason":"Not Found","message":"Resource &#39;alpha_group&#39; not found"}`,
		`{"code":404,"reason":"Not Found","message":"Resource &#39;managed/alpha_group&#39; not found"}`,
	} {
		c := New(newTenant(t, says(404, answer)).rest(), Options{Realm: "acme/alpha", Object: "alpha_user"})
		for _, err := range c.Groups().List(context.Background(), identity.Query{}) {
			if e := wantKind(t, err, identity.Unsupported); e.Error() != "acme/alpha (Advanced Identity Cloud) has no groups" {
				t.Errorf("%s: %v", answer, e)
			}
		}
		_, err := c.Groups().Find(context.Background(), "x")
		_ = wantKind(t, err, identity.Unsupported)
	}
	c := New(newTenant(t, says(404, `{"code":404,"reason":"Not Found","message":"No Such Entry: x"}`)).rest(), Options{Realm: "acme/alpha", Object: "alpha_user"})
	_, err := c.Groups().Get(context.Background(), "x")
	_ = wantKind(t, err, identity.NotFound)
}

// TestMembersRecorded reads the rows of both services, and checks what is asked.
func TestMembersRecorded(t *testing.T) {
	t.Parallel()
	var file struct{ Exchanges []recorded }
	sharedJSON(t, &file, "recordings", "openidm", "roles-groups.json")
	find := func(name string) recorded {
		for _, x := range file.Exchanges {
			if x.Name == name {
				return x
			}
		}
		t.Fatalf("no exchange %q", name)
		return recorded{}
	}
	page := find("group members _queryFilter=true&_fields=*")
	s := newTenant(t, page.answer)
	g := New(s.rest(), Options{Realm: "lab/users", Object: "alpha_user", Dialect: IDM}).Groups().(*Groups)
	members := collect(t, g.Members(context.Background(), "cc67f5e2-46c5-4f15-99ab-eccdca1981ce", identity.MemberQuery{}))
	if p, err := members[0].Profile(); err != nil || p.UserName != "jdoe" || p.ID != "9322109c-986b-502b-b105-a694c5a37dfc" || p.Revision != "10" ||
		members[0].Edge != "059796da-de49-4218-9490-d32909bfe16b" {
		t.Errorf("%+v %s, %v", p, members[0].Edge, err)
	}
	if got, want := s.lines()[0], "GET /openidm/managed/alpha_group/cc67f5e2-46c5-4f15-99ab-eccdca1981ce/members?_queryFilter=true&_pageSize=1000&_fields=%2A"; got != want {
		t.Errorf("asked %s, want %s", got, want)
	}
	for _, err := range g.Members(context.Background(), "x", identity.MemberQuery{Query: identity.Query{Native: `userName eq "zoe"`}}) {
		_ = wantKind(t, err, identity.Unsupported)
	}

	add := find("group add member by POST members?_action=create")
	s = newTenant(t, add.answer, find("group same member again").answer, find("role add missing user").answer)
	g = New(s.rest(), Options{Realm: "lab/users", Object: "alpha_user", Dialect: IDM}).Groups().(*Groups)
	if _, err := g.AddMember(context.Background(), "cc67f5e2-46c5-4f15-99ab-eccdca1981ce", "d94888c2-fe11-51e9-b617-e42f29084427"); err != nil {
		t.Error(err)
	}
	sent := s.requests()[0]
	if sent.String() != "POST "+add.Request.Path || !equal([]byte(sent.body), add.Request.Body) {
		t.Errorf("sent %s %s", sent, sent.body)
	}
	_, err := g.AddMember(context.Background(), "g", "u")
	_ = wantKind(t, err, identity.Conflict)
	_, err = g.AddMember(context.Background(), "g", "u")
	_ = wantKind(t, err, identity.NotFound)

	ofUser, remove := find("user side: groups of a user"), find("group delete one edge")
	s = newTenant(t, ofUser.answer, remove.answer)
	g = New(s.rest(), Options{Realm: "lab/users", Object: "alpha_user", Dialect: IDM}).Groups().(*Groups)
	if err := g.RemoveMember(context.Background(), "cc67f5e2-46c5-4f15-99ab-eccdca1981ce", "9322109c-986b-502b-b105-a694c5a37dfc"); err != nil {
		t.Error(err)
	}
	if got := s.lines(); got[1] != "DELETE /openidm/managed/alpha_group/cc67f5e2-46c5-4f15-99ab-eccdca1981ce/members/059796da-de49-4218-9490-d32909bfe16b" {
		t.Errorf("sent %v", got)
	}
}

// TestEdgeOfCloud reads the recorded row of a tenant, whose _id is that of the edge.
func TestEdgeOfCloud(t *testing.T) {
	t.Parallel()
	var exchanges []struct {
		Response struct {
			Body struct{ Result []json.RawMessage }
		}
	}
	sharedJSON(t, &exchanges, "recordings", "aic", "managed-relationships.json")
	e, err := readEdge(exchanges[0].Response.Body.Result[0])
	if err != nil || e.id != "5848c89b-3b1d-4a5c-86ca-e0130512bb46-8718" || e.to != "managed/alpha_aiagentprivilege/7e1f41dc-a346-4f63-99a0-3ce52b5080f4" {
		t.Errorf("%+v, %v", e, err)
	}
	var target struct {
		ID       string `json:"_id"`
		Rev      string `json:"_rev"`
		Subjects []any
	}
	if err := json.Unmarshal(e.target, &target); err != nil || target.ID != e.targetID() || target.Rev != "27871e3e-604d-4869-8695-52f5a21e8c3e-433" || len(target.Subjects) == 0 {
		t.Errorf("target %s, %v", e.target, err)
	}
}

// TestLostAddition looks at the user after an answer that did not come.
func TestLostAddition(t *testing.T) {
	t.Parallel()
	in := pageOf("", `{"_id":"e1","_rev":"1","_ref":"managed/alpha_group/g","_refResourceCollection":"managed/alpha_group","_refResourceId":"g","_refProperties":{"_id":"e1","_rev":"1"}}`)
	for name, tt := range map[string]struct {
		second string
		status int
		kind   identity.Kind
		words  string
	}{
		"done":    {in, 200, -1, ""},
		"undone":  {pageOf(""), 200, identity.Unavailable, "not in the group"},
		"unknown": {`{"code":403}`, 403, identity.Unavailable, "may have been applied"},
	} {
		s := newTenant(t, hangsUp, says(tt.status, tt.second))
		g := New(s.rest(), Options{Realm: "acme/alpha", Object: "alpha_user"}).Groups().(*Groups)
		_, err := g.AddMember(context.Background(), "g", "u")
		if tt.kind < 0 {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if e := wantKind(t, err, tt.kind); !strings.Contains(e.Error(), tt.words) || e.Unknown != (name == "unknown") {
			t.Errorf("%s: %v, unknown %v", name, e, e.Unknown)
		}
		if posts := slices.DeleteFunc(s.requests(), func(r seen) bool { return r.method != http.MethodPost }); len(posts) != 1 {
			t.Errorf("%s: sent %d times", name, len(posts))
		}
	}
}
