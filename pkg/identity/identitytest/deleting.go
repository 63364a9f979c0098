package identitytest

import "github.com/realmctl/realmctl/pkg/identity"

func deletions() []question {
	return []question{{"delete", remove}, {"delete an absent user", removeAbsent}}
}

func remove(a *asker) {
	key := a.key(a.create("a", attributes{a.names.Note: "last words"}))
	gone, err := a.users.Delete(a.Context(), key.ID, key.Revision)
	a.must(err)
	if a.key(gone).ID != key.ID {
		a.Errorf("deleted %+v, want %+v", a.key(gone), key)
	}
	a.want(gone, a.names.Note, "last words")
	_, err = a.users.Delete(a.Context(), key.ID, key.Revision)
	a.wantKind(err, identity.NotFound, "a second deletion")
	_, err = a.users.Get(a.Context(), key.ID)
	a.wantKind(err, identity.NotFound, "a user who was deleted")
	_, err = a.users.Find(a.Context(), key.Name)
	a.wantKind(err, identity.NotFound, "the name of a user who was deleted")
	a.create("a", nil) // the name is free again
}

func removeAbsent(a *asker) {
	_, err := a.users.Delete(a.Context(), newID(), identity.AnyRevision)
	a.wantKind(err, identity.NotFound, "a deletion of nobody")
}
