package identitytest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

func setFindings[P identity.Keyed]() []setQuestion[P] {
	return []setQuestion[P]{
		{"get an absent one", (*setAsker[P]).askAbsent},
		{"ids that are no ids", (*setAsker[P]).askOddIDs},
		{"find by id and name", (*setAsker[P]).askFind},
		{"find an absent one", (*setAsker[P]).askFindAbsent},
		{"find one of several", (*setAsker[P]).askFindAmbiguous},
		{"find a name of odd signs", (*setAsker[P]).askFindOdd},
		{"what a directory lacks", (*setAsker[P]).askLacking},
	}
}

func (s *setAsker[P]) askAbsent() {
	_, err := s.sets.Get(s.Context(), newID())
	s.wantKind(err, identity.NotFound, "an id that nothing has")
}

// askOddIDs: an id that could be read as a path or a query reaches nothing.
func (s *setAsker[P]) askOddIDs() {
	made := s.make("a", nil)
	for _, id := range []string{"", ".", "..", "../" + newID(), "a/b", "a?b=c", "a#b", "%2e%2e", "é\n"} {
		_, err := s.sets.Get(s.Context(), id)
		s.wantKind(err, identity.NotFound, fmt.Sprintf("to get %q", id))
		_, err = s.sets.Patch(s.Context(), id, identity.AnyRevision, identity.Patch{set(note, "x")})
		s.wantKind(err, identity.NotFound, fmt.Sprintf("to patch %q", id))
		_, err = s.sets.Replace(s.Context(), id, identity.AnyRevision, s.encode(s.paper("a", nil)))
		s.wantKind(err, identity.NotFound, fmt.Sprintf("to replace %q", id))
		_, err = s.sets.Delete(s.Context(), id, identity.AnyRevision)
		s.wantKind(err, identity.NotFound, fmt.Sprintf("to delete %q", id))
	}
	s.same("after all that", made)
}

func (s *setAsker[P]) askFind() {
	made := s.make("a", nil)
	s.make("ab", nil) // whose name begins alike
	key := s.keyOf(made)
	for _, name := range []string{key.ID, key.Name} {
		s.wantFound(name, key)
	}
}

func (s *setAsker[P]) wantFound(name string, key identity.Key) {
	s.Helper()
	found, err := s.sets.Find(s.Context(), name)
	s.must(err)
	if s.keyOf(found) != key {
		s.Errorf("%s leads to %+v, want %+v", name, s.keyOf(found), key)
	}
}

func (s *setAsker[P]) askFindAbsent() {
	for _, name := range []string{newID(), s.prefix, s.prefix + `/../"x" \ or true`} {
		_, err := s.sets.Find(s.Context(), name)
		s.wantKind(err, identity.NotFound, name)
	}
}

func (s *setAsker[P]) askFindAmbiguous() {
	first, second := s.namesakes()
	_, err := s.sets.Find(s.Context(), s.prefix+"a")
	s.wantKind(err, identity.Ambiguous, "a name of two")
	var e *identity.Error
	if !errors.As(err, &e) {
		return
	}
	matches := make([]string, len(e.Matches))
	for i, k := range e.Matches {
		matches[i] = k.ID
	}
	s.wantEach("the matches in the error", matches, []string{s.keyOf(first).ID, s.keyOf(second).ID})
	for _, one := range []identity.Resource[P]{first, second} {
		s.wantFound(s.keyOf(one).ID, s.keyOf(one))
	}
}

// askFindOdd: signs that mean something in an address or a query are part of a name.
func (s *setAsker[P]) askFindOdd() {
	for _, signs := range []string{"+b&c", "%41", "?x=y#z", "{d}|e", " f, g=h", "山田"} {
		if s.about.NamedIDs && strings.Contains(signs, "%") {
			continue // no id, as the client sees it
		}
		key := s.keyOf(s.make(signs, nil))
		s.wantFound(s.prefix+signs, key)
		s.wantEach(signs, s.listed(identity.Query{Filter: text("name", identity.Equal, s.prefix+signs)}), []string{key.Name})
	}
}

// askLacking hides what the directory can do, and asks for it.
func (s *setAsker[P]) askLacking() {
	_, err := s.kind.open(struct{ identity.Directory }{s.directory})
	if !errors.Is(err, errors.ErrUnsupported) || !strings.HasSuffix(err.Error(), s.kind.many) {
		s.Errorf("%v, want errors.ErrUnsupported that ends in: %s", err, s.kind.many)
	}
}
