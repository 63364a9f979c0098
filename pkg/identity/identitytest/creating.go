package identitytest

import (
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/identity"
)

func creations() []question {
	return []question{
		{"create", create},
		{"create with an id of our own", createWithOwnID},
		{"create with an id from the server", createWithServerID},
		{"create with a taken id", createTakenID},
		{"create with a taken name", createTakenName},
		{"create from a user that was read", createCopy},
		{"create with null", createNull},
		{"documents that are no objects", createOfNothing},
		{"a user with no optional attribute", createBare},
		{"a user with what is required alone", createLeast},
	}
}

func create(a *asker) {
	made := a.create("a", attributes{a.names.Note: "hello", a.names.Number: 7, a.names.List: []any{"x", "y"}})
	key := a.key(made)
	if key.Name != a.prefix+"a" {
		a.Errorf("made %+v, want the name %s", key, a.prefix+"a")
	}
	elsewhere, err := identity.Users(a.Open(a))
	a.must(err)
	seen, err := elsewhere.Get(a.Context(), key.ID)
	a.must(err)
	if a.key(seen) != key {
		a.Errorf("another connection reads %+v, want %+v", a.key(seen), key)
	}
	for _, u := range []identity.User{made, seen} {
		a.want(u, a.names.Note, "hello")
		a.want(u, a.names.Number, 7)
		a.want(u, a.names.List, []any{"x", "y"})
	}
}

// createWithOwnID: the id is the one given, or is refused in words.
func createWithOwnID(a *asker) {
	draft := a.draft("a", nil)
	draft.ID = newID()
	made, err := a.users.Create(a.Context(), draft)
	if a.ServerIDs {
		a.wantKind(err, identity.Unsupported, "an id of our own")
		a.wantMine("after the refusal")
		return
	}
	if key := a.key(a.created(made, err)); key.ID != draft.ID {
		a.Errorf("made %+v, want the id %s", key, draft.ID)
	}
	if read := a.get(draft.ID); a.key(read) != a.key(made) {
		a.Errorf("the id leads to %+v, want %+v", a.key(read), a.key(made))
	}
}

func createWithServerID(a *asker) {
	draft := a.draft("a", nil)
	draft.ID, draft.ServerID = "", true
	made := a.created(a.users.Create(a.Context(), draft))
	if got := a.key(a.get(a.key(made).ID)); got.Name != a.prefix+"a" {
		a.Errorf("the id that the server made leads to %+v", got)
	}
}

func createTakenID(a *asker) {
	first := a.create("a", nil)
	again := a.draft("b", nil)
	again.ID = a.key(first).ID
	kind := identity.Conflict
	if a.ServerIDs {
		kind = identity.Unsupported
	}
	_, err := a.users.Create(a.Context(), again)
	a.wantKind(err, kind, "a second user with that id")
	if got := a.key(a.get(again.ID)); got != a.key(first) {
		a.Errorf("the first user became %+v", got)
	}
	a.wantMine("after the refusal", a.prefix+"a")
}

func createTakenName(a *asker) {
	a.create("a", nil)
	_, err := a.users.Create(a.Context(), a.draft("a", nil))
	a.wantKind(err, identity.Conflict, "a second user of that name")
	a.wantMine("after the refusal", a.prefix+"a")
}

// createCopy: what a user was read as makes the same user again.
func createCopy(a *asker) {
	first := a.create("a", attributes{a.names.Note: "again", a.names.List: []any{"x", "y"}})
	_, err := a.users.Delete(a.Context(), a.key(first).ID, identity.AnyRevision)
	a.must(err)
	second := a.created(a.users.Create(a.Context(), identity.Draft{Document: first.Native}))
	for _, path := range []string{a.names.userName, a.names.familyName, a.names.mail, a.names.Note, a.names.List} {
		a.want(second, path, a.value(first, path))
	}
}

// createNull: null is the same as nothing.
func createNull(a *asker) {
	made := a.create("a", attributes{a.names.Note: nil, a.names.List: nil, a.names.Other: "spare"})
	a.want(made, a.names.Note, nil)
	a.want(made, a.names.List, nil)
	a.want(made, a.names.Other, "spare")
}

func createOfNothing(a *asker) {
	key := a.key(a.create("a", nil))
	for _, document := range []string{"", "null", "[]", `"x"`, `{"a":`, "{}x"} {
		_, err := a.users.Create(a.Context(), identity.Draft{Document: json.RawMessage(document)})
		a.wantKind(err, identity.Invalid, "a creation of "+document)
		_, err = a.users.Replace(a.Context(), key.ID, key.Revision, json.RawMessage(document))
		a.wantKind(err, identity.Invalid, "a replacement with "+document)
	}
	if after := a.get(key.ID); a.key(after) != key {
		a.Errorf("%+v became %+v", key, a.key(after))
	}
}

func createBare(a *asker) {
	made := a.create("a", nil)
	for _, path := range []string{a.names.Note, a.names.Other, a.names.Number, a.names.List} {
		a.want(a.get(a.key(made).ID), path, nil)
	}
	p := a.profile(made)
	if p.UserName != a.prefix+"a" || p.Mail == "" || p.FamilyName == "" || p.GivenName == "" || !p.Enabled {
		a.Errorf("the profile of a new user is %+v", p)
	}
	a.wantMine("a bare user", a.prefix+"a")
}

func createLeast(a *asker) {
	whole := a.document("a", nil)
	least := map[string]any{}
	for _, path := range a.Required {
		put(least, path, lookUp(whole, path))
	}
	made := a.created(a.users.Create(a.Context(), a.draftOf(least)))
	if p := a.profile(a.get(a.key(made).ID)); p.UserName != a.prefix+"a" || !p.Enabled {
		a.Errorf("the profile of the least user is %+v", p)
	}
	a.wantMine("the least user", a.prefix+"a")
}
