package identitytest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/stream"
)

// An asker asks one question: a test with a connection and a corner of the
// directory that is its own.
type asker struct {
	*testing.T
	Options
	directory identity.Directory
	users     identity.UserStore
	names     names
	// prefix begins the names of all users that this question makes.
	prefix string
}

// names are the paths of all attributes that the questions use.
type names struct {
	Names
	userName, givenName, familyName, mail string
}

func newAsker(t *testing.T, o Options) *asker {
	t.Helper()
	directory := o.Open(t)
	users, err := identity.Users(directory)
	if err != nil {
		t.Fatal(err)
	}
	native := func(name string) string { return identity.NativeName(users, name) }
	return &asker{
		T: t, Options: o, directory: directory, users: users, prefix: "q" + strings.ToLower(rand.Text()[:10]),
		names: names{o.Names, native("userName"), native("givenName"), native("sn"), native("mail")},
	}
}

// newID is a random UUID, which every platform takes.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// draft is a new user, called after the suffix.
func (a *asker) draft(suffix string, more attributes) identity.Draft {
	a.Helper()
	return a.draftOf(a.document(suffix, more))
}

// draftOf is a new user with an id of our own, where the platform takes one.
func (a *asker) draftOf(document map[string]any) identity.Draft {
	a.Helper()
	d := identity.Draft{Document: a.encode(document)}
	if !a.ServerIDs {
		d.ID = newID()
	}
	return d
}

// create makes a user that must be possible to make.
func (a *asker) create(suffix string, more attributes) identity.User {
	a.Helper()
	return a.created(a.users.Create(a.Context(), a.draft(suffix, more)))
}

// created takes what Create returned, and sees to it that the user goes when
// the question ends.
func (a *asker) created(u identity.User, err error) identity.User {
	a.Helper()
	return a.createdIn(a.users, u, err)
}

// createdIn is created for a user of another store.
func (a *asker) createdIn(users identity.UserStore, u identity.User, err error) identity.User {
	a.Helper()
	a.must(err)
	id := a.key(u).ID
	a.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if _, err := users.Delete(ctx, id, identity.AnyRevision); err != nil && identity.KindOf(err) != identity.NotFound {
			a.Errorf("tidying up: %v", err)
		}
	})
	return u
}

// createFour makes the users a, b, c and d, and returns their names.
func (a *asker) createFour() []string {
	a.Helper()
	for _, suffix := range []string{"a", "b", "c", "d"} {
		a.create(suffix, nil)
	}
	return a.named("abcd")
}

// named puts the prefix before each letter.
func (a *asker) named(letters string) (names []string) {
	for _, letter := range letters {
		names = append(names, a.prefix+string(letter))
	}
	return names
}

func (a *asker) get(id string) identity.User {
	a.Helper()
	u, err := a.users.Get(a.Context(), id)
	a.must(err)
	return u
}

func (a *asker) key(u identity.User) identity.Key {
	a.Helper()
	k, err := u.Key()
	a.must(err)
	if k.ID == "" || k.Name == "" || k.Revision == "" {
		a.Fatalf("a user without id, revision or name: %s", u.Native)
	}
	return k
}

func (a *asker) profile(u identity.User) identity.Profile {
	a.Helper()
	p, err := u.Profile()
	a.must(err)
	return p
}

// text is a condition on one attribute.
func text(attribute string, op identity.Op, value string) identity.Filter {
	return identity.Comparison{Attribute: attribute, Op: op, Value: identity.Value{Kind: identity.Text, Text: value}}
}

// mine restricts a filter to the question's own users.
func (a *asker) mine(and ...identity.Filter) identity.Filter {
	return append(identity.And{text(a.names.userName, identity.StartsWith, a.prefix)}, and...)
}

// list returns the names of the users that match, in the order they came.
func (a *asker) list(q identity.Query) []string {
	a.Helper()
	found, err := stream.Collect(a.users.List(a.Context(), q))
	a.must(err)
	names := make([]string, len(found))
	for i, u := range found {
		p := a.profile(u) // a listing of some attributes may lack the id
		names[i] = p.UserName
	}
	return names
}

// listError is how a listing ends.
func (a *asker) listError(users identity.UserStore, q identity.Query) (last error) {
	for _, err := range users.List(a.Context(), q) {
		last = err
	}
	return last
}

// wantEach compares a listing with names, in any order, each exactly once.
func (a *asker) wantEach(what string, got, want []string) {
	a.Helper()
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		a.Errorf("%s: listed %q, want %q", what, got, want)
	}
}

// wantMine compares all users of the question with names.
func (a *asker) wantMine(what string, want ...string) {
	a.Helper()
	a.wantEach(what, a.list(identity.Query{Filter: a.mine()}), want)
}

// wantKind demands an error of a kind that says what was attempted and where.
func (a *asker) wantKind(err error, kind identity.Kind, what string) {
	a.Helper()
	var e *identity.Error
	switch {
	case err == nil:
		a.Errorf("%s: no error, want one of kind %v", what, kind)
	case !errors.As(err, &e):
		a.Errorf("%s: %v is of type %T, want an *identity.Error", what, err, err)
	case e.Kind != kind:
		a.Errorf("%s: kind %v, want %v: %v", what, e.Kind, kind, err)
	case e.Op == "" || e.Realm != a.directory.Realm():
		a.Errorf("%s: the error does not say what was attempted in %s: %v", what, a.directory.Realm(), err)
	}
}

// wantUnsupported demands a refusal of kind Unsupported that names one of the
// things that the platform lacks.
func (a *asker) wantUnsupported(err error, what string, named ...string) {
	a.Helper()
	a.wantKind(err, identity.Unsupported, what)
	if err == nil || !errors.Is(err, errors.ErrUnsupported) {
		a.Errorf("%s: %v is not errors.ErrUnsupported", what, err)
		return
	}
	if !slices.ContainsFunc(named, func(name string) bool { return strings.Contains(err.Error(), name) }) {
		a.Errorf("%s: the refusal names none of %q: %v", what, named, err)
	}
}

// must ends the question at an error that has nothing to do with it.
func (a *asker) must(err error) {
	a.Helper()
	if err != nil {
		a.Fatal(err)
	}
}

// needs skips a question about an attribute that the platform lacks.
func (a *asker) needs(path, what string) {
	a.Helper()
	if path == "" {
		a.Skip("the platform has no " + what)
	}
}
