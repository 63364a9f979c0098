package aic

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// An edge is one row of a relationship: a reference, with what was asked of the
// object at its end.
type edge struct {
	// id is that of the edge, to is where it leads, such as "managed/alpha_user/1".
	id, to string
	// conditional edges were made by a condition, and go with it.
	conditional bool
	// target is the object at the end, as far as it was asked for.
	target json.RawMessage
}

// targetID is the id of the object at the end.
func (e edge) targetID() string { return e.to[strings.LastIndexByte(e.to, '/')+1:] }

func (e edge) reach() identity.Reach {
	if e.conditional {
		return identity.Indirect
	}
	return identity.Direct
}

// edgeProperties are what a row tells of the edge itself.
type edgeProperties struct {
	ID        lenient[string] `json:"_id"`
	GrantType lenient[string] `json:"_grantType"`
}

// readEdge reads a row of a page that was found to be well formed. On Advanced Identity
// Cloud _id and _rev of a row are those of the edge; a self-managed server gives those
// of the target, and leaves out what was not asked for.
func readEdge(row []byte) (edge, error) {
	e := edge{}
	var own edgeProperties
	var collection, id, targetID, targetRev, rev string
	others := make([]byte, 0, len(row))
	for name, value := range membersOf(row) {
		switch string(name) {
		case `"_id"`:
			id = textOf(value)
		case `"_rev"`:
			rev = textOf(value)
		case `"_ref"`:
			e.to = textOf(value)
		case `"_refResourceCollection"`:
			collection = textOf(value)
		case `"_refResourceId"`:
			targetID = textOf(value)
		case `"_refResourceRev"`:
			targetRev = textOf(value)
		case `"_refProperties"`:
			if json.Unmarshal(value, &own) != nil {
				return e, errMalformed
			}
		default:
			others = append(append(append(append(others, ','), name...), ':'), value...)
		}
	}
	if targetID != "" {
		e.to = collection + "/" + targetID
	}
	if e.to == "" {
		return e, identity.Errorf(identity.API, "the service sent a reference that leads nowhere")
	}
	if e.id = own.ID.value; e.id == "" {
		e.id = id
	}
	if id == e.targetID() && targetRev == "" {
		targetRev = rev
	}
	e.conditional = strings.EqualFold(own.GrantType.value, "conditional")
	e.target = targetOf(e.targetID(), targetRev, others)
	return e, nil
}

// targetOf is the document of a target: its id, its revision where it is known, and the
// members that were asked for.
func targetOf(id, rev string, others []byte) json.RawMessage {
	var b bytes.Buffer
	b.Grow(len(others) + len(id) + len(rev) + len(`{"_id":"","_rev":""}`))
	b.WriteString(`{"_id":`)
	b.Write(quote(id))
	if rev != "" {
		b.WriteString(`,"_rev":`)
		b.Write(quote(rev))
	}
	b.Write(others)
	b.WriteByte('}')
	return b.Bytes()
}

// membersOf walks over the members of an object that was scanned before; names come
// with their quotes.
func membersOf(object []byte) func(yield func(name, value []byte) bool) {
	return func(yield func(name, value []byte) bool) {
		s := scanner{doc: object}
		i := space(object, space(object, 0)+1)
		for i < len(object) && object[i] == '"' {
			from := memberName(object, i)
			if from < 0 {
				return
			}
			end := s.value(from)
			if end < 0 || !yield(bytes.TrimRight(object[i:from], ": \t\r\n"), object[from:end]) {
				return
			}
			if i = space(object, end); i < len(object) && object[i] == ',' {
				i = space(object, i+1)
			}
		}
	}
}

// textOf is a value that is text, else "".
func textOf(value []byte) string {
	if n := len(value); n > 1 && value[0] == '"' && bytes.IndexByte(value, '\\') < 0 {
		return string(value[1 : n-1])
	}
	var s lenient[string]
	_ = s.UnmarshalJSON(value)
	return s.value
}
