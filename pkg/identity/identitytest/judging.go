package identitytest

import (
	"errors"
	"maps"
	"slices"

	"github.com/realmctl/realmctl/pkg/identity"
)

func judgements() []question {
	return []question{
		{"create without what is required", createIncomplete},
		{"refusals name the attributes", createNamesViolations},
		{"values that the platform refuses", refusedValues},
		{"refused values change nothing", refusedChanges},
		{"an attribute that nobody declared", undeclared},
		{"validate", validate},
		{"validate agrees with create", validateAgrees},
	}
}

// marked is a user without some attributes, who can be found by the note alone.
func (a *asker) marked(lacking ...string) identity.Draft {
	a.Helper()
	document := a.document("a", attributes{a.names.Note: a.prefix})
	for _, path := range lacking {
		without(document, path)
	}
	return a.draftOf(document)
}

// wantNobody demands that nobody was made of the drafts that marked returns.
func (a *asker) wantNobody(what string) {
	a.Helper()
	a.wantEach(what, a.list(identity.Query{Filter: text(a.names.Note, identity.Equal, a.prefix)}), nil)
}

func createIncomplete(a *asker) {
	for _, path := range a.Required {
		draft := a.marked(path)
		_, err := a.users.Create(a.Context(), draft)
		a.wantKind(err, identity.Invalid, "a user without "+path)
		if draft.ID != "" {
			_, err = a.users.Get(a.Context(), draft.ID)
			a.wantKind(err, identity.NotFound, "the user that was refused")
		}
	}
	a.wantNobody("after the refusals")
}

func createNamesViolations(a *asker) {
	_, err := a.users.Create(a.Context(), a.marked(a.Required...))
	a.wantViolations(err, a.Required...)
}

// bad is a user with every value that the platform refuses.
func (a *asker) bad() identity.Draft {
	a.Helper()
	if len(a.Bad) == 0 {
		a.Skip("the platform refuses no value")
	}
	document := a.document("a", attributes{a.names.Note: a.prefix})
	for path, value := range a.Bad {
		put(document, path, value)
	}
	return a.draftOf(document)
}

// badPaths are the attributes of which the platform refuses a value.
func (a *asker) badPaths() []string { return slices.Sorted(maps.Keys(a.Bad)) }

func refusedValues(a *asker) {
	_, err := a.users.Create(a.Context(), a.bad())
	a.wantKind(err, identity.Invalid, "a user with refused values")
	a.wantViolations(err, a.badPaths()...)
	a.wantNobody("after the refusal")
}

func refusedChanges(a *asker) {
	bad := a.bad()
	key := a.key(a.create("a", attributes{a.names.Note: "before"}))
	for _, path := range a.badPaths() {
		patch := identity.Patch{set(a.names.Note, "after"), a.setJSON(path, a.Bad[path])}
		_, err := a.users.Patch(a.Context(), key.ID, key.Revision, patch)
		a.wantKind(err, identity.Invalid, "a patch of "+path)
		a.wantViolations(err, path)
	}
	_, err := a.users.Replace(a.Context(), key.ID, key.Revision, bad.Document)
	a.wantKind(err, identity.Invalid, "a replacement with refused values")
	a.wantViolations(err, a.badPaths()...)
	if after := a.get(key.ID); a.key(after) != key {
		a.Errorf("after the refusals the user is %+v, want %+v", a.key(after), key)
	}
	a.want(a.get(key.ID), a.names.Note, "before")
}

func undeclared(a *asker) {
	const strange = "nobodyDeclaredThis"
	key := a.key(a.create("b", attributes{a.names.Note: "before"}))
	_, err := a.users.Create(a.Context(), a.draft("a", attributes{strange: "x"}))
	a.wantKind(err, identity.Invalid, "a user with an attribute that nobody declared")
	a.wantViolations(err, strange)
	_, err = a.users.Patch(a.Context(), key.ID, key.Revision, identity.Patch{set(a.names.Note, "after"), set(strange, "x")})
	a.wantKind(err, identity.Invalid, "a patch of an attribute that nobody declared")
	a.want(a.get(key.ID), a.names.Note, "before")
	a.wantMine("after the refusals", a.prefix+"b")
}

func validate(a *asker) {
	v := able[identity.Validator](a)
	found, err := v.Validate(a.Context(), "", a.encode(a.document("a", nil)))
	a.must(err)
	if len(found) > 0 {
		a.Errorf("a small document is refused: %v", found)
	}
	found, err = v.Validate(a.Context(), "", a.marked(a.Required...).Document)
	a.must(err)
	a.wantViolations(&identity.Error{Violations: found}, a.Required...)
	a.wantMine("after two validations")
	a.wantNobody("after two validations")
}

// validateAgrees: what is found beforehand is what a creation is refused for.
func validateAgrees(a *asker) {
	v := able[identity.Validator](a)
	drafts := map[string]identity.Draft{
		"the whole document": a.draft("b", nil), "all refused values": a.bad(),
		"a note in other letters": a.draft("c", attributes{a.names.Note: "山田 太郎 😀"}),
	}
	for _, path := range a.Required {
		drafts["no "+path] = a.marked(path)
	}
	for _, path := range a.badPaths() {
		drafts["a refused "+path] = a.draft("d", attributes{path: a.Bad[path]})
	}
	for what, draft := range drafts {
		found, err := v.Validate(a.Context(), "", draft.Document)
		a.must(err)
		made, err := a.users.Create(a.Context(), draft)
		if err == nil {
			a.created(made, nil)
		}
		a.wantEach(what+", found beforehand", attributesOf(found), attributesOf(violationsOf(err)))
	}
}

func violationsOf(err error) []identity.Violation {
	var e *identity.Error
	if errors.As(err, &e) {
		return e.Violations
	}
	return nil
}

func attributesOf(violations []identity.Violation) []string {
	names := make([]string, len(violations))
	for i, v := range violations {
		names[i] = v.Attribute
	}
	return names
}

// wantViolations demands that an error names each of the attributes once, in
// words, and no other.
func (a *asker) wantViolations(err error, attributes ...string) {
	a.Helper()
	violations := violationsOf(err)
	a.wantEach("the attributes that are refused", attributesOf(violations), attributes)
	for _, v := range violations {
		if v.Words == "" {
			a.Errorf("nothing is said of %s in %v", v.Attribute, violations)
		}
	}
}
