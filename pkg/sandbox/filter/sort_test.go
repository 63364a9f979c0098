package filter

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParsePointer(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Pointer{
		"userName": {"userName"}, "/userName/": {"userName"}, "a//b": {"a", "", "b"}, "//a": {"", "a"},
		"": {}, "/": {}, "//": {}, "a%2Fb/c": {"a/b", "c"}, "a~1b": {"a~1b"}, "a+b": {"a+b"},
	} {
		if got, err := ParsePointer(text); err != nil || !cmp.Equal(got, want) {
			t.Errorf("%s: %q, %v, want %q", text, got, err, want)
		}
	}
	if p, err := ParsePointer("a%"); err == nil {
		t.Errorf("a broken escape is %q", p)
	}
}

func TestParsePointerVectors(t *testing.T) {
	t.Parallel()
	var vectors struct {
		Cases []struct {
			ID, Pointer string
			Tokens      Pointer
			Error       bool
		}
	}
	shared(t, "json-pointer.json", &vectors)
	for _, c := range vectors.Cases {
		got, err := ParsePointer(c.Pointer)
		if (err != nil) != c.Error || !cmp.Equal(got, c.Tokens) {
			t.Errorf("%s: %s: %q, %v, want %q", c.ID, c.Pointer, got, err, c.Tokens)
		}
	}
}

func TestParseSortKeys(t *testing.T) {
	t.Parallel()
	got, err := ParseSortKeys("-/name/last,+mail,sn")
	want := []SortKey{{Pointer{"name", "last"}, true}, {Pointer{"mail"}, false}, {Pointer{"sn"}, false}}
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	for text, want := range map[string]string{
		"":        "position 1: empty sort key",
		"-":       "position 1: empty sort key",
		"a,,b":    "position 3: empty sort key",
		"é,b%,c":  `position 3: broken percent escape in the field "b%"`,
		"a,b,-/,": "position 5: empty sort key",
	} {
		if _, err := ParseSortKeys(text); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestParseSortKeysVectors(t *testing.T) {
	t.Parallel()
	var vectors struct {
		Cases []struct {
			ID, SortKeys, Error string
			Keys                []struct{ Field, Order string }
		}
	}
	shared(t, "sort-keys.json", &vectors)
	for _, c := range vectors.Cases {
		got, err := ParseSortKeys(c.SortKeys)
		if (err != nil) != (c.Error != "") || len(got) != len(c.Keys) {
			t.Errorf("%s: %s: %v, %v", c.ID, c.SortKeys, got, err)
			continue
		}
		for i, key := range c.Keys {
			if got[i].Field.String() != key.Field || got[i].Descending != (key.Order == "-") {
				t.Errorf("%s: %s: %v, want %v", c.ID, c.SortKeys, got[i], key)
			}
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	docs := []any{
		map[string]any{"k": true}, map[string]any{"k": int64(2)}, map[string]any{"k": 10.5}, map[string]any{"k": "a"},
		map[string]any{"k": []any{"B", "A"}}, map[string]any{"k": "c"}, map[string]any{}, map[string]any{"k": nil}, map[string]any{"k": []any{}},
	}
	order := func(text string) string {
		keys, err := ParseSortKeys(text)
		if err != nil {
			t.Fatal(err)
		}
		sorted := slices.Clone(docs)
		slices.SortStableFunc(sorted, func(a, b any) int { return Compare(keys, a, b) })
		var names []string
		for _, doc := range sorted {
			i := slices.IndexFunc(docs, func(d any) bool { return cmp.Equal(d, doc) })
			names = append(names, string(rune('0'+i)))
		}
		return strings.Join(names, "")
	}
	for keys, want := range map[string]string{"k": "012345678", "-k": "543210678", "x,-k": "543210678"} {
		if got := order(keys); got != want {
			t.Errorf("%s: %s, want %s", keys, got, want)
		}
	}
}

// TestCompareOrder says that Compare is an order, which sorting needs.
func TestCompareOrder(t *testing.T) {
	t.Parallel()
	keys, err := ParseSortKeys("age,-sn")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := documents().Draw(t, "a"), documents().Draw(t, "b"), documents().Draw(t, "c")
		ab, bc, ac := Compare(keys, a, b), Compare(keys, b, c), Compare(keys, a, c)
		if ab != -Compare(keys, b, a) {
			t.Fatal("turned round, it says something else")
		}
		if ab <= 0 && bc <= 0 && (ac > 0 || ac == 0 && (ab < 0 || bc < 0)) {
			t.Fatalf("not transitive: %d %d %d", ab, bc, ac)
		}
	})
}

func FuzzParsePointer(f *testing.F) {
	f.Add("/name/last")
	f.Add("a%2Fb//c/")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePointer(text)
		if err != nil {
			checkSyntaxError(t, text, err)
			return
		}
		if again, err := ParsePointer(p.String()); err != nil || !cmp.Equal(p, again) {
			t.Errorf("%q: %q became %q, %v", text, p, again, err)
		}
	})
}

func FuzzParseSortKeys(f *testing.F) {
	f.Add("-sn,+givenName,mail")
	f.Fuzz(func(t *testing.T, text string) {
		keys, err := ParseSortKeys(text)
		if err != nil {
			checkSyntaxError(t, text, err)
			return
		}
		if len(keys) != strings.Count(text, ",")+1 {
			t.Errorf("%q: %v", text, keys)
		}
	})
}
