package filter

import (
	"encoding/json"
	"maps"
	"slices"

	"pgregory.net/rapid"
)

// Few names and few, similar values, so that filters often match.
var (
	someFields = []string{"_id", "userName", "mail", "sn", "accountStatus", "age", "tags", "name/last", "tags/0", "members/_ref", "nosuch", "a b/(c)"}
	someTexts  = []string{"", "a", "A", "ab", "Ab c", "7", "07", "7.5", "true", "é", "É", "K", "ς", "Σ", "x\"y", `\`, "\x00", "managed/x/1", "\U0010ffff"}
	someInts   = []int64{-1, 0, 7, 10, 1 << 53, 1<<53 + 1}
	someFloats = []float64{-0.5, 0, 7, 7.5, 1 << 53, 1e300}
)

// values are what a filter compares with.
func values() *rapid.Generator[any] {
	return rapid.OneOf(
		rapid.SampledFrom(someTexts).AsAny(), rapid.String().AsAny(), rapid.Bool().AsAny(),
		rapid.SampledFrom(someInts).AsAny(), rapid.SampledFrom(someFloats).AsAny(),
	)
}

// nodes are filters of bounded depth, in the shape in which Parse makes them.
func nodes(depth int) *rapid.Generator[Node] {
	return rapid.Custom(func(t *rapid.T) Node {
		kinds := 6
		if depth == 0 {
			kinds = 3
		}
		kind := rapid.IntRange(0, kinds-1).Draw(t, "kind")
		switch kind {
		case 1:
			return Present{field(t)}
		case 2:
			return Constant(rapid.Bool().Draw(t, "constant"))
		case 3:
			return Not{nodes(depth-1).Draw(t, "negated")}
		case 4:
			return And(rapid.SliceOfN(nodes(depth-1), 2, 4).Draw(t, "and"))
		case 5:
			return Or(rapid.SliceOfN(nodes(depth-1), 2, 4).Draw(t, "or"))
		}
		ops := []string{Equal, Equal, StartsWith, StartsWith, Contains, LessThan, LessOrEqual, GreaterThan, GreaterOrEqual, In, "regex"}
		return Comparison{field(t), rapid.SampledFrom(ops).Draw(t, "op"), values().Draw(t, "value")}
	})
}

func field(t *rapid.T) Pointer {
	p, _ := parsePointer(rapid.SampledFrom(someFields).Draw(t, "field"))
	return p
}

// documents are decoded objects over the same names and values.
func documents() *rapid.Generator[map[string]any] {
	return rapid.Custom(func(t *rapid.T) map[string]any {
		doc := map[string]any{}
		for _, name := range []string{"_id", "userName", "mail", "sn", "accountStatus", "age", "tags"} {
			if value := members().Draw(t, name); value != "absent" {
				doc[name] = value
			}
		}
		doc["name"] = map[string]any{"last": members().Draw(t, "last")}
		doc["members"] = []any{map[string]any{"_ref": members().Draw(t, "ref")}}
		return doc
	})
}

// members are values of documents, mostly texts.
func members() *rapid.Generator[any] {
	numbers := []json.Number{"-1", "0", "7", "7.0", "7.5", "1e1", "9007199254740993", "1e999"}
	scalars := rapid.OneOf(rapid.SampledFrom(someTexts).AsAny(), rapid.SampledFrom(someTexts).AsAny(),
		rapid.String().AsAny(), rapid.Bool().AsAny(), rapid.SampledFrom(numbers).AsAny(), rapid.Just[any](nil), rapid.Just[any]("absent"))
	lists := rapid.Custom(func(t *rapid.T) any { return rapid.SliceOfN(scalars, 0, 3).Draw(t, "list") })
	return rapid.OneOf(scalars, scalars, scalars, lists)
}

// sortedKeys is for stable messages.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
