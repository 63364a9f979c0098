package aic

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Replace puts a document in the place of an object. Attributes that the document
// leaves out are removed, but for those that are not the document's to give:
// revisions, nulls, and what the schema calls virtual or a relationship. The
// revision is the one given; if it is empty that of the document, else that of the
// object as it is now.
//
// Advanced Identity Cloud gets a PUT. A self-managed server deletes the password
// and other private attributes that a PUT leaves out, so there the difference to
// the present object is sent as a patch.
func (m *managed[T]) Replace(ctx context.Context, id, revision string, document json.RawMessage) (T, error) {
	var none T
	wanted, err := parseObject(document)
	if err != nil {
		return none, m.fail(m.op("replace"), id, identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	if own := wanted.text("_id"); own != "" && own != id {
		return none, m.fail(m.op("replace"), id, identity.Errorf(identity.Invalid, "the document is that of another %s: its _id is %s", m.one, clean(own)))
	}
	if revision == "" {
		revision = wanted.text("_rev")
	}
	m.strip(ctx, wanted)
	if m.client.options.Dialect == IDM {
		return m.replaceByPatch(ctx, id, revision, wanted)
	}
	if revision, err = m.settle(ctx, id, revision, wanted); err != nil {
		return none, err
	}
	wanted.set("_id", quote(id))
	return m.write(ctx, write{
		op: m.op("replace"), id: id, revision: revision, repeatable: true,
		request: rest.Request{Method: http.MethodPut, Path: m.path(id), Header: ifMatch(revision), Body: wanted.bytes(), Write: true, Replay: rest.ReplayNever},
		applied: func(now *object) bool {
			return now.holds(wanted) && now.get("password") == nil && wanted.get("password") == nil
		},
	})
}

// PreviewReplace shows an object after a replacement: what a document does not set stays
// as it is.
func (m *managed[T]) PreviewReplace(ctx context.Context, now, document json.RawMessage) (json.RawMessage, error) {
	const op = "preview replacement"
	wanted, err := parseObject(document)
	if err != nil {
		return nil, m.fail(op, "", identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	present, err := parseObject(now)
	if err != nil {
		return nil, m.fail(op, "", errUnreadable)
	}
	m.strip(ctx, wanted)
	schema := m.schema.known()
	for _, m := range present.members {
		if m.name == "_id" || schema != nil && isComputedIn(schema, m.name) {
			wanted.set(m.name, m.value)
		}
	}
	return wanted.bytes(), nil
}

func isComputedIn(s *identity.Schema, name string) bool {
	a, known := s.Attribute("/" + name)
	return known && isComputed(a)
}

// strip leaves what a document may say of it. Without a schema that is all but
// the revision and the nulls.
func (m *managed[T]) strip(ctx context.Context, o *object) {
	o.delete("_rev")
	o.deleteNulls()
	s, err := m.Schema(ctx)
	if err != nil {
		return
	}
	for _, a := range s.Attributes {
		if a.Name != "_id" && isComputed(a) {
			o.delete(a.Name)
		}
	}
}

// isComputed reports an attribute that a document does not set: one that the
// platform computes, or edges to other objects.
func isComputed(a identity.Attribute) bool {
	return a.Virtual || a.ReadOnly || a.Type == identity.Relationship || a.Type == identity.List && a.Items == identity.Relationship
}

// settle reads the object where a PUT needs to know more: its revision, if none was
// given, and whether attributes that the schema does not declare are as they are. The
// service returns such attributes and refuses to take them back.
func (m *managed[T]) settle(ctx context.Context, id, revision string, wanted *object) (string, error) {
	undeclared := undeclaredIn(m.schema.known(), wanted)
	if revision != "" && len(undeclared) == 0 {
		return revision, nil
	}
	there, err := m.get(ctx, m.op("replace"), id)
	if err != nil {
		return "", err
	}
	now, err := parseObject(there.Document())
	if err != nil {
		return "", m.fail(m.op("replace"), id, errUnreadable)
	}
	for _, name := range undeclared {
		if equal(now.get(name), wanted.get(name)) {
			wanted.delete(name)
		}
	}
	return cmp.Or(revision, now.text("_rev")), nil
}

// undeclaredIn names the attributes of an object that a schema does not have.
func undeclaredIn(s *identity.Schema, o *object) []string {
	if s == nil {
		return nil
	}
	var undeclared []string
	for _, m := range o.members {
		if _, ok := s.Attribute("/" + m.name); !ok && m.name != "_id" {
			undeclared = append(undeclared, m.name)
		}
	}
	return undeclared
}

// replaceByPatch sends what differs between an object as it is and as it is wanted.
func (m *managed[T]) replaceByPatch(ctx context.Context, id, revision string, wanted *object) (T, error) {
	var none T
	there, err := m.get(ctx, m.op("replace"), id)
	if err != nil {
		return none, err
	}
	now, err := parseObject(there.Document())
	if err != nil {
		return none, m.fail(m.op("replace"), id, errUnreadable)
	}
	current := now.text("_rev")
	if revision == "" {
		revision = current
	}
	if revision != identity.AnyRevision && revision != current {
		return none, m.fail(m.op("replace"), id, identity.Errorf(identity.Conflict, "it changed meanwhile: its revision is %s, not %s", clean(current), clean(revision)))
	}
	m.strip(ctx, now)
	operations := difference(now, wanted)
	if len(operations) == 0 {
		return there, nil
	}
	return m.patch(ctx, m.op("replace"), id, revision, operations)
}

// difference is the patch that makes of one object another, attribute by attribute.
func difference(now, wanted *object) []wireOperation {
	var operations []wireOperation
	for _, m := range wanted.members {
		if m.name != "_id" && !equal(now.get(m.name), m.value) {
			operations = append(operations, wireOperation{Operation: "replace", Field: "/" + m.name, Value: m.value})
		}
	}
	for _, m := range now.members {
		if m.name != "_id" && wanted.index(m.name) < 0 && !isUnset(m.value) {
			operations = append(operations, wireOperation{Operation: "remove", Field: "/" + m.name})
		}
	}
	return operations
}

// Changed names the attributes in which an object, as it is now, differs from a
// document that was read before: what a lost race was about.
func (m *managed[T]) Changed(ctx context.Context, id string, base json.RawMessage) ([]string, error) {
	there, err := m.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	before, err := parseObject(base)
	if err != nil {
		return nil, m.fail(m.op("compare"), id, identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	now, err := parseObject(there.Document())
	if err != nil {
		return nil, m.fail(m.op("compare"), id, errUnreadable)
	}
	return before.changed(now), nil
}
