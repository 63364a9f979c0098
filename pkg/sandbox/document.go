package sandbox

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// document is a managed object in memory: the members that have a value, numbers as they were written. Relationships,
// the password and the revision are kept beside it.
type document map[string]any

// readDocument decodes a stored object and gives it its id, which filters may ask for.
func readDocument(o store.Object) (document, error) {
	d := json.NewDecoder(bytes.NewReader(o.Doc))
	d.UseNumber()
	doc := document{}
	if err := d.Decode(&doc); err != nil {
		return nil, err
	}
	doc["_id"] = o.ID
	return doc, nil
}

// stored is the form in which a document rests: members in the order of the schema, so that equal documents are equal
// bytes. As in a directory, an empty list is as good as none.
func (d document) stored(t *objectType) []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for _, p := range t.Members {
		v, ok := d[p.Name]
		if list, isList := v.([]any); !ok || v == nil || p.Name == "_id" || isList && len(list) == 0 {
			continue
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		b.Write(encode(p.Name))
		b.WriteByte(':')
		b.Write(encode(v))
	}
	b.WriteByte('}')
	return b.Bytes()
}

func (d document) clone() document {
	return deepCopy(map[string]any(d)).(map[string]any)
}

func deepCopy(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for name, child := range v {
			m[name] = deepCopy(child)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, child := range v {
			l[i] = deepCopy(child)
		}
		return l
	}
	return v
}

func (d document) text(name string) string {
	s, _ := d[name].(string)
	return s
}

// keys are the values by which the store finds the object: those that are unique, and those that queries narrow by.
// Neither minds letter case, as the directory behind the platform does not.
func (d document) keys(t *objectType) store.Keys {
	k := store.Keys{Unique: map[string]string{}, Index: filter.Keys(d)}
	for _, p := range t.Members {
		if value, ok := d[p.Name].(string); ok && t.isUnique(p) {
			k.Unique[p.Name] = filter.Fold(value)
		}
	}
	return k
}

// isUnique says whether no two objects of the type share a value of the property. The schema of users does not say it
// of user names; the store behind the platform does.
func (t *objectType) isUnique(p *property) bool {
	return t.isUser() && p.Name == "userName" ||
		slices.ContainsFunc(p.Policies, func(r policyRule) bool { return r.ID == "unique" })
}

// undeclared names the members that the schema does not know, sorted.
func (t *objectType) undeclared(d map[string]any) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(d)) {
		if _, ok := t.property(name); !ok && name != "_id" && name != "_rev" {
			names = append(names, name)
		}
	}
	return names
}

// refuseUndeclared is the platform's answer to members that the schema does not know.
func (t *objectType) refuseUndeclared(d map[string]any) error {
	names := t.undeclared(d)
	if len(names) == 0 {
		return nil
	}
	return badRequest("Request content includes undeclared attributes: %s", encode(names))
}
