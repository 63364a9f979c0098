package cli

import (
	"context"
	"iter"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

// userGroupsCmd is users groups.
func userGroupsCmd(s *session, n noun) *cobra.Command {
	c, groups := containing(n, identity.Users), containing(groupNoun(), identity.Groups)
	return s.needing(family("groups", "The groups that users are in",
		listRelatives(s, c, "groups", "List the groups that a user is in, directly or not", membershipsOf),
		s.needing(userGroup(c, false).cmd(s), groups.that(is[identity.MemberAdder])),
		s.needing(userGroup(c, true).cmd(s), groups.that(is[identity.MemberRemover])),
	), groups.that(is[identity.MembershipLister]))
}

func membershipsOf(ctx context.Context, in *opened, words bool) (iter.Seq2[object, error], any, error) {
	groups, err := identity.Groups(in.directory)
	if err != nil {
		return nil, nil, err
	}
	lister, err := ableTo[identity.MembershipLister](in.directory, groups, "groups of users")
	if err != nil {
		return nil, nil, err
	}
	v := membershipView{openNames(in.directory), words}
	return v.rows(ctx, lister.Memberships(ctx, in.key.ID, identity.Query{})), v, nil
}

// userGroup is users groups add, or remove.
func userGroup(c container, cuts bool) tier {
	n := groupNoun()
	n.columns, n.portable = membershipColumns(), nil
	t := tier{
		container: c, things: n, op: "add", to: "to", word: "<group>",
		short:   "Put a user into groups",
		long:    "Put a user into groups, by id or name.",
		example: "  realmctl users groups add ann.adams Engineering 'Help desk' -R sandbox/pingone",
	}
	if cuts {
		t.op, t.to, t.cuts = "remove", "from", true
		t.short, t.long = "Take a user out of groups", "Take a user out of groups, by id or name."
		t.example = "  realmctl users groups remove ann.adams Company -R sandbox/pingone -n"
	}
	t.open = func(in *opened) (func(context.Context, string) (tie, error), error) {
		groups, err := identity.Groups(in.directory)
		if err != nil {
			return nil, err
		}
		if cuts {
			return leaving(in, groups)
		}
		return joining(in, groups)
	}
	return t
}

// joining finds groups to put a user into.
func joining(in *opened, groups identity.GroupStore) (func(context.Context, string) (tie, error), error) {
	adder, err := ableTo[identity.MemberAdder](in.directory, groups, "members of groups to add by hand")
	return func(ctx context.Context, name string) (tie, error) {
		g, err := groups.Find(ctx, name)
		if err == nil {
			err = takesMembers(groups, g)
		}
		if err != nil {
			return tie{}, err
		}
		key, err := g.Key()
		return tie{key: key, store: groups, object: g, send: func(ctx context.Context) (object, error) {
			return adder.AddMember(ctx, key.ID, in.key.ID)
		}}, err
	}, err
}

// leaving finds groups to take a user out of.
func leaving(in *opened, groups identity.GroupStore) (func(context.Context, string) (tie, error), error) {
	remover, err := ableTo[identity.MemberRemover](in.directory, groups, "members of groups to remove by hand")
	return func(ctx context.Context, name string) (tie, error) {
		g, err := groups.Find(ctx, name)
		if err != nil {
			return tie{}, err
		}
		key, err := g.Key()
		if err == nil {
			err = putIn(ctx, groups, key, in.key)
		}
		return tie{key: key, store: groups, object: g, send: func(ctx context.Context) (object, error) {
			return nil, remover.RemoveMember(ctx, key.ID, in.key.ID)
		}}, err
	}, err
}

// A membershipView is groups that something is in, as tables show them.
type membershipView struct {
	*groupView
	inWords bool
}

// openNames is what knows the names behind the ids of memberships.
func openNames(d identity.Directory) *groupView {
	return &groupView{wordedNames: wordedNames{nil, []string{"name", "reach", "population", "id"}}, directory: d}
}

func (v membershipView) rows(ctx context.Context, memberships iter.Seq2[identity.Membership, error]) iter.Seq2[object, error] {
	return func(yield func(object, error) bool) {
		for m, err := range memberships {
			o := wordedObject{object: m}
			if err == nil && v.inWords {
				o.words, err = v.wordsOf(ctx, m)
			}
			if !yield(o, err) || err != nil {
				return
			}
		}
	}
}

func (v membershipView) wordsOf(ctx context.Context, m identity.Membership) (map[string]any, error) {
	p, err := m.Profile()
	if err != nil {
		return nil, err
	}
	words := map[string]any{"name": p.Name, "reach": p.Reach, "id": p.GroupID}
	if p.PopulationID != "" {
		words["population"], err = v.population(ctx, p.PopulationID)
	}
	return words, err
}
