package cli

import (
	"context"
	"iter"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

// userGroupsCmd is users groups.
func userGroupsCmd(s *session, n noun) *cobra.Command {
	groups := containing(groupNoun(), identity.Groups).showing("Engineering -R sandbox/pingone")
	return belongings{
		users: containing(n, identity.Users), things: groups,
		put: "Put a user into groups", take: "Take a user out of groups",
	}.cmd(s)
}

// userRolesCmd is users roles.
func userRolesCmd(s *session, n noun) *cobra.Command {
	roles := containing(roleNoun(), identity.Roles).showing("Auditor -R sandbox/alpha")
	return belongings{
		users: containing(n, identity.Users), things: roles,
		put: "Grant roles to a user", take: "Take roles away from a user",
	}.cmd(s)
}

// Belongings are the things that users are in, from the side of a user: groups, roles.
type belongings struct {
	users, things container
	put, take     string // "Put a user into groups", "Take a user out of groups"
}

func (b belongings) cmd(s *session) *cobra.Command {
	many := b.things.noun.many
	return s.needing(family(many, "The "+many+" of users",
		listRelatives(s, b.users, many, "List the "+many+" that a user has, by hand or not", b.list),
		s.needing(b.tier(false).cmd(s), b.things.that(is[identity.MemberAdder])),
		s.needing(b.tier(true).cmd(s), b.things.that(is[identity.MemberRemover])),
	), b.things.that(is[identity.MembershipLister]))
}

// list is the relation of a user to the things.
func (b belongings) list(ctx context.Context, in *opened, words bool) (iter.Seq2[object, error], any, error) {
	store, err := b.things.open(in.directory)
	if err != nil {
		return nil, nil, err
	}
	lister, err := ableTo[identity.MembershipLister](in.directory, store, b.things.noun.many+" of users")
	if err != nil {
		return nil, nil, err
	}
	v := membershipView{openNames(in.directory, words)}
	return v.rows(ctx, lister.Memberships(ctx, in.key.ID, identity.Query{})), v, nil
}

// tier is users groups add, or remove.
func (b belongings) tier(cuts bool) tier {
	n := b.things.noun
	n.columns, n.portable = membershipColumns(), nil
	t := tier{
		container: b.users, things: n, op: "add", to: "to", word: "<" + n.one + ">",
		short: b.put, long: b.put + ", by id or name.",
	}
	if cuts {
		t.op, t.to, t.cuts = "remove", "from", true
		t.short, t.long = b.take, b.take+", by id or name."
	}
	t.example = "  realmctl users " + n.many + " " + t.op + " ann.adams " + b.things.shown + " -n"
	t.open = func(in *opened) (func(context.Context, string) (tie, error), error) {
		store, err := b.things.open(in.directory)
		if err != nil {
			return nil, err
		}
		if cuts {
			return b.leaving(in, store)
		}
		return b.joining(in, store)
	}
	return t
}

// joining finds things to put a user into.
func (b belongings) joining(in *opened, store any) (func(context.Context, string) (tie, error), error) {
	adder, err := ableTo[identity.MemberAdder](in.directory, store, b.things.part.many+" of "+b.things.noun.many+" to add by hand")
	return func(ctx context.Context, name string) (tie, error) {
		found, key, err := b.things.find(ctx, store, name)
		if err == nil {
			err = takesMembers(store, found)
		}
		return tie{key: key, store: store, object: found, send: func(ctx context.Context) (object, error) {
			return adder.AddMember(ctx, key.ID, in.key.ID)
		}}, err
	}, err
}

// leaving finds things to take a user out of.
func (b belongings) leaving(in *opened, store any) (func(context.Context, string) (tie, error), error) {
	remover, err := ableTo[identity.MemberRemover](in.directory, store, b.things.part.many+" of "+b.things.noun.many+" to remove by hand")
	return func(ctx context.Context, name string) (tie, error) {
		found, key, err := b.things.find(ctx, store, name)
		if err == nil {
			err = putIn(ctx, store, "remove "+b.things.part.one, key, in.key)
		}
		return tie{key: key, store: store, object: found, send: func(ctx context.Context) (object, error) {
			return nil, remover.RemoveMember(ctx, key.ID, in.key.ID)
		}}, err
	}, err
}

// A membershipView is groups that something is in, as tables show them.
type membershipView struct{ *groupView }

// openNames is what knows the names behind the ids of memberships.
func openNames(d identity.Directory, words bool) *groupView {
	names := wordedNames{nil, []string{"name", "reach", "population", "id"}}
	return &groupView{wording: wording{names, words}, directory: d}
}

// Lacking is what memberships lack where there are no populations.
func (v membershipView) Lacking() []string {
	if _, err := identity.Populations(v.directory); err != nil {
		return []string{"populationId"}
	}
	return nil
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
