package identitytest

import (
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/identity"
)

func setCreations[P identity.Keyed]() []setQuestion[P] {
	return []setQuestion[P]{
		{"create", (*setAsker[P]).askCreate},
		{"create with an id of our own", (*setAsker[P]).askOwnID},
		{"create with an id from the server", (*setAsker[P]).askServerID},
		{"the id is the name", (*setAsker[P]).askNameAsID},
		{"create with a taken id", (*setAsker[P]).askTakenID},
		{"create with a taken name", (*setAsker[P]).askTakenName},
		{"create without a name", (*setAsker[P]).askNameless},
		{"create from one that was read", (*setAsker[P]).askCopy},
		{"documents that are no objects", (*setAsker[P]).askNothing},
		{"delete", (*setAsker[P]).askDelete},
		{"delete an absent one", (*setAsker[P]).askDeleteAbsent},
	}
}

func (s *setAsker[P]) askCreate() {
	made := s.make("a", attributes{note: "hello"})
	key := s.keyOf(made)
	if key.Name != s.prefix+"a" {
		s.Errorf("made %+v, want the name %s", key, s.prefix+"a")
	}
	seen, err := s.in(s.Open(s)).Get(s.Context(), key.ID)
	s.must(err)
	if s.keyOf(seen) != key {
		s.Errorf("another connection reads %+v, want %+v", s.keyOf(seen), key)
	}
	s.wantIn(made.Native, note, "hello")
	s.wantIn(seen.Native, note, "hello")
}

// askOwnID: the id is the one given, or is refused in words.
func (s *setAsker[P]) askOwnID() {
	draft := s.plan("a", nil)
	if s.ServerIDs {
		draft.ID = newID()
		_, err := s.sets.Create(s.Context(), draft)
		s.wantKind(err, identity.Unsupported, "an id of our own")
		s.wantOurs("after the refusal")
		return
	}
	made := s.made(s.sets.Create(s.Context(), draft))
	if key := s.keyOf(made); key.ID != draft.ID {
		s.Errorf("made %+v, want the id %s", key, draft.ID)
	}
	s.same("by its id", made)
}

func (s *setAsker[P]) askServerID() {
	draft := identity.Draft{ServerID: true, Document: s.encode(s.paper("a", nil))}
	made := s.made(s.sets.Create(s.Context(), draft))
	if got := s.keyOf(s.read(s.keyOf(made).ID)); got.Name != s.prefix+"a" {
		s.Errorf("the id that the server made leads to %+v", got)
	}
}

func (s *setAsker[P]) askNameAsID() {
	if !s.about.NamedIDs {
		s.Skip("ids are no names")
	}
	made := s.made(s.sets.Create(s.Context(), identity.Draft{Document: s.encode(s.paper("a b", nil))}))
	if key := s.keyOf(made); key.ID != s.prefix+"a b" || key.Name != key.ID {
		s.Errorf("made %+v", key)
	}
	s.same("by its name", made)
}

func (s *setAsker[P]) askTakenID() {
	first := s.make("a", nil)
	again := s.plan("b", nil)
	again.ID = s.keyOf(first).ID
	kind := identity.Conflict
	switch {
	case s.ServerIDs:
		kind = identity.Unsupported
	case s.about.NamedIDs:
		again = s.plan("a", attributes{note: "the second"})
	}
	_, err := s.sets.Create(s.Context(), again)
	s.wantKind(err, kind, "a second one with that id")
	s.same("after the refusal", first)
	s.wantOurs("after the refusal", s.prefix+"a")
}

// askTakenName: a name is there once, or the second one is another set.
func (s *setAsker[P]) askTakenName() {
	if s.about.SharedNames {
		first, second := s.namesakes()
		if s.keyOf(first).ID == s.keyOf(second).ID {
			s.Errorf("two of one name are one: %+v", s.keyOf(first))
		}
		s.wantOurs("two of one name", s.prefix+"a", s.prefix+"a")
		return
	}
	first := s.make("a", nil)
	_, err := s.sets.Create(s.Context(), s.plan("a", attributes{note: "the second"}))
	s.wantKind(err, identity.Conflict, "a second one of that name")
	s.same("after the refusal", first)
	s.wantOurs("after the refusal", s.prefix+"a")
}

// namesakes are two sets of one name.
func (s *setAsker[P]) namesakes() (first, second identity.Resource[P]) {
	s.Helper()
	one, other := s.paper("a", nil), s.paper("a", nil)
	switch {
	case s.about.Apart != nil:
		s.about.Apart(one, other)
	case !s.about.SharedNames:
		s.Skip("a name is there once")
	}
	return s.makeOf(one), s.makeOf(other)
}

// makeOf makes a set of a document.
func (s *setAsker[P]) makeOf(document map[string]any) identity.Resource[P] {
	s.Helper()
	draft := s.plan("a", nil)
	draft.Document = s.encode(document)
	return s.made(s.sets.Create(s.Context(), draft))
}

func (s *setAsker[P]) askNameless() {
	draft := s.plan("a", attributes{note: "nameless"})
	draft.Document = s.encode(map[string]any{note: "nameless"})
	_, err := s.sets.Create(s.Context(), draft)
	s.wantKind(err, identity.Invalid, "one without a name")
	if draft.ID != "" {
		_, err = s.sets.Get(s.Context(), draft.ID)
		s.wantKind(err, identity.NotFound, "the one that was refused")
	}
}

// askCopy: what a set was read as makes the same one again.
func (s *setAsker[P]) askCopy() {
	first := s.make("a", attributes{note: "again"})
	key := s.keyOf(first)
	_, err := s.sets.Delete(s.Context(), key.ID, key.Revision)
	s.must(err)
	draft := s.plan("a", nil)
	draft.Document = first.Native
	second := s.made(s.sets.Create(s.Context(), draft))
	s.wantIn(second.Native, "name", key.Name)
	s.wantIn(second.Native, note, "again")
}

func (s *setAsker[P]) askNothing() {
	made := s.make("a", nil)
	key := s.keyOf(made)
	for _, document := range []string{"", "null", "[]", `"x"`, `{"a":`, "{}x"} {
		_, err := s.sets.Create(s.Context(), identity.Draft{Document: json.RawMessage(document)})
		s.wantKind(err, identity.Invalid, "a creation of "+document)
		_, err = s.sets.Replace(s.Context(), key.ID, key.Revision, json.RawMessage(document))
		s.wantKind(err, identity.Invalid, "a replacement with "+document)
	}
	s.same("after the refusals", made)
}

func (s *setAsker[P]) askDelete() {
	key := s.keyOf(s.make("a", attributes{note: "last words"}))
	gone, err := s.sets.Delete(s.Context(), key.ID, key.Revision)
	s.must(err)
	if s.keyOf(gone).ID != key.ID {
		s.Errorf("deleted %+v, want %+v", s.keyOf(gone), key)
	}
	s.wantIn(gone.Native, note, "last words")
	_, err = s.sets.Delete(s.Context(), key.ID, key.Revision)
	s.wantKind(err, identity.NotFound, "a second deletion")
	_, err = s.sets.Get(s.Context(), key.ID)
	s.wantKind(err, identity.NotFound, "one that was deleted")
	_, err = s.sets.Find(s.Context(), key.Name)
	s.wantKind(err, identity.NotFound, "the name of one that was deleted")
	s.make("a", nil) // the name is free again
}

func (s *setAsker[P]) askDeleteAbsent() {
	_, err := s.sets.Delete(s.Context(), newID(), identity.AnyRevision)
	s.wantKind(err, identity.NotFound, "a deletion of nothing")
}
