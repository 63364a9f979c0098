package identitytest

import (
	"context"
	"errors"

	"github.com/realmctl/realmctl/pkg/identity"
)

func conditions() []question {
	return []question{
		{"revisions", revisions},
		{"a stale revision", staleRevision},
		{"a revision of nobody's", strangeRevision},
		{"any revision", anyRevision},
		{"writes that were cancelled", cancelled},
	}
}

// revisions: a user has one however it is read, another one after a write, and the
// same one as long as nobody writes.
func revisions(a *asker) {
	u := a.create("a", attributes{a.names.Note: "first"})
	seen := map[string]bool{}
	for _, note := range []string{"second", "third", "fourth"} {
		key := a.key(u)
		if seen[key.Revision] {
			a.Errorf("the revision %s came twice", key.Revision)
		}
		seen[key.Revision] = true
		found, err := a.users.Find(a.Context(), key.Name)
		a.must(err)
		for listed, err := range a.users.List(a.Context(), identity.Query{Filter: a.mine()}) {
			a.must(err)
			for _, other := range []identity.User{found, listed, a.get(key.ID)} {
				if a.key(other) != key {
					a.Errorf("read as %+v, want %+v", a.key(other), key)
				}
			}
		}
		u = a.patch(u, set(a.names.Note, note))
	}
}

// moved makes a user that has changed since the key was read.
func (a *asker) moved() (stale identity.Key, document map[string]any) {
	a.Helper()
	u := a.create("a", attributes{a.names.Note: "first"})
	a.patch(u, set(a.names.Note, "second"))
	return a.key(u), a.document("a", attributes{a.names.Note: "third"})
}

func staleRevision(a *asker) {
	stale, document := a.moved()
	a.wantLost(stale.ID, stale.Revision, document)
	a.want(a.get(stale.ID), a.names.Note, "second")
}

func strangeRevision(a *asker) {
	key := a.key(a.create("a", attributes{a.names.Note: "first"}))
	a.wantLost(key.ID, "1"+key.Revision, a.document("a", nil))
	if after := a.get(key.ID); a.key(after) != key {
		a.Errorf("%+v became %+v", key, a.key(after))
	}
}

// wantLost demands that every write at a revision loses the race.
func (a *asker) wantLost(id, revision string, document map[string]any) {
	a.Helper()
	for what, patch := range map[string]identity.Patch{
		"a patch": {set(a.names.Note, "third")}, "a patch of a part": {set(a.names.familyName, "Third")},
	} {
		_, err := a.users.Patch(a.Context(), id, revision, patch)
		a.wantKind(err, identity.Conflict, what+" at another revision")
	}
	if k, ok := a.users.(identity.StatusKeeper); ok {
		_, err := a.users.Patch(a.Context(), id, revision, k.StatusPatch(false))
		a.wantKind(err, identity.Conflict, "a change of the status at another revision")
	}
	_, err := a.users.Replace(a.Context(), id, revision, a.encode(document))
	a.wantKind(err, identity.Conflict, "a replacement at another revision")
	_, err = a.users.Delete(a.Context(), id, revision)
	a.wantKind(err, identity.Conflict, "a deletion at another revision")
}

func anyRevision(a *asker) {
	stale, document := a.moved()
	u, err := a.users.Patch(a.Context(), stale.ID, identity.AnyRevision, identity.Patch{set(a.names.Note, "patched")})
	a.must(err)
	a.want(u, a.names.Note, "patched")
	u, err = a.users.Replace(a.Context(), stale.ID, identity.AnyRevision, a.encode(document))
	a.must(err)
	a.want(u, a.names.Note, "third")
	_, err = a.users.Delete(a.Context(), stale.ID, identity.AnyRevision)
	a.must(err)
}

// cancelled: what was interrupted before it began was not done.
func cancelled(a *asker) {
	key := a.key(a.create("a", nil))
	ctx, cancel := context.WithCancel(a.Context())
	cancel()
	_, created := a.users.Create(ctx, a.draft("b", nil))
	_, patched := a.users.Patch(ctx, key.ID, key.Revision, identity.Patch{set(a.names.Note, "x")})
	_, replaced := a.users.Replace(ctx, key.ID, key.Revision, a.encode(a.document("a", attributes{a.names.Note: "x"})))
	_, deleted := a.users.Delete(ctx, key.ID, key.Revision)
	for what, err := range map[string]error{"creation": created, "patch": patched, "replacement": replaced, "deletion": deleted} {
		a.wantKind(err, identity.Interrupted, what)
		if !errors.Is(err, context.Canceled) {
			a.Errorf("%s: %v is not context.Canceled", what, err)
		}
	}
	if after := a.get(key.ID); a.key(after) != key {
		a.Errorf("%+v became %+v", key, a.key(after))
	}
	a.wantMine("after the interruption", key.Name)
}
