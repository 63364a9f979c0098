package identitytest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/realmctl/realmctl/pkg/identity"
)

func abilities() []question {
	return []question{
		{"count", count},
		{"schema", schema},
		{"validate", validate},
		{"patch where", patchWhere},
		{"preview", preview},
		{"what a directory lacks", lacks},
	}
}

// able returns the store as something that can do more, or skips the question.
func able[T any](a *asker) T {
	a.Helper()
	more, ok := a.users.(T)
	if !ok {
		a.Skipf("the store has no %T", (*T)(nil))
	}
	return more
}

func count(a *asker) {
	a.createPeople()
	for text, want := range map[string]int64{`NOTE pr`: 3, `SN = "Adams"`: 2, `SN = "Nobody"`: 0} {
		n, err := identity.Count(a.Context(), a.users, identity.Query{Filter: a.filter(text)})
		if err != nil || n != want {
			a.Errorf("%s: %d, %v, want %d", text, n, err, want)
		}
	}
}

func schema(a *asker) {
	s, err := able[identity.Describer](a).Schema(a.Context())
	a.must(err)
	n := a.Names
	for name, want := range map[string]identity.Type{
		n.UserName: identity.String, n.Note: identity.String, n.Number: identity.Integer, n.List: identity.List,
	} {
		got, ok := s.Attribute(name)
		if !ok || got.Type != want && (want != identity.Integer || got.Type != identity.Float) {
			a.Errorf("%s is of type %q, want %s", name, got.Type, want)
		}
	}
	for _, r := range s.Required() {
		if _, ok := a.Document("x")[r.Name]; !ok {
			a.Errorf("%s is required, and the smallest document lacks it", r.Name)
		}
	}
}

func validate(a *asker) {
	v := able[identity.Validator](a)
	found, err := v.Validate(a.Context(), "", a.encode(a.Document(a.prefix+"a")))
	a.must(err)
	if len(found) > 0 {
		a.Errorf("the smallest document is refused: %v", found)
	}
	found, err = v.Validate(a.Context(), "", a.incomplete().Document)
	a.must(err)
	a.wantViolations(&identity.Error{Violations: found}, a.Names.Mail, a.Names.FamilyName)
	a.wantEach("after two validations", a.list(identity.Query{Filter: a.mine()}), nil)
}

// wantViolations demands that an error names each of the attributes, in words.
func (a *asker) wantViolations(err error, attributes ...string) {
	a.Helper()
	var e *identity.Error
	if !errors.As(err, &e) {
		a.Fatalf("%v names no attributes", err)
	}
	for _, name := range attributes {
		if !slices.ContainsFunc(e.Violations, func(v identity.Violation) bool { return v.Attribute == name && v.Words != "" }) {
			a.Errorf("nothing is said of %s in %v", name, e.Violations)
		}
	}
}

func patchWhere(a *asker) {
	q := able[identity.QueryPatcher[identity.User]](a)
	a.createPeople()
	patch := identity.Patch{set(a.Names.Note, "found")}
	for _, c := range []struct {
		filter string
		kind   identity.Kind
	}{{`SN = "Nobody"`, identity.NotFound}, {`SN = "Adams"`, identity.Ambiguous}} {
		_, err := q.PatchWhere(a.Context(), identity.Query{Filter: a.filter(c.filter)}, patch)
		a.wantKind(err, c.kind, c.filter)
	}
	u, err := q.PatchWhere(a.Context(), identity.Query{Filter: a.filter(`SN = "Baker"`)}, patch)
	a.must(err)
	a.want(a.get(a.key(u).ID), a.Names.Note, "found")
	a.wantEach("those who were patched", a.list(identity.Query{Filter: a.filter(`NOTE = "found"`)}), a.named("b"))
}

// preview: what a dry run shows is what the platform then makes.
func preview(a *asker) {
	p := able[identity.Previewer](a)
	n := a.Names
	u := a.create("a", attributes{n.Note: "before", n.Number: 1, n.List: []string{"x"}})
	patch := identity.Patch{
		set(n.Note, "after"),
		{Op: identity.Increment, Path: n.Number, Value: json.RawMessage("2")},
		{Op: identity.Add, Path: n.End, Value: identity.Quote("y")},
	}
	foreseen, err := p.Preview(u.Native, patch)
	a.must(err)
	made := a.patch(u, patch...)
	for _, name := range []string{n.UserName, n.Note, n.Number, n.List} {
		a.want(identity.User{Native: foreseen, Read: u.Read}, name, a.value(made, name))
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
