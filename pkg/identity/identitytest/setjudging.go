package identitytest

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/realmctl/realmctl/pkg/identity"
)

func setJudgements[P identity.Keyed]() []setQuestion[P] {
	return []setQuestion[P]{
		{"schema", (*setAsker[P]).askSchema},
		{"validate", (*setAsker[P]).askValidate},
		{"a reader reads", (*setAsker[P]).askReader},
		{"a reader may not write", (*setAsker[P]).askReaderWrites},
		{"an expired credential", (*setAsker[P]).askExpired},
	}
}

func (s *setAsker[P]) askSchema() {
	schema, err := ableSet[identity.Describer](s).Schema(s.Context())
	s.must(err)
	for _, path := range []string{"name", note} {
		if got, ok := schema.Attribute(path); !ok || got.Type != identity.String {
			s.Errorf("%s is of type %q, want a text", path, got.Type)
		}
	}
	required := make([]string, 0, 1)
	for _, r := range schema.Required() {
		required = append(required, r.Name)
	}
	s.wantEach("what is required", required, []string{"name"})
}

// askValidate: what is wrong with a document is told beforehand, and nothing is written.
func (s *setAsker[P]) askValidate() {
	judge := s.judge()
	found, err := judge(s.Context(), s.encode(s.paper("a", attributes{note: "x"})))
	s.must(err)
	if len(found) > 0 {
		s.Errorf("a small document is refused: %v", found)
	}
	found, err = judge(s.Context(), s.encode(map[string]any{note: "x"}))
	s.must(err)
	s.wantViolations(&identity.Error{Violations: found}, "name")
	s.wantOurs("after two validations")
}

// judge is the way in which the store judges a document of a new set.
func (s *setAsker[P]) judge() func(context.Context, json.RawMessage) ([]identity.Violation, error) {
	s.Helper()
	if c, ok := s.sets.(identity.Checker); ok {
		return c.Check
	}
	v := ableSet[identity.Validator](s)
	return func(ctx context.Context, document json.RawMessage) ([]identity.Violation, error) {
		return v.Validate(ctx, "", document)
	}
}

func (s *setAsker[P]) askReader() {
	s.as(s.Reader)
	made := s.make("a", nil)
	seen, err := s.in(s.Reader(s)).Get(s.Context(), s.keyOf(made).ID)
	s.must(err)
	if s.keyOf(seen) != s.keyOf(made) {
		s.Errorf("the reader reads %+v, want %+v", s.keyOf(seen), s.keyOf(made))
	}
}

func (s *setAsker[P]) askReaderWrites() {
	s.as(s.Reader)
	made := s.make("a", attributes{note: "before"})
	s.wantAllRefused(s.in(s.Reader(s)), s.keyOf(made), http.StatusForbidden)
	s.same("after the refusals", made)
	s.wantOurs("after the refusals", s.prefix+"a")
}

func (s *setAsker[P]) askExpired() {
	s.as(s.Expired)
	late := s.in(s.Expired(s))
	_, err := late.Get(s.Context(), newID())
	s.wantRefused(err, http.StatusUnauthorized, "a reading")
	_, err = late.Find(s.Context(), s.prefix)
	s.wantRefused(err, http.StatusUnauthorized, "a search")
	for _, err := range late.List(s.Context(), s.all()) {
		s.wantRefused(err, http.StatusUnauthorized, "a listing")
	}
	s.wantAllRefused(late, identity.Key{ID: newID(), Revision: identity.AnyRevision}, http.StatusUnauthorized)
}

// wantAllRefused demands that no write passes.
func (s *setAsker[P]) wantAllRefused(sets setStore[P], key identity.Key, status int) {
	s.Helper()
	_, err := sets.Create(s.Context(), s.plan("b", nil))
	s.wantRefused(err, status, "a creation")
	_, err = sets.Patch(s.Context(), key.ID, key.Revision, identity.Patch{set(note, "after")})
	s.wantRefused(err, status, "a patch")
	_, err = sets.Replace(s.Context(), key.ID, key.Revision, s.encode(s.paper("a", nil)))
	s.wantRefused(err, status, "a replacement")
	_, err = sets.Delete(s.Context(), key.ID, key.Revision)
	s.wantRefused(err, status, "a deletion")
}
