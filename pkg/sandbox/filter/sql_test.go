package filter_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

const users = "managed/alpha_user"

// TestSQL says that the index never hides a match, whatever the documents
// hold: a search narrowed by SQL, judged by Match, finds what Match alone finds.
func TestSQL(t *testing.T) {
	t.Parallel()
	s := store.Open(t.TempDir())
	t.Cleanup(func() { _ = s.Close() })
	docs := rapid.SliceOfN(filter.Documents(), 300, 300).Example(1)
	fill(t, s, docs)
	rapid.Check(t, func(rt *rapid.T) {
		n := filter.Nodes(2).Draw(rt, "node")
		cond, args, exact := filter.SQL(n)
		found := search(t, s, cond, args)
		for _, semantics := range []filter.Semantics{filter.Directory, filter.Reference} {
			for i, doc := range docs {
				id := strconv.Itoa(i)
				match := semantics.Match(n, doc)
				if match && !found[id] {
					rt.Fatalf("%s\n%s with %q hides %v", filter.Format(n), cond, args, doc)
				}
				if exact && !match && found[id] {
					rt.Fatalf("%s\n%s is not exact", filter.Format(n), cond)
				}
			}
		}
	})
}

func fill(t *testing.T, s *store.Store, docs []map[string]any) {
	t.Helper()
	err := s.Write(t.Context(), func(tx *store.Tx) error {
		for i, doc := range docs {
			data, err := json.Marshal(doc)
			if err != nil {
				return err
			}
			if _, err := tx.Insert(users, strconv.Itoa(i), data, store.Keys{Index: filter.Keys(doc)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func search(t *testing.T, s *store.Store, cond string, args []any) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	err := s.Read(t.Context(), func(tx *store.Tx) error {
		for o, err := range tx.Scan(users, cond, args, 0, 0) {
			if err != nil {
				return err
			}
			found[o.ID] = true
		}
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", cond, err)
	}
	return found
}

// TestSQLNarrows says which filters an index is asked for, so that the common
// ones stay quick.
func TestSQLNarrows(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]any{
		"userName eq 'Ann'":                           {"\x00", "ann"},
		"mail sw 'a'":                                 {"\x00", "a", "b"},
		"/_id eq 'A' or /_id eq 'B'":                  {"\x00", "a", "\x00", "b"},
		"accountStatus eq 'active' and userName eq 1": {"\x00", "active"},
		"accountStatus eq 'active' and _id eq 'a'":    {"\x00", "a"},
		"sn co 'a' and mail eq 'b' and (true)":        {"\x00", "b"},
		"sn co 'a' or mail eq 'b'":                    nil,
		"! (mail eq 'b')":                             nil,
		"mail sw ''":                                  nil,
		"name/sn eq 'b'":                              nil,
	} {
		n, err := filter.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		cond, args, exact := filter.SQL(n)
		if diff := cmp.Diff(want, args); diff != "" || (cond == "") != (want == nil) || exact {
			t.Errorf("%s: %s, exact %v (-want +got)\n%s", text, cond, exact, diff)
		}
	}
	for constant, want := range map[filter.Constant]string{true: "", false: "0"} {
		if cond, _, exact := filter.SQL(constant); cond != want || !exact {
			t.Errorf("%v: %q, exact %v", constant, cond, exact)
		}
	}
}

// TestSQLSize says that a chain too long for SQLite is not narrowed, and that
// the longest that is narrowed is accepted.
func TestSQLSize(t *testing.T) {
	t.Parallel()
	s := store.Open(t.TempDir())
	t.Cleanup(func() { _ = s.Close() })
	fill(t, s, []map[string]any{{"_id": "7"}})
	for _, length := range []int{400, 401, 5000} {
		n, err := filter.Parse("_id eq '7'" + strings.Repeat(" or _id eq '8'", length-1))
		if err != nil {
			t.Fatal(err)
		}
		cond, args, _ := filter.SQL(n)
		if found := search(t, s, cond, args); len(found) != 1 || (cond == "") != (length > 400) {
			t.Errorf("%d: found %v", length, found)
		}
	}
}
