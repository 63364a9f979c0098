package identitytest

import (
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/identity"
)

func references[P identity.Keyed]() []setQuestion[P] {
	return []setQuestion[P]{
		{"references: members in a new document", (*setAsker[P]).askReferences},
		{"references: add", (*setAsker[P]).askReferenceAdded},
		{"references: set all", (*setAsker[P]).askReferencesSet},
		{"references: remove", (*setAsker[P]).askReferenceRemoved},
		{"references: one who does not exist", (*setAsker[P]).askReferenceAbsent},
		{"references: a user who is deleted", (*setAsker[P]).askReferenceDeleted},
	}
}

// reference is a user as a member in a document.
func (s *setAsker[P]) reference(user string) map[string]any {
	s.Helper()
	if s.about.Reference == nil {
		s.Skip("members are no part of the documents")
	}
	return s.about.Reference(user)
}

// referring makes a set whose document names a member for each letter.
func (s *setAsker[P]) referring(letters string) (made identity.Resource[P], users map[string]string) {
	s.Helper()
	users = map[string]string{}
	var members []any
	for _, letter := range letters {
		id := s.key(s.create(string(letter), nil)).ID
		users[string(letter)] = id
		members = append(members, s.reference(id))
	}
	return s.make("s", attributes{"members": members}), users
}

// told are the references that the document of a set has, by the ids of the users.
func (s *setAsker[P]) told() map[string]json.RawMessage {
	s.Helper()
	references := map[string]json.RawMessage{}
	q := identity.Query{Filter: text("name", identity.Equal, s.prefix+"s"), Fields: []string{"name", "members"}}
	for r, err := range s.sets.List(s.Context(), q) {
		s.must(err)
		var document struct {
			Members []json.RawMessage `json:"members"`
		}
		s.must(json.Unmarshal(r.Native, &document))
		for _, m := range document.Members {
			var to struct {
				ID string `json:"_refResourceId"`
			}
			s.must(json.Unmarshal(m, &to))
			references[to.ID] = m
		}
	}
	return references
}

// wantTold compares the references with the users of the letters.
func (s *setAsker[P]) wantTold(what string, users map[string]string, letters string) {
	s.Helper()
	var got, want []string
	for id := range s.told() {
		got = append(got, id)
	}
	for _, letter := range letters {
		want = append(want, users[string(letter)])
	}
	s.wantEach(what, got, want)
}

func (s *setAsker[P]) askReferences() {
	_, users := s.referring("ab")
	s.wantTold("the members of a new one", users, "ab")
}

func (s *setAsker[P]) askReferenceAdded() {
	group, users := s.referring("a")
	users["b"] = s.key(s.create("b", nil)).ID
	add := identity.Operation{Op: identity.Add, Path: "members/-", Value: s.encode(s.reference(users["b"]))}
	s.change(group, add)
	s.wantTold("after another was added", users, "ab")
}

func (s *setAsker[P]) askReferencesSet() {
	group, users := s.referring("ab")
	users["c"] = s.key(s.create("c", nil)).ID
	group = s.change(group, s.setJSON("members", []any{s.reference(users["b"]), s.reference(users["c"])}))
	s.wantTold("after all were set", users, "bc")
	s.change(group, s.setJSON("members", []any{}))
	s.wantTold("after all were taken away", users, "")
}

// askReferenceRemoved: a member goes by the reference that was read.
func (s *setAsker[P]) askReferenceRemoved() {
	group, users := s.referring("abc")
	value := s.told()[users["b"]]
	if s.about.RemovesArrays {
		value = s.encode([]json.RawMessage{value})
	}
	s.change(group, identity.Operation{Op: identity.Remove, Path: "members", Value: value})
	s.wantTold("after one was removed", users, "ac")
}

func (s *setAsker[P]) askReferenceAbsent() {
	group, users := s.referring("a")
	add := identity.Operation{Op: identity.Add, Path: "members/-", Value: s.encode(s.reference(newID()))}
	_, err := s.sets.Patch(s.Context(), s.keyOf(group).ID, s.keyOf(group).Revision, identity.Patch{set(note, "x"), add})
	s.wantKind(err, identity.Invalid, "a reference to nobody")
	s.wantTold("after the refusal", users, "a")
	s.same("after the refusal", group)
}

func (s *setAsker[P]) askReferenceDeleted() {
	_, users := s.referring("ab")
	_, err := s.users.Delete(s.Context(), users["a"], identity.AnyRevision)
	s.must(err)
	s.wantTold("after a was deleted", users, "b")
	_, err = s.sets.Delete(s.Context(), s.keyOf(s.found("s")).ID, identity.AnyRevision)
	s.must(err)
	s.wantMine("after the set was deleted", s.prefix+"b")
}

func (s *setAsker[P]) found(suffix string) identity.Resource[P] {
	s.Helper()
	r, err := s.sets.Find(s.Context(), s.prefix+suffix)
	s.must(err)
	return r
}
