package cli

import (
	"context"
	"iter"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// A part is what people are to an object of a container: its members, if nothing else.
type part struct {
	one, many string
	people    string // "people in a group"
	put, take string // "Put people into a group", "Take people out of a group"
}

// memberPart is the part of members.
func memberPart(n noun) part {
	return part{"member", "members", "people in " + n.a(), "Put people into " + n.a(), "Take people out of " + n.a()}
}

// noun is the users who have the part.
func (p part) noun() noun {
	n := userNoun()
	n.one, n.many, n.short = p.one, p.many, "The "+p.people
	return n
}

// membersCmd is groups members, organizations admins and their like.
func membersCmd(s *session, c container) *cobra.Command {
	return s.needing(family(c.part.many, "The "+c.part.people,
		listMembers(s, c),
		s.needing(addMember(c).cmd(s), c.that(is[identity.MemberAdder])),
		s.needing(removeMember(c).cmd(s), c.that(is[identity.MemberRemover])),
		s.needing(syncMembers(s, c), c.that(func(store any) bool { return is[identity.MemberAdder](store) && is[identity.MemberRemover](store) })),
	), c.that(is[identity.MemberLister]))
}

type memberOptions struct {
	queryFlags
	output           outputFlags
	limit            int
	direct, indirect bool
}

func listMembers(s *session, c container) *cobra.Command {
	var o memberOptions
	one := c.noun.one
	cmd := &cobra.Command{
		Use: "list <" + one + ">", Aliases: []string{"ls"},
		Short: "List the " + c.part.people,
		Long: "List the " + c.part.people + `: those who were put there, those of nested
ones and those whom a condition selects, each once.

--direct leaves only those who were put there: where the platform says that of one
person at a time, this costs a question for each. --indirect lists only those who are
there through nested ones or a condition, with the way that leads to each of them.`,
		Example: c.example("list", `--where 'sn sw "A"'`) + "\n" + c.example("list", "--indirect"),
		Args:    c.oneObject,
		RunE:    s.run(func(ctx context.Context, args []string) error { return runMembers(ctx, s, c, args[0], o) }),
	}
	o.bind(cmd)
	o.output.bind(cmd.Flags())
	bindParallel(cmd.Flags())
	cmd.Flags().IntVar(&o.limit, "limit", 0, "end after this `number` of people; 0 means all")
	cmd.Flags().BoolVar(&o.direct, "direct", false, "only those who were put there")
	cmd.Flags().BoolVar(&o.indirect, "indirect", false, "only those who are there through nested ones or a condition, and through which")
	exclusive(cmd, "direct", "indirect")
	s.bindCurl(cmd)
	return reads(cmd)
}

func runMembers(ctx context.Context, s *session, c container, name string, o memberOptions) error {
	q := identity.MemberQuery{DirectOnly: o.direct}
	var err error
	if q.Query, err = o.query(); err != nil {
		return err
	}
	if o.limit < 0 {
		return usagef("--limit %d: there are no fewer than 0 people; 0 means all", o.limit)
	}
	q.Limit = o.limit
	realms, err := s.targets()
	if err != nil {
		return err
	}
	n := c.part.noun()
	if o.indirect {
		through := render.Column{Header: "THROUGH", Path: showMember + ".through", Priority: 8}
		n.columns, n.portable = append(n.columns, through), append(n.portable, through)
	}
	ro, err := s.renderOptions(listing{noun: n, flags: o.output, tagged: len(realms) > 1})
	if err != nil {
		return err
	}
	rows := across(ctx, s, realms, true, func(ctx context.Context, d identity.Directory) (source[object], error) {
		return o.ask(ctx, c, d, name, q, len(realms) == 1 && !ro.Terminal)
	}, o.output.portable)
	count, err := s.print(ctx, ro, rows)
	if err == nil && count == 0 {
		s.say("%s has no such %s in %s", name, c.part.many, addresses(realms))
	}
	return err
}

// ask begins a listing of members in a realm; see [rowsOf] for oneByOne.
func (o *memberOptions) ask(ctx context.Context, c container, d identity.Directory, name string, q identity.MemberQuery, oneByOne bool) (source[object], error) {
	var lister identity.MemberLister
	users, err := identity.Users(d)
	if err != nil {
		return source[object]{}, err
	}
	in, err := c.one(ctx, d, name, func(in *opened) (err error) {
		lister, err = ableTo[identity.MemberLister](d, in.store, c.part.many+" of "+c.noun.many)
		return err
	})
	if err != nil {
		return source[object]{}, err
	}
	if o.indirect {
		return source[object]{throughNested(ctx, lister, in, q), users}, nil
	}
	if s, ok := lister.(identity.MemberStreamer); ok && oneByOne {
		return source[object]{asOne(s.StreamMembers(ctx, in.key.ID, q)), users}, nil
	}
	return source[object]{asObjects(lister.Members(ctx, in.key.ID, q)), users}, nil
}

func asObjects(members iter.Seq2[identity.Member, error]) iter.Seq2[object, error] {
	return func(yield func(object, error) bool) {
		for m, err := range members {
			if !yield(m, err) {
				return
			}
		}
	}
}

// asOne yields each user in the place of the one before: an object for each would have
// to be collected.
func asOne(users iter.Seq2[identity.User, error]) iter.Seq2[object, error] {
	return func(yield func(object, error) bool) {
		var one identity.User
		for user, err := range users {
			one = user
			if !yield(&one, err) {
				return
			}
		}
	}
}

// addMember is groups members add.
func addMember(c container) tier {
	return tier{
		container: c, things: c.part.noun(), op: "add", to: "to", word: "<user>",
		short:   c.part.put,
		long:    c.part.put + ", by id, name or mail address.",
		example: c.example("add", "ann.adams sean.obrien"),
		open: func(in *opened) (func(context.Context, string) (tie, error), error) {
			adder, err := ableTo[identity.MemberAdder](in.directory, in.store, c.part.many+" of "+c.noun.many+" to add by hand")
			if err != nil {
				return nil, err
			}
			users, err := identity.Users(in.directory)
			return func(ctx context.Context, name string) (tie, error) {
				if err := in.takesMembers(); err != nil {
					return tie{}, err
				}
				u, key, err := findUser(ctx, users, name)
				return tie{key: key, store: in.store, object: u, send: func(ctx context.Context) (object, error) {
					return adder.AddMember(ctx, in.key.ID, key.ID)
				}}, err
			}, err
		},
	}
}

// takesMembers refuses a group into which nobody is put by hand.
func (o *opened) takesMembers() error { return takesMembers(o.store, o.object) }

func takesMembers(store any, group object) error {
	if checker, ok := store.(identity.MemberChecker); ok {
		return checker.CheckMembers(group.Document())
	}
	return nil
}

// removeMember is groups members remove.
func removeMember(c container) tier {
	return tier{
		container: c, things: c.part.noun(), op: "remove", to: "from", cuts: true, word: "<user>",
		short: c.part.take,
		long: c.part.take + `, by id, name or mail
address. Who is there through a nested one or by a condition leaves with that, not by
hand.`,
		example: c.example("remove", "ann.adams -n"),
		open: func(in *opened) (func(context.Context, string) (tie, error), error) {
			remover, err := ableTo[identity.MemberRemover](in.directory, in.store, c.part.many+" of "+c.noun.many+" to remove by hand")
			if err != nil {
				return nil, err
			}
			users, err := identity.Users(in.directory)
			return func(ctx context.Context, name string) (tie, error) {
				u, key, err := findUser(ctx, users, name)
				if err == nil {
					err = putIn(ctx, in.store, "remove "+c.part.one, in.key, key)
				}
				return tie{key: key, store: users, object: u, send: func(ctx context.Context) (object, error) {
					return nil, remover.RemoveMember(ctx, in.key.ID, key.ID)
				}}, err
			}, err
		},
	}
}

// putIn refuses to take out of a group who was not put into it, where the platform
// tells.
func putIn(ctx context.Context, store any, op string, group, user identity.Key) error {
	reader, ok := store.(identity.MembershipReader)
	if !ok {
		return nil
	}
	m, err := reader.Membership(ctx, group.ID, user.ID)
	if identity.KindOf(err) == identity.NotFound && err != nil {
		return about(identity.Errorf(identity.NotFound, "is not in %s", group), op, user)
	}
	if err != nil {
		return err
	}
	p, err := m.Profile()
	if err == nil && p.Reach == identity.Indirect {
		return about(identity.Errorf(identity.Invalid, "is in %s through a nested group or by a condition, and leaves it with that", group), op, user)
	}
	return err
}
