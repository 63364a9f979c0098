package aic

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/jsonscan"
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

// readEdge reads a row of a page that was found to be well formed. On Advanced Identity
// Cloud _id and _rev of a row are those of the edge; a self-managed server gives those
// of the target, and leaves out what was not asked for.
func readEdge(row []byte) (edge, error) {
	var e edge
	var id, rev, collection, targetID, targetRev []byte
	others := make([]byte, headRoom, headRoom+len(row))
	for name, value := range membersOf(row) {
		switch string(name) {
		case `"_id"`:
			id = value
		case `"_rev"`:
			rev = value
		case `"_ref"`:
			e.to = textOf(value)
		case `"_refResourceCollection"`:
			collection = value
		case `"_refResourceId"`:
			targetID = value
		case `"_refResourceRev"`:
			targetRev = value
		case `"_refProperties"`:
			e.readProperties(value)
		default:
			others = append(append(append(append(others, ','), name...), ':'), value...)
		}
	}
	if e.to == "" && len(targetID) > 0 {
		e.to = textOf(collection) + "/" + textOf(targetID)
	}
	to := e.targetID()
	if to == "" {
		return e, identity.Errorf(identity.API, "the service sent a reference that leads nowhere")
	}
	if len(targetRev) == 0 && textOf(id) == to {
		targetRev = rev
	}
	if e.id == "" {
		e.id = textOf(id)
	}
	e.target = behind(headOf(to, targetRev), append(others, '}'))
	return e, nil
}

// readProperties reads what a row tells of the edge itself.
func (e *edge) readProperties(properties []byte) {
	for name, value := range membersOf(properties) {
		switch string(name) {
		case `"_id"`:
			e.id = textOf(value)
		case `"_grantType"`:
			e.conditional = strings.EqualFold(textOf(value), "conditional")
		}
	}
}

// headOf begins the document of a target: its id, and its revision where it is known.
func headOf(id string, rev []byte) []byte {
	head := append(make([]byte, 0, headRoom), `{"_id":`...)
	head = append(head, quote(id)...)
	if len(rev) > 0 && rev[0] == '"' {
		head = append(append(head, `,"_rev":`...), rev...)
	}
	return head
}

// headRoom is kept free before the members of a target, so that the usual head fits in
// without another copy of them.
const headRoom = 128

// behind puts a head before what comes after the room that was kept free for it.
func behind(head, others []byte) json.RawMessage {
	if len(head) > headRoom {
		return append(head, others[headRoom:]...)
	}
	from := headRoom - len(head)
	copy(others[from:], head)
	return others[from:]
}

// membersOf walks over the members of an object that was scanned before, and over
// nothing of what is no object; names come with their quotes.
func membersOf(object []byte) func(yield func(name, value []byte) bool) {
	return func(yield func(name, value []byte) bool) {
		s := jsonscan.Scanner{Doc: object}
		if len(object) == 0 || object[0] != '{' {
			return
		}
		i := jsonscan.Space(object, 1)
		for i < len(object) && object[i] == '"' {
			from := jsonscan.Name(object, i)
			if from < 0 {
				return
			}
			end := s.Value(from)
			if end < 0 || !yield(bytes.TrimRight(object[i:from], ": \t\r\n"), object[from:end]) {
				return
			}
			if i = jsonscan.Space(object, end); i < len(object) && object[i] == ',' {
				i = jsonscan.Space(object, i+1)
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
