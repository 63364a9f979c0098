package pingone

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/http"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
)

const (
	gold         = "6b220e65-c639-5e18-9d55-b451785cccd0"
	allCustomers = "450ec340-be85-590e-9ba6-79706ce61cf7"
	dataAdmin    = "674dbd19-78ab-5be7-b082-2f808613d309"
)

func createGroup(ctx context.Context, c *Client, x exchange) error {
	made, err := c.Groups().Create(ctx, identity.Draft{Document: x.Request.Body})
	if err != nil {
		return err
	}
	p, err := made.Profile()
	if err == nil && (p.Direct != identity.MemberCount{Users: 0, Groups: -1} || p.Total != identity.UnknownMembers() || p.Name == "") {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// groupContracts are the documented exchanges about groups and roles.
func groupContracts() []contract {
	parents := "GET /v1/environments/" + env + "/groups/" + allCustomers + "/memberOfGroups?expand=group"
	return []contract{
		{"group-create.json", createGroup, 0, nil},
		{"group-create-dynamic.json", createGroup, 0, nil},
		{"group-add-user.json", func(ctx context.Context, c *Client, _ exchange) error {
			m, err := c.groups().AddMember(ctx, gold, ada)
			return errors.Join(err, isMembership(m, identity.MembershipProfile{GroupID: gold, Name: "Gold", Reach: identity.Direct}))
		}, 0, nil},
		{"group-memberships.json", func(ctx context.Context, c *Client, _ exchange) error {
			var reaches []identity.Reach
			for m, err := range c.groups().Memberships(ctx, ada, identity.Query{}) {
				if err != nil {
					return err
				}
				p, _ := m.Profile()
				reaches = append(reaches, p.Reach)
			}
			if !cmp.Equal(reaches, []identity.Reach{identity.Direct, identity.Indirect}) {
				return io.ErrUnexpectedEOF
			}
			return nil
		}, 0, nil},
		{"group-nest.json", func(ctx context.Context, c *Client, _ exchange) error {
			m, err := c.groups().AddParent(ctx, gold, allCustomers)
			return errors.Join(err, isMembership(m, identity.MembershipProfile{GroupID: allCustomers, Reach: identity.Direct}))
		}, 0, map[string]string{parents: pageOf("groupMemberships", "")}},
		{"role-list.json", func(ctx context.Context, c *Client, _ exchange) error {
			builtIn := c.AdminRoles().(*adminRoles).builtIn
			for r, err := range builtIn.List(ctx, identity.Query{}) {
				if err != nil {
					return err
				}
				p, bad := r.Profile()
				want := identity.AdminRoleProfile{ID: dataAdmin, Name: "Identity Data Admin", Description: "Manages identities",
					AppliesTo: []string{"environment", "population"}, Permissions: []string{"dir:read:user"}}
				if bad != nil || !cmp.Equal(p, want) {
					return errors.Join(bad, io.ErrUnexpectedEOF)
				}
			}
			return nil
		}, 0, nil},
		{"role-assign.json", func(ctx context.Context, c *Client, x exchange) error {
			a, err := c.users.RoleAssignments(path.Base(path.Dir(x.Request.Path))).Assign(ctx, dataAdmin, identity.Scope{Type: "environment"})
			if err != nil {
				return err
			}
			p, err := a.Profile()
			if want := (identity.Scope{Type: "environment", ID: env}); p.Scope != want || p.RoleID != dataAdmin {
				return errors.Join(err, io.ErrUnexpectedEOF)
			}
			return err
		}, 0, map[string]string{"GET /v1/environments/" + env + "/roles/" + dataAdmin: `{"id":"` + dataAdmin + `","name":"Identity Data Admin","applicableTo":["ENVIRONMENT"]}`}},
	}
}

func isMembership(m identity.Membership, want identity.MembershipProfile) error {
	if m.Read == nil {
		return io.ErrUnexpectedEOF
	}
	if p, err := m.Profile(); err != nil || p != want {
		return errors.Join(err, io.ErrUnexpectedEOF)
	}
	return nil
}

// groupDocuments are the groups of groupTenant, by id.
func groupDocuments() map[string]string {
	counts := `"directMemberCounts":{"users":1},"updatedAt":"2025-03-04T09:12:33.481Z","environment":{"id":"` + env + `"},"displayName":"x","_links":{"self":{"href":"x"}}`
	return map[string]string{
		"static":   `{"id":"static","name":"Static","description":"d","customData":{"n":1.50},` + counts + `,"totalMemberCounts":{"users":1}}`,
		"outer":    `{"id":"outer","name":"Outer",` + counts + `,"totalMemberCounts":{"users":2,"groups":1}}`,
		"staffs":   `{"id":"staffs","name":"Staffs","population":{"id":"` + staff + `"},` + counts + `}`,
		"buyers":   `{"id":"buyers","name":"Buyers","population":{"id":"` + customers + `"},` + counts + `}`,
		"external": `{"id":"external","name":"Ext","isExternal":true,"sourceType":"GATEWAY",` + counts + `}`,
	}
}

// groupTenant answers as the service would for some groups; static is nested in outer, and ada is in static.
func groupTenant(t *testing.T) *tenant {
	t.Helper()
	documents := groupDocuments()
	order := []string{"static", "outer", "staffs", "buyers", "external"}
	users := directory(t)
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		p := strings.TrimPrefix(r.URL.Path, "/v1/environments/"+env)
		switch {
		case r.Method == http.MethodDelete:
			w.WriteHeader(204)
		case p == "/groups" && r.Method == http.MethodGet:
			var rows []string
			for _, id := range order {
				rows = append(rows, documents[id])
			}
			says(200, pageOf("groups", "", rows...))(w, r)
		case p == "/users/"+ada+"/memberOfGroups/static", p == "/groups/static/memberOfGroups/outer":
			says(200, `{"id":"`+p[strings.LastIndex(p, "/")+1:]+`","name":"N","type":"DIRECT"}`)(w, r)
		case p == "/users/"+ada+"/memberOfGroups/outer":
			says(200, `{"id":"outer","name":"Outer","type":"INDIRECT"}`)(w, r)
		case p == "/groups/static/memberOfGroups":
			says(200, pageOf("groupMemberships", "", `{"id":"outer","name":"Outer","type":"DIRECT"}`))(w, r)
		case strings.Count(p, "/") == 4, strings.Contains(p, "/groups/no"):
			says(404, `{"code":"NOT_FOUND"}`)(w, r)
		case strings.HasSuffix(p, "/memberOfGroups") && r.Method == http.MethodGet:
			says(200, pageOf("groupMemberships", ""))(w, r)
		case documents[strings.TrimPrefix(p, "/groups/")] != "":
			says(200, documents[strings.TrimPrefix(p, "/groups/")])(w, r)
		default:
			users.answer(w, r)
		}
	})
}

func (s *tenant) groups(change ...func(*Options)) *Groups { return s.client(change...).groups() }

func narrowToStaff(o *Options) { o.Population = staff }

func keysOf[P identity.Keyed](t *testing.T, all iter.Seq2[identity.Resource[P], error]) (names []string) {
	t.Helper()
	for one, err := range all {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, must[identity.Key](t)(one.Key()).ID)
	}
	return names
}

func TestGroupWrites(t *testing.T) {
	t.Parallel()
	static := identity.AnyRevision
	for name, c := range map[string]struct {
		call func(context.Context, *Groups) error
		want string
	}{
		"create": {func(ctx context.Context, g *Groups) error {
			_, err := g.Create(ctx, identity.Draft{Document: json.RawMessage(`{"name":"x","population":"Staff","userFilter":"title eq \"a\"","description":null}`)})
			return err
		}, `POST /groups json {"name":"x","population":{"id":"` + staff + `"},"userFilter":"title eq \"a\""}`},
		"copy": {func(ctx context.Context, g *Groups) error {
			_, err := g.Create(ctx, identity.Draft{Document: json.RawMessage(groupDocuments()["static"])})
			return err
		}, `POST /groups json {"name":"Static","description":"d","customData":{"n":1.50}}`},
		"patch": {func(ctx context.Context, g *Groups) error {
			_, err := g.Patch(ctx, "static", static, operations(t, `set condition="title eq \"a\""`, `unset description`))
			return err
		}, `PUT /groups/static json {"name":"Static","customData":{"n":1.50},"userFilter":"title eq \"a\""}`},
		"patch of a population's": {func(ctx context.Context, g *Groups) error {
			_, err := g.Patch(ctx, "staffs", "", operations(t, `set name="New"`))
			return err
		}, `PUT /groups/staffs json {"name":"New","population":{"id":"` + staff + `"}}`},
		"replace": {func(ctx context.Context, g *Groups) error {
			_, err := g.Replace(ctx, "staffs", "", json.RawMessage(`{"name":"New","externalId":"e"}`))
			return err
		}, `PUT /groups/staffs json {"name":"New","externalId":"e","population":{"id":"` + staff + `"}}`},
		"delete": {func(ctx context.Context, g *Groups) error {
			_, err := g.Delete(ctx, "static", "2025-03-04T09:12:33.481Z")
			return err
		}, `DELETE /groups/static`},
		"add":    {func(ctx context.Context, g *Groups) error { _, err := g.AddMember(ctx, "static", ada); return err }, `POST /users/` + ada + `/memberOfGroups json {"id":"static"}`},
		"remove": {func(ctx context.Context, g *Groups) error { return g.RemoveMember(ctx, "static", ada) }, `DELETE /users/` + ada + `/memberOfGroups/static`},
		"nest":   {func(ctx context.Context, g *Groups) error { _, err := g.AddParent(ctx, "staffs", "outer"); return err }, `POST /groups/staffs/memberOfGroups json {"id":"outer"}`},
		"unnest": {func(ctx context.Context, g *Groups) error { return g.RemoveParent(ctx, "static", "outer") }, `DELETE /groups/static/memberOfGroups/outer`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := groupTenant(t)
			if err := c.call(t.Context(), s.groups()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{c.want}, s.written()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestGroupRefusals: what the service would refuse is refused in words, and nothing is sent.
func TestGroupRefusals(t *testing.T) {
	t.Parallel()
	s := groupTenant(t)
	g, ctx := s.groups(), t.Context()
	create := func(document string) error {
		_, err := g.Create(ctx, identity.Draft{Document: json.RawMessage(document)})
		return err
	}
	patch := func(id string, operation ...string) error {
		_, err := g.Patch(ctx, id, "", operations(t, operation...))
		return err
	}
	nest := func(child, parent string) error { _, err := g.AddParent(ctx, child, parent); return err }
	add := func(group string) error { _, err := g.AddMember(ctx, group, ada); return err }
	_, narrow := s.groups(narrowToStaff).Delete(ctx, "static", "")
	_, gone := s.groups(narrowToStaff).Delete(ctx, "buyers", "")
	_, outside := s.groups(narrowToStaff).Create(ctx, identity.Draft{Document: json.RawMessage(`{"name":"x","population":"Customers"}`)})
	_, changed := g.Delete(ctx, "static", "2024-01-01T00:00:00.000Z")
	_, replaced := g.Replace(ctx, "static", "", json.RawMessage(`{"name":"a","updatedAt":"2024-01-01T00:00:00.000Z"}`))
	_, own := g.Create(ctx, identity.Draft{ID: "x", Document: json.RawMessage(`{"name":"a"}`)})
	for _, c := range []struct {
		err   error
		kind  identity.Kind
		words string
	}{
		{create(`{}`), identity.Invalid, "name: is required"},
		{create(`[]`), identity.Invalid, "no JSON object"},
		{create(`{"name":"x","isExternal":true}`), identity.Invalid, "isExternal: an external group comes from the system that keeps it"},
		{create(`{"name":"x","userFilter":7}`), identity.Invalid, "userFilter: has to be a text"},
		{create(`{"name":"x","customData":[]}`), identity.Invalid, "customData: has to be an object"},
		{create(`{"name":"x","population":7}`), identity.Invalid, "population: has to be the id or the name"},
		{own, identity.Unsupported, "an id of its own"},
		{patch("staffs", `set population.id="`+customers+`"`), identity.Invalid, "population: is fixed"},
		{patch("static", `set population={"id":"`+customers+`"}`), identity.Invalid, "population: is fixed"},
		{patch("static", `unset name`), identity.Invalid, "name: is required"},
		{patch("static", `set createdAt="2024"`), identity.Invalid, "createdAt: is set by the platform"},
		{patch("external", `set condition="title eq 1"`), identity.Invalid, "userFilter: is not possible for an external group"},
		{patch("no", `set name="x"`), identity.NotFound, ""},
		{changed, identity.Conflict, "it changed meanwhile"},
		{replaced, identity.Conflict, "it changed meanwhile"},
		{add("external"), identity.Invalid, "the group Ext is external"},
		{add("no"), identity.NotFound, ""},
		{add("../x"), identity.NotFound, "this is no id"},
		{g.RemoveMember(ctx, "outer", ada), identity.Invalid, "by a group nested in it or by its condition"},
		{g.RemoveMember(ctx, "staffs", ada), identity.NotFound, "the user is not in the group staffs"},
		{nest("static", "static"), identity.Invalid, "a part of itself"},
		{nest("static", "external"), identity.Invalid, "the group Ext is external"},
		{nest("external", "static"), identity.Invalid, "the group Ext is external"},
		{nest("outer", "static"), identity.Invalid, "that would be a circle"},
		{g.RemoveParent(ctx, "staffs", "outer"), identity.NotFound, ""},
		{narrow, identity.Usage, "belongs to the whole environment"},
		{gone, identity.NotFound, "another population than this realm"},
		{outside, identity.Usage, "outside this realm"},
	} {
		if c.err == nil {
			t.Errorf("%q was not refused", c.words)
			continue
		}
		if e := wantKind(t, c.err, c.kind); !strings.Contains(e.Error(), c.words) {
			t.Errorf("%s; want %q", e, c.words)
		}
	}
	if w := s.written(); len(w) != 0 {
		t.Errorf("wrote %v", w)
	}
}

func TestGroupNoChange(t *testing.T) {
	t.Parallel()
	s := groupTenant(t)
	g := s.groups()
	patch := must[identity.Patch](t)(g.ReadPatch([]byte(groupDocuments()["static"])))
	group := must[identity.Group](t)
	group(g.Patch(t.Context(), "static", "", patch))
	group(g.Replace(t.Context(), "static", "", json.RawMessage(groupDocuments()["static"])))
	if w := s.written(); len(w) != 0 {
		t.Errorf("wrote %v", w)
	}
	after := must[json.RawMessage](t)(g.Preview(json.RawMessage(`{"name":"a"}`), operations(t, `set condition="x"`)))
	if string(after) != `{"name":"a","userFilter":"x"}` {
		t.Errorf("%s", after)
	}
}

func TestGroupFilters(t *testing.T) {
	t.Parallel()
	s := groupTenant(t)
	g := s.groups()
	for text, want := range map[string]string{
		`name = "a" or (name sw "b" and externalId sw "c")`: `name eq "a" or (name sw "b" and externalId sw "c")`,
		`_id = "x" and population = "Staff"`:                `id eq "x" and population.id eq "` + staff + `"`,
		`population.id = "` + staff + `"`:                   `population.id eq "` + staff + `"`,
	} {
		if got := must[string](t)(g.condition(t.Context(), identity.Query{Filter: filterOf(t, text)})); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
	for _, text := range []string{`description = "x"`, `name co "x"`, `not name = "x"`, `name pr`, `name != "x"`, `id sw "x"`, `name = true`} {
		_, err := g.condition(t.Context(), identity.Query{Filter: filterOf(t, text)})
		mustBe(t, err, identity.Unsupported)
	}
	_, err := g.condition(t.Context(), identity.Query{Filter: filterOf(t, `name = "x"`), Native: "x"})
	mustBe(t, err, identity.Usage)
	q := identity.Query{Native: `name sw "x"`, Sort: []identity.SortKey{{Attribute: "name"}}, Limit: 2}
	if diff := cmp.Diff([]string{"buyers", "external"}, keysOf(t, g.List(t.Context(), q))); diff != "" {
		t.Error(diff)
	}
	if asked := s.lines(); asked[len(asked)-1] != "GET /groups?filter=name%20sw%20%22x%22" {
		t.Errorf("%v", asked)
	}
	for size, want := range map[int]string{2: "GET /groups?limit=2", 1000: "GET /groups?limit=100"} {
		keysOf(t, g.List(t.Context(), identity.Query{PageSize: size}))
		if asked := s.lines(); asked[len(asked)-1] != want {
			t.Errorf("pages of %d: %v", size, asked)
		}
	}
}

// TestGroupsOfANarrowRealm: those of other populations are not there.
func TestGroupsOfANarrowRealm(t *testing.T) {
	t.Parallel()
	s := groupTenant(t)
	g, ctx := s.groups(narrowToStaff), t.Context()
	if diff := cmp.Diff([]string{"static", "outer", "staffs", "external"}, keysOf(t, g.List(ctx, identity.Query{}))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"static", "outer", "staffs"}, keysOf(t, g.List(ctx, identity.Query{Limit: 3}))); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{"Buyers", "buyers"} {
		_, err := g.Find(ctx, name)
		mustBe(t, err, identity.NotFound)
	}
	_, err := g.Get(ctx, "buyers")
	mustBe(t, err, identity.NotFound)
	must[identity.Group](t)(g.Find(ctx, "staffs"))
	if _, err := g.Create(ctx, identity.Draft{Document: json.RawMessage(`{"name":"x"}`)}); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{`POST /groups json {"name":"x","population":{"id":"` + staff + `"}}`}, s.written()); diff != "" {
		t.Error(diff)
	}
}

func TestGroupMembers(t *testing.T) {
	t.Parallel()
	filter := "GET /users?filter=memberOfGroups%5Bid%20eq%20%22"
	for name, c := range map[string]struct {
		group string
		q     identity.MemberQuery
		reach []identity.Reach
		asked []string
	}{
		"all direct": {"static", identity.MemberQuery{}, []identity.Reach{identity.Direct},
			[]string{"GET /groups/static?include=totalMemberCounts", filter + "static%22%5D&limit=200"}},
		"nested": {"outer", identity.MemberQuery{}, []identity.Reach{""},
			[]string{"GET /groups/outer?include=totalMemberCounts", filter + "outer%22%5D&limit=200"}},
		"direct ones of static": {"static", identity.MemberQuery{DirectOnly: true}, []identity.Reach{identity.Direct},
			[]string{"GET /groups/static?include=totalMemberCounts", filter + "static%22%5D&limit=200"}},
		"direct ones of nested": {"outer", identity.MemberQuery{DirectOnly: true}, nil,
			[]string{"GET /groups/outer?include=totalMemberCounts", filter + "outer%22%5D&limit=200", "GET /users/" + ada + "/memberOfGroups/outer"}},
		"filtered": {"static", identity.MemberQuery{Query: identity.Query{Filter: filterOf(t, `active = true or userName = "a"`), Limit: 1}}, []identity.Reach{identity.Direct},
			[]string{"GET /groups/static?include=totalMemberCounts", filter + "static%22%5D%20and%20%28enabled%20eq%20true%20or%20username%20eq%20%22a%22%29&limit=1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := groupTenant(t)
			var reach []identity.Reach
			for m, err := range s.groups().Members(t.Context(), c.group, c.q) {
				if err != nil {
					t.Fatal(err)
				}
				if key := must[identity.Key](t)(m.Key()); key.ID != ada {
					t.Errorf("%+v", key)
				}
				reach = append(reach, m.Reach)
			}
			if diff := cmp.Diff(c.reach, reach); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.asked, s.lines()); diff != "" {
				t.Error(diff)
			}
		})
	}
	s := groupTenant(t)
	for _, err := range s.groups().Members(t.Context(), "no", identity.MemberQuery{}) {
		mustBe(t, err, identity.NotFound)
	}
}

// TestAddMemberTwice: the answer of the first try was lost, and the second finds the work done.
// TestStreamMembers streams the users of who is listed.
func TestStreamMembers(t *testing.T) {
	t.Parallel()
	g := groupTenant(t).groups()
	streamed := 0
	for user, err := range g.StreamMembers(t.Context(), "static", identity.MemberQuery{DirectOnly: true}) {
		if err != nil {
			t.Fatal(err)
		}
		if key := must[identity.Key](t)(user.Key()); key.ID != ada {
			t.Errorf("%+v", key)
		}
		streamed++
	}
	if streamed != 1 {
		t.Errorf("%d members", streamed)
	}
	for _, err := range g.StreamMembers(t.Context(), "no", identity.MemberQuery{}) {
		mustBe(t, err, identity.NotFound)
	}
}

func TestAddMemberTwice(t *testing.T) {
	t.Parallel()
	taken := `{"code":"INVALID_DATA","details":[{"code":"UNIQUENESS_VIOLATION","target":"id"}]}`
	s := newTenant(t, says(200, groupDocuments()["static"]), hangsUp, says(400, taken), says(200, `{"id":"static","type":"DIRECT"}`))
	m := must[identity.Membership](t)(s.groups().AddMember(t.Context(), "static", ada))
	if err := isMembership(m, identity.MembershipProfile{GroupID: "static", Reach: identity.Direct}); err != nil {
		t.Error(err)
	}
	s = newTenant(t, says(200, groupDocuments()["static"]), says(400, taken))
	_, err := s.groups().AddMember(t.Context(), "static", ada)
	mustBe(t, err, identity.Conflict)
}

func TestGroupReadOnce(t *testing.T) {
	t.Parallel()
	s := groupTenant(t)
	g := s.groups()
	for range 3 {
		must[identity.Membership](t)(g.AddMember(t.Context(), "static", ada))
	}
	if n := len(s.requests()); n != 4 {
		t.Errorf("%v", s.lines())
	}
}

func TestGroupFamily(t *testing.T) {
	t.Parallel()
	g, ctx := groupTenant(t).groups(), t.Context()
	if diff := cmp.Diff([]string{"static"}, keysOf(t, g.Children(ctx, "outer"))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"outer"}, keysOf(t, g.Parents(ctx, "static"))); diff != "" {
		t.Error(diff)
	}
	for _, err := range g.Parents(ctx, "../x") {
		mustBe(t, err, identity.NotFound)
	}
}

func TestRoleAssignments(t *testing.T) {
	t.Parallel()
	role := `{"id":"r","name":"Identity Data Admin","applicableTo":["ENVIRONMENT","POPULATION","ORGANIZATION"]}`
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch p := strings.TrimPrefix(r.URL.Path, "/v1/environments/"+env); {
		case r.Method == http.MethodDelete:
			w.WriteHeader(204)
		case p == "/roles" || strings.HasPrefix(p, "/roles/"):
			says(403, `{"code":"ACCESS_FAILED"}`)(w, r)
		case p == "/v1/roles":
			says(200, pageOf("roles", "", role))(w, r)
		case p == "":
			says(200, `{"organization":{"id":"org"}}`)(w, r)
		case strings.HasSuffix(p, "/roleAssignments/fixed"):
			says(200, `{"id":"fixed","readOnly":true}`)(w, r)
		case strings.HasSuffix(p, "/roleAssignments/free"):
			says(200, `{"id":"free","role":{"id":"r"},"scope":{"id":"x","type":"ENVIRONMENT"},"readOnly":false}`)(w, r)
		case p == "/populations":
			says(200, pageOf("populations", "", `{"id":"`+staff+`","name":"Staff"}`))(w, r)
		default:
			says(200, groupDocuments()["static"])(w, r)
		}
	})
	store, ctx := s.groups().RoleAssignments("static"), t.Context()
	assign := func(role string, scope identity.Scope) error { _, err := store.Assign(ctx, role, scope); return err }
	for _, scope := range []identity.Scope{{}, {Type: "organization"}, {Type: "population", ID: "Staff"}} {
		if err := assign("identity data admin", scope); err != nil {
			t.Error(err)
		}
	}
	mustBe(t, assign("identity data admin", identity.Scope{Type: "application", ID: "x"}), identity.Invalid)
	mustBe(t, assign("identity data admin", identity.Scope{Type: "population"}), identity.Usage)
	mustBe(t, assign("Nobody", identity.Scope{}), identity.NotFound)
	must[identity.RoleAssignment](t)(store.Delete(ctx, "free", ""))
	_, err := store.Delete(ctx, "fixed", "")
	mustBe(t, err, identity.Invalid)
	at := "POST /groups/static/roleAssignments json "
	want := []string{
		at + `{"role":{"id":"r"},"scope":{"id":"` + env + `","type":"ENVIRONMENT"}}`,
		at + `{"role":{"id":"r"},"scope":{"id":"org","type":"ORGANIZATION"}}`,
		at + `{"role":{"id":"r"},"scope":{"id":"` + staff + `","type":"POPULATION"}}`,
		"DELETE /groups/static/roleAssignments/free",
	}
	if diff := cmp.Diff(want, s.written()); diff != "" {
		t.Error(diff)
	}
}
