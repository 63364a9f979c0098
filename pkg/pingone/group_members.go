package pingone

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"sync"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/stream"
)

// groupFacts are what seldom changes of groups, kept so that to put a thousand users
// into a group reads the group once. A group that is changed here is forgotten.
type groupFacts struct {
	mu   sync.Mutex
	byID map[string]groupFact
}

type groupFact struct {
	name       string
	population string
	external   bool
	dynamic    bool
}

// forget lets a group be read again.
func (g *Groups) forget(id string) {
	g.known.mu.Lock()
	defer g.known.mu.Unlock()
	delete(g.known.byID, id)
}

// fact reads a group, once.
func (g *Groups) fact(ctx context.Context, id string) (groupFact, error) {
	g.known.mu.Lock()
	f, known := g.known.byID[id]
	g.known.mu.Unlock()
	if known {
		return f, nil
	}
	document, err := g.get(ctx, id)
	if err != nil {
		return groupFact{}, err
	}
	p, err := readGroup(document)
	if err != nil {
		return groupFact{}, err
	}
	f = groupFact{rest.Clean(p.Name), p.PopulationID, p.External, p.Dynamic()}
	g.known.mu.Lock()
	defer g.known.mu.Unlock()
	if g.known.byID == nil {
		g.known.byID = map[string]groupFact{}
	}
	g.known.byID[id] = f
	return f, nil
}

// Members streams the users in a group, those of nested groups and those whom a
// condition selects too. The service does not say how a user is in a group unless it
// is asked for that one user: members are direct where that follows from the counts
// of the group, else their reach is unknown; a query for direct ones alone then
// costs one request more for each member. Over which groups a user is in a group the
// service never says.
func (g *Groups) Members(ctx context.Context, group string, q identity.MemberQuery) iter.Seq2[identity.Member, error] {
	return g.members(ctx, group, q, false)
}

// StreamMembers is [Groups.Members] for a consumer that wants no more of a member than
// the user, and is done with it before it asks for the next: the memory of a page is then
// used again.
func (g *Groups) StreamMembers(ctx context.Context, group string, q identity.MemberQuery) iter.Seq2[identity.User, error] {
	return stream.Map(g.members(ctx, group, q, true), func(m identity.Member) (identity.User, error) { return m.User, nil })
}

func (g *Groups) members(ctx context.Context, group string, q identity.MemberQuery, reuse bool) iter.Seq2[identity.Member, error] {
	const op = "list members of group"
	return func(yield func(identity.Member, error) bool) {
		allDirect, err := g.allDirect(ctx, group)
		if err == nil {
			q.Native, err = g.memberFilter(ctx, group, q.Query)
			q.Filter = nil
		}
		if err != nil {
			yield(identity.Member{}, g.client.fail(op, group, err))
			return
		}
		limit := q.Limit
		if q.DirectOnly && !allDirect {
			q.Limit = 0 // of those who are found, not of those who are looked at
		}
		n := 0
		for row, err := range g.client.users.rows(ctx, q.Query, reuse) {
			var m identity.Member
			wanted := true
			if err == nil {
				m, wanted, err = g.member(ctx, group, row, allDirect, q.DirectOnly)
			}
			if err != nil {
				yield(identity.Member{}, g.client.fail(op, group, err))
				return
			}
			if !wanted {
				continue
			}
			if n++; !yield(m, nil) || n == limit {
				return
			}
		}
	}
}

// memberFilter narrows a query for users to those in a group.
func (g *Groups) memberFilter(ctx context.Context, group string, q identity.Query) (string, error) {
	further, err := g.client.filterText(ctx, q)
	if err != nil {
		return "", err
	}
	filter := "memberOfGroups[id eq " + string(quote(group)) + "]"
	if further != "" {
		filter += " and (" + further + ")"
	}
	return filter, nil
}

// allDirect reports whether everybody in a group was put into it: there are no more
// in all than there are direct ones.
func (g *Groups) allDirect(ctx context.Context, group string) (bool, error) {
	document, err := g.counted(ctx, group)
	if err != nil {
		return false, err
	}
	p, err := readGroup(document)
	return p.Direct.Users >= 0 && p.Direct.Users == p.Total.Users, err
}

// member makes a member of a user; wanted is false for one who shall be direct and is
// not.
func (g *Groups) member(ctx context.Context, group string, row json.RawMessage, direct, onlyDirect bool) (m identity.Member, wanted bool, err error) {
	m = identity.Member{User: g.client.users.user(row)}
	if direct {
		m.Reach = identity.Direct
	}
	if direct || !onlyDirect {
		return m, true, nil
	}
	w, err := readUser(row)
	if err != nil {
		return m, false, err
	}
	how, err := g.membership(ctx, group, w.ID)
	switch {
	case kindIn(err) == identity.NotFound:
		return m, false, nil // gone meanwhile
	case err != nil:
		return m, false, err
	}
	p, err := readMembershipProfile(how)
	m.Reach = p.Reach
	return m, p.Reach == identity.Direct, err
}

// AddMember puts a user into a group.
func (g *Groups) AddMember(ctx context.Context, group, user string) (identity.Membership, error) {
	const op = "add member"
	err := g.client.users.guard(ctx, user)
	if err == nil {
		err = g.takesMembers(ctx, group)
	}
	if err != nil {
		return identity.Membership{}, g.client.fail(op, user, err)
	}
	added, err := g.client.write(ctx, write{method: http.MethodPost, path: g.ofUser(user), body: idObject(group), repeatable: true})
	if isOurDoing(err) {
		return g.Membership(ctx, group, user)
	}
	if err != nil {
		return identity.Membership{}, g.client.uncertain(op, user, err)
	}
	return membershipOf(added), nil
}

// isOurDoing reports that something is there already after a first try was lost,
// which means that the first try made it.
func isOurDoing(err error) bool {
	answer, ok := statusOf(err)
	return ok && answer.Repeated && kindIn(err) == identity.Conflict
}

// ownsMembers refuses a group whose members another system keeps.
func (g *Groups) ownsMembers(ctx context.Context, group string) error {
	f, err := g.fact(ctx, group)
	if err == nil && f.external {
		err = f.closed(group)
	}
	return err
}

// takesMembers refuses a group into which nobody is put by hand.
func (g *Groups) takesMembers(ctx context.Context, group string) error {
	f, err := g.fact(ctx, group)
	if err == nil {
		err = f.closed(group)
	}
	return err
}

// closed says why nobody is put into a group by hand; nil where people are.
func (f groupFact) closed(id string) error {
	name := cmp.Or(f.name, rest.Clean(id))
	switch {
	case f.external:
		return identity.Errorf(identity.Invalid, "the group %s is external: the system that keeps it says who is in it", name)
	case f.dynamic:
		return identity.Errorf(identity.Invalid, "the group %s is dynamic: its condition says who is in it, nobody is put into it by hand", name)
	}
	return nil
}

// CheckMembers refuses a group into which nobody is put by hand.
func (g *Groups) CheckMembers(document json.RawMessage) error {
	p, err := readGroup(document)
	if err == nil {
		err = groupFact{name: rest.Clean(p.Name), external: p.External, dynamic: p.Dynamic()}.closed(p.ID)
	}
	if err != nil {
		return g.client.fail("change members of group", cmp.Or(rest.Clean(p.Name), p.ID), err)
	}
	return nil
}

// RemoveListed takes a member out of a group. One who is direct is not asked about
// again.
func (g *Groups) RemoveListed(ctx context.Context, group string, m identity.Member) error {
	key, err := m.Key()
	if err != nil {
		return err
	}
	if m.Reach != identity.Direct {
		return g.RemoveMember(ctx, group, key.ID)
	}
	const op = "remove member"
	if err := g.ownsMembers(ctx, group); err != nil {
		return g.client.fail(op, key.ID, err)
	}
	if err := g.client.remove(ctx, g.ofUser(key.ID, group)); err != nil {
		return g.client.uncertain(op, key.ID, err)
	}
	return nil
}

// RemoveMember takes a user out of a group into which the user was put.
func (g *Groups) RemoveMember(ctx context.Context, group, user string) error {
	const op = "remove member"
	err := g.client.users.guard(ctx, user)
	if err == nil {
		err = g.removable(ctx, group, user)
	}
	if err != nil {
		return g.client.fail(op, user, err)
	}
	if err := g.client.remove(ctx, g.ofUser(user, group)); err != nil {
		return g.client.uncertain(op, user, err)
	}
	return nil
}

// removable refuses to take out of a group who was not put into it.
func (g *Groups) removable(ctx context.Context, group, user string) error {
	document, err := g.membership(ctx, group, user)
	if err != nil {
		return err
	}
	p, err := readMembershipProfile(document)
	if err != nil {
		return err
	}
	if p.Reach == identity.Indirect {
		return identity.Errorf(identity.Invalid, "the user is in the group %s by a group nested in it or by its condition, and leaves it with that",
			cmp.Or(p.Name, rest.Clean(group)))
	}
	return g.ownsMembers(ctx, group)
}
