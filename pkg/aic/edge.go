package aic

import (
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

// readEdge reads a row that stands alone.
func readEdge(row []byte) (edge, error) {
	var r edgeRow
	if end := r.walk(&jsonscan.Scanner{Doc: row}, 0); end < 0 {
		return edge{}, fault(end)
	}
	return r.edge()
}

// textOf is a value that is text, else "".
func textOf(value []byte) string { return string(rawText(value)) }
