package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

type populationDeleteOptions struct {
	deleteOptions
	moveTo string
}

func deletePopulation(s *session, n noun) *cobra.Command {
	var o populationDeleteOptions
	cmd := &cobra.Command{
		Use:     "delete <population>...",
		Aliases: []string{"rm"},
		Short:   "Delete populations, and move their users to another one first",
		Long: `Delete populations by id or name; - reads names from standard input.

One that holds users is not deleted unless --move-users-to says where they go. They
are moved first, and each leaves the groups that belong to the old population. If one
of them cannot be moved, the population stays. The default population and the last
one always stay.

You are asked first. Off a terminal --yes is needed; ten populations or more, ten
users that move or more, and a protected realm, want the realm's name instead:
--confirm ping-eu/staff.`,
		Example: `  realmctl populations delete Partners -R sandbox/pingone --move-users-to Customers --dry-run
  realmctl populations delete Partners -R sandbox/pingone --move-users-to Customers --confirm sandbox/pingone`,
		Args: someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error { return runDeletePopulations(ctx, s, n, args, o) }),
	}
	cmd.Flags().StringVar(&o.confirm, "confirm", "", "the `realm` whose populations shall go, where a yes is not enough")
	cmd.Flags().StringVar(&o.moveTo, "move-users-to", "", "the `population` where the users go")
	o.revisionFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

// A clearance is a population that is to be deleted, with the users that have to
// leave it before.
type clearance struct {
	population identity.Population
	key        identity.Key
	users      int64
}

// A demolition deletes populations of a realm.
type demolition struct {
	populationDeleteOptions
	s      *session
	n      noun
	realm  realm.Realm
	store  identity.PopulationStore
	people identity.UserStore
	target identity.Key // where the users go
}

func runDeletePopulations(ctx context.Context, s *session, n noun, args []string, o populationDeleteOptions) error {
	names, err := s.names(args)
	if err != nil {
		return err
	}
	names = distinctNames(names)
	r, err := s.target()
	if err != nil {
		return err
	}
	d := &demolition{populationDeleteOptions: o, s: s, n: n, realm: r}
	if err := d.open(ctx); err != nil {
		return err
	}
	c := confirmation{op: "delete", noun: n, realm: r, count: len(names), confirm: o.confirm}
	if _, err := c.beforehand(s); err != nil {
		return err
	}
	plan, err := d.plan(ctx, names)
	if err != nil {
		return err
	}
	if err := d.agree(ctx, c, plan); err != nil {
		return err
	}
	ids, steps := make([]string, len(plan)), 0
	for i, c := range plan {
		ids[i] = c.key.ID
		steps += 1 + int(c.users)
	}
	w, err := s.writer(n, o.writeFlags, len(ids) == 1 && (steps == 1 || !s.dryRun)) // a dry run shows each step
	if err != nil {
		return err
	}
	return w.each(ctx, n, ids, func(ctx context.Context, w *writer, id string) error {
		return d.one(ctx, w, plan[slices.Index(ids, id)])
	})
}

func (d *demolition) open(ctx context.Context) error {
	directory, err := d.s.open(ctx, d.realm)
	if err != nil {
		return err
	}
	if d.store, err = identity.Populations(directory); err != nil {
		return err
	}
	d.people, err = identity.Users(directory)
	return err
}

// plan finds what is to be deleted, by the names that were given, and refuses all
// of it where one part cannot be done.
func (d *demolition) plan(ctx context.Context, names []string) ([]clearance, error) {
	var plan []clearance
	for _, name := range names {
		c, err := d.clearance(ctx, name)
		if err != nil {
			return nil, err
		}
		if !goes(plan, c.key.ID) {
			plan = append(plan, c)
		}
	}
	if err := d.notTheLast(ctx, plan); err != nil {
		return nil, err
	}
	return plan, d.findTarget(ctx, plan)
}

// goes reports whether a population is to be deleted.
func goes(plan []clearance, id string) bool {
	return slices.ContainsFunc(plan, func(c clearance) bool { return c.key.ID == id })
}

func (d *demolition) clearance(ctx context.Context, name string) (clearance, error) {
	found, key, err := condemned(ctx, d.n, d.store, name)
	if err != nil {
		return clearance{}, err
	}
	if stale := d.stale(key); stale != nil {
		return clearance{}, about(stale, "delete "+d.n.one, key)
	}
	users, err := d.held(ctx, found)
	if err != nil {
		return clearance{}, err
	}
	if users > 0 && d.moveTo == "" {
		return clearance{}, d.refuse(key, fmt.Sprintf("it holds %s; say where they go with --move-users-to", peopleWords(users)),
			d.s.again("--move-users-to", "OTHER", "--dry-run"))
	}
	return clearance{found, key, users}, nil
}

// held is how many users there are in a population that have to move.
func (d *demolition) held(ctx context.Context, p identity.Population) (int64, error) {
	profile, err := p.Profile()
	if err != nil || profile.Users == 0 {
		return 0, err
	}
	if d.moveTo == "" && profile.Users > 0 {
		return profile.Users, nil
	}
	seen, err := identity.Count(ctx, d.people, inPopulation(profile.ID))
	if err == nil && seen == 0 && profile.Users > 0 {
		err = d.refuse(profile.Key(), fmt.Sprintf("it holds %s that this realm does not show, so they cannot be moved from here", peopleWords(profile.Users)), "")
	}
	return seen, err
}

// inPopulation are the users of a population.
func inPopulation(id string) identity.Query {
	return identity.Query{Filter: identity.Comparison{
		Attribute: "population.id", Op: identity.Equal, Value: identity.Value{Kind: identity.Text, Text: id},
	}}
}

func peopleWords(n int64) string {
	if n == 1 {
		return "1 user"
	}
	return grouped(int(n)) + " users"
}

// refuse says of a population why it stays. It is a conflict: the command is right,
// and would be done if the realm were in another state.
func (d *demolition) refuse(key identity.Key, why, hint string) error {
	return &identity.Error{
		Kind: identity.Conflict, Op: "delete " + d.n.one, Subject: key.String(), Realm: d.realm.Address(), Detail: why, Hint: hint,
	}
}

// notTheLast refuses to delete every population that there is.
func (d *demolition) notTheLast(ctx context.Context, plan []clearance) error {
	for p, err := range d.store.List(ctx, identity.Query{}) {
		if err != nil {
			return err
		}
		if key, err := p.Key(); err != nil || !goes(plan, key.ID) {
			return err
		}
	}
	return d.refuse(plan[0].key, "no population would be left, and there has to be one", "")
}

// findTarget finds where the users go, which has to stay.
func (d *demolition) findTarget(ctx context.Context, plan []clearance) error {
	if d.moveTo == "" {
		return nil
	}
	found, err := d.store.Find(ctx, d.moveTo)
	if err != nil {
		return err
	}
	if d.target, err = found.Key(); err == nil && goes(plan, d.target.ID) {
		return usagef("--move-users-to %s: users cannot move to a population that is to be deleted", d.moveTo)
	}
	return err
}

// agree says what will happen to the users, and asks where the flags do not agree
// to it.
func (d *demolition) agree(ctx context.Context, c confirmation, plan []clearance) error {
	var moving int64
	shown := make([]string, len(plan))
	for i, one := range plan {
		shown[i] = one.key.String() + "  " + one.key.ID
		if moving += one.users; one.users > 0 {
			d.s.say("%s of %s move to %s, and leave the groups that belong to %s", peopleWords(one.users), one.key, d.target, one.key)
		}
	}
	if c.count = len(plan); moving >= manyObjects {
		c.grounds = peopleWords(moving) + " move"
	}
	ask, err := c.beforehand(d.s)
	if err != nil || !ask {
		return err
	}
	return c.ask(ctx, d.s, shown)
}

// one moves the users of a population, and deletes it if none is left.
func (d *demolition) one(ctx context.Context, w *writer, c clearance) error {
	revision := d.of(c.key)
	if c.users > 0 {
		if err := d.move(ctx, w, c); err != nil {
			return err
		}
		revision = identity.AnyRevision // the moves may have changed it; who came meanwhile keeps it alive
	}
	return w.do(ctx, change{
		op: "delete", noun: d.n, realm: d.realm, store: d.store, key: c.key, before: c.population.Document(),
		send:   func(ctx context.Context) (object, error) { return d.store.Delete(ctx, c.key.ID, revision) },
		reread: rereads(d.store, c.key.ID),
	})
}
