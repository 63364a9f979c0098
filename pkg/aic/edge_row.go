package aic

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/jsonscan"
)

// An edgeRow is what the walk over a row of a relationship finds: slices of its page, and
// there until the next row. On Advanced Identity Cloud _id and _rev of a row are those of
// the edge; a self-managed server gives those of the target, and leaves out what was not
// asked for.
type edgeRow struct {
	id, rev, ref                    []byte
	collection, targetID, targetRev []byte
	properties                      edgeProperties
	others                          spans  // the members of the target
	room                            []byte // for the target, from row to row
}

// walk is the [rowWalk] that reads a row.
func (r *edgeRow) walk(s *jsonscan.Scanner, i int) (end int) {
	*r = edgeRow{others: r.others.none(s.Doc), room: r.room}
	return s.Object(i, r)
}

// Member implements [jsonscan.MemberReader] for the row.
func (r *edgeRow) Member(s *jsonscan.Scanner, i, from int) (end int) {
	var about *[]byte
	if s.Doc[i+1] == '_' { // most do not begin so, and are not looked at any further
		name := s.NameAt(i, from)
		if string(name) == `"_refProperties"` {
			return s.Object(from, &r.properties)
		}
		about = r.field(name)
	}
	switch end = s.Value(from); {
	case end < 0:
	case about != nil:
		*about = s.Doc[from:end]
	default:
		r.others.add(i, end)
	}
	return end
}

// field is where a member is kept that tells of the edge; nil for one of the target.
func (r *edgeRow) field(name []byte) *[]byte {
	switch string(name) {
	case `"_id"`:
		return &r.id
	case `"_rev"`:
		return &r.rev
	case `"_ref"`:
		return &r.ref
	case `"_refResourceCollection"`:
		return &r.collection
	case `"_refResourceId"`:
		return &r.targetID
	case `"_refResourceRev"`:
		return &r.targetRev
	}
	return nil
}

// edgeProperties are what a row tells of the edge itself.
type edgeProperties struct{ id, grant []byte }

// Member implements [jsonscan.MemberReader].
func (p *edgeProperties) Member(s *jsonscan.Scanner, i, from int) (end int) {
	if end = s.Value(from); end < 0 {
		return end
	}
	switch string(s.NameAt(i, from)) {
	case `"_id"`:
		p.id = s.Doc[from:end]
	case `"_grantType"`:
		p.grant = s.Doc[from:end]
	}
	return end
}

// conditional reports an edge that was made by a condition.
func (r *edgeRow) conditional() bool {
	return len(r.properties.grant) > 0 && strings.EqualFold(textOf(r.properties.grant), "conditional")
}

// edge is the row as something that lasts.
func (r *edgeRow) edge() (edge, error) {
	e := edge{id: textOf(r.properties.id), to: string(r.to()), conditional: r.conditional()}
	if e.id == "" {
		e.id = textOf(r.id)
	}
	target, err := r.target()
	e.target = bytes.Clone(target)
	return e, err
}

// to is where the edge leads.
func (r *edgeRow) to() []byte {
	to := rawText(r.ref)
	if len(to) == 0 && len(r.targetID) > 0 {
		to = append(append(rawText(r.collection), '/'), rawText(r.targetID)...)
	}
	return to
}

// target is the document of the object at the end, there until the next row: its id, its
// revision where that is known, and its members as they came.
func (r *edgeRow) target() (json.RawMessage, error) {
	to := r.to()
	id := to[bytes.LastIndexByte(to, '/')+1:]
	if len(id) == 0 {
		return nil, identity.Errorf(identity.API, "the service sent a reference that leads nowhere")
	}
	rev := r.targetRev
	if len(rev) == 0 && bytes.Equal(rawText(r.id), id) {
		rev = r.rev
	}
	b := appendQuoted(append(r.room[:0], `{"_id":`...), id)
	if len(rev) > 0 && rev[0] == '"' {
		b = append(append(b, `,"_rev":`...), rev...)
	}
	r.room = append(r.others.appendTo(b), '}')
	return r.room, nil
}

// rawText is a value that is text, else nothing: a slice of it where it has no escapes.
func rawText(value []byte) []byte {
	if n := len(value); n > 1 && value[0] == '"' && bytes.IndexByte(value, '\\') < 0 {
		return value[1 : n-1 : n-1]
	}
	var s lenient[string]
	_ = s.UnmarshalJSON(value)
	return []byte(s.value)
}
