package sandbox

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// pingMembership is a group that a user is in.
type pingMembership struct {
	group  *pingGroup
	direct bool // put into it, not in it by nesting or by its condition
}

func (m pingMembership) kind() string {
	if m.direct {
		return "DIRECT"
	}
	return "INDIRECT"
}

// memberships are all groups that a user is in, in the order of their making.
func (c *pingCall) memberships(u *pingUser) ([]pingMembership, error) {
	put, err := c.groupsAbove(c.userRef(u.id))
	if err != nil {
		return nil, err
	}
	selected, err := c.selectedBy(u, put)
	if err != nil {
		return nil, err
	}
	groups, err := c.closure(slices.Concat(put, selected), memberOf)
	if err != nil {
		return nil, err
	}
	return inOrder(groups, put), nil
}

// inOrder makes memberships of groups, direct in those of put, in the order of their making.
func inOrder(groups []*pingGroup, put []string) []pingMembership {
	all := make([]pingMembership, len(groups))
	for i, g := range groups {
		all[i] = pingMembership{g, slices.Contains(put, g.id)}
	}
	slices.SortFunc(all, func(a, b pingMembership) int { return cmp.Compare(a.group.seq, b.group.seq) })
	return all
}

// selectedBy are the dynamic groups whose condition a user fulfils, who was put into some groups.
func (c *pingCall) selectedBy(u *pingUser, put []string) ([]string, error) {
	const dynamic = "seq IN (SELECT seq FROM keys WHERE collection = ?1 AND name = 'dynamic' AND value = 'true')"
	doc := u.doc.clone()
	doc[memberOf] = marked(put)
	var ids []string
	for after, more := int64(0), true; more; {
		batch, err := collect(c.tx, groupsOf(c.env), dynamic, nil, after, chunk)
		if err != nil {
			return nil, err
		}
		more = len(batch) == chunk
		for _, o := range batch {
			after = o.Seq
			g, err := decodeGroup(o)
			if err != nil {
				return nil, err
			}
			rule, err := c.rule(g)
			if err != nil {
				return nil, err
			}
			if filter.Reference.Match(rule, map[string]any(doc)) {
				ids = append(ids, g.id)
			}
		}
	}
	return ids, nil
}

// includeGroups adds the groups of a user that the request asks for, by id or by name.
func (c *pingCall) includeGroups(u *pingUser) error {
	ids, names := c.hasInclude("memberOfGroupIDs"), c.hasInclude("memberOfGroupNames")
	if !ids && !names {
		return nil
	}
	all, err := c.memberships(u)
	if err != nil {
		return err
	}
	allIDs, allNames := make([]any, len(all)), make([]any, len(all))
	for i, m := range all {
		allIDs[i], allNames[i] = m.group.id, m.group.name()
	}
	if ids {
		u.doc["memberOfGroupIDs"] = allIDs
	}
	if names {
		u.doc["memberOfGroupNames"] = allNames
	}
	return nil
}

// join puts a user into a group.
func (c *pingCall) join(u *pingUser, g *pingGroup) error {
	_, err := c.tx.Link(c.membershipEdge(u.id, u.seq, g.id))
	if errors.Is(err, store.ErrExists) {
		return invalidData(notUnique("id"))
	}
	return firstError(err, c.countMembers(g.id, 1))
}

func (c *pingCall) membershipEdge(user string, seq int64, group string) store.Edge {
	return store.Edge{ID: memberEdge(group, seq), From: c.userRef(user), Property: memberOf, To: c.groupRef(group),
		Reverse: usersWithin}
}

// leave takes a user out of a group into which the user was put, or answers store.ErrNotFound.
func (c *pingCall) leave(u *pingUser, group string) error {
	if _, err := c.tx.Unlink(memberEdge(group, u.seq)); err != nil {
		return err
	}
	return c.countMembers(group, -1)
}

// leaveGroups takes a user out of those groups that leaving names.
func (c *pingCall) leaveGroups(u *pingUser, leaving func(*pingGroup) bool) error {
	put, err := c.groupsAbove(c.userRef(u.id))
	if err != nil {
		return err
	}
	for _, id := range put {
		g, err := c.readGroup(id)
		if err != nil {
			return err
		}
		if !leaving(g) {
			continue
		}
		if err := c.leave(u, id); err != nil {
			return err
		}
	}
	return nil
}

func (c *pingCall) membersKey(group string) string { return c.env.key("members of " + group) }

// membersIn is the number of users that were put into a group, which is kept.
func (c *pingCall) membersIn(group string) (int, error) {
	raw, err := lookup(c.tx, c.membersKey(group))
	n, _ := strconv.Atoi(string(raw)) // absent is 0
	return n, err
}

func (c *pingCall) countMembers(group string, more int) error {
	n, err := c.membersIn(group)
	if err != nil {
		return err
	}
	return c.tx.SetValue(c.membersKey(group), []byte(strconv.Itoa(n+more)))
}

// directCounts are the numbers of what was put into a group.
func (c *pingCall) directCounts(g *pingGroup) (map[string]any, error) {
	people, err := c.membersIn(g.id)
	if err != nil {
		return nil, err
	}
	nested, err := c.farEnds(c.groupRef(g.id), groupsWithin)
	return memberCounts(int64(people), len(nested)), err
}

// totalCounts are the numbers of all that is in a group: nested groups, their members, and whom conditions select.
func (c *pingCall) totalCounts(g *pingGroup) (map[string]any, error) {
	s, err := c.schema()
	if err != nil {
		return nil, err
	}
	ways, err := c.waysInto(g.id)
	if err != nil {
		return nil, err
	}
	people := int64(0)
	err = c.matches(c.userListing(s), ways, 0, countable, func(store.Object) error {
		people++
		return nil
	})
	if err != nil {
		return nil, err
	}
	nested, err := c.below(g.id)
	return memberCounts(people, len(nested)-1), err
}

// memberCounts leaves groups out where there are none.
func memberCounts(users int64, groups int) map[string]any {
	counts := map[string]any{"users": users}
	if groups > 0 {
		counts["groups"] = groups
	}
	return counts
}
