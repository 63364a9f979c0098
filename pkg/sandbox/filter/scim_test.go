package filter

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParseSCIM(t *testing.T) {
	t.Parallel()
	name := Comparison{Pointer{"name"}, Equal, "a"}
	tests := map[string]Node{
		`name eq "a"`:                             name,
		`name EQ "a"`:                             name,
		`(name eq "a")`:                           name,
		`name eq "a" OR enabled eq true`:          Or{name, Comparison{Pointer{"enabled"}, Equal, true}},
		`(name eq "a")or(name eq "a")`:            Or{name, name},
		`name eq "a" or name eq "a" And age gt 7`: Or{name, And{name, Comparison{Pointer{"age"}, GreaterThan, int64(7)}}},
		`(name eq "a" or x pr) and x pr`:          And{Or{name, Present{Pointer{"x"}}}, Present{Pointer{"x"}}},
		`name.family sw "O'B\"\u00e9\\"`:          Comparison{Pointer{"name", "family"}, StartsWith, `O'B"é\`},
		`memberOfGroups[id eq "g"]`:               Comparison{Pointer{"memberOfGroups", "id"}, Equal, "g"},
		`memberOfGroups[ id EQ "g" ] and x pr`: And{Comparison{Pointer{"memberOfGroups", "id"}, Equal, "g"},
			Present{Pointer{"x"}}},
		`population.id eq "x"`: Comparison{Pointer{"population", "id"}, Equal, "x"},
		`a-b ne -1.5`:          Comparison{Pointer{"a-b"}, "ne", -1.5},
		`x eq 1e2`:             Comparison{Pointer{"x"}, Equal, 100.0},
	}
	for text, want := range tests {
		got, err := ParseSCIM(text)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", text, err, diff)
		}
	}
}

func TestRefusedSCIM(t *testing.T) {
	t.Parallel()
	for text, position := range map[string]int{
		``: 1, `name`: 5, `name eq`: 8, `name eq a`: 9, `name eq 'a'`: 9, `name eq "a`: 9, `name eq "\x"`: 9, `name eq null`: 9,
		`name eq "a" and`: 16, `name eq "a" name`: 13, `(name eq "a"`: 13, `name eq "a")`: 12, `not (name pr)`: 5, `[id eq "x"]`: 1,
		`g[id eq "x"`: 12, `g[id eq "x") or x pr`: 12, `g[h[id pr]]`: 4, `1a eq "x"`: 1, `a..b pr`: 1, `a/b pr`: 1, `x eq 01`: 6, `x eq 0x1`: 6, `x eq NaN`: 6,
		strings.Repeat("(", 64) + "x pr" + strings.Repeat(")", 64): 64,
	} {
		_, err := ParseSCIM(text)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || syntax.Position != position {
			t.Errorf("%s: %v, want position %d", text, err, position)
		}
	}
}

// scimNodes are filters that SCIM's subset can say.
func scimNodes(depth int) *rapid.Generator[Node] {
	return rapid.Custom(func(t *rapid.T) Node {
		kinds := 4
		if depth == 0 {
			kinds = 2
		}
		paths := [][]string{{"username"}, {"name", "family"}, {"memberOfGroups", "id"}, {"a-b_c9"}}
		path := Pointer(rapid.SampledFrom(paths).Draw(t, "path"))
		switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
		case 0:
			return Present{path}
		case 2:
			return And(rapid.SliceOfN(scimNodes(depth-1), 2, 4).Draw(t, "and"))
		case 3:
			return Or(rapid.SliceOfN(scimNodes(depth-1), 2, 4).Draw(t, "or"))
		}
		value := rapid.OneOf(rapid.SampledFrom(someTexts[:len(someTexts)-1]).AsAny(), rapid.StringN(0, 9, -1).AsAny(),
			rapid.Bool().AsAny(),
			rapid.SampledFrom(someInts).AsAny(), rapid.SampledFrom([]float64{-0.5, 7.5}).AsAny())
		return Comparison{path, rapid.SampledFrom([]string{Equal, StartsWith, Contains, "ne"}).Draw(t, "op"),
			value.Draw(t, "value")}
	})
}

// formatSCIM writes what ParseSCIM reads.
func formatSCIM(n Node) string {
	chain := func(parts []Node, between string) string {
		texts := make([]string, len(parts))
		for i, part := range parts {
			texts[i] = formatSCIM(part)
		}
		return "(" + strings.Join(texts, between) + ")"
	}
	switch n := n.(type) {
	case And:
		return chain(n, " and ")
	case Or:
		return chain(n, " OR ")
	case Present:
		return strings.Join(n.Field, ".") + " pr"
	case Comparison:
		value, err := json.Marshal(n.Value)
		if err != nil {
			return err.Error()
		}
		if n.Field[0] == "memberOfGroups" {
			return fmt.Sprintf("memberOfGroups[id %s %s]", n.Op, value)
		}
		return strings.Join(n.Field, ".") + " " + n.Op + " " + string(value)
	}
	return fmt.Sprintf("%T", n)
}

func TestSCIMRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := scimNodes(3).Draw(t, "node")
		text := formatSCIM(n)
		got, err := ParseSCIM(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if back := formatSCIM(got); back != text {
			t.Fatalf("%s came back as %s", text, back)
		}
	})
}

func FuzzParseSCIM(f *testing.F) {
	for _, seed := range []string{`a eq "b"`, `(a sw "\u00e9") OR b[id eq "x"] and c pr`, `a eq 1.5e9`, `((`,
		"a eq \"\x00\"", `a[b`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := ParseSCIM(text)
		if err != nil {
			var syntax *SyntaxError
			if !errors.As(err, &syntax) || syntax.Position < 1 || len(err.Error()) > 300 {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		narrowed := NarrowSCIM(n, []string{"a", "b.id"}, 0, 10)
		if strings.Count(narrowed.Cond, "?")-strings.Count(narrowed.Cond, "?1") != len(narrowed.Args) {
			t.Fatalf("%q: %s with %d arguments", text, narrowed.Cond, len(narrowed.Args))
		}
		Reference.Match(n, map[string]any{"a": "b"})
	})
}

func TestNarrowSCIM(t *testing.T) {
	t.Parallel()
	indexed := []string{"username", "population.id"}
	for text, want := range map[string]struct {
		searches int
		exact    bool
	}{
		`username eq "a"`:                                       {1, true},
		`username sw "a" and population.id eq "x"`:              {2, true},
		`username sw "a" and title eq "x"`:                      {1, false},
		`username eq "a" or population.id eq "x"`:               {2, true},
		`username eq "a" or title eq "x"`:                       {0, false},
		`title eq "x"`:                                          {0, false},
		`username sw ""`:                                        {0, false},
		`(username eq "a" or username eq "b") and title eq "x"`: {2, false},
	} {
		n, err := ParseSCIM(text)
		if err != nil {
			t.Fatal(err)
		}
		got := NarrowSCIM(n, indexed, 7, 0)
		if strings.Count(got.Cond, "SELECT") != want.searches || got.Exact != want.exact {
			t.Errorf("%s: %+v", text, got)
		}
	}
	if all := NarrowSCIM(Constant(true), indexed, 0, 0); all.Cond != "" || !all.Exact {
		t.Errorf("%+v", all)
	}
}
