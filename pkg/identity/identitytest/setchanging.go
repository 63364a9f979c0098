package identitytest

import (
	"encoding/json"
	"fmt"

	"github.com/realmctl/realmctl/pkg/identity"
)

func setChanges[P identity.Keyed]() []setQuestion[P] {
	return []setQuestion[P]{
		{"patch: set and unset", (*setAsker[P]).askPatch},
		{"patch: nothing", (*setAsker[P]).askPatchNothing},
		{"patch: another name", (*setAsker[P]).askRename},
		{"patch: a name that is taken", (*setAsker[P]).askRenameTaken},
		{"patch an absent one", (*setAsker[P]).askPatchAbsent},
		{"a patch that cannot be read", (*setAsker[P]).askPatchBad},
		{"stale revisions", (*setAsker[P]).askStale},
		{"any revision", (*setAsker[P]).askAnyRevision},
		{"replace", (*setAsker[P]).askReplace},
		{"replace with what was read", (*setAsker[P]).askReplaceSame},
		{"replace: another name", (*setAsker[P]).askReplaceName},
		{"replace without a name", (*setAsker[P]).askReplaceNameless},
		{"replace an absent one", (*setAsker[P]).askReplaceAbsent},
		{"preview", (*setAsker[P]).askPreview},
		{"preview of a replacement", (*setAsker[P]).askPreviewReplace},
	}
}

func (s *setAsker[P]) askPatch() {
	first := s.make("a", attributes{note: "before"})
	const odd = "it's \"after\" \\ 山 <so> on"
	after := s.change(first, set(note, odd))
	s.wantIn(after.Native, note, odd)
	if s.keyOf(after).Revision == s.keyOf(first).Revision {
		s.Error("the revision did not change")
	}
	after = s.change(after, unset(note))
	s.wantIn(after.Native, note, nil)
	after = s.change(s.change(after, unset(note)), set(note, "again"))
	s.wantIn(after.Native, note, "again")
	if now, was := s.keyOf(after), s.keyOf(first); now.ID != was.ID || now.Name != was.Name {
		s.Errorf("%+v became %+v", was, now)
	}
}

func (s *setAsker[P]) askPatchNothing() {
	made := s.make("a", attributes{note: "stays"})
	after := s.change(made)
	s.wantIn(after.Native, note, "stays")
	s.change(after, set(note, "stays"))
	s.wantIn(s.read(s.keyOf(made).ID).Native, note, "stays")
}

// askRename: a set stays what it is under another name. Where the id is the name it keeps it.
func (s *setAsker[P]) askRename() {
	made := s.make("a", nil)
	key := s.keyOf(made)
	if s.about.NamedIDs {
		_, err := s.sets.Patch(s.Context(), key.ID, key.Revision, identity.Patch{set("name", s.prefix+"b")})
		s.wantKind(err, identity.Invalid, "another name than the id")
		s.same("after the refusal", made)
		return
	}
	after := s.keyOf(s.change(made, set("name", s.prefix+"b")))
	if after.ID != key.ID || after.Name != s.prefix+"b" {
		s.Errorf("%+v became %+v", key, after)
	}
	s.wantFound(s.prefix+"b", after)
	_, err := s.sets.Find(s.Context(), key.Name)
	s.wantKind(err, identity.NotFound, "the old name")
}

func (s *setAsker[P]) askRenameTaken() {
	if s.about.SharedNames || s.about.NamedIDs {
		s.Skip("any number may have one name, or a name is the id")
	}
	s.make("a", nil)
	second := s.make("b", nil)
	key := s.keyOf(second)
	_, err := s.sets.Patch(s.Context(), key.ID, key.Revision, identity.Patch{set("name", s.prefix+"a")})
	s.wantKind(err, identity.Conflict, "a name that is taken")
	s.same("after the refusal", second)
}

func (s *setAsker[P]) askPatchAbsent() {
	_, err := s.sets.Patch(s.Context(), newID(), identity.AnyRevision, identity.Patch{set(note, "x")})
	s.wantKind(err, identity.NotFound, "a patch of nothing")
}

func (s *setAsker[P]) askPatchBad() {
	r := ableSet[identity.PatchReader](s)
	for _, document := range []string{"", "{", "null", `"set"`, "[1]", "7"} {
		_, err := r.ReadPatch([]byte(document))
		s.wantKind(err, identity.Invalid, fmt.Sprintf("the patch %q", document))
	}
}

func (s *setAsker[P]) askStale() {
	first := s.make("a", attributes{note: "one"})
	stale := s.keyOf(first)
	after := s.change(first, set(note, "two"))
	_, err := s.sets.Patch(s.Context(), stale.ID, stale.Revision, identity.Patch{set(note, "three")})
	s.wantKind(err, identity.Conflict, "a patch of a stale revision")
	_, err = s.sets.Replace(s.Context(), stale.ID, stale.Revision, s.encode(s.paper("a", attributes{note: "three"})))
	s.wantKind(err, identity.Conflict, "a replacement of a stale revision")
	_, err = s.sets.Delete(s.Context(), stale.ID, stale.Revision)
	s.wantKind(err, identity.Conflict, "a deletion of a stale revision")
	s.same("after the refusals", after)
}

func (s *setAsker[P]) askAnyRevision() {
	key := s.keyOf(s.make("a", attributes{note: "one"}))
	after, err := s.sets.Patch(s.Context(), key.ID, identity.AnyRevision, identity.Patch{set(note, "two")})
	s.must(err)
	s.wantIn(after.Native, note, "two")
	after, err = s.sets.Replace(s.Context(), key.ID, identity.AnyRevision, s.encode(s.paper("a", attributes{note: "three"})))
	s.must(err)
	s.wantIn(after.Native, note, "three")
	_, err = s.sets.Delete(s.Context(), key.ID, identity.AnyRevision)
	s.must(err)
	s.wantOurs("after the deletion")
}

// askReplace: what is left out is cleared, and the set stays what it is.
func (s *setAsker[P]) askReplace() {
	key := s.keyOf(s.make("a", attributes{note: "before"}))
	after, err := s.sets.Replace(s.Context(), key.ID, key.Revision, s.encode(s.paper("a", attributes{note: "after"})))
	s.must(err)
	s.wantIn(after.Native, note, "after")
	after, err = s.sets.Replace(s.Context(), key.ID, s.keyOf(after).Revision, s.encode(s.paper("a", nil)))
	s.must(err)
	for _, r := range []identity.Resource[P]{after, s.read(key.ID)} {
		s.wantIn(r.Native, note, nil)
		if now := s.keyOf(r); now.ID != key.ID || now.Name != key.Name || now.Revision == key.Revision {
			s.Errorf("%+v became %+v", key, now)
		}
	}
}

func (s *setAsker[P]) askReplaceSame() {
	key := s.keyOf(s.make("a", attributes{note: "stays"}))
	_, err := s.sets.Replace(s.Context(), key.ID, key.Revision, s.read(key.ID).Native)
	s.must(err)
	after := s.read(key.ID)
	s.wantIn(after.Native, note, "stays")
	s.wantIn(after.Native, "name", key.Name)
}

func (s *setAsker[P]) askReplaceName() {
	made := s.make("a", nil)
	key := s.keyOf(made)
	after, err := s.sets.Replace(s.Context(), key.ID, key.Revision, s.encode(s.paper("b", nil)))
	if s.about.NamedIDs {
		s.wantKind(err, identity.Invalid, "another name than the id")
		s.same("after the refusal", made)
		return
	}
	s.must(err)
	if now := s.keyOf(after); now.ID != key.ID || now.Name != s.prefix+"b" {
		s.Errorf("%+v became %+v", key, now)
	}
}

func (s *setAsker[P]) askReplaceNameless() {
	made := s.make("a", attributes{note: "before"})
	_, err := s.sets.Replace(s.Context(), s.keyOf(made).ID, s.keyOf(made).Revision, json.RawMessage(`{"description":"after"}`))
	s.wantKind(err, identity.Invalid, "a replacement without a name")
	s.same("after the refusal", made)
}

func (s *setAsker[P]) askReplaceAbsent() {
	_, err := s.sets.Replace(s.Context(), newID(), identity.AnyRevision, s.encode(s.paper("a", nil)))
	s.wantKind(err, identity.NotFound, "a replacement of nothing")
	s.wantOurs("after the refusal")
}

// askPreview: a dry run shows of each patch what the platform then makes.
func (s *setAsker[P]) askPreview() {
	p := ableSet[identity.Previewer](s)
	r := s.make("a", attributes{note: "before"})
	for _, patch := range []identity.Patch{
		{set(note, "after")}, {unset(note)}, {unset(note)}, {set(note, "last"), unset(note)}, {set(note, "one"), set(note, "two")}, {},
	} {
		shown, err := p.Preview(r.Native, patch)
		s.must(err)
		r = s.change(r, patch...)
		s.wantForeseen(shown, r)
	}
}

func (s *setAsker[P]) wantForeseen(shown json.RawMessage, made identity.Resource[P]) {
	s.Helper()
	for _, path := range []string{"name", note} {
		s.wantIn(shown, path, s.valueIn(made.Native, path))
	}
}

func (s *setAsker[P]) askPreviewReplace() {
	p := ableSet[identity.ReplacePreviewer](s)
	r := s.make("a", attributes{note: "before"})
	for _, more := range []attributes{{note: "after"}, nil, {note: "last"}} {
		document := s.encode(s.paper("a", more))
		shown, err := p.PreviewReplace(s.Context(), r.Native, document)
		s.must(err)
		r, err = s.sets.Replace(s.Context(), s.keyOf(r).ID, s.keyOf(r).Revision, document)
		s.must(err)
		s.wantForeseen(shown, r)
	}
}
