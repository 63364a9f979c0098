package sandbox

import (
	"errors"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// reference is what a client writes to point at an object.
type reference struct {
	to    store.Ref
	props []byte // the edge's own properties; nil if it has none
}

// setRelation makes the edges of one relationship those that value says: a reference, a list of them, or null for
// none. It returns the objects that gained or lost an edge.
func (d *draft) setRelation(name string, value any) ([]store.Ref, error) {
	p, _ := d.t.property(name)
	wanted, err := d.wanted(p, value)
	if err != nil {
		return nil, err
	}
	self := store.Ref{Collection: d.t.Collection, ID: d.id}
	have, err := edgesOf(d.tx, self, name)
	if err != nil {
		return nil, err
	}
	keep, known := map[store.Ref]bool{}, map[store.Ref]bool{}
	for _, r := range wanted {
		keep[r.to] = true
	}
	var moved []store.Ref
	for _, e := range have {
		if known[e.To] = true; keep[e.To] {
			continue
		}
		if _, err := d.tx.Unlink(e.ID); err != nil {
			return nil, err
		}
		moved = append(moved, e.To)
	}
	for _, r := range wanted {
		if known[r.to] {
			continue
		}
		_, others, err := d.schemas.link(d.tx, self, p, r)
		if err != nil {
			return nil, err
		}
		moved = append(moved, others...)
	}
	return moved, nil
}

// wanted reads the references that a client sent for a relationship, each target once.
func (d *draft) wanted(p *property, value any) ([]reference, error) {
	list, isList := value.([]any)
	switch {
	case value == nil:
		return nil, nil
	case !isList:
		list = []any{value}
	}
	var wanted []reference
	seen := map[store.Ref]bool{}
	for _, item := range list {
		r, err := d.schemas.parseReference(d.tx, p, item)
		if err != nil {
			return nil, err
		}
		if seen[r.to] {
			return nil, preconditionFailed("Duplicate relationship specified in relationship collection.")
		}
		seen[r.to] = true
		wanted = append(wanted, r)
	}
	return wanted, nil
}

// parseReference reads one reference and checks that it points to an object the relationship may hold.
func (s *schemas) parseReference(tx *store.Tx, p *property, value any) (reference, error) {
	object, _ := value.(map[string]any)
	collection, _ := object["_refResourceCollection"].(string)
	id, _ := object["_refResourceId"].(string)
	if ref, ok := object["_ref"].(string); ok {
		at := strings.LastIndex(ref, "/")
		if at < 0 {
			return reference{}, badRequest("The reference '%s' does not name an object", ref)
		}
		collection, id = ref[:at], ref[at+1:]
	}
	if collection == "" || id == "" {
		return reference{}, badRequest("A reference of '%s' has no '_ref'", p.Name)
	}
	r := reference{to: store.Ref{Collection: collection, ID: id}}
	kind, _ := p.relation()
	if !slices.ContainsFunc(kind.Targets, func(t target) bool { return t.Path == collection }) {
		return r, badRequest("The relationship '%s' does not hold objects of '%s'", p.Name, collection)
	}
	if _, err := tx.Get(collection, id); errors.Is(err, store.ErrNotFound) {
		return r, badRequest("The referenced relationship '%s', does not exist", r.to)
	} else if err != nil {
		return r, err
	}
	r.props = edgeProperties(object["_refProperties"])
	return r, nil
}

// edgeProperties keeps what a client says about an edge; its id and revision are the server's.
func edgeProperties(v any) []byte {
	object, _ := v.(map[string]any)
	own := map[string]any{}
	for name, value := range object {
		if name != "_id" && name != "_rev" {
			own[name] = value
		}
	}
	if len(own) == 0 {
		return nil
	}
	return encode(own)
}

// link stores an edge. Where one of its ends may hold only one, the edge that was there goes. It returns the edge and
// the objects, besides the one it starts from, that it changed.
func (s *schemas) link(tx *store.Tx, from store.Ref, p *property, r reference) (store.Edge, []store.Ref, error) {
	kind, many := p.relation()
	others := []store.Ref{r.to}
	if !many {
		lost, err := unlinkAll(tx, from, p.Name)
		if err != nil {
			return store.Edge{}, nil, err
		}
		others = append(others, lost...)
	}
	if s.single(r.to.Collection, kind.Reverse) {
		lost, err := unlinkAll(tx, r.to, kind.Reverse)
		if err != nil {
			return store.Edge{}, nil, err
		}
		others = append(others, lost...)
	}
	e, err := tx.Link(store.Edge{From: from, Property: p.Name, To: r.to, Reverse: kind.Reverse, Props: r.props})
	return e, others, err
}

// single says whether a relationship of a type holds at most one object.
func (s *schemas) single(collection, name string) bool {
	t, ok := s.find(collection)
	if !ok {
		return false
	}
	p, ok := t.property(name)
	return ok && p.Type == "relationship"
}

func unlinkAll(tx *store.Tx, end store.Ref, property string) ([]store.Ref, error) {
	edges, err := edgesOf(tx, end, property)
	if err != nil {
		return nil, err
	}
	var lost []store.Ref
	for _, e := range edges {
		if _, err := tx.Unlink(e.ID); err != nil {
			return nil, err
		}
		lost = append(lost, e.To)
	}
	return lost, nil
}

// neighbours are the objects at the other ends of an object's relationships.
func neighbours(tx *store.Tx, t *objectType, id string) ([]store.Ref, error) {
	var others []store.Ref
	for _, p := range t.Members {
		if !p.isRelation() {
			continue
		}
		edges, err := edgesOf(tx, store.Ref{Collection: t.Collection, ID: id}, p.Name)
		if err != nil {
			return nil, err
		}
		for _, e := range edges {
			others = append(others, e.To)
		}
	}
	return others, nil
}
