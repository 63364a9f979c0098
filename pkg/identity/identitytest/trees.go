package identitytest

import (
	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/stream"
)

// An organizationAsker asks about organizations below one another.
type organizationAsker = setAsker[identity.OrganizationProfile]

func trees() []setQuestion[identity.OrganizationProfile] {
	return []setQuestion[identity.OrganizationProfile]{
		{"tree: put below", treeBelow},
		{"tree: move and take out", treeMove},
		{"tree: circles", treeCircle},
		{"tree: stale revisions", treeStale},
		{"tree: what does not exist", treeAbsent},
		{"tree: of what is deleted", treeDeleted},
		{"tree: changes leave it alone", treeStays},
		{"duties are apart", dutiesApart},
	}
}

// peopleWith are those who have a duty in organizations.
func peopleWith(d identity.Duty) func(*organizationAsker) identity.MemberStore {
	return func(s *organizationAsker) identity.MemberStore {
		s.Helper()
		return ableSet[identity.OrganizationStore](s).People(d)
	}
}

// tree makes a with b below it and c below that.
func tree(s *organizationAsker) (t identity.OrganizationTree, ids map[string]string) {
	s.Helper()
	t, ids = ableSet[identity.OrganizationTree](s), map[string]string{}
	for _, letter := range []string{"a", "b", "c"} {
		ids[letter] = s.keyOf(s.make(letter, nil)).ID
	}
	for _, pair := range []string{"ba", "cb"} {
		below, above := ids[pair[:1]], ids[pair[1:]]
		moved, err := t.SetParent(s.Context(), below, s.keyOf(s.read(below)).Revision, above)
		s.must(err)
		if s.keyOf(moved).ID != below {
			s.Errorf("moved %+v, want %s", s.keyOf(moved), below)
		}
	}
	return t, ids
}

// wantBetween compares what is above and below an organization; an empty letter is
// nothing.
func wantBetween(s *organizationAsker, t identity.OrganizationTree, ids map[string]string, letter, above, below string) {
	s.Helper()
	parent, err := t.Parent(s.Context(), ids[letter])
	if above == "" {
		s.wantKind(err, identity.NotFound, "what is above "+letter)
	} else if s.must(err); s.keyOf(parent).ID != ids[above] {
		s.Errorf("above %s is %+v, want %s", letter, s.keyOf(parent), above)
	}
	p, err := s.read(ids[letter]).Profile()
	s.must(err)
	if p.ParentID != ids[above] {
		s.Errorf("above %s is %q as it is read, want %s", letter, p.ParentID, above)
	}
	children, err := stream.Collect(t.Children(s.Context(), ids[letter]))
	s.must(err)
	var got []string
	for _, c := range children {
		p, err := c.Profile()
		s.must(err)
		if got = append(got, p.Name); p.ParentID != ids[letter] {
			s.Errorf("below %s is %+v", letter, p)
		}
	}
	s.wantEach("what is below "+letter, got, s.named(below))
}

func treeBelow(s *organizationAsker) {
	t, ids := tree(s)
	wantBetween(s, t, ids, "a", "", "b")
	wantBetween(s, t, ids, "b", "a", "c")
	wantBetween(s, t, ids, "c", "b", "")
	for r, err := range s.sets.List(s.Context(), identity.Query{Filter: text("name", identity.Equal, s.prefix+"b")}) {
		s.must(err)
		if p, err := r.Profile(); err != nil || p.ParentID != ids["a"] {
			s.Errorf("listed with %+v above, %v", p, err)
		}
	}
}

func treeMove(s *organizationAsker) {
	t, ids := tree(s)
	_, err := t.SetParent(s.Context(), ids["c"], identity.AnyRevision, ids["a"])
	s.must(err)
	wantBetween(s, t, ids, "a", "", "bc")
	wantBetween(s, t, ids, "b", "a", "")
	for range 2 { // to be at the top already is no error
		_, err = t.SetParent(s.Context(), ids["b"], identity.AnyRevision, "")
		s.must(err)
		wantBetween(s, t, ids, "b", "", "")
	}
	wantBetween(s, t, ids, "a", "", "c")
}

func treeCircle(s *organizationAsker) {
	t, ids := tree(s)
	for _, pair := range []string{"aa", "ab", "ac", "bc"} {
		_, err := t.SetParent(s.Context(), ids[pair[:1]], identity.AnyRevision, ids[pair[1:]])
		s.wantKind(err, identity.Invalid, "the circle "+pair)
	}
	wantBetween(s, t, ids, "a", "", "b")
	wantBetween(s, t, ids, "b", "a", "c")
}

func treeStale(s *organizationAsker) {
	t, ids := tree(s)
	stale := s.keyOf(s.read(ids["c"])).Revision
	s.change(s.read(ids["c"]), set(note, "changed"))
	_, err := t.SetParent(s.Context(), ids["c"], stale, ids["a"])
	s.wantKind(err, identity.Conflict, "a move of a stale revision")
	wantBetween(s, t, ids, "c", "b", "")
}

func treeAbsent(s *organizationAsker) {
	t, ids := tree(s)
	for _, id := range []string{newID(), "..", "a/b"} {
		_, err := t.SetParent(s.Context(), id, identity.AnyRevision, ids["a"])
		s.wantKind(err, identity.NotFound, "to move "+id)
		_, err = t.SetParent(s.Context(), ids["c"], identity.AnyRevision, id)
		s.wantKind(err, identity.NotFound, "to move below "+id)
		_, err = t.Parent(s.Context(), id)
		s.wantKind(err, identity.NotFound, "what is above "+id)
		s.wantKind(lastError(t.Children(s.Context(), id)), identity.NotFound, "what is below "+id)
	}
	wantBetween(s, t, ids, "c", "b", "")
}

// treeDeleted: what was below one that is deleted is at the top.
func treeDeleted(s *organizationAsker) {
	t, ids := tree(s)
	_, err := s.sets.Delete(s.Context(), ids["b"], identity.AnyRevision)
	s.must(err)
	wantBetween(s, t, ids, "a", "", "")
	wantBetween(s, t, ids, "c", "", "")
}

func treeStays(s *organizationAsker) {
	t, ids := tree(s)
	s.change(s.read(ids["b"]), set(note, "after"))
	_, err := s.sets.Replace(s.Context(), ids["b"], identity.AnyRevision, s.encode(s.paper("b", nil)))
	s.must(err)
	_, err = s.sets.Replace(s.Context(), ids["b"], identity.AnyRevision, s.read(ids["b"]).Native)
	s.must(err)
	wantBetween(s, t, ids, "b", "a", "c")
}

// dutiesApart: who has one duty has no other one by it.
func dutiesApart(s *organizationAsker) {
	o := ableSet[identity.OrganizationStore](s)
	id := s.keyOf(s.make("s", nil)).ID
	letters := map[identity.Duty]string{identity.MemberDuty: "m", identity.AdminDuty: "n", identity.OwnerDuty: "o"}
	for d, letter := range letters {
		s.people = o.People(d)
		s.putIn(id, s.key(s.create(letter, nil)).ID)
	}
	for d, letter := range letters {
		s.people = o.People(d)
		s.wantInside("those who are "+string(d), id, letter)
	}
}
