package pingone

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
)

func newGroupOf(t *testing.T, g *Groups, document string) string {
	t.Helper()
	return must[identity.Key](t)(must[identity.Group](t)(g.Create(t.Context(), identity.Draft{Document: json.RawMessage(document)})).Key()).ID
}

func newUserOf(t *testing.T, c *Client, document string) string {
	t.Helper()
	return must[identity.Key](t)(must[identity.User](t)(c.users.Create(t.Context(), identity.Draft{Document: json.RawMessage(document)})).Key()).ID
}

// reached are the members of a group as "name reach".
func reached(t *testing.T, g *Groups, group string, q identity.MemberQuery) []string {
	t.Helper()
	names := []string{}
	for m, err := range g.Members(t.Context(), group, q) {
		if err != nil {
			t.Fatal(err)
		}
		p, err := m.Profile()
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, strings.TrimSpace(p.UserName+" "+string(m.Reach)))
	}
	return names
}

// memberOf are the groups of a user as "name reach".
func memberOf(t *testing.T, g *Groups, user string, q identity.Query) []string {
	t.Helper()
	names := []string{}
	for m, err := range g.Memberships(t.Context(), user, q) {
		if err != nil {
			t.Fatal(err)
		}
		p, err := m.Profile()
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, p.Name+" "+string(p.Reach))
	}
	return names
}

// TestSandboxGroups leads a group through a life.
func TestSandboxGroups(t *testing.T) {
	t.Parallel()
	c, ctx := inSandbox(t), t.Context()
	g, group := c.groups(), must[identity.Group](t)
	id := newGroupOf(t, g, `{"name":"Crew","population":"Staff","customData":{"n":1}}`)
	_, err := g.Create(ctx, identity.Draft{Document: json.RawMessage(`{"name":"crew","population":"Staff"}`)})
	mustBe(t, err, identity.Conflict)
	_, err = g.Create(ctx, identity.Draft{Document: json.RawMessage(`{"name":"Broken","userFilter":"mail pr"}`)})
	mustBe(t, err, identity.Usage)
	for _, name := range []string{id, "Crew", "crew"} {
		if key := must[identity.Key](t)(group(g.Find(ctx, name)).Key()); key.ID != id || key.Revision == "" {
			t.Errorf("%s: %+v", name, key)
		}
	}
	after := group(g.Patch(ctx, id, "", operations(t, `set description="d"`, `set condition="title eq \"Pilot\""`)))
	if p, _ := after.Profile(); p.Condition == "" || p.Description != "d" || p.Direct.Users != 0 || p.Total.Users != -1 {
		t.Errorf("%s", after.Native)
	}
	again := group(g.Patch(ctx, id, "", must[identity.Patch](t)(g.ReadPatch(after.Native))))
	if string(again.Native) != string(after.Native) {
		t.Errorf("%s became %s", after.Native, again.Native)
	}
	replaced := group(g.Replace(ctx, id, "", json.RawMessage(`{"name":"Crew 2"}`)))
	if p, _ := replaced.Profile(); p.Name != "Crew 2" || p.Description+p.Condition != "" || p.PopulationID == "" {
		t.Errorf("%s", replaced.Native)
	}
	q := identity.Query{Filter: filterOf(t, `population = "Staff" and name sw "c"`)}
	if got := keysOf(t, g.List(ctx, q)); !slices.Equal(got, []string{id}) {
		t.Errorf("%v", got)
	}
	all := keysOf(t, g.List(ctx, identity.Query{}))
	narrow := New(c.rest, Options{Realm: "sandbox/part", Environment: c.options.Environment, Population: "Customers"})
	if part := keysOf(t, narrow.groups().List(ctx, identity.Query{})); len(part) >= len(all) || slices.Contains(part, id) {
		t.Errorf("%d of %d groups", len(part), len(all))
	}
	group(g.Delete(ctx, id, ""))
	_, err = g.Get(ctx, id)
	mustBe(t, err, identity.NotFound)
}

func TestSandboxMembers(t *testing.T) {
	t.Parallel()
	c, ctx := inSandbox(t), t.Context()
	g := c.groups()
	inner, outer := newGroupOf(t, g, `{"name":"inner"}`), newGroupOf(t, g, `{"name":"outer"}`)
	chiefs := newGroupOf(t, g, `{"name":"chiefs","userFilter":"title eq \"Chief\""}`)
	staffs := newGroupOf(t, g, `{"name":"staffs","population":"Staff"}`)
	ann := newUserOf(t, c, `{"username":"ann","population":"Staff"}`)
	bob := newUserOf(t, c, `{"username":"bob","population":"Customers","title":"Chief"}`)
	add := must[identity.Membership](t)
	add(g.AddParent(ctx, inner, outer))
	add(g.AddParent(ctx, chiefs, outer))
	add(g.AddMember(ctx, inner, ann))
	add(g.AddMember(ctx, staffs, ann))
	add(g.AddMember(ctx, outer, bob))
	for _, refused := range []struct {
		err  error
		kind identity.Kind
	}{
		{second(g.AddMember(ctx, inner, ann)), identity.Conflict},
		{second(g.AddMember(ctx, staffs, bob)), identity.Invalid},
		{second(g.AddParent(ctx, outer, inner)), identity.Invalid},
		{second(g.AddParent(ctx, inner, outer)), identity.Conflict},
		{g.RemoveMember(ctx, outer, ann), identity.Invalid},
		{g.RemoveMember(ctx, chiefs, bob), identity.Invalid},
		{g.RemoveMember(ctx, staffs, bob), identity.NotFound},
	} {
		mustBe(t, refused.err, refused.kind)
	}
	for what, pair := range map[string][2][]string{
		"inner":            {{"ann direct"}, reached(t, g, inner, identity.MemberQuery{})},
		"outer":            {{"ann", "bob"}, reached(t, g, outer, identity.MemberQuery{})},
		"direct in outer":  {{"bob direct"}, reached(t, g, outer, identity.MemberQuery{DirectOnly: true})},
		"bobs in outer":    {{"bob"}, reached(t, g, outer, identity.MemberQuery{Query: identity.Query{Filter: filterOf(t, `userName = "bob"`)}})},
		"sorted":           {{"bob"}, reached(t, g, outer, identity.MemberQuery{Query: identity.Query{Limit: 1, Sort: []identity.SortKey{{Attribute: "userName", Descending: true}}}})},
		"chiefs":           {{"bob"}, reached(t, g, chiefs, identity.MemberQuery{})},
		"groups of ann":    {{"inner direct", "outer indirect", "staffs direct"}, memberOf(t, g, ann, identity.Query{})},
		"groups of bob":    {{"outer direct", "chiefs indirect"}, memberOf(t, g, bob, identity.Query{})},
		"some of ann":      {{"staffs direct"}, memberOf(t, g, ann, identity.Query{Filter: filterOf(t, `name sw "s"`)})},
		"parents of inner": {{outer}, keysOf(t, g.Parents(ctx, inner))},
		"children":         {{inner, chiefs}, keysOf(t, g.Children(ctx, outer))},
	} {
		if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	counted := must[identity.GroupProfile](t)(must[identity.Group](t)(g.GetWithCounts(ctx, outer)).Profile())
	if counted.Total != (identity.MemberCount{Users: 2, Groups: 2}) || counted.Direct != (identity.MemberCount{Users: 1, Groups: 2}) {
		t.Errorf("%+v", counted)
	}
	lost := must[[]identity.Key](t)(c.users.LostByMove(ctx, ann, "Customers"))
	if diff := cmp.Diff([]identity.Key{{ID: staffs, Name: "staffs"}}, lost); diff != "" {
		t.Error(diff)
	}
	must[identity.User](t)(c.users.Move(ctx, ann, "Customers"))
	if got := memberOf(t, g, ann, identity.Query{}); !slices.Equal(got, []string{"inner direct", "outer indirect"}) {
		t.Errorf("after the move: %v", got)
	}
	with := must[identity.User](t)(c.users.GetWithGroups(ctx, ann))
	if !strings.Contains(string(with.Native), `"memberOfGroupNames":["inner","outer"]`) {
		t.Errorf("%s", with.Native)
	}
	if err := g.RemoveMember(ctx, inner, ann); err != nil {
		t.Error(err)
	}
	if err := g.RemoveParent(ctx, chiefs, outer); err != nil {
		t.Error(err)
	}
	if got := reached(t, g, outer, identity.MemberQuery{}); !slices.Equal(got, []string{"bob direct"}) {
		t.Errorf("%v", got)
	}
	_, err := g.Membership(ctx, inner, ann)
	mustBe(t, err, identity.NotFound)
}

func second[T any](_ T, err error) error { return err }

// TestSandboxExternalGroup: what another system keeps is left to it.
func TestSandboxExternalGroup(t *testing.T) {
	t.Parallel()
	c, ctx := inSandbox(t), t.Context()
	g := c.groups()
	external := must[identity.GroupProfile](t)(must[identity.Group](t)(g.Find(ctx, "Contractors")).Profile())
	company := must[identity.Key](t)(must[identity.Group](t)(g.Find(ctx, "Company")).Key()).ID
	who := newUserOf(t, c, `{"username":"eve"}`)
	if !external.External {
		t.Fatalf("%+v", external)
	}
	mustBe(t, second(g.AddMember(ctx, external.ID, who)), identity.Invalid)
	mustBe(t, second(g.AddParent(ctx, external.ID, company)), identity.Invalid)
	mustBe(t, second(g.Patch(ctx, external.ID, "", operations(t, `set condition="title eq \"x\""`))), identity.Invalid)
	for m, err := range g.Members(ctx, external.ID, identity.MemberQuery{Query: identity.Query{Limit: 1}}) {
		if err != nil {
			t.Fatal(err)
		}
		mustBe(t, g.RemoveMember(ctx, external.ID, must[identity.Key](t)(m.Key()).ID), identity.Invalid)
	}
}

func TestSandboxRoles(t *testing.T) {
	t.Parallel()
	c, ctx := inSandbox(t), t.Context()
	g := c.groups()
	id := newGroupOf(t, g, `{"name":"admins"}`)
	who := newUserOf(t, c, `{"username":"rea"}`)
	assigned := must[identity.RoleAssignment](t)
	for _, store := range []identity.RoleAssignmentStore{g.RoleAssignments(id), c.users.RoleAssignments(who)} {
		environment := must[identity.RoleAssignmentProfile](t)(assigned(store.Assign(ctx, "Identity Data Admin", identity.Scope{})).Profile())
		if environment.Scope != (identity.Scope{Type: "environment", ID: c.options.Environment}) {
			t.Errorf("%+v", environment)
		}
		assigned(store.Assign(ctx, "identity data admin", identity.Scope{Type: "population", ID: "Staff"}))
		assigned(store.Assign(ctx, "Organization Admin", identity.Scope{Type: "organization"}))
		mustBe(t, second(store.Assign(ctx, "Organization Admin", identity.Scope{})), identity.Invalid)
		mustBe(t, second(store.Assign(ctx, "Identity Data Admin", identity.Scope{Type: "environment", ID: "no"})), identity.Invalid)
		mustBe(t, second(store.Assign(ctx, "Identity Data Admin", identity.Scope{})), identity.Conflict)
		assigned(store.Get(ctx, environment.ID))
		assigned(store.Delete(ctx, environment.ID, ""))
		if left := keysOf(t, store.List(ctx, identity.Query{})); len(left) != 2 {
			t.Errorf("%v", left)
		}
	}
	if roles := keysOf(t, c.AdminRoles().List(ctx, identity.Query{})); len(roles) < 15 {
		t.Errorf("%v", roles)
	}
	role := must[identity.AdminRoleProfile](t)(must[identity.AdminRole](t)(c.AdminRoles().Find(ctx, "help desk admin")).Profile())
	if role.Name != "Help Desk Admin" || !slices.Contains(role.AppliesTo, "population") {
		t.Errorf("%+v", role)
	}
	admins := g.RoleAssignments(must[identity.Key](t)(must[identity.Group](t)(g.Find(ctx, "Administrators")).Key()).ID)
	fixed := 0
	for a, err := range admins.List(ctx, identity.Query{}) {
		if p, _ := a.Profile(); err == nil && p.ReadOnly {
			fixed++
			mustBe(t, second(admins.Delete(ctx, p.ID, "")), identity.Invalid)
		}
	}
	if fixed != 1 {
		t.Errorf("%d read-only assignments", fixed)
	}
}

// TestSandboxDynamicGroup: nobody is put into a group that a condition fills; who was
// put into it before can be taken out.
func TestSandboxDynamicGroup(t *testing.T) {
	t.Parallel()
	c := inSandbox(t)
	g := c.groups()
	group := newGroupOf(t, g, `{"name":"Once by hand"}`)
	first, second := newUserOf(t, c, `{"username":"first","email":"f@example.com"}`), newUserOf(t, c, `{"username":"second","email":"s@example.com"}`)
	must[identity.Membership](t)(g.AddMember(t.Context(), group, first))
	must[identity.Group](t)(g.Patch(t.Context(), group, identity.AnyRevision, operations(t, `set userFilter="title eq \"Nobody\""`)))
	_, err := g.AddMember(t.Context(), group, second)
	mustBe(t, err, identity.Invalid)
	if !strings.Contains(err.Error(), "is dynamic: its condition says who is in it") {
		t.Error(err)
	}
	mustBe(t, g.CheckMembers(must[identity.Group](t)(g.Get(t.Context(), group)).Native), identity.Invalid)
	if err := g.RemoveMember(t.Context(), group, first); err != nil {
		t.Error(err)
	}
}
