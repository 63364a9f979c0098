package identitytest

import (
	"fmt"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/stream"
)

// A groupAsker asks about groups within groups.
type groupAsker = setAsker[identity.GroupProfile]

func nestings() []setQuestion[identity.GroupProfile] {
	return []setQuestion[identity.GroupProfile]{
		{"nesting: put a group into another", nest},
		{"nesting: circles", nestCircle},
		{"nesting: the members of a group within", nestMembers},
		{"nesting: take a group out", nestOut},
		{"nesting: groups that do not exist", nestAbsent},
	}
}

// A nester knows groups within groups.
type nester interface {
	identity.ParentLister
	identity.ChildLister
	identity.ParentAdder
	identity.ParentRemover
}

// chain makes the groups a, b and c, of which each is put into the next.
func chain(s *groupAsker) (n nester, ids map[string]string) {
	s.Helper()
	n, ids = ableSet[nester](s), map[string]string{}
	s.people = membersOf(s)
	for _, letter := range []string{"a", "b", "c"} {
		ids[letter] = s.keyOf(s.make(letter, nil)).ID
	}
	for _, pair := range []string{"ab", "bc"} {
		m, err := n.AddParent(s.Context(), ids[pair[:1]], ids[pair[1:]])
		s.must(err)
		if p, err := m.Profile(); err != nil || p.GroupID != ids[pair[1:]] || p.Reach != identity.Direct {
			s.Errorf("%s was put into %+v, %v", pair[:1], p, err)
		}
	}
	return n, ids
}

// wantFamily compares the parents of a group, as "name reach", and its children.
func wantFamily(s *groupAsker, n nester, id string, parents []string, children string) {
	s.Helper()
	above, err := stream.Collect(n.Parents(s.Context(), id))
	s.must(err)
	var got []string
	for _, m := range above {
		p, err := m.Profile()
		s.must(err)
		got = append(got, p.Name+" "+string(p.Reach))
	}
	for i, p := range parents {
		parents[i] = s.prefix + p
	}
	s.wantEach("parents", got, parents)
	below, err := stream.Collect(n.Children(s.Context(), id))
	s.must(err)
	got = nil
	for _, g := range below {
		got = append(got, s.keyOf(g).Name)
	}
	s.wantEach("children", got, s.named(children))
}

func nest(s *groupAsker) {
	n, ids := chain(s)
	wantFamily(s, n, ids["a"], []string{"b direct", "c indirect"}, "")
	wantFamily(s, n, ids["b"], []string{"c direct"}, "a")
	wantFamily(s, n, ids["c"], nil, "b")
	_, err := n.AddParent(s.Context(), ids["a"], ids["b"])
	s.wantKind(err, identity.Conflict, "the same group once more")
	wantFamily(s, n, ids["b"], []string{"c direct"}, "a")
}

func nestCircle(s *groupAsker) {
	n, ids := chain(s)
	for _, pair := range []string{"aa", "ba", "ca", "cb"} {
		_, err := n.AddParent(s.Context(), ids[pair[:1]], ids[pair[1:]])
		s.wantKind(err, identity.Invalid, "the circle "+pair)
		if c, ok := s.sets.(identity.ParentChecker); ok {
			s.wantKind(c.CheckParent(s.Context(), ids[pair[:1]], ids[pair[1:]]), identity.Invalid, "the circle "+pair+", checked")
		}
	}
	wantFamily(s, n, ids["a"], []string{"b direct", "c indirect"}, "")
	wantFamily(s, n, ids["c"], nil, "b")
}

// nestMembers: the members of a group are those of the groups above it, and leave them
// with it.
func nestMembers(s *groupAsker) {
	n, ids := chain(s)
	u, v := s.key(s.create("u", nil)).ID, s.key(s.create("v", nil)).ID
	s.putIn(ids["a"], u)
	s.putIn(ids["c"], v)
	s.wantInside("the innermost", ids["a"], "u")
	s.wantInside("the one between", ids["b"], "u")
	s.wantInside("the outermost", ids["c"], "uv")
	s.wantEach("put into the outermost", s.inside(ids["c"], identity.MemberQuery{DirectOnly: true}), s.named("v"))
	for letter, want := range map[string]identity.Reach{"a": identity.Direct, "b": identity.Indirect, "c": identity.Indirect} {
		m, err := s.people.Membership(s.Context(), ids[letter], u)
		s.must(err)
		if p, err := m.Profile(); err != nil || p.Reach != want {
			s.Errorf("the user is in %s as %+v, %v, want %s", letter, p, err, want)
		}
	}
	s.wantKind(s.people.RemoveMember(s.Context(), ids["c"], u), identity.Invalid, "to take out one who is in it by nesting")
	s.putIn(ids["c"], u)
	s.must(s.people.RemoveMember(s.Context(), ids["a"], u))
	s.wantInside("the one between, without", ids["b"], "")
	s.wantInside("the outermost, by hand", ids["c"], "uv")
	s.must(n.RemoveParent(s.Context(), ids["b"], ids["c"]))
	s.wantInside("the outermost, alone", ids["c"], "uv")
}

func nestOut(s *groupAsker) {
	n, ids := chain(s)
	s.wantKind(n.RemoveParent(s.Context(), ids["a"], ids["c"]), identity.Invalid, "to take out one that is in it over another")
	s.must(n.RemoveParent(s.Context(), ids["a"], ids["b"]))
	s.wantKind(n.RemoveParent(s.Context(), ids["a"], ids["b"]), identity.NotFound, "to take out one that was taken out")
	wantFamily(s, n, ids["a"], nil, "")
	_, err := n.AddParent(s.Context(), ids["a"], ids["c"])
	s.must(err)
	wantFamily(s, n, ids["c"], nil, "ab")
	_, err = s.sets.Delete(s.Context(), ids["c"], identity.AnyRevision)
	s.must(err)
	wantFamily(s, n, ids["b"], nil, "")
	s.wantOurs("after the outermost went", s.named("ab")...)
}

func nestAbsent(s *groupAsker) {
	n, ids := chain(s)
	for _, id := range []string{newID(), "", "..", "a/b"} {
		for _, pair := range [][2]string{{id, ids["a"]}, {ids["a"], id}} {
			_, err := n.AddParent(s.Context(), pair[0], pair[1])
			s.wantKind(err, identity.NotFound, fmt.Sprintf("to put %q into %q", pair[0], pair[1]))
			s.wantKind(n.RemoveParent(s.Context(), pair[0], pair[1]), identity.NotFound, fmt.Sprintf("to take %q out of %q", pair[0], pair[1]))
		}
		s.wantKind(lastError(n.Parents(s.Context(), id)), identity.NotFound, fmt.Sprintf("the parents of %q", id))
		s.wantKind(lastError(n.Children(s.Context(), id)), identity.NotFound, fmt.Sprintf("the children of %q", id))
	}
}
