package identitytest

import "github.com/realmctl/realmctl/pkg/identity"

func previews() []question {
	return []question{
		{"preview", preview},
		{"preview: increment", previewIncrement},
		{"preview: lists", previewLists},
		{"preview: the end of a list", previewEnd},
		{"preview: parts", previewParts},
		{"preview: move and copy", previewMove},
	}
}

// foresee makes patches one after the other, and demands of each that a dry run
// shows what the platform then makes.
func (a *asker) foresee(more attributes, patches ...identity.Patch) identity.User {
	a.Helper()
	p := able[identity.Previewer](a)
	if d, ok := a.users.(identity.Describer); ok {
		_, _ = d.Schema(a.Context()) // a preview sends nothing; a server without a schema is asked all the same
	}
	u := a.create("a", more)
	for _, patch := range patches {
		shown, err := p.Preview(u.Native, patch)
		a.must(err)
		made := a.patch(u, patch...)
		foreseen := identity.User{Native: shown, Read: u.Read}
		for _, path := range a.paths() {
			a.want(foreseen, path, a.value(made, path))
		}
		u = made
	}
	return u
}

// paths are all attributes that the questions change.
func (a *asker) paths() []string {
	n := a.names
	var paths []string
	for _, path := range []string{n.userName, n.givenName, n.familyName, n.mail, n.Note, n.Other, n.Number, n.List, a.Parts.One, a.Parts.Other} {
		if path != "" {
			paths = append(paths, path)
		}
	}
	return paths
}

func preview(a *asker) {
	n := a.names
	u := a.foresee(attributes{n.Note: "before", n.Other: "spare", n.Number: 1, n.List: []string{"x"}},
		identity.Patch{set(n.Note, "after")},
		identity.Patch{unset(n.Other)},
		identity.Patch{set(n.familyName, "Baker"), set(n.givenName, "Ann")},
		identity.Patch{set(n.Note, "last"), unset(n.Note)},
		identity.Patch{unset(n.Note)},
		identity.Patch{},
	)
	a.want(u, n.familyName, "Baker")
	a.want(u, n.Note, nil)
}

func previewIncrement(a *asker) {
	u := a.foresee(attributes{a.names.Number: 1}, identity.Patch{a.increment("2")}, identity.Patch{a.increment("-4"), a.increment("1")})
	a.want(u, a.names.Number, 0)
}

func previewLists(a *asker) {
	a.needs(a.names.List, "lists")
	u := a.foresee(nil,
		identity.Patch{a.add(a.names.List, "x")}, identity.Patch{a.add(a.names.List, "y"), a.add(a.names.List, "z")},
		identity.Patch{a.remove("y")}, identity.Patch{a.remove("nobody has this")}, identity.Patch{unset(a.names.List)},
		identity.Patch{a.setJSON(a.names.List, []string{"p", "q"})}, identity.Patch{a.remove("p")},
	)
	a.want(u, a.names.List, []any{"q"})
}

func previewEnd(a *asker) {
	a.needs(a.names.List, "lists")
	u := a.foresee(attributes{a.names.List: []string{"x"}}, identity.Patch{a.add(a.end(), "y")})
	a.want(u, a.names.List, []any{"x", "y"})
}

func previewParts(a *asker) {
	one, other, values := a.Parts.One, a.Parts.Other, a.Parts.Values
	a.needs(one, "attributes of parts")
	u := a.foresee(nil,
		identity.Patch{a.setJSON(one, values[0])}, identity.Patch{a.setJSON(other, values[1])},
		identity.Patch{a.setJSON(one, values[1])}, identity.Patch{unset(one)},
	)
	a.want(u, one, nil)
	a.want(u, other, values[1])
}

func previewMove(a *asker) {
	note, other := a.names.Note, a.names.Other
	u := a.foresee(attributes{note: "here"},
		identity.Patch{{Op: identity.Copy, From: note, Path: other}}, identity.Patch{set(note, "there")},
		identity.Patch{{Op: identity.Move, From: note, Path: other}}, identity.Patch{{Op: identity.Move, From: note, Path: other}},
	)
	a.want(u, other, "there") // nothing comes from where nothing is
}
