package sandbox

import (
	"slices"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// patch applies the operations to the object with those of its relationships that they touch.
func (d *draft) patch(operations []patchOperation) error {
	operations = slices.DeleteFunc(operations, func(o patchOperation) bool { return d.t.ignores(o) })
	touched, err := d.touched(operations)
	if err != nil {
		return err
	}
	if err := d.t.refuseUndeclared(touched); err != nil {
		return err
	}
	before, err := d.withRelations(touched)
	if err != nil {
		return err
	}
	after, err := applyPatch(before, operations)
	if err != nil {
		return err
	}
	d.doc, d.sent = after, document{}
	for name := range touched {
		p, _ := d.t.property(name)
		value, set := after[name]
		switch {
		case p.isRelation(), name == "password" && set:
			d.sent[name] = value
			delete(d.doc, name)
		case name == "password":
			d.sent[name] = nil
		}
	}
	if err := d.check(policyOnPatch, touched); err != nil {
		return err
	}
	return d.save()
}

// ignores says whether an operation aims at what the server keeps itself: it is passed over without an error.
func (t *objectType) ignores(o patchOperation) bool {
	if len(o.field) == 0 {
		return false
	}
	p, ok := t.property(o.field[0])
	return o.field[0] == "_rev" || ok && p.readOnly()
}

// touched names the members that the operations may change.
func (d *draft) touched(operations []patchOperation) (document, error) {
	names := document{}
	for _, o := range operations {
		if len(o.field) == 0 {
			return nil, structural("Internal Server Error")
		}
		names[o.field[0]] = true
		if o.kind == "move" && len(o.from) > 0 {
			names[o.from[0]] = true
		}
		if p, ok := d.t.property(o.field[0]); ok && len(o.field) == 1 && o.kind == "remove" && o.value == nil {
			if _, many := p.relation(); many {
				return nil, badRequest("Cannot delete collection: %s", o.field)
			}
		}
	}
	return names, nil
}

// withRelations is the document with the touched relationships as their references.
func (d *draft) withRelations(touched document) (document, error) {
	doc := d.doc.clone()
	for name := range touched {
		p, _ := d.t.property(name)
		reference, many := p.relation()
		if reference == nil {
			continue
		}
		references, err := d.references(name)
		if err != nil {
			return nil, err
		}
		switch {
		case many:
			doc[name] = references
		case len(references) > 0:
			doc[name] = references[0]
		}
	}
	return doc, nil
}

func (d *draft) references(name string) ([]any, error) {
	edges, err := edgesOf(d.tx, store.Ref{Collection: d.t.Collection, ID: d.id}, name)
	if err != nil {
		return nil, err
	}
	references := []any{}
	for _, e := range edges {
		reference, err := decode(plainReference(e))
		if err != nil {
			return nil, err
		}
		references = append(references, reference)
	}
	return references, nil
}
