package identitytest

import "github.com/realmctl/realmctl/pkg/identity"

func setBounds[P identity.Keyed]() []setQuestion[P] {
	return []setQuestion[P]{
		{"those of another realm are not found", (*setAsker[P]).askStrangerFound},
		{"those of another realm are not changed", (*setAsker[P]).askStrangerChanged},
	}
}

// foreign makes a set in another realm, and one in this realm.
func (s *setAsker[P]) foreign() (elsewhere setStore[P], foreign identity.Resource[P]) {
	s.Helper()
	if s.Elsewhere == nil {
		s.Skip("the directory knows no other realm")
	}
	elsewhere = s.in(s.Elsewhere(s))
	made, err := elsewhere.Create(s.Context(), s.plan("x", attributes{note: "there"}))
	foreign = s.madeIn(elsewhere, made, err)
	s.make("a", nil)
	return elsewhere, foreign
}

func (s *setAsker[P]) askStrangerFound() {
	_, foreign := s.foreign()
	key := s.keyOf(foreign)
	_, err := s.sets.Get(s.Context(), key.ID)
	s.wantKind(err, identity.NotFound, "the id of a stranger")
	for _, name := range []string{key.ID, key.Name} {
		_, err := s.sets.Find(s.Context(), name)
		s.wantKind(err, identity.NotFound, name)
	}
	s.wantOurs("what is ours", s.prefix+"a")
	theirs := text("name", identity.Equal, key.Name)
	s.wantEach("the name of a stranger", s.listed(identity.Query{Filter: theirs}), nil)
}

func (s *setAsker[P]) askStrangerChanged() {
	elsewhere, foreign := s.foreign()
	key := s.keyOf(foreign)
	for _, revision := range []string{key.Revision, identity.AnyRevision} {
		_, err := s.sets.Patch(s.Context(), key.ID, revision, identity.Patch{set(note, "here")})
		s.wantKind(err, identity.NotFound, "a patch of a stranger")
		_, err = s.sets.Replace(s.Context(), key.ID, revision, s.encode(s.paper("x", nil)))
		s.wantKind(err, identity.NotFound, "a replacement of a stranger")
		_, err = s.sets.Delete(s.Context(), key.ID, revision)
		s.wantKind(err, identity.NotFound, "a deletion of a stranger")
	}
	after, err := elsewhere.Get(s.Context(), key.ID)
	s.must(err)
	if s.keyOf(after) != key {
		s.Errorf("the stranger %+v became %+v", key, s.keyOf(after))
	}
}
