package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// virtualRule says of what a virtual property is computed: the objects at the end of relationships.
type virtualRule struct {
	Paths   relationPaths `json:"referencedRelationshipFields"`
	Fields  []string      `json:"referencedObjectFields"`
	Flatten bool          `json:"flattenProperties"`
}

// relationPaths are chains of relationships. A schema writes one chain as a list of names, several as a list of lists.
type relationPaths [][]string

// UnmarshalJSON reads either form.
func (r *relationPaths) UnmarshalJSON(raw []byte) error {
	var one []string
	if json.Unmarshal(raw, &one) == nil {
		*r = relationPaths{one}
		return nil
	}
	return json.Unmarshal(raw, (*[][]string)(r))
}

// compute sets the virtual members of a document from the relationships as they are now. They rest in the document,
// so that a list does not have to look at edges.
func (s *schemas) compute(tx *store.Tx, t *objectType, doc document) error {
	for _, p := range t.Members {
		if !p.Virtual || p.Query == nil {
			continue
		}
		values := []any{}
		for _, path := range p.Query.Paths {
			ends, err := follow(tx, store.Ref{Collection: t.Collection, ID: doc.text("_id")}, path)
			if err != nil {
				return err
			}
			for _, end := range ends {
				found, err := p.Query.values(tx, end)
				if err != nil {
					return err
				}
				values = append(values, found...)
			}
		}
		if delete(doc, p.Name); len(values) > 0 {
			doc[p.Name] = values
		}
	}
	return nil
}

// follow collects the objects at the end of a chain of relationships.
func follow(tx *store.Tx, from store.Ref, path []string) ([]store.Ref, error) {
	ends := []store.Ref{from}
	for _, name := range path {
		var next []store.Ref
		for _, end := range ends {
			edges, err := edgesOf(tx, end, name)
			if err != nil {
				return nil, err
			}
			for _, e := range edges {
				next = append(next, e.To)
			}
		}
		ends = next
	}
	return ends, nil
}

// values is what one object contributes: its reference, with some of its members, or those members alone.
func (r *virtualRule) values(tx *store.Tx, end store.Ref) ([]any, error) {
	o, err := tx.Get(end.Collection, end.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	doc, err := readDocument(o)
	if err != nil {
		return nil, err
	}
	whole := map[string]any{
		"_ref": end.String(), "_refResourceCollection": end.Collection, "_refResourceId": end.ID,
	}
	var flat []any
	for _, name := range r.Fields {
		if name == "*" {
			for member, value := range doc {
				whole[member] = value
			}
			continue
		}
		switch value := doc[name].(type) {
		case nil:
		case []any:
			flat = append(flat, value...)
			whole[name] = value
		default:
			flat = append(flat, value)
			whole[name] = value
		}
	}
	if r.Flatten {
		return flat, nil
	}
	return []any{whole}, nil
}

// refresh computes the virtual members of objects whose relationships changed from the other side.
func (s *schemas) refresh(tx *store.Tx, ends []store.Ref) error {
	for _, end := range ends {
		t, known := s.find(end.Collection)
		o, err := tx.Get(end.Collection, end.ID)
		if !known || errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		doc, err := readDocument(o)
		if err != nil {
			return err
		}
		if err := s.compute(tx, t, doc); err != nil {
			return err
		}
		if raw := doc.stored(t); !bytes.Equal(raw, o.Doc) {
			if _, err := tx.Update(end.Collection, end.ID, raw, doc.keys(t)); err != nil {
				return err
			}
		}
	}
	return nil
}
