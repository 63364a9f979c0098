package identitytest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

func orders() []question {
	return []question{
		{"sort", listSorted},
		{"sort on numbers", listSortedByNumber},
		{"sort by two attributes", listSortedByTwo},
		{"sort with what is unset", listSortedUnset},
	}
}

// letters are the last letters of the names that a listing gives, in its order.
func (a *asker) letters(q identity.Query) string {
	a.Helper()
	return strings.ReplaceAll(strings.Join(a.list(q), ""), a.prefix, "")
}

// wantOrder compares a listing with an order, in pages of several sizes and up to
// several limits.
func (a *asker) wantOrder(want string, keys ...identity.SortKey) {
	a.Helper()
	for _, size := range []int{1, 3, 0} {
		for _, limit := range []int{0, 2} {
			expected := want
			if limit > 0 {
				expected = want[:limit]
			}
			got := a.letters(identity.Query{Filter: a.mine(), Sort: keys, PageSize: size, Limit: limit})
			if got != expected {
				a.Errorf("sorted by %v with pages of %d and limit %d: %s, want %s", keys, size, limit, got, expected)
			}
		}
	}
}

func listSorted(a *asker) {
	for _, suffix := range []string{"b", "d", "a", "c"} {
		a.create(suffix, nil)
	}
	a.wantOrder("abcd", identity.SortKey{Attribute: a.names.userName})
	a.wantOrder("dcba", identity.SortKey{Attribute: a.names.userName, Descending: true})
}

func listSortedByNumber(a *asker) {
	a.needs(a.names.Number, "numbers")
	for i, suffix := range []string{"b", "d", "a", "c"} {
		a.create(suffix, attributes{a.names.Number: i / 2 * 9})
	}
	a.wantOrder("acbd", identity.SortKey{Attribute: a.names.Number, Descending: true}, identity.SortKey{Attribute: a.names.userName})
	for _, suffix := range []string{"e", "f"} {
		a.create(suffix, attributes{a.names.Number: 10}) // after 9 as a number, before it as a text
	}
	a.wantOrder("bdacef", identity.SortKey{Attribute: a.names.Number}, identity.SortKey{Attribute: a.names.userName})
}

// listSortedByTwo compares with an order that is made here, the plain way.
func listSortedByTwo(a *asker) {
	type person struct{ letter, note string }
	var people []person
	for i, letter := range "gbdafec" {
		p := person{string(letter), fmt.Sprintf("note %d", i%3)}
		a.create(p.letter, attributes{a.names.Note: p.note})
		people = append(people, p)
	}
	for _, descending := range []bool{false, true} {
		slices.SortFunc(people, func(x, y person) int {
			byNote := cmp.Compare(x.note, y.note)
			if descending {
				byNote = -byNote
			}
			return cmp.Or(byNote, cmp.Compare(y.letter, x.letter))
		})
		want := ""
		for _, p := range people {
			want += p.letter
		}
		a.wantOrder(want,
			identity.SortKey{Attribute: a.names.Note, Descending: descending}, identity.SortKey{Attribute: a.names.userName, Descending: true})
	}
}

// listSortedUnset: those without a value are together, before or after the others,
// and none is left out.
func listSortedUnset(a *asker) {
	a.create("a", attributes{a.names.Note: "two"})
	a.create("b", nil)
	a.create("c", attributes{a.names.Note: "one"})
	a.create("d", nil)
	for _, size := range []int{1, 3, 0} {
		keys := []identity.SortKey{{Attribute: a.names.Note}, {Attribute: a.names.userName}}
		got := a.letters(identity.Query{Filter: a.mine(), Sort: keys, PageSize: size})
		if got != "cabd" && got != "bdca" {
			a.Errorf("with pages of %d: %s, want cabd or bdca", size, got)
		}
	}
}
