package identitytest

import (
	"errors"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

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
