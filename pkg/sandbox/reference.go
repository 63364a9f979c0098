package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// relation renders a relationship that was asked for: null, one reference, or a list of them.
func (v view) relation(o store.Object, p *property, below [][]string) ([]byte, error) {
	edges, err := edgesOf(v.tx, store.Ref{Collection: o.Collection, ID: o.ID}, p.Name)
	if err != nil {
		return nil, err
	}
	_, many := p.relation()
	var references []json.RawMessage
	for _, e := range edges {
		reference, err := v.reference(e, expansion(below, many))
		if err != nil {
			return nil, err
		}
		references = append(references, reference)
	}
	switch {
	case many && len(references) == 0:
		return []byte("[]"), nil
	case many:
		return encode(references), nil
	case len(references) == 0:
		return []byte("null"), nil
	}
	return references[0], nil
}

// expansion turns the pointers below a relationship into the fields wanted of its target. Those of a list go through
// its elements: roles/*/name, or roles/* for everything.
func expansion(below [][]string, many bool) selection {
	s := selection{members: map[string][][]string{}}
	for _, pointer := range below {
		if many && len(pointer) > 1 && pointer[0] == "*" {
			pointer = pointer[1:]
		}
		if len(pointer) > 0 {
			s.add(pointer)
		}
	}
	return s
}

// reference renders one edge with what was asked of its target.
func (v view) reference(e store.Edge, fields selection) ([]byte, error) {
	var b bytes.Buffer
	b.Write(bytes.TrimSuffix(plainReference(e), []byte("}")))
	if !fields.everything && len(fields.members) == 0 {
		b.WriteByte('}')
		return b.Bytes(), nil
	}
	target, err := v.tx.Get(e.To.Collection, e.To.ID)
	if errors.Is(err, store.ErrNotFound) {
		b.WriteByte('}')
		return b.Bytes(), nil
	}
	if err != nil {
		return nil, err
	}
	t, ok := v.types.find(e.To.Collection)
	if !ok {
		return nil, notFound()
	}
	if _, named := fields.members["_id"]; named || fields.everything {
		b.WriteString(`,"_id":`)
		b.Write(encodeText(target.ID))
		b.WriteString(`,"_rev":"` + target.Rev + `"`)
	}
	err = newView(v.tx, v.types, t, fields).appendMembers(&b, target)
	return b.Bytes(), err
}

// plainReference is an edge as a member of an object shows it.
func plainReference(e store.Edge) []byte {
	return encode(struct {
		Ref        string     `json:"_ref"`
		Collection string     `json:"_refResourceCollection"`
		ID         string     `json:"_refResourceId"`
		Properties edgeRecord `json:"_refProperties"`
	}{e.To.String(), e.To.Collection, e.To.ID, edgeRecord{e}})
}

// edgeRecord writes the properties of an edge: its own id and revision, then what it was given.
type edgeRecord struct{ edge store.Edge }

// MarshalJSON puts _id and _rev first.
func (r edgeRecord) MarshalJSON() ([]byte, error) {
	head := encode(struct {
		ID  string `json:"_id"`
		Rev string `json:"_rev"`
	}{r.edge.ID, r.edge.Rev})
	own := bytes.TrimSpace(r.edge.Props)
	if len(own) <= len("{}") {
		return head, nil
	}
	return append(append(bytes.TrimSuffix(head, []byte("}")), ','), own[1:]...), nil
}

// edgesOf collects the edges of one end, so that others can be read while they are looked at.
func edgesOf(tx *store.Tx, end store.Ref, property string) ([]store.Edge, error) {
	var edges []store.Edge
	for e, err := range tx.Edges(end, property, 0, 0) {
		if err != nil {
			return nil, err
		}
		edges = append(edges, e)
	}
	return edges, nil
}
