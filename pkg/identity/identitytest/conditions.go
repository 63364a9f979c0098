package identitytest

import "github.com/realmctl/realmctl/pkg/identity"

func conditions() []question {
	return []question{
		{"a stale revision", staleRevision},
		{"any revision", anyRevision},
	}
}

// moved makes a user that has changed since the key was read.
func (a *asker) moved() (stale identity.Key, document map[string]any) {
	a.Helper()
	u := a.create("a", attributes{a.Names.Note: "first"})
	a.patch(u, set(a.Names.Note, "second"))
	document = a.Document(a.prefix + "a")
	document[a.Names.Note] = "third"
	return a.key(u), document
}

func staleRevision(a *asker) {
	stale, document := a.moved()
	_, err := a.users.Patch(a.Context(), stale.ID, stale.Revision, identity.Patch{set(a.Names.Note, "third")})
	a.wantKind(err, identity.Conflict, "a patch of a stale revision")
	_, err = a.users.Replace(a.Context(), stale.ID, stale.Revision, a.encode(document))
	a.wantKind(err, identity.Conflict, "a replacement of a stale revision")
	_, err = a.users.Delete(a.Context(), stale.ID, stale.Revision)
	a.wantKind(err, identity.Conflict, "a deletion of a stale revision")
	a.want(a.get(stale.ID), a.Names.Note, "second")
}

func anyRevision(a *asker) {
	stale, document := a.moved()
	u, err := a.users.Patch(a.Context(), stale.ID, identity.AnyRevision, identity.Patch{set(a.Names.Note, "patched")})
	a.must(err)
	a.want(u, a.Names.Note, "patched")
	u, err = a.users.Replace(a.Context(), stale.ID, identity.AnyRevision, a.encode(document))
	a.must(err)
	a.want(u, a.Names.Note, "third")
	_, err = a.users.Delete(a.Context(), stale.ID, identity.AnyRevision)
	a.must(err)
}
