package identitytest

import (
	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/stream"
)

// inWhat are the names of the sets that a user is in.
func (s *setAsker[P]) inWhat(user string, q identity.Query) []string {
	s.Helper()
	found, err := stream.Collect(s.people.Memberships(s.Context(), user, q))
	s.must(err)
	names := make([]string, len(found))
	for i, m := range found {
		p, err := m.Profile()
		s.must(err)
		if names[i] = p.Name; p.Reach != identity.Direct || p.GroupID == "" {
			s.Errorf("the user is in %+v, want directly", p)
		}
	}
	return names
}

func (s *setAsker[P]) askMemberships() {
	set, users := s.with("ab")
	other := s.keyOf(s.make("t", nil)).ID
	s.make("u", nil)
	s.putIn(other, users["a"])
	for _, size := range []int{0, 1, 2} {
		s.wantEach("what a is in", s.inWhat(users["a"], identity.Query{PageSize: size}), s.named("st"))
		s.wantEach("what b is in", s.inWhat(users["b"], identity.Query{PageSize: size}), s.named("s"))
	}
	if got := s.inWhat(users["a"], identity.Query{Limit: 1}); len(got) != 1 {
		s.Errorf("a limit of one gives %q", got)
	}
	s.wantEach("one of what a is in", s.inWhat(users["a"], identity.Query{Filter: text("name", identity.Equal, s.prefix+"t")}), s.named("t"))
	m, err := s.people.Membership(s.Context(), other, users["a"])
	s.must(err)
	if p, err := m.Profile(); err != nil || p.GroupID != other || p.Name != s.prefix+"t" || p.Reach != identity.Direct {
		s.Errorf("a is in %+v, %v", p, err)
	}
	_, err = s.people.Membership(s.Context(), other, users["b"])
	s.wantKind(err, identity.NotFound, "how b is in it, who is not")
	s.must(s.people.RemoveMember(s.Context(), set, users["a"]))
	s.wantEach("what a is still in", s.inWhat(users["a"], identity.Query{}), s.named("t"))
}

func (s *setAsker[P]) askMemberDeleted() {
	set, users := s.with("abc")
	_, err := s.users.Delete(s.Context(), users["b"], identity.AnyRevision)
	s.must(err)
	s.wantInside("after the deletion", set, "ac")
	s.wantKind(s.people.RemoveMember(s.Context(), set, users["b"]), identity.NotFound, "to take out one who is gone")
	s.wantEach("what a is in", s.inWhat(users["a"], identity.Query{}), s.named("s"))
}

func (s *setAsker[P]) askEmptied() {
	set, users := s.with("ab")
	other := s.keyOf(s.make("t", nil)).ID
	s.putIn(other, users["a"])
	_, err := s.sets.Delete(s.Context(), set, identity.AnyRevision)
	s.must(err)
	s.wantMine("the users", s.named("ab")...)
	s.wantEach("what a is in", s.inWhat(users["a"], identity.Query{}), s.named("t"))
	s.wantEach("what b is in", s.inWhat(users["b"], identity.Query{}), nil)
	s.wantKind(lastError(s.people.Members(s.Context(), set, identity.MemberQuery{})), identity.NotFound, "the members of what is gone")
	again := s.keyOf(s.make("s", nil)).ID
	s.wantInside("one of the same name", again, "")
}

// askMembersStay: other changes of a set and of its members leave them together.
func (s *setAsker[P]) askMembersStay() {
	group, users := s.with("ab")
	s.change(s.read(group), set(note, "after"))
	s.wantInside("after a patch", group, "ab")
	_, err := s.sets.Replace(s.Context(), group, identity.AnyRevision, s.encode(s.paper("s", nil)))
	s.must(err)
	s.wantInside("after a replacement", group, "ab")
	_, err = s.sets.Replace(s.Context(), group, identity.AnyRevision, s.read(group).Native)
	s.must(err)
	s.wantInside("after a replacement with what was read", group, "ab")
	s.patch(s.get(users["a"]), set(s.names.Note, "x"))
	_, err = s.users.Replace(s.Context(), users["b"], identity.AnyRevision, s.encode(s.document("b", nil)))
	s.must(err)
	s.wantInside("after changes of members", group, "ab")
}

// askCondition: whom a condition selects is in the set as long as it does, and is not
// taken out by hand.
func (s *setAsker[P]) askCondition() {
	if !s.about.Conditional {
		s.Skip("the platform has no condition that says who is in one")
	}
	name := identity.NativeName(s.sets, "condition")
	a := s.create("a", attributes{s.names.familyName: s.prefix})
	s.create("b", attributes{s.names.familyName: "Else"})
	id := s.keyOf(s.make("s", attributes{name: s.names.familyName + ` eq "` + s.prefix + `"`})).ID
	s.wantInside("whom the condition selects", id, "a")
	s.wantEach("who was put in", s.inside(id, identity.MemberQuery{DirectOnly: true}), nil)
	m, err := s.people.Membership(s.Context(), id, s.key(a).ID)
	s.must(err)
	if p, err := m.Profile(); err != nil || p.Reach != identity.Indirect {
		s.Errorf("a is in it as %+v, %v", p, err)
	}
	s.wantKind(s.people.RemoveMember(s.Context(), id, s.key(a).ID), identity.Invalid, "to take out one by hand")
	s.create("c", attributes{s.names.familyName: s.prefix})
	s.wantInside("after another came", id, "ac")
	s.patch(s.get(s.key(a).ID), set(s.names.familyName, "Else"))
	s.wantInside("after one changed", id, "c")
	s.change(s.read(id), unset(name))
	s.wantInside("after the condition went", id, "")
}

func (s *setAsker[P]) askMemberCount() {
	c := ableSet[identity.GroupCountReader](s)
	set, users := s.with("abc")
	s.wantCounted(c, set, 3)
	s.must(s.people.RemoveMember(s.Context(), set, users["b"]))
	s.wantCounted(c, set, 2)
}

func (s *setAsker[P]) wantCounted(c identity.GroupCountReader, set string, want int64) {
	s.Helper()
	g, err := c.GetWithCounts(s.Context(), set)
	s.must(err)
	if p, err := g.Profile(); err != nil || p.Direct.Users != want || p.Total.Users != want {
		s.Errorf("counted %+v and %+v, %v, want %d", p.Direct, p.Total, err, want)
	}
}
