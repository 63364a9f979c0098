package identity

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func eq(attribute, text string) Comparison {
	return Comparison{attribute, Equal, Value{Text, text}}
}

func TestParseFilter(t *testing.T) {
	t.Parallel()
	a, b, c := Present{"a"}, Present{"b"}, Present{"c"}
	for text, want := range map[string]Filter{
		// Every operator.
		`mail = "x"`:            eq("mail", "x"),
		`mail != "x"`:           Comparison{"mail", NotEqual, Value{Text, "x"}},
		`n < 1`:                 Comparison{"n", Less, Value{Number, "1"}},
		`n <= 1`:                Comparison{"n", LessOrEqual, Value{Number, "1"}},
		`n > -1.5`:              Comparison{"n", Greater, Value{Number, "-1.5"}},
		`n >= 1e3`:              Comparison{"n", GreaterOrEqual, Value{Number, "1e3"}},
		`mail sw "x"`:           Comparison{"mail", StartsWith, Value{Text, "x"}},
		`mail EW "x"`:           Comparison{"mail", EndsWith, Value{Text, "x"}},
		`mail Co "x"`:           Comparison{"mail", Contains, Value{Text, "x"}},
		`aliasList has "x"`:     Comparison{"aliasList", Has, Value{Text, "x"}},
		`mail PR`:               Present{"mail"},
		`mail in ("x")`:         eq("mail", "x"),
		`mail in ("x", 1,true)`: Or{eq("mail", "x"), Comparison{"mail", Equal, Value{Number, "1"}}, Comparison{"mail", Equal, Value{Bool, "true"}}},

		// Attributes and operators that look alike; words that need no blanks.
		`sw sw "sw"`:                  Comparison{"sw", StartsWith, Value{Text, "sw"}},
		`/preferences/updates = TRUE`: Comparison{"/preferences/updates", Equal, Value{Bool, "true"}},
		`a.b-c_d=1`:                   Comparison{"a.b-c_d", Equal, Value{Number, "1"}},
		"\t( a\npr )\r\n":             a,

		// Values.
		`t >= 2026-01-31`:                 Comparison{"t", GreaterOrEqual, Value{Date, "2026-01-31"}},
		`t < 2026-01-31T08:00:00.5+02:00`: Comparison{"t", Less, Value{Date, "2026-01-31T08:00:00.5+02:00"}},
		`x = 12345678901234567890123`:     Comparison{"x", Equal, Value{Number, "12345678901234567890123"}},
		`x = ""`:                          eq("x", ""),
		`x = 'say "no"'`:                  eq("x", `say "no"`),
		`x = "it's"`:                      eq("x", "it's"),
		`x = 'it\'s \"\\\/\b\f\n\r\t'`:    eq("x", "it's \"\\/\b\f\n\r\t"),
		`x = "\u00e9\ud83d\ude00Ω"`:       eq("x", "é😀Ω"),
		`x = "\ud83d\u0041"`:              eq("x", "\uFFFDA"),
		`x = "true" or x = 'null'`:        Or{eq("x", "true"), eq("x", "null")},

		// Precedence.
		`a pr and b pr or c pr`:      Or{And{a, b}, c},
		`a pr or b pr and c pr`:      Or{a, And{b, c}},
		`(a pr or b pr) and c pr`:    And{Or{a, b}, c},
		`not a pr and b pr`:          And{Not{a}, b},
		`not (a pr and b pr)`:        Not{And{a, b}},
		`NOT not a pr`:               Not{Not{a}},
		`a pr AND b pr and c pr`:     And{a, b, c},
		`a pr and (b pr and c pr)`:   And{a, And{b, c}},
		`((a pr)) or ((b pr))`:       Or{a, b},
		`a pr and b in ("1", "2")`:   And{a, Or{eq("b", "1"), eq("b", "2")}},
		`not b in ('1','2') or a pr`: Or{Not{Or{eq("b", "1"), eq("b", "2")}}, a},
	} {
		got, err := ParseFilter(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", text, diff)
		}
	}
}

func TestParseFilterMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{``, `column 1: expected a condition, such as mail sw "a"`},
		{`  `, `column 3: expected a condition, such as mail sw "a"`},
		{`userName sw `, `column 13: expected a value after "sw"`},
		{`userName sw ann`, `column 13: expected a value after "sw", found "ann"`},
		{`userName = null`, `column 12: expected a value after "=", found "null"`},
		{`userName eq "ann"`, `column 10: expected = (--filter takes the platform's own words) after "userName", found "eq"`},
		{`userName`, `column 9: expected = != < <= > >= sw ew co has in or pr after "userName"`},
		{`userName like "ann"`, `column 10: expected = != < <= > >= sw ew co has in or pr after "userName", found "like"`},
		{`userName == "ann"`, `column 10: unknown operator "=="; there are = != < <= > >=`},
		{`a pr b pr`, `column 6: expected and, or, or the end after "pr", found "b"`},
		{`a pr and`, `column 9: expected an attribute after "and"`},
		{`and a pr`, `column 1: expected an attribute, found "and"`},
		{`"mail" sw "x"`, `column 1: expected an attribute, found "mail"`},
		{`(a pr`, `column 6: expected and, or, or the ) that closes column 1 after "pr"`},
		{`a pr)`, `column 5: expected and, or, or the end after "pr", found ")"`},
		{`mail in "x"`, `column 9: expected ( and a list of values after "in", found "x"`},
		{`mail in ()`, `column 10: expected a value after "(", found ")"`},
		{`mail in ("x"`, `column 13: expected , or ) after "x"`},
		{`mail in ("x" "y")`, `column 14: expected , or ) after "x", found "y"`},
		{`mail in ("x",)`, `column 14: expected a value after ",", found ")"`},
		{`mail sw "x`, `column 9: this string is not closed`},
		{`mail sw 'x"`, `column 9: this string is not closed`},
		{`mail sw "é\q"`, `column 11: unknown escape; a backslash is written \\`},
		{`mail sw "\u12"`, `column 10: unknown escape; a backslash is written \\`},
		{`mail sw "x\`, `column 11: unknown escape; a backslash is written \\`},
		{`é = 1`, `column 1: unexpected 'é'`},
		{`a = 007`, `column 5: "007" is neither a number nor a date such as 2026-01-31 or 2026-01-31T08:00:00Z; put text in quotes`},
		{`a = 2026-02-30`, `column 5: "2026-02-30" is neither a number nor a date such as 2026-01-31 or 2026-01-31T08:00:00Z; put text in quotes`},
		{"a = 'é\xff'", `column 7: this is not UTF-8`},
	} {
		_, err := ParseFilter(c.text)
		var mistake *SyntaxError
		if !errors.As(err, &mistake) {
			t.Errorf("%s: %v, want a *SyntaxError", c.text, err)
		} else if err.Error() != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.text, err, c.want)
		}
	}
}

// TestFilterDepth: what is refused is refused with words, not with a full stack,
// and what is accepted is still accepted after it was printed.
func TestFilterDepth(t *testing.T) {
	t.Parallel()
	brackets := func(n int) string { return strings.Repeat("(", n) + "a pr" + strings.Repeat(")", n) }
	for _, text := range []string{
		brackets(maxDepth),
		strings.Repeat("not ", maxDepth) + "a pr",
		strings.Repeat("not ", maxDepth) + "a in (1, 2)",
		strings.Repeat("a pr and (", maxDepth) + "a pr and b pr or c in (1, 2)" + strings.Repeat(")", maxDepth),
	} {
		f, err := ParseFilter(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if _, err := ParseFilter(f.String()); err != nil {
			t.Errorf("%s: printed as %s: %v", text, f, err)
		}
	}
	for _, text := range []string{brackets(maxDepth + 1), brackets(100_000), strings.Repeat("not ", 100_000) + "a pr"} {
		if _, err := ParseFilter(text); err == nil || !strings.Contains(err.Error(), "nested more than 60 deep") {
			t.Errorf("%.20s…: %v, want a refusal of its depth", text, err)
		}
	}
}

func TestFilterString(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`a sw 'x' AND (b PR or c!=true)`: `a sw "x" and (b pr or c != true)`,
		`(a pr and b pr) or not(c pr)`:   `a pr and b pr or not c pr`,
		`not ((a pr or b pr))`:           `not (a pr or b pr)`,
		`a = 1 or a = "2"`:               `a in (1, "2")`,
		`a = 1 or b = 1`:                 `a = 1 or b = 1`,
		`a = 1 or a > 1`:                 `a = 1 or a > 1`,
		`a = "<&>\u0001\\\""`:            `a = "<&>\u0001\\\""`,
		`a pr and (b in (1,2))`:          `a pr and b in (1, 2)`,
		`a pr or (b pr or c pr)`:         `a pr or (b pr or c pr)`,
	} {
		f, err := ParseFilter(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if f.String() != want {
			t.Errorf("%s: printed as %s, want %s", text, f, want)
		}
	}
}

// anyFilter makes trees such as [ParseFilter] returns.
func anyFilter() *rapid.Generator[Filter] {
	attribute := rapid.StringMatching(`/?[a-zA-Z_][a-zA-Z0-9_.-]{0,8}`).Filter(func(s string) bool { return !reserved(s) })
	value := rapid.OneOf(
		rapid.Map(rapid.String(), func(s string) Value { return Value{Text, s} }),
		rapid.Map(rapid.Int64(), func(n int64) Value { return Value{Number, fmt.Sprint(n)} }),
		rapid.Map(rapid.Bool(), func(b bool) Value { return Value{Bool, fmt.Sprint(b)} }),
		rapid.Just(Value{Date, "2026-01-31"}),
	)
	op := rapid.SampledFrom([]Op{Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, StartsWith, EndsWith, Contains, Has})
	leaf := rapid.Custom(func(t *rapid.T) Filter {
		a := attribute.Draw(t, "attribute")
		if rapid.Bool().Draw(t, "present") {
			return Present{a}
		}
		return Comparison{a, op.Draw(t, "op"), value.Draw(t, "value")}
	})
	tree := leaf
	for range 4 {
		part := tree
		tree = rapid.OneOf(
			leaf,
			rapid.Map(part, func(f Filter) Filter { return Not{f} }),
			rapid.Map(rapid.SliceOfN(part, 2, 4), func(fs []Filter) Filter { return And(fs) }),
			rapid.Map(rapid.SliceOfN(part, 2, 4), func(fs []Filter) Filter { return Or(fs) }),
		)
	}
	return tree
}

func TestFilterRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := anyFilter().Draw(t, "filter")
		got, err := ParseFilter(want.String())
		if err != nil {
			t.Fatalf("%s: %v", want, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s: (-want +got)\n%s", want, diff)
		}
	})
}

func FuzzParseFilter(f *testing.F) {
	for _, seed := range []string{
		`mail sw "a" and (active = true or not title pr)`, `userName in ("ann", 'bob') and created >= 2026-01-01`,
		`x = "\ud83d\ude00\\"`, `not not a pr or b pr and c has -1e5`, `a co "`, `((`, "a = '\xff'",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		first, err := ParseFilter(text)
		if err != nil {
			var mistake *SyntaxError
			if !errors.As(err, &mistake) || mistake.Column < 1 || mistake.Words == "" {
				t.Fatalf("%q: %v is no *SyntaxError with a place", text, err)
			}
			return
		}
		second, err := ParseFilter(first.String())
		if err != nil {
			t.Fatalf("%q printed as %q: %v", text, first, err)
		}
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatalf("%q printed as %q: (-first +second)\n%s", text, first, diff)
		}
	})
}
