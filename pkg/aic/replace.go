package aic

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

const replaceUser = "replace user"

// Replace puts a document in the place of a user. Attributes that the document
// leaves out are removed, but for those that are not the document's to give:
// revisions, nulls, and what the schema calls virtual or a relationship. The
// revision is the one given; if it is empty that of the document, else that of the
// user as it is now.
//
// Advanced Identity Cloud gets a PUT. A self-managed server deletes the password
// and other private attributes that a PUT leaves out, so there the difference to
// the present user is sent as a patch.
func (u *Users) Replace(ctx context.Context, id, revision string, document json.RawMessage) (identity.User, error) {
	wanted, err := parseObject(document)
	if err != nil {
		return identity.User{}, u.client.fail(replaceUser, id, identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	if own := wanted.text("_id"); own != "" && own != id {
		return identity.User{}, u.client.fail(replaceUser, id, identity.Errorf(identity.Invalid, "the document is that of another user: its _id is %s", clean(own)))
	}
	if revision == "" {
		revision = wanted.text("_rev")
	}
	u.strip(ctx, wanted)
	if u.client.options.Dialect == IDM {
		return u.replaceByPatch(ctx, id, revision, wanted)
	}
	if revision, err = u.settle(ctx, id, revision, wanted); err != nil {
		return identity.User{}, err
	}
	wanted.set("_id", quote(id))
	return u.write(ctx, write{
		op: replaceUser, id: id, revision: revision, repeatable: true,
		request: rest.Request{Method: http.MethodPut, Path: u.path(id), Header: ifMatch(revision), Body: wanted.bytes(), Write: true, Replay: rest.ReplayNever},
		applied: func(now *object) bool {
			return now.holds(wanted) && now.get("password") == nil && wanted.get("password") == nil
		},
	})
}

// PreviewReplace shows a user after a replacement: what a document does not set stays
// as it is.
func (u *Users) PreviewReplace(ctx context.Context, now, document json.RawMessage) (json.RawMessage, error) {
	const op = "preview replacement"
	wanted, err := parseObject(document)
	if err != nil {
		return nil, u.client.fail(op, "", identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	present, err := parseObject(now)
	if err != nil {
		return nil, u.client.fail(op, "", errUnreadable)
	}
	u.strip(ctx, wanted)
	schema := u.client.schema.known()
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

// strip leaves what a document may say of a user. Without a schema that is all but
// the revision and the nulls.
func (u *Users) strip(ctx context.Context, o *object) {
	o.delete("_rev")
	o.deleteNulls()
	s, err := u.Schema(ctx)
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

// settle reads the user where a PUT needs to know more: its revision, if none was
// given, and whether attributes that the schema does not declare are as they are. The
// service returns such attributes and refuses to take them back.
func (u *Users) settle(ctx context.Context, id, revision string, wanted *object) (string, error) {
	undeclared := undeclaredIn(u.client.schema.known(), wanted)
	if revision != "" && len(undeclared) == 0 {
		return revision, nil
	}
	there, err := u.get(ctx, replaceUser, id)
	if err != nil {
		return "", err
	}
	now, err := parseObject(there.Native)
	if err != nil {
		return "", u.client.fail(replaceUser, id, errUnreadable)
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

// replaceByPatch sends what differs between a user as it is and as it is wanted.
func (u *Users) replaceByPatch(ctx context.Context, id, revision string, wanted *object) (identity.User, error) {
	there, err := u.get(ctx, replaceUser, id)
	if err != nil {
		return identity.User{}, err
	}
	now, err := parseObject(there.Native)
	if err != nil {
		return identity.User{}, u.client.fail(replaceUser, id, errUnreadable)
	}
	current := now.text("_rev")
	if revision == "" {
		revision = current
	}
	if revision != identity.AnyRevision && revision != current {
		return identity.User{}, u.client.fail(replaceUser, id, identity.Errorf(identity.Conflict, "it changed meanwhile: its revision is %s, not %s", clean(current), clean(revision)))
	}
	u.strip(ctx, now)
	operations := difference(now, wanted)
	if len(operations) == 0 {
		return there, nil
	}
	return u.patch(ctx, replaceUser, id, revision, operations)
}

// difference is the patch that makes of one user another, attribute by attribute.
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

// Changed names the attributes in which a user, as it is now, differs from a
// document that was read before: what a lost race was about.
func (u *Users) Changed(ctx context.Context, id string, base json.RawMessage) ([]string, error) {
	there, err := u.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	before, err := parseObject(base)
	if err != nil {
		return nil, u.client.fail("compare user", id, identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	now, err := parseObject(there.Native)
	if err != nil {
		return nil, u.client.fail("compare user", id, errUnreadable)
	}
	return before.changed(now), nil
}
