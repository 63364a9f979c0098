package identitytest

import "github.com/realmctl/realmctl/pkg/identity"

func lists() []question {
	return []question{
		{"patch: add to a list", patchAdd},
		{"patch: add to the end of a list", patchAddLast},
		{"patch: remove from a list", patchRemove},
		{"patch: set a whole list", patchList},
	}
}

// end is the path that adds an element at the end of the list.
func (a *asker) end() string { return a.names.List + "/-" }

func (a *asker) add(path, element string) identity.Operation {
	return identity.Operation{Op: identity.Add, Path: path, Value: identity.Quote(element)}
}

func (a *asker) remove(element string) identity.Operation {
	return identity.Operation{Op: identity.Remove, Path: a.names.List, Value: identity.Quote(element)}
}

func patchAdd(a *asker)     { a.addTo(a.names.List) }
func patchAddLast(a *asker) { a.addTo(a.end()) }

// addTo adds an element to a list of one and to one that is unset.
func (a *asker) addTo(path string) {
	a.Helper()
	a.needs(a.names.List, "lists")
	add := a.add(path, "y")
	a.want(a.patch(a.create("a", attributes{a.names.List: []string{"x"}}), add), a.names.List, []any{"x", "y"})
	a.want(a.patch(a.create("b", nil), add), a.names.List, []any{"y"})
	a.want(a.patch(a.create("c", nil), add, a.add(path, "z")), a.names.List, []any{"y", "z"})
}

func patchRemove(a *asker) {
	a.needs(a.names.List, "lists")
	u := a.create("a", attributes{a.names.List: []string{"x", "y", "z"}})
	u = a.patch(u, a.remove("y"))
	a.want(u, a.names.List, []any{"x", "z"})
	u = a.patch(u, a.remove("nobody has this"))
	a.want(u, a.names.List, []any{"x", "z"})
	u = a.patch(u, a.remove("x"), a.remove("z"))
	a.want(u, a.names.List, nil)
}

func patchList(a *asker) {
	a.needs(a.names.List, "lists")
	u := a.create("a", attributes{a.names.List: []string{"x", "y"}})
	u = a.patch(u, a.setJSON(a.names.List, []string{"z"}))
	a.want(u, a.names.List, []any{"z"})
	a.want(a.patch(u, unset(a.names.List)), a.names.List, nil)
}
