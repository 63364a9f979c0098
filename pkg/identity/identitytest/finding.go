package identitytest

import (
	"errors"

	"github.com/realmctl/realmctl/pkg/identity"
)

func findings() []question {
	return []question{
		{"get an absent user", getAbsent},
		{"ids that are no ids", getOdd},
		{"find by id, name and mail address", find},
		{"find an absent user", findAbsent},
		{"find one of several", findAmbiguous},
	}
}

func getAbsent(a *asker) {
	_, err := a.users.Get(a.Context(), newID())
	a.wantKind(err, identity.NotFound, "an id that nobody has")
}

// getOdd: an id that could be read as a path or a query reaches nothing else.
func getOdd(a *asker) {
	for _, id := range []string{"", ".", "..", "../" + newID(), "a/b", "a?b=c", "a#b", "%2e%2e", "é\n"} {
		if _, err := a.users.Get(a.Context(), id); err == nil {
			a.Errorf("there is a user with the id %q", id)
		}
		if _, err := a.users.Delete(a.Context(), id, identity.AnyRevision); err == nil {
			a.Errorf("a user with the id %q was deleted", id)
		}
	}
}

func find(a *asker) {
	made := a.create("a", nil)
	a.create("ab", nil) // whose name begins alike
	p, err := made.Profile()
	a.must(err)
	for _, name := range []string{p.ID, p.UserName, p.Mail} {
		found, err := a.users.Find(a.Context(), name)
		a.must(err)
		if a.key(found) != a.key(made) {
			a.Errorf("%s leads to %+v, want %+v", name, a.key(found), a.key(made))
		}
	}
}

func findAbsent(a *asker) {
	for _, name := range []string{newID(), a.prefix, a.prefix + "@example.com", a.prefix + `/../"x" \ or true`} {
		_, err := a.users.Find(a.Context(), name)
		a.wantKind(err, identity.NotFound, name)
	}
}

func findAmbiguous(a *asker) {
	shared := a.prefix + "@example.com"
	first := a.create("a", attributes{a.Names.Mail: shared})
	second := a.create("b", attributes{a.Names.Mail: shared})
	_, err := a.users.Find(a.Context(), shared)
	a.wantKind(err, identity.Ambiguous, "an address of two users")
	var e *identity.Error
	if !errors.As(err, &e) {
		return
	}
	var matches []string
	for _, k := range e.Matches {
		matches = append(matches, k.ID)
	}
	a.wantEach("the matches in the error", matches, []string{a.key(first).ID, a.key(second).ID})
}
