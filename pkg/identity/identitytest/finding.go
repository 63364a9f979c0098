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
		{"find a name before a mail address", findInOrder},
		{"find a name of odd signs", findOdd},
		{"names that people know from elsewhere", findByOtherNames},
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
	p := a.profile(made)
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
	first := a.create("a", attributes{a.names.mail: shared})
	second := a.create("b", attributes{a.names.mail: shared})
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

// findInOrder: what is one user's name and another's address is the name.
func findInOrder(a *asker) {
	address := a.prefix + "@example.com"
	a.create("a", attributes{a.names.mail: address})
	named := a.create("b", attributes{a.names.userName: address})
	found, err := a.users.Find(a.Context(), address)
	a.must(err)
	if a.key(found) != a.key(named) {
		a.Errorf("%s leads to %+v, want %+v", address, a.key(found), a.key(named))
	}
}

// findOdd: signs that mean something in an address or a query are part of a name.
func findOdd(a *asker) {
	for _, signs := range []string{"+b&c", "%41", "?x=y#z", "*", "{d}|e"} {
		made := a.create(signs, nil)
		p := a.profile(made)
		for _, name := range []string{a.prefix + signs, p.Mail} {
			found, err := a.users.Find(a.Context(), name)
			a.must(err)
			if a.key(found) != a.key(made) {
				a.Errorf("%s leads to %+v, want %+v", name, a.key(found), a.key(made))
			}
		}
		a.wantEach(signs, a.list(identity.Query{Filter: text(a.names.userName, identity.Equal, p.UserName)}), []string{a.prefix + signs})
	}
}

// findByOtherNames: the names in which people think lead to what a profile shows.
func findByOtherNames(a *asker) {
	made := a.create("a", attributes{a.names.familyName: "Adams", a.names.givenName: "Ann"})
	p := a.profile(made)
	for name, want := range map[string]string{"userName": p.UserName, "mail": p.Mail, "sn": p.FamilyName, "givenName": p.GivenName} {
		a.want(made, identity.NativeName(a.users, name), want)
		a.wantEach(name, a.list(identity.Query{Filter: a.mine(text(name, identity.Equal, want)), Sort: []identity.SortKey{{Attribute: name}}}), a.named("a"))
	}
	if p := a.profile(a.patch(made, set("sn", "Baker"))); p.FamilyName != "Baker" || p.GivenName != "Ann" {
		a.Errorf("after a change of sn the profile is %+v", p)
	}
}
