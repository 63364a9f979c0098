package cli

import (
	"context"
	"iter"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// parentsCmd is groups parents.
func parentsCmd(s *session, c container) *cobra.Command {
	add := nesting{
		tier: tier{
			container: c, op: "add", to: "of",
			short:   "Put a " + c.noun.one + " into others",
			long:    "Put a " + c.noun.one + " into others: its members become members of these.",
			example: "  realmctl groups parents add Engineering 'Help desk' -R sandbox/pingone -n",
		},
	}
	remove := add
	remove.op, remove.cuts = "remove", true
	remove.short = "Take a " + c.noun.one + " out of others"
	remove.long = "Take a " + c.noun.one + " out of others: its members are members of these no more."
	remove.example = "  realmctl groups parents remove Engineering Company -R sandbox/pingone -n"
	return s.needing(family("parents", "The groups that a "+c.noun.one+" is in",
		listRelatives(s, c, "parents", "List the groups that a "+c.noun.one+" is in, directly or not", parentsOf),
		s.needing(add.cmd(s), c.that(is[identity.ParentAdder])),
		s.needing(remove.cmd(s), c.that(is[identity.ParentRemover])),
	), c.that(is[identity.ParentLister]))
}

// childrenCmd is groups children.
func childrenCmd(s *session, c container) *cobra.Command {
	add := nesting{
		down: true,
		tier: tier{
			container: c, op: "add", to: "to",
			short:   "Put other groups into a " + c.noun.one,
			long:    "Put other groups into a " + c.noun.one + ": their members become its members.",
			example: "  realmctl groups children add Company 'Help desk' -R sandbox/pingone -n",
		},
	}
	remove := add
	remove.op, remove.to, remove.cuts = "remove", "from", true
	remove.short = "Take other groups out of a " + c.noun.one
	remove.long = "Take other groups out of a " + c.noun.one + ": their members are its members no more."
	remove.example = "  realmctl groups children remove Company Sales -R sandbox/pingone -n"
	return s.needing(family("children", "The groups in a "+c.noun.one,
		listRelatives(s, c, "children", "List the groups that were put into a "+c.noun.one, childrenOf),
		s.needing(add.cmd(s), c.that(is[identity.ParentAdder])),
		s.needing(remove.cmd(s), c.that(is[identity.ParentRemover])),
	), c.that(is[identity.ChildLister]))
}

// A nesting is a tie between two groups.
type nesting struct {
	tier
	down bool // the thing is the child
}

func (n nesting) cmd(s *session) *cobra.Command {
	n.things, n.word = noun{one: "parent", many: "parents"}, "<group>"
	if n.down {
		n.things = noun{one: "child", many: "children"}
	}
	n.things.columns = membershipColumns()
	n.open = n.finder
	return n.tier.cmd(s)
}

// finder finds the other group, and refuses what the platform would.
func (n nesting) finder(in *opened) (func(context.Context, string) (tie, error), error) {
	act, check, err := n.actions(in)
	return func(ctx context.Context, name string) (tie, error) {
		other, key, err := in.find(ctx, in.store, name)
		if err != nil {
			return tie{}, err
		}
		child, parent := in.key.ID, key.ID
		if n.down {
			child, parent = parent, child
		}
		if err := check(ctx, child, parent); err != nil {
			return tie{}, about(err, n.op+" "+n.things.one, key)
		}
		return tie{key: key, store: in.store, object: other, send: func(ctx context.Context) (object, error) { return act(ctx, child, parent) }}, nil
	}, err
}

// actions are what is done, and what is looked at before.
func (n nesting) actions(in *opened) (act func(ctx context.Context, child, parent string) (object, error), check func(ctx context.Context, child, parent string) error, err error) {
	check = func(context.Context, string, string) error { return nil }
	if n.cuts {
		remover, err := ableTo[identity.ParentRemover](in.directory, in.store, n.things.many+" of "+in.noun.many+" to remove")
		if lister, ok := in.store.(identity.ParentLister); ok {
			check = func(ctx context.Context, child, parent string) error { return isIn(ctx, lister, child, parent) }
		}
		return func(ctx context.Context, child, parent string) (object, error) {
			return nil, remover.RemoveParent(ctx, child, parent)
		}, check, err
	}
	adder, err := ableTo[identity.ParentAdder](in.directory, in.store, n.things.many+" of "+in.noun.many+" to add")
	if checker, ok := in.store.(identity.ParentChecker); ok {
		check = checker.CheckParent
	}
	return func(ctx context.Context, child, parent string) (object, error) {
		return adder.AddParent(ctx, child, parent)
	}, check, err
}

// isIn refuses to take a group out of one that it was not put into.
func isIn(ctx context.Context, lister identity.ParentLister, child, parent string) error {
	for m, err := range lister.Parents(ctx, child) {
		if err != nil {
			return err
		}
		p, err := m.Profile()
		switch {
		case err != nil:
			return err
		case p.GroupID != parent:
		case p.Reach == identity.Indirect:
			return identity.Errorf(identity.Invalid, "one is in the other only through a group between them, and leaves it with that")
		default:
			return nil
		}
	}
	return identity.Errorf(identity.NotFound, "one is not in the other")
}

// membershipColumns are those of a group that something is in.
func membershipColumns() []render.Column {
	return []render.Column{
		{Header: "NAME", Path: "name", Priority: 9},
		{Header: "REACH", Path: "reach", Priority: 8},
		{Header: "POPULATION", Path: "population", Priority: 7},
		{Header: "ID", Path: "id", Wide: true, Priority: 6},
	}
}

// A relation lists groups that another object is in or has, in tables with words.
type relation func(ctx context.Context, in *opened, words bool) (iter.Seq2[object, error], any, error)

// listRelatives lists groups around an object of a container.
func listRelatives(s *session, c container, many, words string, list relation) *cobra.Command {
	var o outputFlags
	cmd := &cobra.Command{
		Use: "list <" + c.noun.one + ">", Aliases: []string{"ls"},
		Short:   words,
		Example: "  realmctl " + c.noun.many + " " + many + " list " + exampleOf(c) + " -R sandbox/pingone",
		Args:    c.oneObject,
		RunE: s.run(func(ctx context.Context, args []string) error {
			return runRelatives(ctx, s, c, args[0], many, list, o)
		}),
	}
	o.bind(cmd.Flags())
	s.bindCurl(cmd)
	return reads(cmd)
}

func exampleOf(c container) string {
	if c.noun.one == "user" {
		return "ann.adams"
	}
	return "Engineering"
}

func runRelatives(ctx context.Context, s *session, c container, name, many string, list relation, o outputFlags) error {
	realms, err := s.targets()
	if err != nil {
		return err
	}
	n := groupNoun()
	if many != "children" {
		n.columns, n.portable = membershipColumns(), []render.Column{
			{Header: "NAME", Path: "name", Priority: 9},
			{Header: "REACH", Path: "reach", Priority: 8},
			{Header: "POPULATION", Path: "populationId", Priority: 7},
			{Header: "ID", Path: "groupId", Wide: true, Priority: 6},
		}
	}
	n = fitting(ctx, s, n, realms, func(d identity.Directory) (shown any, err error) {
		in := &opened{container: c, directory: d}
		if in.store, err = c.open(d); err == nil {
			_, shown, err = list(ctx, in, false)
		}
		return shown, err
	})
	ro, err := s.renderOptions(listing{noun: n, flags: o, tagged: len(realms) > 1})
	if err != nil {
		return err
	}
	if many != "children" && o.portable {
		ro.IDPath = "groupId"
	}
	_, whole := render.Needs(ro)
	rows := across(ctx, s, realms, true, func(ctx context.Context, d identity.Directory) (source[object], error) {
		in, err := c.one(ctx, d, name, func(in *opened) error {
			_, _, err := list(ctx, in, false)
			return err
		})
		if err != nil {
			return source[object]{}, err
		}
		found, names, err := list(ctx, in, !whole && !o.portable)
		return source[object]{found, names}, err
	}, o.portable)
	count, err := s.print(ctx, ro, rows)
	if err == nil && count == 0 {
		s.say("%s has no %s in %s", name, many, addresses(realms))
	}
	return err
}

func parentsOf(ctx context.Context, in *opened, words bool) (iter.Seq2[object, error], any, error) {
	lister, err := ableTo[identity.ParentLister](in.directory, in.store, "groups within groups")
	if err != nil {
		return nil, nil, err
	}
	v := membershipView{openNames(in.directory, words)}
	return v.rows(ctx, lister.Parents(ctx, in.key.ID)), v, nil
}

func childrenOf(ctx context.Context, in *opened, words bool) (iter.Seq2[object, error], any, error) {
	lister, err := ableTo[identity.ChildLister](in.directory, in.store, "groups within groups")
	if err != nil {
		return nil, nil, err
	}
	v, err := openGroupView(in.directory)
	if err != nil {
		return nil, nil, err
	}
	return func(yield func(object, error) bool) {
		for g, err := range lister.Children(ctx, in.key.ID) {
			o := wordedObject{object: g}
			if err == nil && words {
				o, err = v.worded(ctx, g)
			}
			if !yield(o, err) || err != nil {
				return
			}
		}
	}, v, nil
}
