package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

type moveOptions struct {
	writeFlags
	population, confirm string
}

// moveUser is users move.
func moveUser(s *session, n noun) *cobra.Command {
	var o moveOptions
	cmd := &cobra.Command{
		Use:   "move <user>...",
		Short: "Bring users into another population",
		Long: `Bring users into another population, given by name or id. A user leaves the groups
that belong to the old one: they are named before you are asked. - reads names of
users from standard input.

Off a terminal --yes is needed; ten users or more, and a protected realm, want the
realm's name instead: --confirm acme/alpha.`,
		Example: "  realmctl users move ann.adams -R sandbox/pingone --population Staff -n",
		Args:    someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			if o.population == "" {
				return usagef("users move wants --population with the name or id of a population")
			}
			names, err := s.names(args)
			if err != nil {
				return err
			}
			return runMove(ctx, s, n, distinctNames(names), o)
		}),
	}
	cmd.Flags().StringVar(&o.population, "population", "", "the `population` to bring them into, by name or id")
	cmd.Flags().StringVar(&o.confirm, "confirm", "", "the `realm` whose users shall move, where a yes is not enough")
	o.bind(s, cmd)
	return writes(cmd)
}

func runMove(ctx context.Context, s *session, n noun, names []string, o moveOptions) error {
	r, err := s.target()
	if err != nil {
		return err
	}
	if err := s.able(ctx, r, having(identity.Populations)); err != nil {
		return err
	}
	c := confirmation{op: "move", noun: n, realm: r, count: len(names), confirm: o.confirm}
	ask, err := c.beforehand(s)
	if err != nil {
		return err
	}
	m := mover{s: s, n: n, realm: r, populations: map[string]identity.Key{}}
	if err := m.open(ctx, o.population); err != nil {
		return err
	}
	c.whither = "to " + m.target.String() + " in"
	if ask {
		if names, err = m.agreed(ctx, c, names); err != nil || len(names) == 0 {
			return err
		}
	}
	return s.writeEach(ctx, n, o.writeFlags, names, func(ctx context.Context, w *writer, name string) error {
		going, err := m.find(ctx, name)
		if err != nil {
			return err
		}
		if !ask && !s.dryRun {
			m.warn(going)
		}
		return m.move(ctx, w, going)
	})
}

// A mover brings users of one realm into one population.
type mover struct {
	s           *session
	n           noun
	realm       realm.Realm
	directory   identity.Directory
	store       identity.UserStore
	mover       identity.Mover
	target      identity.Key
	populations map[string]identity.Key // by id, those that were looked up
}

// A leaver is a user about to move, with what the move costs.
type leaver struct {
	user identity.User
	key  identity.Key
	from identity.Key // population
	lost []identity.Key
}

// open finds the store and the population.
func (m *mover) open(ctx context.Context, population string) (err error) {
	if m.directory, err = m.s.open(ctx, m.realm); err != nil {
		return err
	}
	all, err := identity.Populations(m.directory)
	if err != nil {
		return err
	}
	if m.store, err = identity.Users(m.directory); err != nil {
		return err
	}
	var ok bool
	if m.mover, ok = m.store.(identity.Mover); !ok {
		return identity.Lacks(m.directory, "populations to move users to")
	}
	found, err := all.Find(ctx, population)
	if err != nil {
		return err
	}
	if m.target, err = found.Key(); err != nil {
		return err
	}
	m.populations[m.target.ID] = m.target
	return nil
}

// find finds a user, where the user is now, and the groups that a move would cost.
func (m *mover) find(ctx context.Context, name string) (l leaver, err error) {
	if l.user, l.key, err = findUser(ctx, m.store, name); err != nil {
		return l, err
	}
	if r, ok := m.store.(identity.Resident); ok {
		id, err := r.PopulationID(l.user.Native)
		if err != nil {
			return l, err
		}
		if l.from, err = m.population(ctx, id); err != nil {
			return l, err
		}
	}
	if a, ok := m.store.(identity.MoveAdviser); ok && !m.there(l) {
		l.lost, err = a.LostByMove(ctx, l.key.ID, m.target.ID)
	}
	return l, err
}

// population is the name of a population; one that cannot be found keeps its id.
func (m *mover) population(ctx context.Context, id string) (identity.Key, error) {
	if known, ok := m.populations[id]; ok || id == "" {
		return known, nil
	}
	all, err := identity.Populations(m.directory)
	if err != nil {
		return identity.Key{}, err
	}
	key := identity.Key{ID: id}
	found, err := all.Get(ctx, id)
	switch {
	case err == nil:
		if key, err = found.Key(); err != nil {
			return key, err
		}
	case identity.KindOf(err) != identity.NotFound:
		return key, err
	}
	m.populations[id] = key
	return key, nil
}

// there reports a user who is in the population already.
func (m *mover) there(l leaver) bool { return l.from.ID != "" && l.from.ID == m.target.ID }

// agreed asks about those who are to move, and returns their ids.
func (m *mover) agreed(ctx context.Context, c confirmation, names []string) ([]string, error) {
	var ids, shown []string
	for _, name := range names {
		l, err := m.find(ctx, name)
		if err != nil {
			return nil, err
		}
		if m.there(l) {
			m.sayThere(l)
			continue
		}
		ids = append(ids, l.key.ID)
		shown = append(shown, l.key.String()+"  "+l.key.ID+"  "+l.cost())
	}
	if len(ids) == 0 {
		return nil, nil
	}
	c.count = len(ids)
	return ids, c.ask(ctx, m.s, shown)
}

// cost says where a user leaves from and what the user loses.
func (l leaver) cost() string {
	if len(l.lost) == 0 {
		return fmt.Sprintf("from %s, no group is lost", l.from)
	}
	return fmt.Sprintf("from %s, leaves %s", l.from, joinKeys(l.lost))
}

func joinKeys(keys []identity.Key) string { return strings.Join(keyNames(keys), ", ") }

// warn says first which groups a user loses.
func (m *mover) warn(l leaver) {
	if len(l.lost) > 0 {
		m.s.say("%s leaves the groups of %s: %s", l.key, l.from, joinKeys(l.lost))
	}
}

func (m *mover) sayThere(l leaver) {
	m.s.say("%s %s is in %s already: nothing to do", m.n.one, l.key, m.target)
}

// move brings a user over. The documents of the change name the population and the
// groups that go.
func (m *mover) move(ctx context.Context, w *writer, l leaver) error {
	if m.there(l) && !m.s.dryRun && !m.s.curl {
		m.sayThere(l)
		return w.present(ctx, m.realm, m.store, l.user)
	}
	before, err := withMembers(l.user.Native, map[string]any{"population": l.from.String(), "groups": keyNames(l.lost)})
	if err != nil {
		return err
	}
	after, err := withMembers(l.user.Native, map[string]any{"population": m.target.String(), "groups": []string{}})
	if err != nil {
		return err
	}
	return w.do(ctx, change{
		op: "move", noun: m.n, realm: m.realm, store: m.store, key: l.key, before: before, after: after, secret: secrets(nil),
		send: func(ctx context.Context) (object, error) { return m.mover.Move(ctx, l.key.ID, m.target.ID) },
	})
}

func keyNames(keys []identity.Key) []string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.String()
	}
	return names
}

// withMembers is a document with some members of our own.
func withMembers(document json.RawMessage, own map[string]any) (json.RawMessage, error) {
	m, err := members(document)
	if err != nil {
		return nil, err
	}
	for name, value := range own {
		if m[name], err = json.Marshal(value); err != nil {
			return nil, err
		}
	}
	return json.Marshal(m)
}
