package identitytest

import (
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

func filters() []question {
	return []question{
		{"filters", filterOperators},
		{"filters on numbers", filterNumbers},
		{"filters on lists", filterLists},
		{"filters on unset attributes", filterUnset},
		{"filter on the status", filterStatus},
		{"wide characters in a filter", filterWide},
		{"signs of other languages in a filter", filterSigns},
		{"quotes and backslashes in a filter", filterQuotes},
		{"operators that the platform lacks", filterRefused},
		{"counts and writes of a refused filter", filterRefusedElsewhere},
	}
}

// createPeople makes four users for the tables below. Of d, all that may be
// unset is unset.
func (a *asker) createPeople() {
	a.Helper()
	n := a.names
	a.create("a", attributes{n.familyName: "Adams", n.Note: "red apple", n.Number: 1, n.List: []string{"x", "y"}})
	a.create("b", attributes{n.familyName: "Baker", n.Note: "green apple", n.Number: 2, n.List: []string{"y"}})
	a.create("c", attributes{n.familyName: "Clark", n.Note: "red brick", n.Number: 10})
	a.create("d", attributes{n.familyName: "Adams"})
}

// filter reads a filter in which SN, NOTE, NUMBER and LIST stand for the
// platform's names, and restricts it to the question's own users.
func (a *asker) filter(text string) identity.Filter {
	a.Helper()
	n := a.names
	words := strings.NewReplacer("SN", n.familyName, "NOTE", n.Note, "NUMBER", n.Number, "LIST", n.List)
	f, err := identity.ParseFilter(words.Replace(text))
	a.must(err)
	return a.mine(f)
}

// lacking are the operators of a filter that the platform lacks.
func (a *asker) lacking(f identity.Filter) (refused []string) {
	for _, op := range operatorsOf(f) {
		for _, lacked := range a.Refused {
			if op == lacked {
				refused = append(refused, string(op))
			}
		}
	}
	return refused
}

func operatorsOf(f identity.Filter) (all []identity.Op) {
	switch f := f.(type) {
	case identity.And:
		for _, part := range f {
			all = append(all, operatorsOf(part)...)
		}
	case identity.Or:
		for _, part := range f {
			all = append(all, operatorsOf(part)...)
		}
	case identity.Not:
		return append(operatorsOf(f.Filter), Not)
	case identity.Present:
		return []identity.Op{Present}
	case identity.Comparison:
		return []identity.Op{f.Op}
	}
	return all
}

// wantMatches asks each filter about the four people and compares the last
// letters of the names it finds. One that the platform cannot say must be refused.
func (a *asker) wantMatches(wanted map[string]string) {
	a.Helper()
	a.createPeople()
	for text, want := range wanted {
		q := identity.Query{Filter: a.filter(text), PageSize: 3}
		if lacking := a.lacking(q.Filter); len(lacking) > 0 {
			a.wantUnsupported(a.listError(a.users, q), text, lacking...)
			continue
		}
		a.wantEach(text, a.list(q), a.named(want))
	}
}

func filterOperators(a *asker) {
	a.wantMatches(map[string]string{
		`SN = "Adams"`:                            "ad",
		`SN = "adams"`:                            "ad",
		`SN = "Adam"`:                             "",
		`SN != "Adams"`:                           "bc",
		`SN >= "Baker"`:                           "bc",
		`SN > "Baker"`:                            "c",
		`SN <= "Baker"`:                           "abd",
		`SN < "Baker"`:                            "ad",
		`SN in ("Baker", 'Clark', "Nobody")`:      "bc",
		`NOTE sw "red"`:                           "ac",
		`NOTE sw "RED A"`:                         "a",
		`NOTE co "apple"`:                         "ab",
		`NOTE pr`:                                 "abc",
		`NOTE sw "red" and SN = "Adams"`:          "a",
		`NOTE sw "red" or SN = "Baker"`:           "abc",
		`not (NOTE sw "red" or SN = "Baker")`:     "d",
		`NOTE sw "green" or NOTE pr and SN > "B"`: "bc",
		`(NOTE sw "red" or SN = "Baker") and SN in ("Baker", "Clark")`:          "bc",
		`NOTE sw "red" and SN = "Clark" or SN = "Adams" and NOTE = "red apple"`: "ac",
	})
}

func filterNumbers(a *asker) {
	a.needs(a.names.Number, "numbers")
	a.wantMatches(map[string]string{
		`NUMBER = 2`:                  "b",
		`NUMBER >= 2`:                 "bc",
		`NUMBER > 2`:                  "c",
		`NUMBER < 10`:                 "ab",
		`NUMBER <= 10 and NUMBER > 1`: "bc",
		`NUMBER in (1, 10)`:           "ac",
		`not NUMBER > 1`:              "ad",
		`NUMBER pr`:                   "abc",
	})
}

func filterLists(a *asker) {
	a.needs(a.names.List, "lists")
	a.wantMatches(map[string]string{
		`LIST has "y"`:                     "ab",
		`LIST has "x"`:                     "a",
		`LIST has "z"`:                     "",
		`LIST has "y" and LIST has "x"`:    "a",
		`LIST has "x" or SN = "Clark"`:     "ac",
		`not LIST has "y"`:                 "cd",
		`LIST pr and NOTE pr`:              "ab",
		`LIST has "y" and NOTE sw "green"`: "b",
	})
}

func filterUnset(a *asker) {
	a.wantMatches(map[string]string{
		`not NOTE pr`:         "d",
		`NOTE != "red apple"`: "bcd",
		`NOTE = ""`:           "",
		`NOTE = "red apple"`:  "a",
	})
}

func filterStatus(a *asker) {
	k := able[identity.StatusKeeper](a)
	a.createFour()
	b, err := a.users.Find(a.Context(), a.prefix+"b")
	a.must(err)
	_, err = a.users.Patch(a.Context(), a.key(b).ID, identity.AnyRevision, k.StatusPatch(false))
	a.must(err)
	a.wantEach("those who may sign in", a.list(identity.Query{Filter: a.filter(`accountStatus = "active"`)}), a.named("acd"))
	a.wantEach("those who may not", a.list(identity.Query{Filter: a.filter(`accountStatus = "inactive"`)}), a.named("b"))
}

// wantFound makes one user for each note and finds each by its note alone.
func (a *asker) wantFound(notes ...string) {
	a.Helper()
	for i, note := range notes {
		a.create(string(rune('a'+i)), attributes{a.names.Note: note})
	}
	for i, note := range notes {
		a.wantEach(note, a.list(identity.Query{Filter: a.mine(text(a.names.Note, identity.Equal, note))}), a.named(string(rune('a'+i))))
	}
}

func filterWide(a *asker) { a.wantFound("Ångström", "山田 太郎", "😀 smile", "العربية") }

func filterSigns(a *asker) {
	a.wantFound("*", "(x)", "a*b", "50% & more", "a+b #c?", "</a>", "$HOME")
}

func filterQuotes(a *asker) {
	a.wantFound("it's", `say "no"`, `C:\temp`, `\`, `" or true or a eq "`)
}

func filterRefused(a *asker) {
	for _, op := range a.Refused {
		err := a.listError(a.users, identity.Query{Filter: a.mine(a.refused(op))})
		a.wantUnsupported(err, "the operator "+string(op), string(op))
	}
}

// refused is a condition with an operator that the platform lacks.
func (a *asker) refused(op identity.Op) identity.Filter {
	switch op {
	case Not:
		return identity.Not{Filter: text(a.names.Note, identity.Equal, "x")}
	case Present:
		return identity.Present{Attribute: a.names.Note}
	}
	return text(a.names.Note, op, "x")
}

// filterRefusedElsewhere: a condition that cannot be said is never left out, which
// would count or change others than were meant.
func filterRefusedElsewhere(a *asker) {
	if len(a.Refused) == 0 {
		a.Skip("the platform lacks no operator")
	}
	u := a.create("a", attributes{a.names.Note: "x"})
	for _, op := range a.Refused {
		q := identity.Query{Filter: a.mine(a.refused(op))}
		_, err := identity.Count(a.Context(), a.users, q)
		a.wantUnsupported(err, "a count with "+string(op), string(op))
		if w, ok := a.users.(identity.QueryPatcher[identity.User]); ok {
			_, err := w.PatchWhere(a.Context(), q, identity.Patch{set(a.names.Note, "changed")})
			a.wantUnsupported(err, "a patch with "+string(op), string(op))
		}
	}
	if after := a.get(a.key(u).ID); a.key(after) != a.key(u) {
		a.Errorf("after the refusals the user is %+v, want %+v", a.key(after), a.key(u))
	}
}
