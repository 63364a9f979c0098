package identitytest

import (
	"context"
	"crypto/rand"
	"fmt"
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
		names[i] = a.key(u).Name
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
