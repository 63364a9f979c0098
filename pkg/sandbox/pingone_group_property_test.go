package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// naiveGroups is a drawn world of groups and users: what was put where, and what conditions say.
type naiveGroups struct {
	round     int
	users     []naiveUser
	groups    []string // ids
	rules     []naiveRule
	populated []int           // population of each group, -1 for the environment's
	put       map[[2]int]bool // user, group
	nested    map[[2]int]bool // child, parent
}

type naiveUser struct {
	id, nickname string
	population   int
}

// naiveRule is the condition of a dynamic group: a nickname, or to be in another group; none for a static one.
type naiveRule struct {
	nickname string
	group    int // -1 for none
}

// nickname is one that no other round has.
func (n *naiveGroups) nickname(text string) string { return fmt.Sprintf("%s %d", text, n.round) }

// members is who is in each group, found by trying until nothing changes.
func (n *naiveGroups) members() map[[2]int]bool {
	in := map[[2]int]bool{}
	for changed := true; changed; {
		changed = false
		for u := range n.users {
			for g := range n.groups {
				if !in[[2]int{u, g}] && n.belongs(in, u, g) {
					in[[2]int{u, g}], changed = true, true
				}
			}
		}
	}
	return in
}

func (n *naiveGroups) belongs(in map[[2]int]bool, u, g int) bool {
	rule := n.rules[g]
	ruled := rule.nickname != "" && n.users[u].nickname == rule.nickname || rule.group >= 0 && in[[2]int{u, rule.group}]
	if n.put[[2]int{u, g}] || ruled && (n.populated[g] < 0 || n.populated[g] == n.users[u].population) {
		return true
	}
	for child := range n.groups {
		if n.nested[[2]int{child, g}] && in[[2]int{u, child}] {
			return true
		}
	}
	return false
}

// depends says whether one group is a part of another or asks for it.
func (n *naiveGroups) depends(from, to, depth int) bool {
	if from == to {
		return true
	}
	for g := range n.groups {
		if depth > 0 && (n.nested[[2]int{g, from}] || n.rules[from].group == g) && n.depends(g, to, depth-1) {
			return true
		}
	}
	return false
}

// TestGroupsAgainstNaiveEvaluator draws graphs of groups, direct, nested and dynamic, and compares every way in which
// the sandbox tells who is in what with an evaluator that tries until nothing changes.
func TestGroupsAgainstNaiveEvaluator(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	const enough = 40 // a draw is a world of its own, asked in some fifty requests
	round, inside, refused := 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		if round++; round > enough {
			return
		}
		n := drawGroups(rt, c, round)
		refused += n.drawNesting(rt, c)
		inside += n.compare(rt, c)
		for _, id := range n.groups {
			c.ping(http.MethodDelete, "/groups/"+id, "").want(t, http.StatusNoContent)
		}
	})
	if inside == 0 || refused == 0 {
		t.Errorf("%d memberships, %d circles refused", inside, refused)
	}
}

// drawGroups makes users and groups. A condition asks for a group that is there already.
func drawGroups(rt *rapid.T, c *client, round int) *naiveGroups {
	n := &naiveGroups{round: round, put: map[[2]int]bool{}, nested: map[[2]int]bool{}}
	for i := range rapid.IntRange(1, 4).Draw(rt, "users") {
		u := naiveUser{nickname: n.nickname(rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "nickname")), population: rapid.IntRange(0, 1).Draw(rt, "population")}
		u.id = strings.TrimPrefix(c.newPerson(fmt.Sprintf(`{"username":"g %d %d","nickname":%q,"population":{"id":%q}}`,
			round, i, u.nickname, seedPopulation(u.population))), "/users/")
		n.users = append(n.users, u)
	}
	for g := range rapid.IntRange(1, 6).Draw(rt, "groups") {
		population, rule := rapid.IntRange(-1, 1).Draw(rt, "of"), naiveRule{group: -1}
		body := fmt.Sprintf(`{"name":"round %d %d"`, round, g)
		var parts []string
		if rapid.IntRange(0, 2).Draw(rt, "dynamic") == 0 {
			rule.nickname = n.nickname(rapid.SampledFrom([]string{"a", "c"}).Draw(rt, "rule"))
			parts = append(parts, `nickname eq \"`+rule.nickname+`\"`)
		}
		if g > 0 && rapid.IntRange(0, 3).Draw(rt, "asks") == 0 {
			rule.group = rapid.IntRange(0, g-1).Draw(rt, "for")
			parts = append(parts, `memberOfGroups[id eq \"`+n.groups[rule.group]+`\"]`)
		}
		if len(parts) > 0 {
			body += `,"userFilter":"` + strings.Join(parts, " or ") + `"`
		}
		if population >= 0 {
			body += `,"population":{"id":"` + seedPopulation(population) + `"}`
		}
		n.groups = append(n.groups, c.newGroup(body+"}"))
		n.rules, n.populated = append(n.rules, rule), append(n.populated, population)
	}
	return n
}

// drawNesting puts users and groups into groups, also where it has to be refused, and returns how often it was.
func (n *naiveGroups) drawNesting(rt *rapid.T, c *client) (refused int) {
	status := func(allowed bool) int {
		if allowed {
			return http.StatusCreated
		}
		refused++
		return http.StatusBadRequest
	}
	for range rapid.IntRange(0, 6).Draw(rt, "joins") {
		u, g := rapid.IntRange(0, len(n.users)-1).Draw(rt, "user"), rapid.IntRange(0, len(n.groups)-1).Draw(rt, "group")
		allowed := !n.put[[2]int{u, g}] && (n.populated[g] < 0 || n.populated[g] == n.users[u].population)
		if r := c.join(n.users[u].id, n.groups[g]); r.status != status(allowed) {
			rt.Fatalf("user %d into group %d: %s", u, g, r.body)
		}
		if allowed {
			n.put[[2]int{u, g}] = true
		}
	}
	for range rapid.IntRange(0, 8).Draw(rt, "nestings") {
		child, parent := rapid.IntRange(0, len(n.groups)-1).Draw(rt, "child"), rapid.IntRange(0, len(n.groups)-1).Draw(rt, "parent")
		allowed := !n.nested[[2]int{child, parent}] && !n.depends(child, parent, len(n.groups)) &&
			(n.populated[parent] < 0 || n.populated[parent] == n.populated[child])
		if r := c.nest(n.groups[child], n.groups[parent]); r.status != status(allowed) {
			rt.Fatalf("group %d into group %d: %s", child, parent, r.body)
		}
		if allowed {
			n.nested[[2]int{child, parent}] = true
		}
	}
	return refused
}

// compare asks in every way who is in what, and returns how many are in something.
func (n *naiveGroups) compare(rt *rapid.T, c *client) int {
	in := n.members()
	check := func(what string, want, got []string) {
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("%s of %+v: %s", what, *n, diff)
		}
	}
	for g, id := range n.groups {
		var all, both, direct []string
		for u, user := range n.users {
			if in[[2]int{u, g}] {
				all = append(all, user.id)
				if user.nickname == n.nickname("a") {
					both = append(both, user.id)
				}
			}
			if n.put[[2]int{u, g}] {
				direct = append(direct, user.id)
			}
		}
		check("members", all, c.idsOf(`memberOfGroups[id eq "`+id+`"]`))
		check("members", both, c.idsOf(`nickname eq "`+n.nickname("a")+`" AND memberOfGroups[id eq "`+id+`"]`))
		want := fmt.Sprintf("%d %d", len(direct), len(all))
		if got := usersOnly(c.counts(id)); got != want {
			rt.Fatalf("counts of %d in %+v: %s, want %s", g, *n, got, want)
		}
	}
	for u, user := range n.users {
		var all, put []string
		for g, id := range n.groups {
			if n.put[[2]int{u, g}] {
				put = append(put, id)
			}
			if in[[2]int{u, g}] {
				all = append(all, id)
			}
		}
		check("groups", all, c.ours(n, user.id, ""))
		check("direct groups", put, c.ours(n, user.id, "DIRECT"))
	}
	return len(in)
}

// usersOnly leaves the numbers of groups out of counts.
func usersOnly(counts string) string {
	direct, total, _ := strings.Cut(counts, " ")
	direct, _, _ = strings.Cut(direct, "/")
	total, _, _ = strings.Cut(total, "/")
	return direct + " " + total
}

// idsOf are the users that a filter selects.
func (c *client) idsOf(filter string) []string {
	c.t.Helper()
	var ids []string
	for _, u := range c.search(filter).want(c.t, http.StatusOK).items(c.t, "users") {
		ids = append(ids, u["id"].(string))
	}
	return ids
}

// ours are those groups of a user that belong to this world, of one type where it is given.
func (c *client) ours(n *naiveGroups, user, kind string) []string {
	c.t.Helper()
	var ids []string
	for _, m := range c.ping(http.MethodGet, "/users/"+user+"/memberOfGroups", "").want(c.t, http.StatusOK).items(c.t, "groupMemberships") {
		if id := m["id"].(string); slices.Contains(n.groups, id) && (kind == "" || m["type"] == kind) {
			ids = append(ids, id)
		}
	}
	return ids
}
