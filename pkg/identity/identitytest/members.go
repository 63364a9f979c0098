package identitytest

import (
	"fmt"
	"iter"
	"slices"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/stream"
)

// memberQuestions are about the people of sets, whom people gives.
func memberQuestions[P identity.Keyed](prefix string, people func(*setAsker[P]) identity.MemberStore) []setQuestion[P] {
	all := []setQuestion[P]{
		{"members: put in and list", (*setAsker[P]).askMembers},
		{"members: pages and limits", (*setAsker[P]).askMemberPages},
		{"members: a filter and an order", (*setAsker[P]).askMemberFilter},
		{"members: the same one twice", (*setAsker[P]).askMemberTwice},
		{"members: the same one eight times at once", (*setAsker[P]).askMemberAtOnce},
		{"members: take out", (*setAsker[P]).askMemberOut},
		{"members: take out one who was listed", (*setAsker[P]).askListedOut},
		{"members: one who does not exist", (*setAsker[P]).askMemberAbsent},
		{"members: of what does not exist", (*setAsker[P]).askAbsentMembers},
		{"members: what a user is in", (*setAsker[P]).askMemberships},
		{"members: a user who is deleted", (*setAsker[P]).askMemberDeleted},
		{"members: of what is deleted", (*setAsker[P]).askEmptied},
		{"members: of what is changed", (*setAsker[P]).askMembersStay},
		{"members: by a condition", (*setAsker[P]).askCondition},
		{"members: count", (*setAsker[P]).askMemberCount},
	}
	for i, q := range all {
		all[i] = setQuestion[P]{prefix + q.name, func(s *setAsker[P]) {
			s.people = people(s)
			q.ask(s)
		}}
	}
	return all
}

// membersOf are the members of sets that have one kind of them.
func membersOf[P identity.Keyed](s *setAsker[P]) identity.MemberStore {
	s.Helper()
	return ableSet[identity.MemberStore](s)
}

// with makes a set with a member for each letter, and returns their ids.
func (s *setAsker[P]) with(letters string) (set string, users map[string]string) {
	s.Helper()
	set, users = s.keyOf(s.make("s", nil)).ID, map[string]string{}
	for _, letter := range letters {
		id := s.key(s.create(string(letter), nil)).ID
		users[string(letter)] = id
		s.putIn(set, id)
	}
	return set, users
}

func (s *setAsker[P]) putIn(set, user string) {
	s.Helper()
	m, err := s.people.AddMember(s.Context(), set, user)
	s.must(err)
	if p, err := m.Profile(); err != nil || p.GroupID != set || p.Reach != identity.Direct {
		s.Errorf("put into %+v, %v, want %s directly", p, err, set)
	}
}

// inside are the names of the members of a set, in the order they came.
func (s *setAsker[P]) inside(set string, q identity.MemberQuery) []string {
	s.Helper()
	found, err := stream.Collect(s.people.Members(s.Context(), set, q))
	s.must(err)
	names := make([]string, len(found))
	for i, m := range found {
		key, err := m.Key()
		s.must(err)
		names[i] = key.Name
	}
	return names
}

// wantInside compares the members of a set with names.
func (s *setAsker[P]) wantInside(what, set, letters string) {
	s.Helper()
	s.wantEach(what, s.inside(set, identity.MemberQuery{}), s.named(letters))
}

// lastError is how a listing ends.
func lastError[T any](all iter.Seq2[T, error]) (last error) {
	for _, err := range all {
		last = err
	}
	return last
}

func (s *setAsker[P]) askMembers() {
	set, users := s.with("abc")
	s.create("d", nil) // who is in nothing
	s.wantInside("members", set, "abc")
	for m, err := range s.people.Members(s.Context(), set, identity.MemberQuery{}) {
		s.must(err)
		p := s.profile(m.User)
		if letter := p.UserName[len(s.prefix):]; users[letter] != p.ID || p.Mail == "" || m.Reach != identity.Direct {
			s.Errorf("%s is in it as %q with the profile %+v", letter, m.Reach, p)
		}
	}
	s.wantEach("direct members", s.inside(set, identity.MemberQuery{DirectOnly: true}), s.named("abc"))
	empty := s.keyOf(s.make("e", nil)).ID
	s.wantInside("nobody", empty, "")
}

func (s *setAsker[P]) askMemberPages() {
	set, _ := s.with("abcde")
	for _, size := range []int{0, 1, 2, 5, 6} {
		for _, limit := range []int{0, 1, 3, 7} {
			for _, direct := range []bool{false, true} {
				q := identity.MemberQuery{Query: identity.Query{PageSize: size, Limit: limit}, DirectOnly: direct}
				got := slices.Compact(slices.Sorted(slices.Values(s.inside(set, q))))
				want := 5
				if limit > 0 {
					want = min(limit, want)
				}
				if len(got) != want {
					s.Errorf("pages of %d, limit %d: %q", size, limit, got)
				}
			}
		}
	}
	for _, err := range s.people.Members(s.Context(), set, identity.MemberQuery{Query: identity.Query{PageSize: 1}}) {
		s.must(err)
		break
	}
	s.wantInside("after stopping early", set, "abcde")
}

// askMemberFilter: members are narrowed and ordered as the users of the realm are.
func (s *setAsker[P]) askMemberFilter() {
	set, _ := s.with("cab")
	s.create("d", nil)
	name := s.names.userName
	for letters, f := range map[string]identity.Filter{
		"b": text(name, identity.Equal, s.prefix+"b"), "": text(name, identity.Equal, s.prefix+"d"), "abc": s.mine(),
		"ac": identity.Or{text(name, identity.Equal, s.prefix+"a"), text(name, identity.Equal, s.prefix+"c"), text(name, identity.Equal, s.prefix+"d")},
	} {
		for _, size := range []int{0, 1} {
			got := s.inside(set, identity.MemberQuery{Query: identity.Query{Filter: f, PageSize: size}})
			s.wantEach(f.String(), got, s.named(letters))
		}
	}
	for _, size := range []int{0, 1, 2} {
		q := identity.Query{Sort: []identity.SortKey{{Attribute: name, Descending: true}}, PageSize: size, Limit: 2, Fields: []string{name}}
		if got := s.inside(set, identity.MemberQuery{Query: q}); !slices.Equal(got, s.named("cb")) {
			s.Errorf("downwards by name with pages of %d: %q", size, got)
		}
	}
}

func (s *setAsker[P]) askMemberTwice() {
	set, users := s.with("ab")
	_, err := s.people.AddMember(s.Context(), set, users["a"])
	s.wantKind(err, identity.Conflict, "a member once more")
	s.wantInside("after the refusal", set, "ab")
}

func (s *setAsker[P]) askMemberAtOnce() {
	set, _ := s.with("")
	user := s.key(s.create("a", nil)).ID
	results := s.race(func(int) error {
		_, err := s.people.AddMember(s.Context(), set, user)
		return err
	})
	s.wantOneWinner("an addition of one member", results, identity.Conflict)
	s.wantInside("after the race", set, "a")
}

func (s *setAsker[P]) askMemberOut() {
	set, users := s.with("abc")
	outside := s.key(s.create("d", nil)).ID
	s.must(s.people.RemoveMember(s.Context(), set, users["b"]))
	s.wantInside("after the removal", set, "ac")
	for what, id := range map[string]string{"one who was taken out": users["b"], "one who never was in it": outside} {
		s.wantKind(s.people.RemoveMember(s.Context(), set, id), identity.NotFound, what)
	}
	s.wantInside("after the refusals", set, "ac")
	s.get(users["b"])
	s.putIn(set, users["b"])
	s.wantInside("after the return", set, "abc")
}

func (s *setAsker[P]) askListedOut() {
	r := ableAs[identity.ListedMemberRemover](s.asker, s.people)
	set, _ := s.with("abc")
	listed, err := stream.Collect(s.people.Members(s.Context(), set, identity.MemberQuery{}))
	s.must(err)
	for i, m := range listed {
		s.must(r.RemoveListed(s.Context(), set, m))
		if left := s.inside(set, identity.MemberQuery{}); len(left) != len(listed)-i-1 {
			s.Errorf("after %d removals %q are left", i+1, left)
		}
		s.wantKind(r.RemoveListed(s.Context(), set, m), identity.NotFound, "one who was taken out")
	}
}

func (s *setAsker[P]) askMemberAbsent() {
	set, _ := s.with("a")
	for _, id := range []string{newID(), "", "..", "a/b"} {
		_, err := s.people.AddMember(s.Context(), set, id)
		s.wantKind(err, identity.NotFound, fmt.Sprintf("to put in the user %q", id))
		s.wantKind(s.people.RemoveMember(s.Context(), set, id), identity.NotFound, fmt.Sprintf("to take out the user %q", id))
		_, err = s.people.Membership(s.Context(), set, id)
		s.wantKind(err, identity.NotFound, fmt.Sprintf("how the user %q is in it", id))
		last := lastError(s.people.Memberships(s.Context(), id, identity.Query{}))
		s.wantKind(last, identity.NotFound, fmt.Sprintf("what the user %q is in", id))
	}
	s.wantInside("after the refusals", set, "a")
}

func (s *setAsker[P]) askAbsentMembers() {
	user := s.key(s.create("a", nil)).ID
	for _, id := range []string{newID(), "", "..", "a/b"} {
		_, err := s.people.AddMember(s.Context(), id, user)
		s.wantKind(err, identity.NotFound, fmt.Sprintf("to put a user into %q", id))
		s.wantKind(s.people.RemoveMember(s.Context(), id, user), identity.NotFound, fmt.Sprintf("to take a user out of %q", id))
		_, err = s.people.Membership(s.Context(), id, user)
		s.wantKind(err, identity.NotFound, fmt.Sprintf("how a user is in %q", id))
		last := lastError(s.people.Members(s.Context(), id, identity.MemberQuery{}))
		s.wantKind(last, identity.NotFound, fmt.Sprintf("the members of %q", id))
	}
}
