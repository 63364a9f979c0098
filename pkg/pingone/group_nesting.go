package pingone

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"net/http"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Parents streams the groups that a group is part of: its members are theirs.
func (g *Groups) Parents(ctx context.Context, group string) iter.Seq2[identity.Membership, error] {
	const op = "list parents of group"
	return func(yield func(identity.Membership, error) bool) {
		if !isStep(group) {
			yield(identity.Membership{}, g.client.fail(op, group, identity.Errorf(identity.NotFound, "this is no id")))
			return
		}
		g.yieldMemberships(g.parents(ctx, group), op, group, yield)
	}
}

func (g *Groups) parents(ctx context.Context, group string) iter.Seq2[json.RawMessage, error] {
	p := &pager{client: g.client, path: g.ofGroup(group), query: rest.Parameters("expand", "group")}
	return p.rows(ctx)
}

// Children streams the groups that were put into a group. The service lists only
// parents: every group of the environment is asked for its own, one request each,
// until as many are found as the service counts.
func (g *Groups) Children(ctx context.Context, group string) iter.Seq2[identity.Group, error] {
	const op = "list groups in group"
	return func(yield func(identity.Group, error) bool) {
		document, err := g.get(ctx, group)
		var p identity.GroupProfile
		if err == nil {
			p, err = readGroup(document)
		}
		if err != nil {
			yield(identity.Group{}, g.client.fail(op, group, err))
			return
		}
		found := int64(0)
		for candidate, err := range g.collection.List(ctx, identity.Query{}) {
			is := false
			if found == p.Direct.Groups || p.External {
				return
			}
			if err == nil {
				is, err = g.isChild(ctx, candidate, group)
			}
			if err != nil {
				yield(identity.Group{}, g.client.fail(op, group, err))
				return
			}
			if !is {
				continue
			}
			if found++; !yield(candidate, nil) {
				return
			}
		}
	}
}

func (g *Groups) isChild(ctx context.Context, candidate identity.Group, parent string) (bool, error) {
	p, err := candidate.Profile()
	if err != nil || p.External || p.ID == parent {
		return false, err
	}
	m, err := g.parent(ctx, p.ID, parent)
	if kindIn(err) == identity.NotFound {
		return false, nil
	}
	return m.Reach != identity.Indirect, err
}

// parent reads how a group is part of another one.
func (g *Groups) parent(ctx context.Context, group, parent string) (identity.MembershipProfile, error) {
	if !isStep(group) || !isStep(parent) {
		return identity.MembershipProfile{}, identity.Errorf(identity.NotFound, "this is no id")
	}
	document, err := g.client.read(ctx, g.ofGroup(group, parent), "")
	if err != nil {
		return identity.MembershipProfile{}, err
	}
	return readMembershipProfile(document)
}

// AddParent puts a group into another one.
func (g *Groups) AddParent(ctx context.Context, group, parent string) (identity.Membership, error) {
	const op = "nest group"
	if err := g.nestable(ctx, group, parent); err != nil {
		return identity.Membership{}, g.client.fail(op, group, err)
	}
	added, err := g.client.write(ctx, write{method: http.MethodPost, path: g.ofGroup(group), body: idObject(parent), repeatable: true})
	if isOurDoing(err) {
		added, err = g.client.read(ctx, g.ofGroup(group, parent), "")
	}
	if err != nil {
		return identity.Membership{}, g.client.uncertain(op, group, err)
	}
	return membershipOf(added), nil
}

// CheckParent tells whether a group may be put into another one.
func (g *Groups) CheckParent(ctx context.Context, group, parent string) error {
	if err := g.nestable(ctx, group, parent); err != nil {
		return g.client.fail("nest group", group, err)
	}
	return nil
}

// nestable refuses what the platform does not nest. A circle is looked for among the
// parents that the service lists; what it leaves out there it refuses itself.
func (g *Groups) nestable(ctx context.Context, group, parent string) error {
	if group == parent {
		return identity.Errorf(identity.Invalid, "a group cannot be a part of itself")
	}
	for _, id := range []string{group, parent} {
		f, err := g.fact(ctx, id)
		switch {
		case err != nil:
			return err
		case f.external:
			return identity.Errorf(identity.Invalid, "the group %s is external, and external groups cannot be nested", cmp.Or(f.name, rest.Clean(id)))
		case id == parent && g.mayChange(f.population) != nil:
			return g.mayChange(f.population)
		}
	}
	for row, err := range g.parents(ctx, parent) {
		if err != nil {
			return err
		}
		if readMembership(row).key.ID == group {
			return identity.Errorf(identity.Invalid, "the group to nest it in is a part of it already: that would be a circle")
		}
	}
	return nil
}

// RemoveParent takes a group out of another one into which it was put.
func (g *Groups) RemoveParent(ctx context.Context, group, parent string) error {
	const op = "remove parent of group"
	m, err := g.parent(ctx, group, parent)
	if err == nil && m.Reach == identity.Indirect {
		err = identity.Errorf(identity.Invalid, "it is part of %s only over a group between them, and leaves it with that", cmp.Or(m.Name, rest.Clean(parent)))
	}
	if err == nil {
		_, err = g.changeable(ctx, parent)
	}
	if err != nil {
		return g.client.fail(op, group, err)
	}
	if err := g.client.remove(ctx, g.ofGroup(group, parent)); err != nil {
		return g.client.uncertain(op, group, err)
	}
	return nil
}
