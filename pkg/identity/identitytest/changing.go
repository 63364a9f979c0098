package identitytest

import (
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/identity"
)

func changes() []question {
	return []question{
		{"patch: set and unset", patchScalars},
		{"patch: add to a list", patchAdd},
		{"patch: add to the end of a list", patchAddLast},
		{"patch: remove from a list", patchRemove},
		{"patch: increment", patchIncrement},
		{"patch: all or nothing", patchAtomic},
		{"patch: transform", patchTransform},
		{"patch an absent user", patchAbsent},
		{"replace", replace},
		{"replace with what was read", replaceSame},
		{"delete", remove},
	}
}

func set(name, value string) identity.Operation {
	return identity.Operation{Op: identity.Set, Path: name, Value: identity.Quote(value)}
}

// patch changes a user at the revision it has.
func (a *asker) patch(u identity.User, patch ...identity.Operation) identity.User {
	a.Helper()
	key := a.key(u)
	after, err := a.users.Patch(a.Context(), key.ID, key.Revision, patch)
	a.must(err)
	if read := a.get(key.ID); a.key(read) != a.key(after) {
		a.Errorf("the patch answered %+v, then %+v was read", a.key(after), a.key(read))
	}
	return after
}

func patchScalars(a *asker) {
	u := a.create("a", attributes{a.Names.Note: "before", a.Names.Number: 1})
	const odd = "it's \"after\" \\ 山\tand\nso on"
	after := a.patch(u, set(a.Names.Note, odd), identity.Operation{Op: identity.Unset, Path: a.Names.Number})
	a.want(after, a.Names.Note, odd)
	a.want(after, a.Names.Number, nil)
	if a.key(after).Revision == a.key(u).Revision {
		a.Error("the revision did not change")
	}
	after = a.patch(after, set(a.Names.Note, "again"), identity.Operation{Op: identity.Unset, Path: a.Names.Number})
	a.want(after, a.Names.Note, "again")
}

func patchAdd(a *asker)     { a.addTo(a.Names.List) }
func patchAddLast(a *asker) { a.addTo(a.Names.End) }

// addTo adds an element to a list of one and to one that is unset.
func (a *asker) addTo(path string) {
	a.Helper()
	add := identity.Operation{Op: identity.Add, Path: path, Value: identity.Quote("y")}
	a.want(a.patch(a.create("a", attributes{a.Names.List: []string{"x"}}), add), a.Names.List, []any{"x", "y"})
	a.want(a.patch(a.create("b", nil), add), a.Names.List, []any{"y"})
}

func patchRemove(a *asker) {
	u := a.create("a", attributes{a.Names.List: []string{"x", "y", "z"}})
	u = a.patch(u, identity.Operation{Op: identity.Remove, Path: a.Names.List, Value: identity.Quote("y")})
	a.want(u, a.Names.List, []any{"x", "z"})
}

func patchIncrement(a *asker) {
	by := func(n string) identity.Operation {
		return identity.Operation{Op: identity.Increment, Path: a.Names.Number, Value: json.RawMessage(n)}
	}
	u := a.create("a", attributes{a.Names.Number: 40})
	u = a.patch(u, by("5"))
	a.want(a.patch(u, by("-3")), a.Names.Number, 42)

	bare := a.key(a.create("b", nil))
	_, err := a.users.Patch(a.Context(), bare.ID, bare.Revision, identity.Patch{by("1")})
	a.wantKind(err, identity.Invalid, "an increment of what is unset")
}

func patchAtomic(a *asker) {
	key := a.key(a.create("a", attributes{a.Names.Note: "before"}))
	increment := identity.Operation{Op: identity.Increment, Path: a.Names.Number, Value: json.RawMessage("1")}
	_, err := a.users.Patch(a.Context(), key.ID, key.Revision, identity.Patch{set(a.Names.Note, "after"), increment})
	a.wantKind(err, identity.Invalid, "a patch of which one operation is impossible")
	a.want(a.get(key.ID), a.Names.Note, "before")
}

func patchTransform(a *asker) {
	key := a.key(a.create("a", nil))
	script := identity.Operation{Op: identity.Transform, Path: a.Names.Note, Value: json.RawMessage(`{"type": "text/javascript"}`)}
	_, err := a.users.Patch(a.Context(), key.ID, key.Revision, identity.Patch{script})
	a.wantKind(err, identity.Unsupported, "a script as a patch")
}

func patchAbsent(a *asker) {
	_, err := a.users.Patch(a.Context(), newID(), identity.AnyRevision, identity.Patch{set(a.Names.Note, "x")})
	a.wantKind(err, identity.NotFound, "a patch of nobody")
}

func replace(a *asker) {
	u := a.create("a", attributes{a.Names.Note: "before", a.Names.Number: 1})
	key := a.key(u)
	document := a.Document(a.prefix + "a")
	document[a.Names.Note] = "after"
	after, err := a.users.Replace(a.Context(), key.ID, key.Revision, a.encode(document))
	a.must(err)
	for _, u := range []identity.User{after, a.get(key.ID)} {
		a.want(u, a.Names.Note, "after")
		a.want(u, a.Names.Number, nil)
	}
	_, err = a.users.Replace(a.Context(), newID(), identity.AnyRevision, a.encode(document))
	a.wantKind(err, identity.NotFound, "a replacement of nobody")
}

func replaceSame(a *asker) {
	u := a.create("a", attributes{a.Names.Note: "stays", a.Names.List: []string{"x"}})
	key := a.key(u)
	_, err := a.users.Replace(a.Context(), key.ID, key.Revision, a.get(key.ID).Native)
	a.must(err)
	after := a.get(key.ID)
	a.want(after, a.Names.Note, "stays")
	a.want(after, a.Names.List, []any{"x"})
}

func remove(a *asker) {
	key := a.key(a.create("a", attributes{a.Names.Note: "last words"}))
	gone, err := a.users.Delete(a.Context(), key.ID, key.Revision)
	a.must(err)
	if a.key(gone).ID != key.ID {
		a.Errorf("deleted %+v, want %+v", a.key(gone), key)
	}
	a.want(gone, a.Names.Note, "last words")
	_, err = a.users.Delete(a.Context(), key.ID, key.Revision)
	a.wantKind(err, identity.NotFound, "a second deletion")
	_, err = a.users.Get(a.Context(), key.ID)
	a.wantKind(err, identity.NotFound, "a user who was deleted")
	a.create("a", nil) // the name is free again
}
