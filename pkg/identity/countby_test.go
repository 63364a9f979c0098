package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
	"testing"
)

// A countStore is users in a list, with a schema, and a count of questions.
type countStore struct {
	UserStore // none of its methods is used
	documents []string
	schema    *Schema
	schemaErr error
	lists     int
}

func (s *countStore) Schema(context.Context) (*Schema, error) { return s.schema, s.schemaErr }

func (s *countStore) List(_ context.Context, q Query) iter.Seq2[User, error] {
	s.lists++
	return func(yield func(User, error) bool) {
		if len(q.Fields) != 1 {
			yield(User{}, Errorf(API, "asked for %q", q.Fields))
			return
		}
		for _, d := range s.documents {
			if !yield(User{Native: json.RawMessage(d)}, nil) {
				return
			}
		}
	}
}

// A counterStore counts by itself, by equality.
type counterStore struct{ *countStore }

func (s counterStore) Count(_ context.Context, q Query) (int64, error) {
	n := int64(0)
	for _, d := range s.documents {
		c, ok := q.Filter.(Comparison)
		if !ok || string(ValueOf(json.RawMessage(d), c.Attribute)) == c.Value.json() {
			n++
		}
	}
	return n, nil
}

func tallyText(counts []ValueCount) string {
	var parts []string
	for _, c := range counts {
		parts = append(parts, fmt.Sprintf("%s=%d", c.Value, c.Count))
	}
	return strings.Join(parts, " ")
}

func TestCountBy(t *testing.T) {
	t.Parallel()
	documents := []string{
		`{"size":"S","tags":["a","b"],"on":true,"address":{"town":"Cork"}}`, `{"size":"M","tags":["b"],"on":false,"address":{}}`,
		`{"size":"\u0053","tags":[],"on":true}`, `{"size":null,"on":true}`, `{"size":"XL"}`,
	}
	schema := &Schema{Attributes: []Attribute{
		{Name: "size", Type: String, Enum: []string{"S", "M", "L"}}, {Name: "tags", Type: List, Enum: []string{"a"}}, {Name: "on", Type: Boolean},
		{Name: "address", Type: Object}, {Name: "password", Type: String, Secret: true},
	}}
	plain := func() *countStore { return &countStore{documents: documents, schema: schema} }
	for _, test := range []struct {
		by, want, counted string // counted: where the store counts by itself; "" is the same
	}{
		{"size", `"S"=2 =1 "M"=1 "XL"=1`, `=3 "M"=1 "S"=1 "L"=0`}, // a filter of this store does not know the other spelling
		{"tags", `=3 "b"=2 "a"=1`, ""},
		{"on", `true=3 =1 false=1`, ""},
		{"address.town", `=4 "Cork"=1`, ""},
	} {
		for i, store := range []UserStore{plain(), counterStore{plain()}} {
			want := test.want
			if i == 1 && test.counted != "" {
				want = test.counted
			}
			counts, err := CountBy(t.Context(), store, test.by)
			if got := tallyText(counts); err != nil || got != want {
				t.Errorf("%s %d: %s, %v", test.by, i, got, err)
			}
		}
	}
	for by, words := range map[string]string{"nothing": "there is no attribute nothing", "password": "never read", "address": "such as address.town"} {
		if _, err := CountBy(t.Context(), plain(), by); KindOf(err) != Usage || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", by, err)
		}
	}
	// Where there are names of all values, nobody is read; without a schema, everybody.
	counter := counterStore{plain()}
	if _, err := CountBy(t.Context(), counter, "on"); err != nil || counter.lists != 0 {
		t.Errorf("%d lists, %v", counter.lists, err)
	}
	blind := counterStore{&countStore{documents: documents, schemaErr: Errorf(NotFound, "none")}}
	if counts, err := CountBy(t.Context(), blind, "size"); err != nil || tallyText(counts) != `"S"=2 =1 "M"=1 "XL"=1` || blind.lists != 1 {
		t.Errorf("%s, %v", tallyText(counts), err)
	}
}

// TestCountByTooMuch: an attribute that is different for everybody is refused before it
// fills the memory.
func TestCountByTooMuch(t *testing.T) {
	t.Parallel()
	s := &countStore{schemaErr: Errorf(NotFound, "none")}
	for i := range MostValues + 1 {
		s.documents = append(s.documents, fmt.Sprintf(`{"id":%d}`, i))
	}
	if _, err := CountBy(t.Context(), s, "id"); KindOf(err) != Usage {
		t.Error(err)
	}
	s.documents = s.documents[1:]
	if counts, err := CountBy(t.Context(), s, "id"); err != nil || len(counts) != MostValues {
		t.Errorf("%d, %v", len(counts), err)
	}
}
