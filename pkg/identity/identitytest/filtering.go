package identitytest

import (
	"errors"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

func filters() []question {
	return []question{
		{"filters", filterOperators},
		{"filters on numbers", filterNumbers},
		{"filters on unset attributes", filterUnset},
		{"wide characters in a filter", filterWide},
		{"signs of other languages in a filter", filterSigns},
		{"quotes and backslashes in a filter", filterQuotes},
		{"operators that the platform lacks", filterRefused},
	}
}

// createPeople makes four users for the tables below. Of d, all that may be
// unset is unset.
func (a *asker) createPeople() {
	a.Helper()
	n := a.Names
	a.create("a", attributes{n.FamilyName: "Adams", n.Note: "red apple", n.Number: 1, n.List: []string{"x", "y"}})
	a.create("b", attributes{n.FamilyName: "Baker", n.Note: "green apple", n.Number: 2, n.List: []string{"y"}})
	a.create("c", attributes{n.FamilyName: "Clark", n.Note: "red brick", n.Number: 10})
	a.create("d", attributes{n.FamilyName: "Adams"})
}

// filter reads a filter in which SN, NOTE, NUMBER and LIST stand for the
// platform's names, and restricts it to the question's own users.
func (a *asker) filter(text string) identity.Filter {
	a.Helper()
	n := a.Names
	words := strings.NewReplacer("SN", n.FamilyName, "NOTE", n.Note, "NUMBER", n.Number, "LIST", n.List)
	f, err := identity.ParseFilter(words.Replace(text))
	a.must(err)
	return a.mine(f)
}

// wantMatches asks each filter about the four people and compares the last
// letters of the names it finds.
func (a *asker) wantMatches(wanted map[string]string) {
	a.Helper()
	a.createPeople()
	for text, want := range wanted {
		a.wantEach(text, a.list(identity.Query{Filter: a.filter(text), PageSize: 3}), a.named(want))
	}
}

// named puts the prefix before each letter.
func (a *asker) named(letters string) (names []string) {
	for _, letter := range letters {
		names = append(names, a.prefix+string(letter))
	}
	return names
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
		`NOTE co "apple"`:                         "ab",
		`NOTE pr`:                                 "abc",
		`LIST has "y"`:                            "ab",
		`NOTE sw "red" and SN = "Adams"`:          "a",
		`NOTE sw "red" or SN = "Baker"`:           "abc",
		`not (NOTE sw "red" or SN = "Baker")`:     "d",
		`NOTE sw "green" or NOTE pr and SN > "B"`: "bc",
	})
}

func filterNumbers(a *asker) {
	a.wantMatches(map[string]string{
		`NUMBER = 2`:                  "b",
		`NUMBER >= 2`:                 "bc",
		`NUMBER > 2`:                  "c",
		`NUMBER < 10`:                 "ab",
		`NUMBER <= 10 and NUMBER > 1`: "bc",
		`NUMBER in (1, 10)`:           "ac",
	})
}

func filterUnset(a *asker) {
	a.wantMatches(map[string]string{
		`not NOTE pr`:           "d",
		`NOTE != "red apple"`:   "bcd",
		`not NUMBER > 1`:        "ad",
		`not LIST has "y"`:      "cd",
		`NOTE = ""`:             "",
		`LIST pr and NUMBER pr`: "ab",
	})
}

// wantFound makes one user for each note and finds each by its note alone.
func (a *asker) wantFound(notes ...string) {
	a.Helper()
	for i, note := range notes {
		a.create(string(rune('a'+i)), attributes{a.Names.Note: note})
	}
	for i, note := range notes {
		f := identity.Comparison{Attribute: a.Names.Note, Op: identity.Equal, Value: identity.Value{Kind: identity.Text, Text: note}}
		a.wantEach(note, a.list(identity.Query{Filter: a.mine(f)}), a.named(string(rune('a'+i))))
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
		f := identity.Comparison{Attribute: a.Names.Note, Op: op, Value: identity.Value{Kind: identity.Text, Text: "x"}}
		var last error
		for _, err := range a.users.List(a.Context(), identity.Query{Filter: a.mine(f)}) {
			last = err
		}
		a.wantKind(last, identity.Unsupported, "the operator "+string(op))
		if !errors.Is(last, errors.ErrUnsupported) || !strings.Contains(last.Error(), string(op)) {
			a.Errorf("the refusal of %q does not name it, or is not errors.ErrUnsupported: %v", op, last)
		}
	}
}
