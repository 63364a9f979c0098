package identitytest

import (
	"slices"
	"strconv"
	"sync"

	"github.com/realmctl/realmctl/pkg/identity"
)

func races() []question {
	return []question{
		{"eight creations of one id at once", createAtOnce},
		{"eight creations of one name at once", createNameAtOnce},
		{"eight patches of one revision at once", patchAtOnce},
		{"eight deletions at once", deleteAtOnce},
	}
}

const racers = 8

// race lets racers do something at the same moment and returns how each ended.
func (a *asker) race(do func(i int) error) []error {
	results := make([]error, racers)
	var start, end sync.WaitGroup
	start.Add(1)
	for i := range racers {
		end.Go(func() {
			start.Wait()
			results[i] = do(i)
		})
	}
	start.Done()
	end.Wait()
	return results
}

// wantOneWinner demands that one succeeded, and that the others lost in one of the
// ways given.
func (a *asker) wantOneWinner(what string, results []error, lost ...identity.Kind) {
	a.Helper()
	won := 0
	for _, err := range results {
		switch {
		case err == nil:
			won++
		case !slices.Contains(lost, identity.KindOf(err)):
			a.Errorf("%s that lost: %v", what, err)
		}
	}
	if won != 1 {
		a.Errorf("%s: %d succeeded, want 1", what, won)
	}
}

func createAtOnce(a *asker) {
	if a.ServerIDs {
		a.Skip("the platform makes every id itself")
	}
	draft := a.draft("a", nil)
	results := a.race(func(int) error {
		_, err := a.users.Create(a.Context(), draft)
		return err
	})
	a.wantOneWinner("a creation of one id", results, identity.Conflict)
	a.created(a.get(draft.ID), nil)
}

func createNameAtOnce(a *asker) {
	drafts := make([]identity.Draft, racers)
	for i := range drafts {
		drafts[i] = a.draft("a", nil)
	}
	made := make([]identity.User, racers)
	results := a.race(func(i int) (err error) {
		made[i], err = a.users.Create(a.Context(), drafts[i])
		return err
	})
	for i, err := range results {
		if err == nil {
			a.created(made[i], nil)
		}
	}
	a.wantOneWinner("a creation of one name", results, identity.Conflict)
	a.wantMine("after the race", a.prefix+"a")
}

// patchAtOnce: of changes that were made against one revision one passes. Where the
// platform cannot see to that, those that pass leave the user as one of them wanted.
func patchAtOnce(a *asker) {
	key := a.key(a.create("a", attributes{a.names.Note: "before"}))
	results := a.race(func(i int) error {
		_, err := a.users.Patch(a.Context(), key.ID, key.Revision, identity.Patch{set(a.names.Note, "by "+strconv.Itoa(i))})
		return err
	})
	var winners []any
	for i, err := range results {
		if err == nil {
			winners = append(winners, "by "+strconv.Itoa(i))
		} else {
			a.wantKind(err, identity.Conflict, "a patch that lost")
		}
	}
	if len(winners) == 0 || len(winners) > 1 && !a.LooseRevisions {
		a.Errorf("%d patches of one revision succeeded, want 1", len(winners))
	}
	if note := a.value(a.get(key.ID), a.names.Note); !slices.Contains(winners, note) {
		a.Errorf("the note is %v, want one of %v", note, winners)
	}
}

func deleteAtOnce(a *asker) {
	key := a.key(a.create("a", nil))
	results := a.race(func(int) error {
		_, err := a.users.Delete(a.Context(), key.ID, identity.AnyRevision)
		return err
	})
	a.wantOneWinner("a deletion", results, identity.NotFound)
	a.wantMine("after the race")
}
