package sandbox

import (
	"bytes"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// view renders objects of one type under one selection.
type view struct {
	columns []column
	tx      *store.Tx
	types   *schemas
}

// column is a member that the selection wants.
type column struct {
	*property
	lead  string     // what stands in front of the value
	below [][]string // the pointers that were asked for; none for the whole member
	unset string     // what stands for no value; "" leaves the member out
}

// newView decides once what every object of an answer shows: the members of the selection, in the order of the schema.
// A user shows unset members as null or as an empty list, as recorded; roles and applications leave them out.
func newView(tx *store.Tx, types *schemas, t *objectType, fields selection) view {
	v := view{tx: tx, types: types}
	for _, p := range t.Members {
		below, wanted := fields.wants(p)
		if !wanted || p.Name == "_id" || p.Name == "_rev" || p.Scope == "private" {
			continue
		}
		c := column{property: p, lead: `,"` + p.Name + `":`}
		_, named := fields.members[p.Name]
		if p.isRelation() || named && !whole(below) {
			c.below = below
		}
		if t.materialises() || p.Virtual || named && t.Kind != "role" && t.Kind != "application" {
			c.unset = p.unset()
		}
		v.columns = append(v.columns, c)
	}
	return v
}

// materialises says whether objects of the type show members that are not set.
func (t *objectType) materialises() bool { return t.isUser() || t.Collection == internalRoles }

// appendObject writes an object as a read shows it: _id and _rev first, then the columns.
func (v view) appendObject(b *bytes.Buffer, o store.Object) error {
	b.WriteString(`{"_id":`)
	b.Write(encodeText(o.ID))
	b.WriteString(`,"_rev":"`)
	b.WriteString(o.Rev)
	b.WriteByte('"')
	return v.appendMembers(b, o)
}

// appendMembers writes the columns behind what stands in b already, and the closing brace.
func (v view) appendMembers(b *bytes.Buffer, o store.Object) error {
	if len(v.columns) == 0 {
		b.WriteByte('}')
		return nil
	}
	stored, err := splitMembers(o.Doc)
	if err != nil {
		return err
	}
	at := 0
	for i := range v.columns {
		c := &v.columns[i]
		value, err := v.value(o, c, stored.take(&at, c.Name))
		if err != nil {
			return err
		}
		switch {
		case value != nil:
			b.WriteString(c.lead)
			b.Write(value)
		case c.unset != "":
			b.WriteString(c.lead)
			b.WriteString(c.unset)
		}
	}
	b.WriteByte('}')
	return nil
}

// value is the JSON of one member; nil is a member without a value.
func (v view) value(o store.Object, c *column, stored []byte) ([]byte, error) {
	switch {
	case c.isRelation():
		return v.relation(o, c.property, c.below)
	case stored == nil || c.below == nil:
		return stored, nil
	}
	return pick(stored, c.below)
}

// encodeText writes a JSON string; an id is nearly always plain and needs no encoder.
func encodeText(s string) []byte {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] >= 0x7f || s[i] == '"' || s[i] == '\\' {
			return encode(s)
		}
	}
	return append(append(append(make([]byte, 0, len(s)+2), '"'), s...), '"')
}

// pick keeps of a value only what the pointers lead to.
func pick(stored []byte, below [][]string) ([]byte, error) {
	value, err := decode(stored)
	if err != nil {
		return nil, err
	}
	picked := map[string]any{}
	for _, pointer := range below {
		copyPath(picked, value, pointer)
	}
	return encode(picked), nil
}

func copyPath(into map[string]any, from any, pointer []string) {
	object, ok := from.(map[string]any)
	if !ok {
		return
	}
	value, ok := object[pointer[0]]
	if !ok {
		return
	}
	if len(pointer) == 1 {
		into[pointer[0]] = value
		return
	}
	child, ok := into[pointer[0]].(map[string]any)
	if !ok {
		child = map[string]any{}
		into[pointer[0]] = child
	}
	copyPath(child, value, pointer[1:])
}
