package filter

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

type parseVectors struct {
	Cases []struct {
		ID, Filter, Canonical string
		Valid                 bool
		Tree                  any
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for name, load := range map[string]func(testing.TB, string, any){"own": own, "shared": shared} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var vectors parseVectors
			load(t, "query-filter-parse.json", &vectors)
			for _, c := range vectors.Cases {
				n, err := Parse(c.Filter)
				if (err == nil) != c.Valid {
					t.Errorf("%s: %s: valid is %v, error %v", c.ID, c.Filter, c.Valid, err)
				}
				if err != nil {
					checkSyntaxError(t, c.Filter, err)
					continue
				}
				if got := Format(n); got != c.Canonical {
					t.Errorf("%s: %s is %s, want %s", c.ID, c.Filter, got, c.Canonical)
				}
				if diff := cmp.Diff(c.Tree, tree(n)); c.Tree != nil && diff != "" {
					t.Errorf("%s: %s (-want +got)\n%s", c.ID, c.Filter, diff)
				}
			}
		})
	}
}

// checkSyntaxError wants a typed error with a place inside the text.
func checkSyntaxError(t testing.TB, text string, err error) {
	t.Helper()
	var syntax *SyntaxError
	if !errors.As(err, &syntax) || syntax.Position < 1 || syntax.Position > len([]rune(text))+1 {
		t.Errorf("%q: no good syntax error: %v", text, err)
	}
}

// tree is a filter in the form of the vectors.
func tree(n Node) any {
	switch n := n.(type) {
	case And:
		return map[string]any{"operator": "and", "subfilters": trees(n)}
	case Or:
		return map[string]any{"operator": "or", "subfilters": trees(n)}
	case Not:
		return map[string]any{"operator": "!", "subfilter": tree(n.Of)}
	case Constant:
		return map[string]any{"operator": bool(n)}
	case Present:
		return map[string]any{"operator": "pr", "field": n.Field.String()}
	case Comparison:
		value := n.Value
		switch value.(type) {
		case int64, float64:
			value = json.Number(formatValue(value))
		}
		return map[string]any{"operator": n.Op, "field": n.Field.String(), "value": value}
	}
	return nil
}

func trees(parts []Node) []any {
	var out []any
	for _, part := range parts {
		out = append(out, tree(part))
	}
	return out
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                   `position 1: expected a field, found the end`,
		"mail sw":            `position 8: expected a value after "sw", found the end`,
		"æ eq x":             `position 6: expected a value after "eq", found "x"`,
		"(a pr":              `position 6: expected ), found the end`,
		"a pr b":             `position 6: expected and, or or the end, found "b"`,
		"a == 1":             `position 3: expected an operator after "a", found "=="`,
		"a eq 'x":            `position 6: expected a value after "eq", found a string without its closing quote`,
		"b pr and a%z pr":    `position 10: broken percent escape in the field "a%z"`,
		"a eq 1" + "\x1b[0m": `position 6: expected a value after "eq", found "1\x1b[0m"`,
	} {
		_, err := Parse(text)
		if err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestParseNesting(t *testing.T) {
	t.Parallel()
	nested := func(depth int) string {
		return strings.Repeat("(", depth) + "a pr" + strings.Repeat(")", depth)
	}
	if _, err := Parse(nested(maxNesting)); err != nil {
		t.Errorf("%d parentheses: %v", maxNesting, err)
	}
	if _, err := Parse(nested(maxNesting) + " and " + nested(maxNesting)); err != nil {
		t.Errorf("side by side: %v", err)
	}
	for _, depth := range []int{maxNesting + 1, 1_000_000} {
		if _, err := Parse(nested(depth)); err == nil {
			t.Errorf("%d parentheses are accepted", depth)
		}
	}
	if _, err := Parse("a eq 1" + strings.Repeat(" and a eq 1", 100_000)); err != nil {
		t.Errorf("a long chain: %v", err)
	}
}

// TestFormat says that any tree that Parse can make survives Format.
func TestFormat(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := nodes(4).Draw(t, "node")
		text := Format(want)
		got, err := Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s (-want +got)\n%s", text, diff)
		}
	})
}

// FuzzParse wants a good error or a tree that survives Format.
func FuzzParse(f *testing.F) {
	var vectors parseVectors
	own(f, "query-filter-parse.json", &vectors)
	for _, c := range vectors.Cases {
		f.Add(c.Filter)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := Parse(text)
		if err != nil {
			checkSyntaxError(t, text, err)
			return
		}
		again, err := Parse(Format(n))
		if err != nil {
			t.Fatalf("%q became %q: %v", text, Format(n), err)
		}
		if diff := cmp.Diff(n, again); diff != "" {
			t.Errorf("%q (-want +got)\n%s", text, diff)
		}
		cond, args, _ := SQL(n)
		if got := strings.Count(cond, "?") - strings.Count(cond, "?1"); got != len(args) {
			t.Errorf("%q: %d question marks for %d arguments", text, got, len(args))
		}
	})
}
