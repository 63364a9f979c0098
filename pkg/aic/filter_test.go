package aic

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
)

func TestCompileFilter(t *testing.T) {
	t.Parallel()
	tests := []struct{ where, want string }{
		{`mail sw "demo" and accountStatus = "active"`, `mail sw "demo" and accountStatus eq "active"`},
		{`a != "x"`, `!(a eq "x")`},
		{`not a = "x"`, `!(a eq "x")`},
		{`not not a pr`, `!(!(a pr))`},
		{`a in ("x", "y", "z")`, `a eq "x" or a eq "y" or a eq "z"`},
		{`b pr and a in ("x", "y")`, `b pr and (a eq "x" or a eq "y")`},
		{`aliasList has "x"`, `aliasList eq "x"`},
		{`(a pr and b pr) and c pr`, `a pr and b pr and c pr`},
		{`a pr or (b pr or (c pr and d pr))`, `a pr or b pr or c pr and d pr`},
		{`n < 1 and n <= 2 and n > 3 and n >= -4.5`, `n lt 1 and n le 2 and n gt 3 and n ge -4.5`},
		{`n = 1e5`, `n eq 100000`}, {`n = 1.5e1`, `n eq 15`}, {`n = 25e-3`, `n eq 0.025`}, {`n = -1E+2`, `n eq -100`},
		{`n = 9223372036854775807`, `n eq 9223372036854775807`}, {`n = 9223372036854775808`, `n eq 9223372036854775808.0`}, {`n = 0e300`, `n eq 0`},
		{`b = true and c = false`, `b eq true and c eq false`},
		{`active = true`, `accountStatus eq "active"`}, {`active != false`, `accountStatus eq "active"`},
		{`active = false`, `!(accountStatus eq "active")`}, {`not active = true and mail pr`, `!(accountStatus eq "active") and mail pr`},
		{`active = "yes"`, `active eq "yes"`}, {`/active = true`, `active eq true`},
		{`d >= 2026-01-31`, `d ge "2026-01-31"`}, {`d < 2026-01-31T08:00:00Z`, `d lt "2026-01-31T08:00:00Z"`},
		{`preferences.updates = true`, `preferences/updates eq true`}, {`/manager/_ref co "x"`, `manager/_ref co "x"`},
		{`sn = "O\"Hara \\ 'x' (y) \u00e9\n"`, "sn eq \"O\\\"Hara \\\\ 'x' (y) é\n\""},
	}
	for _, tt := range tests {
		f, err := identity.ParseFilter(tt.where)
		if err != nil {
			t.Errorf("%s: %v", tt.where, err)
			continue
		}
		got, _, err := compileFilter(f, IDM)
		if err != nil || got != tt.want {
			t.Errorf("%s:\n got %s, %v\nwant %s", tt.where, got, err, tt.want)
		}
	}
}

func TestCompileFilterRefuses(t *testing.T) {
	t.Parallel()
	text := identity.Value{Text: "x"}
	for _, platform := range []Dialect{Cloud, IDM} {
		_, _, err := compileFilter(identity.Comparison{Attribute: "mail", Op: identity.EndsWith, Value: text}, platform)
		e := wantKind(t, err, identity.Unsupported)
		if !errors.Is(err, errors.ErrUnsupported) || !strings.Contains(e.Detail, `"ew"`) || !strings.Contains(e.Detail, platform.String()) {
			t.Errorf("%v does not name the operator and the platform", err)
		}
	}
	for _, name := range []string{"", " ", "a b", `a"`, "a'", "(a", "a)", "!a", "a\tb", "a\nb", `a\b`, "a//b", "a/", "a.", "..", "a%41", "a,b", "a\x00"} {
		_, _, err := compileFilter(identity.Comparison{Attribute: name, Op: identity.Equal, Value: text}, Cloud)
		if identity.KindOf(err) != identity.Usage || err == nil {
			t.Errorf("attribute %q: %v", name, err)
		}
	}
	for _, number := range []string{"1e9999", "1e-9999", "1e99999999999999999999"} {
		_, _, err := compileFilter(identity.Comparison{Attribute: "n", Op: identity.Equal, Value: identity.Value{Kind: identity.Number, Text: number}}, Cloud)
		if err == nil {
			t.Errorf("%s was printed", number)
		}
	}
}

// TestKeywordAttributes keeps attributes that are called like words of the grammar
// apart from them.
func TestKeywordAttributes(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"true", "False", "and", "OR", "pr", "not"} {
		text, _, err := compileFilter(identity.And{identity.Present{Attribute: name}, identity.Comparison{Attribute: name, Op: identity.Equal, Value: identity.Value{Text: "x"}}}, Cloud)
		if err != nil {
			t.Fatal(err)
		}
		n, err := parseCrest(text)
		if err != nil || n.String() != fmt.Sprintf(`(/%s pr and /%s eq "x")`, name, name) {
			t.Errorf("%s: %v, %v", text, n, err)
		}
	}
}

// TestDepth compiles the deepest filter that can be written: it stays below the 63
// brackets that the service takes.
func TestDepth(t *testing.T) {
	t.Parallel()
	const brackets = 63
	chain := make([]string, 2000)
	for i := range chain {
		chain[i] = "a = 1"
	}
	for _, where := range []string{
		strings.Repeat("not ", 59) + "a != 1",
		strings.Repeat("(a pr or b pr and ", 55) + "a != 1" + strings.Repeat(")", 55),
		strings.Repeat("(a pr and ", 55) + "a pr" + strings.Repeat(")", 55),
		strings.Join(chain, " or "), strings.Join(chain, " and "),
	} {
		f, err := identity.ParseFilter(where)
		if err != nil {
			t.Fatalf("%.80s: %v", where, err)
		}
		text, _, err := compileFilter(f, Cloud)
		if err != nil {
			t.Fatal(err)
		}
		depth, deepest := 0, 0
		for _, c := range text {
			switch c {
			case '(':
				depth++
			case ')':
				depth--
			}
			deepest = max(deepest, depth)
		}
		if deepest > brackets {
			t.Errorf("%d brackets are open at once in %.80s…", deepest, text)
		}
	}
}

// canonical prints a filter as the vectors do, straight from the tree.
func canonical(f identity.Filter) string {
	join := func(parts []identity.Filter, word string) string {
		printed := make([]string, len(parts))
		for i, p := range parts {
			printed[i] = canonical(p)
		}
		return "(" + strings.Join(printed, " "+word+" ") + ")"
	}
	switch f := f.(type) {
	case identity.And:
		return join(flatAnd(f), "and")
	case identity.Or:
		return join(flatOr(f), "or")
	case identity.Not:
		return "! (" + canonical(f.Filter) + ")"
	case identity.Present:
		return "/" + strings.Join(steps(f.Attribute), "/") + " pr"
	case identity.Comparison:
		op, _ := operator(f.Op)
		value := f.Value.Text
		switch f.Value.Kind {
		case identity.Text, identity.Date:
			value = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
		case identity.Number:
			value = "number"
		}
		text := "/" + strings.Join(steps(f.Attribute), "/") + " " + op + " " + value
		if f.Op == identity.NotEqual {
			return "! (" + text + ")"
		}
		return text
	}
	return "?"
}

// blind hides numbers, which are compared by value.
func blind(n *crestNode, numbers *[]*big.Rat) {
	switch v := n.value.(type) {
	case int64:
		*numbers = append(*numbers, new(big.Rat).SetInt64(v))
		n.value = nil
	case float64:
		*numbers = append(*numbers, new(big.Rat).SetFloat64(v))
		n.value = nil
	}
	for _, p := range n.parts {
		blind(p, numbers)
	}
}

// FuzzCompileFilter reads a filter, prints it for the service, reads that with the
// second parser and compares the two trees: nothing breaks out of its quotes.
func FuzzCompileFilter(f *testing.F) {
	for _, seed := range []string{
		`a = "x" and (b != 'y' or not c pr)`, `a in ("\"", "\\", "' or true or '")`, `a.b >= -1.5e3 or c < 2026-01-01`, `/a/b has true`,
		`sn = "x\" or userName pr or sn eq \"y"`, `a = "\u0000\n\t"`, `a sw "(((" and b co ")))"`, `true = 1 and and = 2`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, where string) {
		filter, err := identity.ParseFilter(where)
		if err != nil {
			return
		}
		text, _, err := compileFilter(filter, IDM)
		if err != nil {
			return
		}
		n, err := parseCrest(text)
		if err != nil {
			t.Fatalf("%q was printed as %q, which cannot be read: %v", where, text, err)
		}
		var numbers []*big.Rat
		blind(n, &numbers)
		got := strings.ReplaceAll(n.String(), "<nil>", "number")
		if want := canonical(filter); got != want {
			t.Fatalf("%q was printed as %q:\n got %s\nwant %s", where, text, got, want)
		}
	})
}

func TestPlainNumber(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"0", "-0", "1e0", "12.50", "1e-1", "-12.5e1", "1.25E2", "1.25e1", "1.25e-4", "100e-2", "123456789e-20", "1e18", "1e19", "0.0001e4", "-9.75e-3"} {
		got, err := plainNumber(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		want, _ := new(big.Rat).SetString(text)
		have, ok := new(big.Rat).SetString(got)
		if !ok || have.Cmp(want) != 0 || strings.ContainsAny(got, "eE+") {
			t.Errorf("%s was printed as %s", text, got)
		}
	}
}

// TestAwkward marks the values that each service is known to match badly.
func TestAwkward(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]map[Dialect]bool{
		"plain": {Cloud: false, IDM: false}, `a"b`: {Cloud: true, IDM: false}, "O'Hara": {Cloud: false, IDM: true}, `a\b`: {Cloud: true, IDM: true},
	} {
		for dialect, awkward := range want {
			_, got, err := compileFilter(identity.Comparison{Attribute: "sn", Op: identity.Equal, Value: identity.Value{Text: value}}, dialect)
			if err != nil || got != awkward {
				t.Errorf("%s on %s: %v, %v", value, dialect, got, err)
			}
		}
	}
}
