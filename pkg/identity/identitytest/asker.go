package identitytest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
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
	// prefix begins the names of all users that this question makes.
	prefix string
}

// attributes are what a question adds to the smallest document.
type attributes map[string]any

func newAsker(t *testing.T, o Options) *asker {
	t.Helper()
	directory := o.Open(t)
	users, err := identity.Users(directory)
	if err != nil {
		t.Fatal(err)
	}
	return &asker{T: t, Options: o, directory: directory, users: users, prefix: "q" + strings.ToLower(rand.Text()[:10])}
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
	document := a.Document(a.prefix + suffix)
	maps.Copy(document, more)
	return identity.Draft{ID: newID(), Document: a.encode(document)}
}

func (a *asker) encode(document map[string]any) json.RawMessage {
	a.Helper()
	raw, err := json.Marshal(document)
	a.must(err)
	return raw
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
	a.must(err)
	id := a.key(u).ID
	a.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if _, err := a.users.Delete(ctx, id, identity.AnyRevision); err != nil && identity.KindOf(err) != identity.NotFound {
			a.Errorf("tidying up: %v", err)
		}
	})
	return u
}

// createFour makes the users a, b, c and d, and returns their names.
func (a *asker) createFour() []string {
	a.Helper()
	var names []string
	for _, suffix := range []string{"a", "b", "c", "d"} {
		a.create(suffix, nil)
		names = append(names, a.prefix+suffix)
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
	if k.ID == "" || k.Name == "" {
		a.Fatalf("a user without id or name: %s", u.Native)
	}
	return k
}

// value is one top-level attribute of a user; what is unset is nil, whether the
// platform leaves it out, sends null or an empty list.
func (a *asker) value(u identity.User, name string) any {
	a.Helper()
	var document map[string]any
	a.must(json.Unmarshal(u.Native, &document))
	if list, ok := document[name].([]any); ok && len(list) == 0 {
		return nil
	}
	return document[name]
}

// want compares one attribute of a user.
func (a *asker) want(u identity.User, name string, want any) {
	a.Helper()
	if got := a.value(u, name); fmt.Sprint(got) != fmt.Sprint(want) {
		a.Errorf("%s is %v, want %v", name, got, want)
	}
}

// mine restricts a filter to the question's own users.
func (a *asker) mine(and ...identity.Filter) identity.Filter {
	own := identity.Comparison{
		Attribute: a.Names.UserName, Op: identity.StartsWith,
		Value: identity.Value{Kind: identity.Text, Text: a.prefix},
	}
	return append(identity.And{own}, and...)
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

// wantEach compares a listing with names, in any order, each exactly once.
func (a *asker) wantEach(what string, got, want []string) {
	a.Helper()
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		a.Errorf("%s: listed %q, want %q", what, got, want)
	}
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

// must ends the question at an error that has nothing to do with it.
func (a *asker) must(err error) {
	a.Helper()
	if err != nil {
		a.Fatal(err)
	}
}
