package identitytest

import (
	"sync"

	"github.com/realmctl/realmctl/pkg/identity"
)

func creations() []question {
	return []question{
		{"create with an id of our own", createWithOwnID},
		{"create with an id from the server", createWithServerID},
		{"create with a taken id", createTakenID},
		{"create with a taken name", createTakenName},
		{"create without what is required", createIncomplete},
		{"refusals name the attributes", createNamesViolations},
		{"eight creations of one id at once", createAtOnce},
		{"a user with no optional attribute", createBare},
	}
}

func createWithOwnID(a *asker) {
	draft := a.draft("a", attributes{a.Names.Note: "hello"})
	made := a.created(a.users.Create(a.Context(), draft))
	key := a.key(made)
	if key.ID != draft.ID || key.Name != a.prefix+"a" || key.Revision == "" {
		a.Errorf("made %+v, want id %s, name %s and a revision", key, draft.ID, a.prefix+"a")
	}
	a.want(made, a.Names.Note, "hello")

	elsewhere, err := identity.Users(a.Open(a))
	a.must(err)
	seen, err := elsewhere.Get(a.Context(), draft.ID)
	a.must(err)
	if a.key(seen) != key {
		a.Errorf("another connection reads %+v, want %+v", a.key(seen), key)
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
	_, err := a.users.Create(a.Context(), again)
	a.wantKind(err, identity.Conflict, "a second user with that id")
	if got := a.key(a.get(again.ID)); got != a.key(first) {
		a.Errorf("the first user became %+v", got)
	}
}

func createTakenName(a *asker) {
	a.create("a", nil)
	_, err := a.users.Create(a.Context(), a.draft("a", nil))
	a.wantKind(err, identity.Conflict, "a second user of that name")
	a.wantEach("after the refusal", a.list(identity.Query{Filter: a.mine()}), []string{a.prefix + "a"})
}

// incomplete is a user without family name and mail address.
func (a *asker) incomplete() identity.Draft {
	document := a.Document(a.prefix + "a")
	delete(document, a.Names.FamilyName)
	delete(document, a.Names.Mail)
	return identity.Draft{ID: newID(), Document: a.encode(document)}
}

func createIncomplete(a *asker) {
	draft := a.incomplete()
	_, err := a.users.Create(a.Context(), draft)
	a.wantKind(err, identity.Invalid, "a user without mail and family name")
	_, err = a.users.Get(a.Context(), draft.ID)
	a.wantKind(err, identity.NotFound, "the user that was refused")
}

func createNamesViolations(a *asker) {
	_, err := a.users.Create(a.Context(), a.incomplete())
	a.wantViolations(err, a.Names.Mail, a.Names.FamilyName)
}

func createAtOnce(a *asker) {
	const racers = 8
	draft := a.draft("a", nil)
	results := make(chan error, racers)
	var start sync.WaitGroup
	start.Add(1)
	for range racers {
		go func() {
			start.Wait()
			_, err := a.users.Create(a.Context(), draft)
			results <- err
		}()
	}
	start.Done()
	won := 0
	for range racers {
		if err := <-results; err == nil {
			won++
		} else {
			a.wantKind(err, identity.Conflict, "a creation that lost")
		}
	}
	if won != 1 {
		a.Errorf("%d creations of one id succeeded, want 1", won)
	}
	a.created(a.get(draft.ID), nil)
}

func createBare(a *asker) {
	made := a.create("a", nil)
	for _, name := range []string{a.Names.Note, a.Names.Number, a.Names.List} {
		a.want(a.get(a.key(made).ID), name, nil)
	}
	p, err := made.Profile()
	a.must(err)
	if p.UserName != a.prefix+"a" || p.Mail == "" || p.FamilyName == "" || !p.Enabled {
		a.Errorf("the profile of a new user is %+v", p)
	}
	a.wantEach("a bare user", a.list(identity.Query{Filter: a.mine()}), []string{a.prefix + "a"})
}
