package identity

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// A ValueCount is how many objects have a value. Value is nil for those that have none.
type ValueCount struct {
	Value json.RawMessage
	Count int64
}

// MostValues is how many different values [CountBy] holds in memory.
const MostValues = 10_000

// CountBy counts the users of a store by the values of an attribute, the most frequent
// first. A list counts once for each of its values. Where the schema names the values
// and the store counts by itself, it is asked once a value; what then is left over has
// none of them. Else one attribute of every user is read. An attribute that does not
// exist, is an object, or has more than [MostValues] values is an error of kind [Usage].
func CountBy(ctx context.Context, store UserStore, attribute string) ([]ValueCount, error) {
	a, err := knownAttribute(ctx, store, attribute)
	if err != nil {
		return nil, err
	}
	tally := &valueTally{attribute: attribute, counts: map[string]int64{}}
	counted, err := tally.enumerated(ctx, store, a)
	if err == nil && !counted {
		err = tally.read(ctx, store)
	}
	return tally.sorted(), err
}

// knownAttribute is what the schema says of an attribute; a realm that tells no schema,
// or nothing of what is inside an attribute, leaves it to the objects.
func knownAttribute(ctx context.Context, store any, path string) (a Attribute, err error) {
	d, ok := store.(Describer)
	if !ok {
		return a, nil
	}
	schema, err := d.Schema(ctx)
	if err != nil {
		if KindOf(err) == NotFound {
			err = nil
		}
		return a, err
	}
	name := NativeName(store, path)
	a, known := schema.Attribute(name)
	first, _, inside := strings.Cut(strings.ReplaceAll(strings.TrimPrefix(name, "/"), "/", "."), ".")
	if _, outer := schema.Attribute(first); !known && (!inside || !outer) {
		return a, Errorf(Usage, "there is no attribute %s", path)
	}
	if a.Secret {
		return a, Errorf(Usage, "%s is written and never read", path)
	}
	return a, nil
}

// A valueTally counts values, each as JSON; "" stands for none.
type valueTally struct {
	attribute string
	counts    map[string]int64
}

// enumerated asks a store for the number of each value that the schema names.
func (t *valueTally) enumerated(ctx context.Context, store UserStore, a Attribute) (bool, error) {
	c, ok := store.(Counter)
	values := namedValues(a)
	if !ok || len(values) == 0 {
		return false, nil
	}
	rest, err := c.Count(ctx, Query{})
	if err != nil {
		return false, err
	}
	for _, v := range values {
		n, err := c.Count(ctx, Query{Filter: Comparison{Attribute: NativeName(store, t.attribute), Op: Equal, Value: v}})
		if err != nil {
			return false, err
		}
		t.counts[v.json()] = n
		rest -= n
	}
	if rest > 0 {
		t.counts[""] = rest
	}
	return true, nil
}

func (v Value) json() string {
	if v.Kind == Text {
		return string(Quote(v.Text))
	}
	return v.Text
}

// namedValues are the values of an attribute that has one of those and no other.
func namedValues(a Attribute) []Value {
	if a.Type == Boolean {
		return []Value{{Bool, "true"}, {Bool, "false"}}
	}
	if a.Type != String {
		return nil
	}
	var values []Value
	for _, text := range a.Enum {
		values = append(values, Value{Text, text})
	}
	return values
}

// read counts the values of every user.
func (t *valueTally) read(ctx context.Context, store UserStore) error {
	q, path := Query{Fields: []string{t.attribute}}, NativeName(store, t.attribute)
	list := store.List
	if s, ok := store.(Streamer[User]); ok {
		list = s.Stream
	}
	for user, err := range list(ctx, q) {
		if err != nil {
			return err
		}
		if err := t.add(ValueOf(user.Native, path)); err != nil {
			return err
		}
	}
	return nil
}

func (t *valueTally) add(value json.RawMessage) error {
	var each []json.RawMessage
	switch {
	case len(value) == 0 || string(value) == "null":
		each = []json.RawMessage{nil}
	case value[0] == '{':
		return Errorf(Usage, "%s has parts: count by one of them, such as %s.%s", t.attribute, t.attribute, partOf(value))
	case value[0] == '[':
		if err := json.Unmarshal(value, &each); err != nil {
			return err
		}
		if len(each) == 0 {
			each = []json.RawMessage{nil}
		}
	default:
		each = []json.RawMessage{value}
	}
	for _, v := range each {
		t.counts[oneSpelling(v)]++
	}
	if len(t.counts) > MostValues {
		return Errorf(Usage, "%s has more than %d values: it is nothing to count by", t.attribute, MostValues)
	}
	return nil
}

// oneSpelling is a value without the freedom that JSON has in writing texts.
func oneSpelling(value json.RawMessage) string {
	var text string
	if len(value) > 0 && value[0] == '"' && json.Unmarshal(value, &text) == nil {
		return string(Quote(text))
	}
	return string(value)
}

// partOf is the first of the names in an object.
func partOf(object json.RawMessage) string {
	d := json.NewDecoder(bytes.NewReader(object))
	_, _ = d.Token()
	if name, err := d.Token(); err == nil {
		if text, ok := name.(string); ok {
			return text
		}
	}
	return "name"
}

func (t *valueTally) sorted() []ValueCount {
	var all []ValueCount
	for value, n := range t.counts {
		v := ValueCount{Count: n}
		if value != "" {
			v.Value = json.RawMessage(value)
		}
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b ValueCount) int {
		if a.Count != b.Count {
			return int(min(max(b.Count-a.Count, -1), 1))
		}
		return bytes.Compare(a.Value, b.Value)
	})
	return all
}

// ValueOf is the value at a path (a, a.b, a/b, /a/b) of a document, or nil.
func ValueOf(document json.RawMessage, path string) json.RawMessage {
	for step := range strings.FieldsFuncSeq(path, func(r rune) bool { return r == '.' || r == '/' }) {
		var members map[string]json.RawMessage
		if json.Unmarshal(document, &members) != nil {
			return nil
		}
		document = members[step]
	}
	return document
}
