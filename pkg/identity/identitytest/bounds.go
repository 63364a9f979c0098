package identitytest

import "github.com/realmctl/realmctl/pkg/identity"

func bounds() []question {
	return []question{
		{"users of another realm are not found", strangerFound},
		{"users of another realm are not changed", strangerChanged},
		{"users of another realm are not changed by a query", strangerChangedWhere},
	}
}

// stranger makes a user of another realm, and one of this realm.
func (a *asker) stranger() (elsewhere identity.UserStore, stranger identity.User) {
	a.Helper()
	if a.Elsewhere == nil {
		a.Skip("the directory knows no other realm")
	}
	elsewhere, err := identity.Users(a.Elsewhere(a))
	a.must(err)
	made, err := elsewhere.Create(a.Context(), a.draft("x", attributes{a.names.familyName: "Adams"}))
	stranger = a.createdIn(elsewhere, made, err)
	a.create("a", attributes{a.names.familyName: "Adams"})
	return elsewhere, stranger
}

func strangerFound(a *asker) {
	_, stranger := a.stranger()
	key := a.key(stranger)
	_, err := a.users.Get(a.Context(), key.ID)
	a.wantKind(err, identity.NotFound, "the id of a stranger")
	for _, name := range []string{key.ID, key.Name, a.profile(stranger).Mail} {
		_, err := a.users.Find(a.Context(), name)
		a.wantKind(err, identity.NotFound, name)
	}
	mine := text(a.names.userName, identity.Equal, a.prefix+"a")
	theirs := text(a.names.userName, identity.Equal, key.Name)
	for _, f := range []identity.Filter{a.mine(), identity.Or{mine, theirs}, identity.Or{theirs, mine}} {
		q := identity.Query{Filter: f}
		a.wantEach(f.String(), a.list(q), a.named("a"))
		a.wantCount(f.String(), q, 1)
	}
	a.wantEach("the name of a stranger", a.list(identity.Query{Filter: theirs}), nil)
}

func strangerChanged(a *asker) {
	elsewhere, stranger := a.stranger()
	key := a.key(stranger)
	for _, revision := range []string{key.Revision, identity.AnyRevision} {
		a.wantKeptOut(key.ID, revision)
	}
	a.wantUntouched(elsewhere, key)
}

func strangerChangedWhere(a *asker) {
	q := able[identity.QueryPatcher[identity.User]](a)
	elsewhere, stranger := a.stranger()
	key := a.key(stranger)
	theirs := identity.Query{Filter: text(a.names.userName, identity.Equal, key.Name)}
	_, err := q.PatchWhere(a.Context(), theirs, identity.Patch{set(a.names.Note, "x")})
	a.wantKind(err, identity.NotFound, "a patch of a stranger by the name")
	a.wantUntouched(elsewhere, key)
}

// wantUntouched demands that a user of another store is what it was.
func (a *asker) wantUntouched(elsewhere identity.UserStore, key identity.Key) {
	a.Helper()
	after, err := elsewhere.Get(a.Context(), key.ID)
	a.must(err)
	if a.key(after) != key {
		a.Errorf("the stranger %+v became %+v", key, a.key(after))
	}
}

// wantKeptOut demands that no write reaches the user with an id.
func (a *asker) wantKeptOut(id, revision string) {
	a.Helper()
	patches := map[string]identity.Patch{"a patch": {set(a.names.Note, "x")}, "a patch of a part": {set(a.names.familyName, "X")}}
	if k, ok := a.users.(identity.StatusKeeper); ok {
		patches["a change of the status"] = k.StatusPatch(false)
	}
	if k, ok := a.users.(passwordKeeper); ok {
		patch, err := k.PasswordPatch("Correct.Horse.9.Staple")
		a.must(err)
		patches["a password"] = patch
	}
	for what, patch := range patches {
		_, err := a.users.Patch(a.Context(), id, revision, patch)
		a.wantKind(err, identity.NotFound, what+" of a stranger")
	}
	_, err := a.users.Replace(a.Context(), id, revision, a.encode(a.document("x", nil)))
	a.wantKind(err, identity.NotFound, "a replacement of a stranger")
	_, err = a.users.Delete(a.Context(), id, revision)
	a.wantKind(err, identity.NotFound, "a deletion of a stranger")
}
