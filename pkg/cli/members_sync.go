package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

type syncOptions struct {
	tieOptions
	file string
}

// syncMembers is groups members sync.
func syncMembers(s *session, c container) *cobra.Command {
	var o syncOptions
	cmd := &cobra.Command{
		Use:   "sync <" + c.noun.one + "> -f <file>",
		Short: "Add and remove people until the " + c.part.many + " of " + c.noun.a() + " are exactly those of a file",
		Long: "Add and remove people until the " + c.part.many + " of " + c.noun.a() + ` are exactly those of a
file: CSV with a header, JSON objects one a line, or one name a line. A person is
named by id (id or _id), user name (userName or username) or mail address (mail or
email); other columns are left alone.

What will happen is said first: how many go in, how many go out, and who. If a name
cannot be resolved, nobody is added or removed. Who is in it through a nested one
stays, and is named.

If people are to be removed, you are asked first. Off a terminal --yes is needed; ten
people or more, and a protected realm, want the realm's name instead: --confirm
acme/alpha.`,
		Example: c.example("sync", "-f people.csv -n") + "\n" + c.example("sync", "-f people.csv --yes"),
		Args:    c.oneObject,
		RunE: s.run(func(ctx context.Context, args []string) error {
			if o.file == "" {
				return usagef("%s %s sync wants -f FILE", c.noun.many, c.part.many)
			}
			return runSync(ctx, s, c, args[0], o)
		}),
	}
	cmd.Flags().StringVarP(&o.file, "file", "f", "", "`file` with the people as CSV, JSON lines or names; - reads standard input")
	cmd.Flags().StringVar(&o.confirm, "confirm", "", "the `realm` that is meant, where a yes is not enough")
	o.bind(s, cmd)
	return writes(cmd)
}

// A syncing makes a group hold exactly the people of a file.
type syncing struct {
	*opened
	s       *session
	source  string // of the names
	lister  identity.MemberLister
	adder   identity.MemberAdder
	remover identity.MemberRemover
	users   identity.UserStore
	members *people
	others  *people // who are named and not in it
	in, out []someone
	stuck   []someone // who cannot be taken out
	same    int
}

func runSync(ctx context.Context, s *session, c container, name string, o syncOptions) error {
	wanted, err := s.readPeople(o.file)
	if err != nil {
		return err
	}
	r, err := s.target()
	if err != nil {
		return err
	}
	y, err := openSync(ctx, s, c, r, name)
	if err != nil {
		return err
	}
	y.source = o.file
	if o.file == "-" {
		y.source = "standard input"
	}
	if err := y.plan(ctx, wanted); err != nil {
		return err
	}
	y.sayPlan()
	if len(y.in)+len(y.out) == 0 {
		return nil
	}
	if err := y.agree(ctx, o); err != nil {
		return err
	}
	w, err := s.writer(c.part.noun(), o.writeFlags, false)
	if err != nil {
		return err
	}
	if err := y.carryOut(ctx, w); err != nil {
		return err
	}
	return w.close()
}

// readPeople reads a file of names, which has to name somebody: an empty one would
// empty the group.
func (s *session) readPeople(file string) ([]named, error) {
	text, err := s.readInput(file)
	if err != nil {
		return nil, err
	}
	if file == "-" {
		file = "standard input"
	}
	wanted, err := readPeople(text)
	if err != nil {
		return nil, usagef("%s: %w", file, err)
	}
	if len(wanted) == 0 {
		return nil, usagef("%s names nobody; to take all people out, name them to the verb remove", file)
	}
	return wanted, nil
}

func openSync(ctx context.Context, s *session, c container, r realm.Realm, name string) (*syncing, error) {
	y := &syncing{s: s, members: newPeople(), others: newPeople()}
	d, err := s.open(ctx, r)
	if err != nil {
		return nil, err
	}
	things := c.part.many + " of " + c.noun.many + " to set by hand"
	y.opened, err = c.one(ctx, d, name, func(in *opened) (err error) {
		if y.lister, err = ableTo[identity.MemberLister](d, in.store, things); err != nil {
			return err
		}
		if y.adder, err = ableTo[identity.MemberAdder](d, in.store, things); err != nil {
			return err
		}
		if y.remover, err = ableTo[identity.MemberRemover](d, in.store, things); err != nil {
			return err
		}
		y.users, err = identity.Users(d)
		return err
	})
	if err != nil {
		return nil, err
	}
	y.realm = r
	return y, y.takesMembers()
}

// plan finds who goes in and who goes out. Names are looked for among the members
// first; the realm is asked for the rest.
func (y *syncing) plan(ctx context.Context, wanted []named) error {
	for m, err := range y.lister.Members(ctx, y.key.ID, identity.MemberQuery{Query: identity.Query{PageSize: wholePage}}) {
		if err == nil {
			err = y.members.add(m.User, someone{reach: m.Reach, edge: m.Edge})
		}
		if err != nil {
			return err
		}
	}
	var rest []string
	for _, n := range wanted {
		if _, found, err := y.members.find(n.name); !found && err == nil && n.name != "" {
			rest = append(rest, n.name)
		}
	}
	if err := y.others.lookUp(ctx, y.users, distinctNames(rest)); err != nil {
		return err
	}
	stay, err := y.resolve(wanted)
	if err != nil {
		return err
	}
	y.same = len(stay)
	return y.leave(ctx, stay)
}

// resolve turns names into people, all or none. It returns which members stay.
func (y *syncing) resolve(wanted []named) (stay map[int]bool, err error) {
	stay, going := map[int]bool{}, map[int]bool{}
	var unknown violations
	for _, n := range wanted {
		i, member, err := y.members.find(n.name)
		if member {
			stay[i] = true
			continue
		}
		other := false
		if err == nil {
			i, other, err = y.others.find(n.name)
		}
		switch {
		case err != nil:
		case !other:
			err = errors.New("there is nobody with this id, user name or mail address")
		default:
			if j, member := y.members.byID[y.others.all[i].id]; member { // under another name
				stay[j] = true
			} else if !going[i] {
				going[i] = true
				y.in = append(y.in, y.others.all[i])
			}
			continue
		}
		unknown = append(unknown, identity.Violation{Attribute: fmt.Sprintf("line %d", n.line), Rule: "UNRESOLVED", Words: shortened(n.name) + ": " + err.Error()})
	}
	if len(unknown) == 0 {
		return stay, nil
	}
	return nil, &identity.Error{
		Kind: identity.Invalid, Op: "sync " + y.part.many + " of " + y.noun.one, Subject: y.key.String(), Realm: y.realm.Address(), Violations: unknown,
		Detail: fmt.Sprintf("%s: %s cannot be resolved; nothing was changed", y.source, plural(len(unknown), "name")),
	}
}

// shortened is the beginning of a name, which may be a line of any file.
func shortened(name string) string {
	const most = 60
	if runes := []rune(name); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return name
}

// leave finds those who are in the group and are not named. The platform may have to
// be asked how one of them is in it.
func (y *syncing) leave(ctx context.Context, stay map[int]bool) error {
	for i, p := range y.members.all {
		if stay[i] {
			continue
		}
		if reader, ok := y.store.(identity.MembershipReader); ok && p.reach == "" {
			m, err := reader.Membership(ctx, y.key.ID, p.id)
			if err != nil {
				return err
			}
			profile, err := m.Profile()
			if err != nil {
				return err
			}
			p.reach = profile.Reach
		}
		if p.reach == identity.Indirect {
			y.stuck = append(y.stuck, p)
			continue
		}
		y.out = append(y.out, p)
	}
	return nil
}

// sayPlan says what will happen, before anything does.
func (y *syncing) sayPlan() {
	y.s.say("%s of %s: %s in, %s out, %s unchanged", y.key, y.realm.Address(), grouped(len(y.in)), grouped(len(y.out)), grouped(y.same))
	for _, side := range []struct {
		sign   string
		people []someone
	}{{"+", y.in}, {"-", y.out}} {
		for i, p := range side.people {
			if i == manyObjects {
				y.s.say("  %s and %s more", side.sign, grouped(len(side.people)-i))
				break
			}
			y.s.say("  %s %s  %s", side.sign, p.key(), p.id)
		}
	}
	if len(y.stuck) > 0 {
		y.s.say("%s not named, but there through a nested one or a condition, and stay: %s", areWords(len(y.stuck)), namesOf(y.stuck))
	}
}

func areWords(n int) string {
	if n == 1 {
		return "1 person is"
	}
	return grouped(n) + " people are"
}

// namesOf are the first names of several people.
func namesOf(all []someone) string {
	var names []string
	for _, p := range all[:min(len(all), manyObjects)] {
		names = append(names, p.key().String())
	}
	if len(all) > manyObjects {
		names = append(names, fmt.Sprintf("and %s more", grouped(len(all)-manyObjects)))
	}
	return strings.Join(names, ", ")
}

// agree asks where people are to be removed and the flags do not agree to it.
func (y *syncing) agree(ctx context.Context, o syncOptions) error {
	if len(y.out) == 0 {
		return nil
	}
	c := confirmation{
		op: "remove", noun: y.part.noun(), realm: y.realm, count: len(y.out), confirm: o.confirm, whither: "from " + y.key.String() + " in",
	}
	ask, err := c.beforehand(y.s)
	if err != nil || !ask {
		return err
	}
	return c.ask(ctx, y.s, nil) // who they are was said with the plan
}
