package cli

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// A step is one write of a sync.
type step struct {
	someone
	cuts bool
}

// carryOut adds, then removes, a few people at a time. What fails is told at the end.
func (y *syncing) carryOut(ctx context.Context, w *writer) error {
	steps := make([]step, 0, len(y.in)+len(y.out))
	for _, p := range y.in {
		steps = append(steps, step{p, false})
	}
	for _, p := range y.out {
		steps = append(steps, step{p, true})
	}
	shows := y.s.dryRun || y.s.curl
	atATime, busy := y.s.parts(), &progress{}
	if shows {
		atATime = 1 // in order
	} else {
		busy = y.s.watch("changes", len(steps))
	}
	var t syncTally
	next := make(chan step)
	var workers sync.WaitGroup
	for range atATime {
		workers.Go(func() {
			for one := range next {
				_, err := w.perform(ctx, y.change(one))
				busy.tick(t.count(one, err))
			}
		})
	}
	for _, one := range steps {
		if ctx.Err() != nil {
			break
		}
		next <- one
	}
	close(next)
	workers.Wait()
	busy.stop()
	if !shows && t.added+t.removed > 0 {
		y.s.say("synced %s of %s in %s: %s added, %s removed", y.part.many, y.key, y.realm.Address(), grouped(t.added), grouped(t.removed))
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err := t.failed.of(len(steps), "changes")
	if errors.Is(err, rest.ErrIntercepted) { // shown, all of them
		return nil
	}
	if err != nil || shows {
		return err
	}
	return w.present(ctx, y.realm, y.store, y.object)
}

// A syncTally counts what was done, by several at a time.
type syncTally struct {
	mu             sync.Mutex
	added, removed int
	failed         failures
}

func (t *syncTally) count(one step, err error) int {
	if err != nil {
		t.failed.add(err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case err != nil:
	case one.cuts:
		t.removed++
	default:
		t.added++
	}
	return t.added + t.removed
}

// change is the write of a step.
func (y *syncing) change(one step) change {
	key := one.key()
	document, _ := json.Marshal(map[string]string{y.part.one: key.String()}) // texts always encode
	c := change{op: "add", noun: y.part.noun(), realm: y.realm, store: y.store, before: json.RawMessage(`{}`), after: document}
	c.key = identity.Key{ID: key.ID, Name: key.String() + " to " + y.key.String()}
	c.send = func(ctx context.Context) (object, error) { return y.adder.AddMember(ctx, y.key.ID, key.ID) }
	if !one.cuts {
		return c
	}
	c.op, c.before, c.after = "remove", c.after, c.before
	c.key.Name = key.String() + " from " + y.key.String()
	c.send = func(ctx context.Context) (object, error) { return y.object, y.takeOut(ctx, one.someone) }
	return c
}

// takeOut removes a member. What the listing told of the member is not asked again.
func (y *syncing) takeOut(ctx context.Context, p someone) error {
	listed, ok := y.store.(identity.ListedMemberRemover)
	if !ok {
		return y.remover.RemoveMember(ctx, y.key.ID, p.id)
	}
	profile := identity.Profile{ID: p.id, UserName: p.userName}
	return listed.RemoveListed(ctx, y.key.ID, identity.Member{
		User: identity.User{Read: func(json.RawMessage) (identity.Profile, error) { return profile, nil }}, Reach: p.reach, Edge: p.edge,
	})
}
