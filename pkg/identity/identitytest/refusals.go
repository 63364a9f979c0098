package identitytest

import (
	"errors"
	"net/http"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
)

func refusals() []question {
	return []question{
		{"a reader reads", readerReads},
		{"a reader may not write", readerWrites},
		{"an expired credential", expired},
	}
}

// as connects as somebody else, or skips the question.
func (a *asker) as(open func(testing.TB) identity.Directory) identity.UserStore {
	a.Helper()
	if open == nil {
		a.Skip("NOT CHECKED: there is no such credential")
	}
	users, err := identity.Users(open(a))
	a.must(err)
	return users
}

func readerReads(a *asker) {
	reader := a.as(a.Reader)
	key := a.key(a.create("a", nil))
	u, err := reader.Get(a.Context(), key.ID)
	a.must(err)
	if a.key(u) != key {
		a.Errorf("the reader reads %+v, want %+v", a.key(u), key)
	}
}

func readerWrites(a *asker) {
	reader := a.as(a.Reader)
	u := a.create("a", attributes{a.names.Note: "before"})
	key := a.key(u)
	_, err := reader.Create(a.Context(), a.draft("b", nil))
	a.wantRefused(err, http.StatusForbidden, "a reader who creates")
	_, err = reader.Patch(a.Context(), key.ID, key.Revision, identity.Patch{set(a.names.Note, "after")})
	a.wantRefused(err, http.StatusForbidden, "a reader who patches")
	_, err = reader.Replace(a.Context(), key.ID, key.Revision, a.encode(a.document("a", nil)))
	a.wantRefused(err, http.StatusForbidden, "a reader who replaces")
	_, err = reader.Delete(a.Context(), key.ID, key.Revision)
	a.wantRefused(err, http.StatusForbidden, "a reader who deletes")
	a.want(a.get(key.ID), a.names.Note, "before")
	a.wantMine("after the refusals", key.Name)
}

func expired(a *asker) {
	late := a.as(a.Expired)
	_, err := late.Get(a.Context(), newID())
	a.wantRefused(err, http.StatusUnauthorized, "a reading")
	_, err = late.Create(a.Context(), a.draft("a", nil))
	a.wantRefused(err, http.StatusUnauthorized, "a creation")
	revision, patch := identity.AnyRevision, identity.Patch{set(a.names.Note, "x")}
	_, err = late.Patch(a.Context(), newID(), revision, patch)
	a.wantRefused(err, http.StatusUnauthorized, "a patch")
	_, err = late.Replace(a.Context(), newID(), revision, a.encode(a.document("a", nil)))
	a.wantRefused(err, http.StatusUnauthorized, "a replacement")
	_, err = late.Delete(a.Context(), newID(), revision)
	a.wantRefused(err, http.StatusUnauthorized, "a deletion")
	_, err = late.Find(a.Context(), a.prefix)
	a.wantRefused(err, http.StatusUnauthorized, "a search")
	_, err = identity.Count(a.Context(), late, identity.Query{Filter: a.mine()})
	a.wantRefused(err, http.StatusUnauthorized, "a count")
	a.wantRefused(a.listError(late, identity.Query{Filter: a.mine()}), http.StatusUnauthorized, "a listing")
}

// wantRefused demands an error of kind Auth with the status the server gave.
func (a *asker) wantRefused(err error, status int, what string) {
	a.Helper()
	a.wantKind(err, identity.Auth, what)
	var e *identity.Error
	if errors.As(err, &e) && e.Status != status {
		a.Errorf("%s: status %d, want %d", what, e.Status, status)
	}
}
