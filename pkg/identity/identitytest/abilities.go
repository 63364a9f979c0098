package identitytest

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/realmctl/realmctl/pkg/identity"
)

func abilities() []question {
	return []question{
		{"count", count},
		{"schema", schema},
		{"patch where", patchWhere},
		{"a patch that cannot be read", readPatchBad},
		{"what a directory lacks", lacks},
	}
}

// able returns the store as something that can do more, or skips the question.
func able[T any](a *asker) T {
	a.Helper()
	return ableAs[T](a, a.users)
}

// ableAs is able for any store.
func ableAs[T any](a *asker, store any) T {
	a.Helper()
	more, ok := store.(T)
	if !ok {
		a.Skipf("the store is no %s", reflect.TypeFor[T]())
	}
	return more
}

// count: what is counted is what is listed, and what is known to be there.
func count(a *asker) {
	a.createPeople()
	for text, want := range map[string]int64{
		`SN = "Adams"`: 2, `SN = "Nobody"`: 0, `NOTE sw "red"`: 2, `SN = "Adams" or NOTE sw "green"`: 3, `NOTE pr`: 3,
	} {
		q := identity.Query{Filter: a.filter(text)}
		if len(a.lacking(q.Filter)) > 0 {
			continue // that it is refused is a question of its own
		}
		for _, q := range []identity.Query{q, {Filter: q.Filter, Limit: 1}, {Filter: q.Filter, PageSize: 1}} {
			a.wantCount(text, q, want)
		}
	}
}

func (a *asker) wantCount(what string, q identity.Query, want int64) {
	a.Helper()
	if q.Limit > 0 {
		want = min(want, int64(q.Limit))
	}
	n, err := identity.Count(a.Context(), a.users, q)
	if listed := len(a.list(q)); err != nil || n != want || listed != int(n) {
		a.Errorf("%s with limit %d: counted %d, %v, listed %d, want %d", what, q.Limit, n, err, listed, want)
	}
}

func schema(a *asker) {
	s, err := able[identity.Describer](a).Schema(a.Context())
	a.must(err)
	n := a.names
	for path, want := range map[string]identity.Type{
		n.userName: identity.String, n.familyName: identity.String, n.mail: identity.String,
		n.Note: identity.String, n.Other: identity.String, n.Number: identity.Integer, n.List: identity.List,
	} {
		got, ok := s.Attribute(path)
		if path != "" && (!ok || got.Type != want && (want != identity.Integer || got.Type != identity.Float)) {
			a.Errorf("%s is of type %q, want %s", path, got.Type, want)
		}
	}
	required := make([]string, 0, len(a.Required))
	for _, r := range s.Required() {
		required = append(required, r.Name)
	}
	a.wantEach("what is required", required, a.Required)
}

func patchWhere(a *asker) {
	q := able[identity.QueryPatcher[identity.User]](a)
	a.createPeople()
	patch := identity.Patch{set(a.names.Note, "found")}
	for _, c := range []struct {
		filter string
		kind   identity.Kind
	}{{`SN = "Nobody"`, identity.NotFound}, {`SN = "Adams"`, identity.Ambiguous}} {
		_, err := q.PatchWhere(a.Context(), identity.Query{Filter: a.filter(c.filter)}, patch)
		a.wantKind(err, c.kind, c.filter)
	}
	_, err := q.PatchWhere(a.Context(), identity.Query{}, patch)
	a.wantKind(err, identity.Usage, "a patch of everybody")
	u, err := q.PatchWhere(a.Context(), identity.Query{Filter: a.filter(`SN = "Baker"`)}, patch)
	a.must(err)
	a.want(a.get(a.key(u).ID), a.names.Note, "found")
	a.wantEach("those who were patched", a.list(identity.Query{Filter: a.filter(`NOTE = "found"`)}), a.named("b"))
}

func readPatchBad(a *asker) {
	r := able[identity.PatchReader](a)
	for _, document := range []string{"", "{", "null", `"set"`, "[1]", "7"} {
		_, err := r.ReadPatch([]byte(document))
		a.wantKind(err, identity.Invalid, fmt.Sprintf("the patch %q", document))
	}
}

// lacks hides what the directory can do, and asks for it.
func lacks(a *asker) {
	bare := struct{ identity.Directory }{a.directory}
	_, err := identity.Users(bare)
	want := fmt.Sprintf("%s (%s) has no users", a.directory.Realm(), a.directory.Platform())
	if !errors.Is(err, errors.ErrUnsupported) || err.Error() != want {
		a.Errorf("%v, want errors.ErrUnsupported in the words: %s", err, want)
	}
}
