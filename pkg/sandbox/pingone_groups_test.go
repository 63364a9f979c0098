package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The groups and the role that the examples share: Gold is nested in Customers.
const (
	docGold      = "6b220e65-c639-5e18-9d55-b451785cccd0"
	docCustomers = "450ec340-be85-590e-9ba6-79706ce61cf7"
	docRole      = "674dbd19-78ab-5be7-b082-2f808613d309"
)

// withGroups makes the two groups of the examples.
func withGroups(then pingReplay) pingReplay {
	return func(t *testing.T, c *client) map[string]string {
		ids := then(t, c)
		ids[docGold] = c.newGroup(`{"name":"Gold","description":"Best customers","customData":{"tier":1}}`)
		ids[docCustomers] = c.newGroup(`{"name":"All customers","description":"Best customers","customData":{"tier":1}}`)
		return ids
	}
}

// inGroups nests them and puts the user of the examples into the inner one.
func inGroups(then pingReplay) pingReplay {
	return func(t *testing.T, c *client) map[string]string {
		ids := withGroups(then)(t, c)
		c.nest(ids[docGold], ids[docCustomers]).want(t, http.StatusCreated)
		c.join(ids[docUser], ids[docGold]).want(t, http.StatusCreated)
		return ids
	}
}

// newGroup creates a group and returns its id.
func (c *client) newGroup(body string) string {
	c.t.Helper()
	return c.ping(http.MethodPost, "/groups", body).want(c.t, http.StatusCreated).object(c.t)["id"].(string)
}

func (c *client) join(user, group string) reply {
	c.t.Helper()
	return c.ping(http.MethodPost, "/users/"+user+"/memberOfGroups", `{"id":"`+group+`"}`)
}

func (c *client) nest(child, parent string) reply {
	c.t.Helper()
	return c.ping(http.MethodPost, "/groups/"+child+"/memberOfGroups", `{"id":"`+parent+`"}`)
}

// newMember creates a user in a population and returns its id.
func (c *client) newMember(name string, population int) string {
	c.t.Helper()
	return strings.TrimPrefix(c.newPerson(`{"username":"`+name+`","population":{"id":"`+seedPopulation(population)+`"}}`), "/users/")
}

// groupsOf are the groups of a user or a group as "name TYPE".
func (c *client) groupsOf(path string) []string {
	c.t.Helper()
	var all []string
	for _, m := range c.ping(http.MethodGet, path+"/memberOfGroups", "").want(c.t, http.StatusOK).items(c.t, "groupMemberships") {
		all = append(all, m["name"].(string)+" "+m["type"].(string))
	}
	return all
}

// membersOf are the names of the users of a group.
func (c *client) membersOf(group string) []string {
	c.t.Helper()
	names := []string{}
	for _, u := range c.search(`memberOfGroups[id eq "`+group+`"]`).want(c.t, http.StatusOK).items(c.t, "users") {
		names = append(names, u["username"].(string))
	}
	return names
}

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
}

// counts are the numbers of a group as its document has them: "direct" and "total" as users/groups.
func (c *client) counts(group string) string {
	c.t.Helper()
	doc := c.ping(http.MethodGet, "/groups/"+group+"?include=totalMemberCounts", "").want(c.t, http.StatusOK).object(c.t)
	text := ""
	for _, name := range []string{"directMemberCounts", "totalMemberCounts"} {
		n := doc[name].(map[string]any)
		text += fmt.Sprint(n["users"], "/", n["groups"], " ")
	}
	return strings.ReplaceAll(strings.TrimSpace(text), "<nil>", "-")
}

func TestGroupRules(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	for _, test := range []struct{ body, want string }{
		{`{}`, "REQUIRED_VALUE name"},
		{`{"name":""}`, "EMPTY_VALUE name"},
		{`{"name":7}`, "INVALID_VALUE name"},
		{`{"name":"` + strings.Repeat("é", 257) + `"}`, "SIZE_LIMIT_EXCEEDED name"},
		{`{"name":"x","customData":[1]}`, "INVALID_VALUE customData"},
		{`{"name":"x","population":{"id":"no"}}`, "INVALID_VALUE population.id"},
		{`{"name":"x","population":"no"}`, "INVALID_VALUE population.id"},
		{`{"name":"x","userFilter":"mail eq \"x\""}`, "INVALID_FILTER userFilter"},
		{`{"name":"x","userFilter":"username eq"}`, "INVALID_FILTER userFilter"},
		{`{"name":"x","userFilter":"username co \"x\""}`, "INVALID_FILTER userFilter"},
		{`{"name":"COMPANY"}`, "UNIQUENESS_VIOLATION name"},
		{`{"name":"newsletter"}`, "UNIQUENESS_VIOLATION name"},
		{`{"name":"company","population":{"id":"` + seedPopulation(1) + `"}}`, "UNIQUENESS_VIOLATION name"},
		{`{"name":"Newsletter","population":{"id":"` + seedPopulation(2) + `"}}`, "UNIQUENESS_VIOLATION name"},
		{`{"name":"Newsletter","population":{"id":"` + seedPopulation(1) + `"}}`, ""},
		{`{"name":"x","userFilter":"memberOfGroups[id eq \"no\"] or (tags eq \"vpn\")","externalId":"e","isExternal":true,"id":"no"}`, ""},
	} {
		r := c.ping(http.MethodPost, "/groups", test.body)
		if got := r.detailOr(t); got != test.want || test.want != "" && r.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s, want %q", test.body, r.status, r.body, test.want)
		}
		if made := r.object(t); test.want == "" && (made["isExternal"] != nil || made["id"] == "no") {
			t.Errorf("%s", r.body)
		}
	}
}

// TestGroupChanges is PUT: what it clears, what it keeps, what it refuses.
func TestGroupChanges(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	group := "/groups/" + c.newGroup(`{"name":"A","description":"d","userFilter":"title eq \"x\"","externalId":"e","customData":{"n":1.50},"population":{"id":"`+seedPopulation(1)+`"}}`)
	before := c.ping(http.MethodGet, group, "")
	again := c.ping(http.MethodPut, group, string(before.body)).want(t, http.StatusOK).object(t)
	was := before.object(t)
	delete(was, "updatedAt")
	delete(again, "updatedAt")
	same(t, "sending back what was read", was, again)
	after := c.ping(http.MethodPut, group, `{"name":"B"}`).want(t, http.StatusOK).object(t)
	for _, name := range []string{"description", "userFilter", "externalId", "customData"} {
		if after[name] != nil {
			t.Errorf("%s is still there", name)
		}
	}
	if after["displayName"] != "B" || document(after).textAt("population.id") != seedPopulation(1) || after["totalMemberCounts"] != nil {
		t.Errorf("%v", after)
	}
	for body, want := range map[string]string{
		`{"name":"B","population":{"id":"` + seedPopulation(0) + `"}}`: "INVALID_VALUE population.id", `{}`: "REQUIRED_VALUE name",
		`{"name":"Company"}`: "UNIQUENESS_VIOLATION name",
	} {
		if r := c.ping(http.MethodPut, group, body).want(t, http.StatusBadRequest); r.detail(t) != want {
			t.Errorf("%s: %s", body, r.body)
		}
	}
	c.ping(http.MethodDelete, group, "").want(t, http.StatusNoContent)
	for _, path := range []string{"", "/memberOfGroups", "/roleAssignments"} {
		c.ping(http.MethodGet, group+path, "").want(t, http.StatusNotFound)
	}
	external := "/groups/" + seedGroup{name: "Contractors"}.id()
	if r := c.ping(http.MethodPut, external, `{"name":"Contractors","userFilter":"title eq \"x\""}`).want(t, 400); r.detail(t) != "INVALID_VALUE userFilter" {
		t.Errorf("%s", r.body)
	}
	if doc := c.ping(http.MethodPut, external, `{"name":"Contractors"}`).want(t, 200).object(t); doc["isExternal"] != true || doc["sourceType"] != "GATEWAY" {
		t.Errorf("%v", doc)
	}
}

func TestGroupLists(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	for filter, want := range map[string]int{
		`name eq "company"`: 1, `name sw "Newsl"`: 2, `name sw "newsl" and population.id eq "` + seedPopulation(2) + `"`: 1,
		`externalId sw "CN="`: 1, `id eq "` + (seedGroup{name: "Sales"}).id() + `" or name eq "Platform"`: 2,
	} {
		if got := c.ping(http.MethodGet, "/groups?filter="+url.QueryEscape(filter), "").want(t, 200).items(t, "groups"); len(got) != want {
			t.Errorf("%s: %d, want %d", filter, len(got), want)
		}
	}
	for _, filter := range []string{`description eq "x"`, `population.id sw "x"`, `name co "x"`} {
		if r := c.ping(http.MethodGet, "/groups?filter="+url.QueryEscape(filter), "").want(t, 400); r.detail(t) != "INVALID_FILTER filter" {
			t.Errorf("%s: %s", filter, r.body)
		}
	}
	var names []string
	for next := home("/groups?limit=4"); next != ""; {
		r := c.get(next).want(t, http.StatusOK)
		for _, g := range r.items(t, "groups") {
			if g["directMemberCounts"] == nil || g["totalMemberCounts"] != nil {
				t.Errorf("%v", g)
			}
			names = append(names, g["name"].(string))
		}
		link, _ := r.object(t)["_links"].(map[string]any)["next"].(map[string]any)
		href, _ := link["href"].(string)
		next = strings.TrimPrefix(href, PingOneAPI)
	}
	if len(names) != len(seedGroupsOfPing()) {
		t.Errorf("%v", names)
	}
	same(t, "Engineering", "20/1 21/1", c.counts(seedGroup{name: "Engineering"}.id()))
	if total := c.counts(seedGroup{name: "Company"}.id()); !strings.HasSuffix(total, "/4") || !strings.HasPrefix(total, "2/3 ") {
		t.Errorf("Company has %s", total)
	}
}

// TestMemberships leads one user through groups of every kind.
func TestMemberships(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	inner, middle, outer := c.newGroup(`{"name":"inner"}`), c.newGroup(`{"name":"middle"}`), c.newGroup(`{"name":"outer"}`)
	byTitle := c.newGroup(`{"name":"chiefs","userFilter":"title eq \"Chief\""}`)
	of := c.newGroup(`{"name":"theirs","population":{"id":"` + seedPopulation(1) + `"}}`)
	user := c.newMember("mia", 1)
	path := "/users/" + user
	c.nest(inner, middle).want(t, http.StatusCreated)
	c.nest(middle, outer).want(t, http.StatusCreated)
	c.nest(byTitle, outer).want(t, http.StatusCreated)
	c.join(user, inner).want(t, http.StatusCreated)
	c.join(user, of).want(t, http.StatusCreated)
	same(t, "groups", []string{"inner DIRECT", "middle INDIRECT", "outer INDIRECT", "theirs DIRECT"}, c.groupsOf(path))
	c.ping(http.MethodPatch, path, `{"title":"Chief"}`).want(t, http.StatusOK)
	same(t, "groups", []string{"inner DIRECT", "middle INDIRECT", "outer INDIRECT", "chiefs INDIRECT", "theirs DIRECT"}, c.groupsOf(path))
	same(t, "parents", []string{"middle DIRECT", "outer INDIRECT"}, c.groupsOf("/groups/"+inner))
	for _, group := range []string{inner, middle, outer, byTitle, of} {
		same(t, group, []string{"mia"}, c.membersOf(group))
	}
	same(t, "outer", "0/2 1/3", c.counts(outer))
	shown := c.ping(http.MethodGet, path+"?include=memberOfGroupIDs,memberOfGroupNames", "").object(t)
	same(t, "names", []any{"inner", "middle", "outer", "chiefs", "theirs"}, shown["memberOfGroupNames"])
	same(t, "ids", []any{inner, middle, outer, byTitle, of}, shown["memberOfGroupIDs"])
	for _, group := range []string{middle, outer, byTitle} {
		c.ping(http.MethodGet, path+"/memberOfGroups/"+group, "").want(t, http.StatusOK)
		if r := c.ping(http.MethodDelete, path+"/memberOfGroups/"+group, "").want(t, 400); r.detail(t) != "CONSTRAINT_VIOLATION id" {
			t.Errorf("%s", r.body)
		}
	}
	if r := c.ping(http.MethodDelete, "/groups/"+inner+"/memberOfGroups/"+outer, "").want(t, 400); r.detail(t) != "CONSTRAINT_VIOLATION id" {
		t.Errorf("%s", r.body)
	}
	only := c.ping(http.MethodGet, path+"/memberOfGroups?limit=1&expand=group&filter="+url.QueryEscape(`name sw "t" or name eq "outer"`), "").object(t)
	if fmt.Sprint(only["count"], " ", only["size"]) != "2 1" || only["_links"].(map[string]any)["next"] == nil {
		t.Errorf("%v", only)
	}
	c.ping(http.MethodPut, path+"/population", `{"id":"`+seedPopulation(0)+`"}`).want(t, http.StatusOK)
	same(t, "after the move", []string{"inner DIRECT", "middle INDIRECT", "outer INDIRECT", "chiefs INDIRECT"}, c.groupsOf(path))
	same(t, "theirs", "0/- 0/-", c.counts(of))
	c.ping(http.MethodDelete, path+"/memberOfGroups/"+inner, "").want(t, http.StatusNoContent)
	c.ping(http.MethodGet, path+"/memberOfGroups/"+inner, "").want(t, http.StatusNotFound)
	c.ping(http.MethodDelete, path+"/memberOfGroups/"+inner, "").want(t, http.StatusNotFound)
	same(t, "inner", "0/- 0/-", c.counts(inner))
	c.join(user, inner).want(t, http.StatusCreated)
	c.ping(http.MethodDelete, path, "").want(t, http.StatusNoContent)
	same(t, "inner", "0/- 0/-", c.counts(inner))
	c.ping(http.MethodDelete, "/groups/"+inner+"/memberOfGroups/"+middle, "").want(t, http.StatusNoContent)
	c.ping(http.MethodDelete, "/groups/"+middle, "").want(t, http.StatusNoContent)
	same(t, "outer", "0/1 0/1", c.counts(outer))
}

func TestMembershipRules(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	user := c.newMember("may", 0)
	group := c.newGroup(`{"name":"free"}`)
	c.join(user, group).want(t, http.StatusCreated)
	external := seedGroup{name: "Contractors"}.id()
	kept := c.search(`memberOfGroups[id eq "`+external+`"]`).items(t, "users")[0]["id"].(string)
	for _, test := range []struct {
		r      reply
		status int
		want   string
	}{
		{c.join(user, group), 400, "UNIQUENESS_VIOLATION id"},
		{c.join(user, "no"), 400, "INVALID_VALUE id"},
		{c.ping(http.MethodPost, "/users/"+user+"/memberOfGroups", `{}`), 400, "REQUIRED_VALUE id"},
		{c.join(user, seedGroup{name: "Payroll", population: seedPopulation(1)}.id()), 400, "CONSTRAINT_VIOLATION id"},
		{c.join(user, external), 400, "CONSTRAINT_VIOLATION id"},
		{c.ping(http.MethodDelete, "/users/"+kept+"/memberOfGroups/"+external, ""), 400, "CONSTRAINT_VIOLATION id"},
		{c.join("no", group), 404, ""},
		{c.nest(group, group), 400, "CONSTRAINT_VIOLATION id"},
		{c.nest(group, external), 400, "CONSTRAINT_VIOLATION id"},
		{c.nest(external, group), 400, "CONSTRAINT_VIOLATION id"},
		{c.nest(seedGroup{name: "Company"}.id(), seedGroup{name: "Platform"}.id()), 400, "CONSTRAINT_VIOLATION id"},
		{c.nest(seedGroup{name: "Platform"}.id(), seedGroup{name: "Engineering"}.id()), 400, "UNIQUENESS_VIOLATION id"},
		{c.nest(group, seedGroup{name: "Payroll", population: seedPopulation(1)}.id()), 400, "CONSTRAINT_VIOLATION id"},
		{c.nest("no", group), 404, ""},
		{c.nest(group, "no"), 400, "INVALID_VALUE id"},
		{c.ping(http.MethodPut, "/groups/"+seedGroup{name: "Platform"}.id(),
			`{"name":"Platform","userFilter":"memberOfGroups[id eq \"`+seedGroup{name: "Company"}.id()+`\"]"}`), 400, "CONSTRAINT_VIOLATION userFilter"},
	} {
		if test.r.status != test.status || test.r.detail(t) != test.want {
			t.Errorf("%d %s, want %d %s", test.r.status, test.r.body, test.status, test.want)
		}
	}
}

// TestGroupsOfAPopulationGo with it, and so do the roles that were given for it.
func TestGroupsOfAPopulationGo(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	population := c.ping(http.MethodPost, "/populations", `{"name":"Short"}`).object(t)["id"].(string)
	group := "/groups/" + c.newGroup(`{"name":"short","population":{"id":"`+population+`"}}`)
	desk := "/groups/" + seedGroup{name: "Help desk"}.id() + "/roleAssignments"
	before := c.ping(http.MethodGet, desk, "").items(t, "roleAssignments")
	c.ping(http.MethodPost, desk, `{"role":{"id":"`+adminRole{name: "Identity Data Admin"}.id()+`"},"scope":{"id":"`+population+`","type":"POPULATION"}}`).want(t, http.StatusCreated)
	c.ping(http.MethodDelete, "/populations/"+population, "").want(t, http.StatusNoContent)
	c.ping(http.MethodGet, group, "").want(t, http.StatusNotFound)
	same(t, "roles", before, c.ping(http.MethodGet, desk, "").items(t, "roleAssignments"))
}

// TestNestingHasAnEnd fills a group with as many as it takes, in breadth and in depth.
func TestNestingHasAnEnd(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	top := c.newGroup(`{"name":"top"}`)
	half := c.newGroup(`{"name":"half"}`)
	c.nest(half, top).want(t, http.StatusCreated)
	last := ""
	for i := range mostNested {
		last = c.newGroup(fmt.Sprintf(`{"name":"nested %d"}`, i))
		into := top
		if i%2 == 0 {
			into = half
		}
		if i < mostNested-1 {
			c.nest(last, into).want(t, http.StatusCreated)
		}
	}
	if r := c.nest(last, half).want(t, http.StatusBadRequest); r.detail(t) != "SIZE_LIMIT_EXCEEDED id" {
		t.Errorf("%s", r.body)
	}
	c.join(seedID("pingone", "user 0"), c.newGroup(`{"name":"outside"}`)).want(t, http.StatusCreated)
	same(t, "members", []string{}, c.membersOf(top))
}

func TestSelfLinksOfGroupsLead(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	desk := "/groups/" + seedGroup{name: "Help desk"}.id()
	for path, name := range map[string]string{
		home("/groups"): "groups", home("/groups/" + seedGroup{name: "Platform"}.id() + "/memberOfGroups"): "groupMemberships",
		home("/users/" + seedID("pingone", "user 10") + "/memberOfGroups"): "groupMemberships", home(desk + "/roleAssignments"): "roleAssignments",
		home("/users/" + seedID("pingone", "user 0") + "/roleAssignments"): "roleAssignments", "/v1/roles": "roles", home("/roles"): "roles",
	} {
		for _, item := range c.get(path).want(t, http.StatusOK).items(t, name) {
			self := item["_links"].(map[string]any)["self"].(map[string]any)["href"].(string)
			again := c.get(strings.TrimPrefix(self, PingOneAPI)).want(t, http.StatusOK).object(t)
			if again["id"] != item["id"] || self != PingOneAPI+path+"/"+item["id"].(string) {
				t.Errorf("%s leads to %v", self, again["id"])
			}
		}
		c.get(path+"/00000000-0000-0000-0000-000000000000").want(t, http.StatusNotFound)
	}
}

func TestRoles(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	var names []string
	for _, r := range c.get("/v1/roles").items(t, "roles") {
		names = append(names, r["name"].(string))
		if len(r["permissions"].([]any)) == 0 || len(r["applicableTo"].([]any)) == 0 {
			t.Errorf("%v", r)
		}
	}
	for _, name := range []string{"Organization Admin", "Environment Admin", "Identity Data Admin", "Client Application Developer", "Application Owner"} {
		if !slices.Contains(names, name) {
			t.Errorf("%s is missing", name)
		}
	}
	for filter, want := range map[string]int{`type eq "CUSTOM"`: 0, `type eq "PLATFORM"`: len(names)} {
		if got := c.ping(http.MethodGet, "/roles?filter="+url.QueryEscape(filter), "").want(t, 200).items(t, "roles"); len(got) != want {
			t.Errorf("%s: %d", filter, len(got))
		}
	}
}

func TestRoleAssignments(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	user := c.newMember("rob", 0)
	group := c.newGroup(`{"name":"admins"}`)
	for _, path := range []string{"/users/" + user, "/groups/" + group} {
		path += "/roleAssignments"
		give := func(role, scope, kind string) reply {
			return c.ping(http.MethodPost, path, `{"role":{"id":"`+adminRole{name: role}.id()+`"},"scope":{"id":"`+scope+`","type":"`+kind+`"}}`)
		}
		for _, test := range []struct {
			r    reply
			want string
		}{
			{give("Identity Data Admin", homeEnvironment(), "ENVIRONMENT"), ""},
			{give("Identity Data Admin", homeEnvironment(), "ENVIRONMENT"), "UNIQUENESS_VIOLATION role"},
			{give("Identity Data Admin", seedPopulation(1), "POPULATION"), ""},
			{give("Application Owner", workerID(), "APPLICATION"), ""},
			{give("Organization Admin", organizationID(), "ORGANIZATION"), ""},
			{give("Organization Admin", homeEnvironment(), "ENVIRONMENT"), "INVALID_VALUE scope"},
			{give("Environment Admin", seedPopulation(1), "POPULATION"), "INVALID_VALUE scope"},
			{give("Identity Data Admin", "no", "POPULATION"), "INVALID_VALUE scope"},
			{give("Identity Data Admin", "no", "GALAXY"), "INVALID_VALUE scope"},
			{give("No such role", homeEnvironment(), "ENVIRONMENT"), "INVALID_VALUE role.id"},
			{c.ping(http.MethodPost, path, `{}`), "REQUIRED_VALUE role.id"},
		} {
			if got := test.r.detailOr(t); got != test.want {
				t.Errorf("%d %s, want %q", test.r.status, test.r.body, test.want)
			}
		}
		all := c.ping(http.MethodGet, path, "").items(t, "roleAssignments")
		c.ping(http.MethodDelete, path+"/"+all[1]["id"].(string), "").want(t, http.StatusNoContent)
		c.ping(http.MethodGet, path+"/"+all[1]["id"].(string), "").want(t, http.StatusNotFound)
		if left := c.ping(http.MethodGet, path, "").items(t, "roleAssignments"); len(left) != 3 || len(all) != 4 {
			t.Errorf("%v", left)
		}
	}
	admins := "/groups/" + seedGroup{name: "Administrators"}.id() + "/roleAssignments"
	for _, a := range c.ping(http.MethodGet, admins, "").items(t, "roleAssignments") {
		if r := c.ping(http.MethodDelete, admins+"/"+a["id"].(string), ""); a["readOnly"] == true {
			if want := "Role assignment " + a["id"].(string) + " cannot be deleted as it is read only"; r.status != 400 || r.message(t) != want {
				t.Errorf("%d %s", r.status, r.body)
			}
		} else {
			r.want(t, http.StatusNoContent)
		}
	}
}
