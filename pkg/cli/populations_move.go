package cli

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// A removal moves the users of a population to another one.
type removal struct {
	*demolition
	from   identity.Key
	mover  identity.Mover
	w      *writer
	busy   *progress
	moved  atomic.Int64
	failed failures
	stuck  sync.Map    // ids of users that could not be moved
	unseen atomic.Bool // what is shown was not shown: nobody reads any more
}

// move empties a population. What fails is told at the end.
func (d *demolition) move(ctx context.Context, w *writer, c clearance) error {
	mover, ok := d.people.(identity.Mover)
	if !ok {
		return identity.Errorf(identity.Unsupported, "%s cannot move users", d.realm.Address())
	}
	m := &removal{demolition: d, from: c.key, mover: mover, w: w, busy: &progress{}}
	if !m.shows() {
		m.busy = d.s.watch("users moved", int(c.users))
	}
	err := m.all(ctx)
	m.busy.stop()
	moved := m.moved.Load()
	if moved > 0 {
		d.s.say("moved %s of %s to %s in %s", peopleWords(moved), c.key, d.target, d.realm.Address())
	}
	if err == nil {
		err = m.failed.of(int(moved)+len(m.failed.causes), "users")
	}
	switch {
	case errors.Is(err, rest.ErrIntercepted): // shown, all of them
		return nil
	case err != nil && !m.shows():
		d.s.say("%s %s stays", d.n.one, c.key)
	}
	return err
}

// shows reports whether the moves are shown and not made.
func (m *removal) shows() bool { return m.s.dryRun || m.s.curl }

// all goes over the users until none is left that can be moved: a listing whose
// users leave it while it is read may pass some over.
func (m *removal) all(ctx context.Context) error {
	for {
		before := m.moved.Load()
		if err := m.round(ctx); err != nil {
			return err
		}
		if m.moved.Load() == before || m.shows() {
			return nil
		}
	}
}

// round moves the users of one listing, a few at a time.
func (m *removal) round(ctx context.Context) error {
	users := make(chan identity.User)
	var workers sync.WaitGroup
	for range m.atATime() {
		workers.Go(func() {
			for u := range users {
				m.one(ctx, u)
			}
		})
	}
	defer workers.Wait()
	defer close(users)
	q := inPopulation(m.from.ID)
	q.PageSize = 100 // one page after the other: parts side by side would change while they are counted
	for u, err := range m.people.List(ctx, q) {
		if err != nil {
			return err
		}
		if m.shows() && m.unseen.Load() {
			break
		}
		users <- u
	}
	return ctx.Err()
}

// atATime is how many users are moved side by side; what is shown is shown in order.
func (m *removal) atATime() int {
	if m.shows() {
		return 1
	}
	return m.s.parts()
}

func (m *removal) one(ctx context.Context, u identity.User) {
	if ctx.Err() != nil {
		return
	}
	key, err := u.Key()
	if _, stuck := m.stuck.Load(key.ID); stuck {
		return
	}
	if err == nil {
		err = m.perform(ctx, u, key)
	}
	switch {
	case err != nil:
		m.stuck.Store(key.ID, true)
		m.unseen.Store(!errors.Is(err, rest.ErrIntercepted))
		m.failed.add(err)
	case !m.s.dryRun:
		m.busy.tick(int(m.moved.Add(1)))
	}
}

func (m *removal) perform(ctx context.Context, u identity.User, key identity.Key) error {
	after, err := m.expected(u)
	if err != nil {
		return err
	}
	_, err = m.w.perform(ctx, change{
		op: "move", noun: userNoun(), realm: m.realm, store: m.people, key: key, before: u.Native, after: after,
		send: func(ctx context.Context) (object, error) { return m.mover.Move(ctx, key.ID, m.target.ID) },
	})
	return err
}

// expected is the user in the other population.
func (m *removal) expected(u identity.User) (json.RawMessage, error) {
	previewer, ok := m.people.(identity.Previewer)
	if !ok || !m.s.dryRun {
		return u.Native, nil
	}
	to, err := encode(map[string]string{"id": m.target.ID})
	if err != nil {
		return nil, err
	}
	return previewer.Preview(u.Native, identity.Patch{{Op: identity.Set, Path: "population", Value: to}})
}
