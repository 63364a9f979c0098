package identitytest

import (
	"context"
	"testing"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/stream"
)

// A setAsker asks one question about sets. What it has of the [asker] makes users and
// speaks of them.
type setAsker[P identity.Keyed] struct {
	*asker
	about  Sets
	kind   kind[P]
	sets   setStore[P]
	people identity.MemberStore // those of whom the question speaks, if it is one about members
}

// note is a text that every set may have, on every platform.
const note = "description"

func newSetAsker[P identity.Keyed](t *testing.T, about Sets, k kind[P]) *setAsker[P] {
	t.Helper()
	s := &setAsker[P]{asker: newAsker(t, about.Options), about: about, kind: k}
	s.sets = s.in(s.directory)
	return s
}

// in are the sets of a directory.
func (s *setAsker[P]) in(d identity.Directory) setStore[P] {
	s.Helper()
	sets, err := s.kind.open(d)
	s.must(err)
	return sets
}

// ableSet returns the store of sets as something that can do more, or skips the question.
func ableSet[T any, P identity.Keyed](s *setAsker[P]) T {
	s.Helper()
	return ableAs[T](s.asker, s.sets)
}

// paper is the document of a set, called after the suffix.
func (s *setAsker[P]) paper(suffix string, more attributes) map[string]any {
	document := map[string]any{"name": s.prefix + suffix}
	for path, value := range more {
		put(document, path, value)
	}
	return document
}

// plan is a new set with an id of our own, where the platform takes one.
func (s *setAsker[P]) plan(suffix string, more attributes) identity.Draft {
	s.Helper()
	d := identity.Draft{Document: s.encode(s.paper(suffix, more))}
	switch {
	case s.about.NamedIDs:
		d.ID = s.prefix + suffix
	case !s.ServerIDs:
		d.ID = newID()
	}
	return d
}

// make makes a set that must be possible to make.
func (s *setAsker[P]) make(suffix string, more attributes) identity.Resource[P] {
	s.Helper()
	return s.made(s.sets.Create(s.Context(), s.plan(suffix, more)))
}

// made takes what Create returned, and sees to it that the set goes when the question
// ends.
func (s *setAsker[P]) made(r identity.Resource[P], err error) identity.Resource[P] {
	s.Helper()
	return s.madeIn(s.sets, r, err)
}

func (s *setAsker[P]) madeIn(sets setStore[P], r identity.Resource[P], err error) identity.Resource[P] {
	s.Helper()
	s.must(err)
	id := s.keyOf(r).ID
	s.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if _, err := sets.Delete(ctx, id, identity.AnyRevision); err != nil && identity.KindOf(err) != identity.NotFound {
			s.Errorf("tidying up: %v", err)
		}
	})
	return r
}

// makeEach makes a set for each letter, and returns their names.
func (s *setAsker[P]) makeEach(letters string) []string {
	s.Helper()
	for _, letter := range letters {
		s.make(string(letter), nil)
	}
	return s.named(letters)
}

func (s *setAsker[P]) read(id string) identity.Resource[P] {
	s.Helper()
	r, err := s.sets.Get(s.Context(), id)
	s.must(err)
	return r
}

func (s *setAsker[P]) keyOf(r identity.Resource[P]) identity.Key {
	s.Helper()
	k, err := r.Key()
	s.must(err)
	if k.ID == "" || k.Name == "" || k.Revision == "" {
		s.Fatalf("one of the %s without id, revision or name: %s", s.kind.many, r.Native)
	}
	return k
}

// change patches a set at the revision it has. What is answered is what is read.
func (s *setAsker[P]) change(r identity.Resource[P], patch ...identity.Operation) identity.Resource[P] {
	s.Helper()
	key := s.keyOf(r)
	after, err := s.sets.Patch(s.Context(), key.ID, key.Revision, patch)
	s.must(err)
	if read := s.read(key.ID); s.keyOf(read) != s.keyOf(after) {
		s.Errorf("the patch answered %+v, then %+v was read", s.keyOf(after), s.keyOf(read))
	}
	return after
}

// same demands that a set is what it was.
func (s *setAsker[P]) same(what string, was identity.Resource[P]) {
	s.Helper()
	now := s.read(s.keyOf(was).ID)
	if s.keyOf(now) != s.keyOf(was) {
		s.Errorf("%s: %+v became %+v", what, s.keyOf(was), s.keyOf(now))
	}
	s.wantIn(now.Native, note, s.valueIn(was.Native, note))
}

// ours restricts a filter to the question's own sets.
func ours(prefix string, and ...identity.Filter) identity.Filter {
	return append(identity.And{text("name", identity.StartsWith, prefix)}, and...)
}

// all asks for the question's own sets.
func (s *setAsker[P]) all() identity.Query { return identity.Query{Filter: ours(s.prefix)} }

// listed are the names of the sets that match, in the order they came.
func (s *setAsker[P]) listed(q identity.Query) []string {
	s.Helper()
	found, err := stream.Collect(s.sets.List(s.Context(), q))
	s.must(err)
	names := make([]string, len(found))
	for i, r := range found {
		names[i] = s.keyOf(r).Name
	}
	return names
}

// wantOurs compares all sets of the question with names.
func (s *setAsker[P]) wantOurs(what string, want ...string) {
	s.Helper()
	s.wantEach(what, s.listed(s.all()), want)
}
