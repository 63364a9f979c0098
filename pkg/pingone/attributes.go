package pingone

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Attributes is the store of the attributes that users of an environment have.
type Attributes struct{ client *Client }

// SchemaAttributes returns the attributes of users as objects, which is an
// *[Attributes].
func (c *Client) SchemaAttributes() identity.SchemaAttributeStore { return &Attributes{c} }

// collection is the attributes at the address of the environment's schema, which
// has to be asked for.
func (a *Attributes) collection(ctx context.Context) (*collection[identity.SchemaAttributeProfile], error) {
	id := ""
	if s, known := a.client.schema.peek(); known {
		id = s.id
	} else {
		var err error
		if id, _, err = a.client.schemaOfUsers(ctx); err != nil {
			return nil, a.client.failList("find schema", err)
		}
	}
	return &collection[identity.SchemaAttributeProfile]{
		client: a.client, one: "schema attribute", many: "schema attributes", path: a.client.path("schemas", id, "attributes"), read: readAttribute,
		names: attributeProperty,
	}, nil
}

func readAttribute(document json.RawMessage) (identity.SchemaAttributeProfile, error) {
	var w wireAttribute
	if err := json.Unmarshal(document, &w); err != nil {
		return identity.SchemaAttributeProfile{}, identity.Errorf(identity.API, "read schema attribute: the platform sent something that is none: %w", err)
	}
	return identity.SchemaAttributeProfile{
		ID: w.ID, Name: w.Name, Title: rest.Clean(w.DisplayName.value), Type: typeOf(w.Type.value), Origin: w.origin(),
		Required: w.Required.value, Unique: w.Unique.value, Many: w.MultiValued.value, Enabled: !w.disabled(),
	}, nil
}

// List streams the attributes: core, standard and custom.
func (a *Attributes) List(ctx context.Context, q identity.Query) iter.Seq2[identity.SchemaAttribute, error] {
	return func(yield func(identity.SchemaAttribute, error) bool) {
		c, err := a.collection(ctx)
		if err != nil {
			yield(identity.SchemaAttribute{}, err)
			return
		}
		c.List(ctx, q)(yield)
	}
}

// Get reads one attribute by its id.
func (a *Attributes) Get(ctx context.Context, id string) (identity.SchemaAttribute, error) {
	c, err := a.collection(ctx)
	if err != nil {
		return identity.SchemaAttribute{}, err
	}
	return c.Get(ctx, id)
}

// Find finds an attribute by its id or name.
func (a *Attributes) Find(ctx context.Context, name string) (identity.SchemaAttribute, error) {
	c, err := a.collection(ctx)
	if err != nil {
		return identity.SchemaAttribute{}, err
	}
	return c.Find(ctx, name)
}

// Create makes a custom attribute. What the platform does not allow of a new one
// is refused before it is sent.
func (a *Attributes) Create(ctx context.Context, d identity.Draft) (identity.SchemaAttribute, error) {
	const op = "create schema attribute"
	o, err := parseObject(d.Document)
	if err != nil {
		return identity.SchemaAttribute{}, a.client.fail(op, "", identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	o.deleteNulls()
	o.deleteAttributesOwn()
	name := rest.Clean(o.text("name"))
	if vs := newAttribute(o); len(vs) > 0 {
		return identity.SchemaAttribute{}, a.client.fail(op, name, &identity.Error{Kind: identity.Invalid, Violations: vs})
	}
	c, err := a.collection(ctx)
	if err != nil {
		return identity.SchemaAttribute{}, err
	}
	return a.answer(ctx, c, op, name, write{method: http.MethodPost, path: c.path, body: o.bytes()})
}

// Patch changes an attribute by the members that differ. What the platform does
// not allow of it is refused before it is sent.
func (a *Attributes) Patch(ctx context.Context, id, revision string, patch identity.Patch) (identity.SchemaAttribute, error) {
	const op = "patch schema attribute"
	c, err := a.collection(ctx)
	if err != nil {
		return identity.SchemaAttribute{}, err
	}
	present, err := c.get(ctx, id)
	if err != nil {
		return identity.SchemaAttribute{}, c.client.fail(op, id, err)
	}
	after, err := changedWhole(present, revision, patch)
	if err != nil {
		return identity.SchemaAttribute{}, c.client.fail(op, id, err)
	}
	now, err := parseObject(present)
	if err != nil {
		return identity.SchemaAttribute{}, c.client.fail(op, id, errUnreadable)
	}
	body := membersChanged(now, after)
	if len(body) == 0 {
		return c.resource(present), nil
	}
	if vs := changedAttribute(now, body); len(vs) > 0 {
		return identity.SchemaAttribute{}, c.client.fail(op, rest.Clean(now.text("name")), &identity.Error{Kind: identity.Invalid, Violations: vs})
	}
	return a.answer(ctx, c, op, id, write{method: http.MethodPatch, path: c.at(id), body: body.bytes(), repeatable: true})
}

// Delete removes a custom attribute and its values from all users.
func (a *Attributes) Delete(ctx context.Context, id, revision string) (identity.SchemaAttribute, error) {
	const op = "delete schema attribute"
	c, err := a.collection(ctx)
	if err != nil {
		return identity.SchemaAttribute{}, err
	}
	present, err := c.get(ctx, id)
	if err != nil {
		return identity.SchemaAttribute{}, c.client.fail(op, id, err)
	}
	if err := a.CheckDelete(present); err != nil {
		return identity.SchemaAttribute{}, c.client.fail(op, rest.Clean(textOf(lookUp(present, []string{"name"}))), err)
	}
	a.client.schema.forget()
	return c.Delete(ctx, id, revision)
}

// answer sends a write whose answer is the attribute. What is known of the schema
// is no longer so.
func (a *Attributes) answer(ctx context.Context, c *collection[identity.SchemaAttributeProfile], op, subject string, w write) (identity.SchemaAttribute, error) {
	document, err := a.client.write(ctx, w)
	if err != nil {
		return identity.SchemaAttribute{}, a.client.uncertain(op, subject, err)
	}
	a.client.schema.forget()
	return c.resource(document), nil
}

// ReadPatch reads the members of an attribute to change; null takes one away.
func (a *Attributes) ReadPatch(document []byte) (identity.Patch, error) {
	o, err := parseObject(document)
	if err != nil {
		return nil, a.client.fail("read patch", "", identity.Errorf(identity.Invalid, "a patch is a JSON object with the members to change: %w", err))
	}
	return readPatch(o), nil
}

// deleteAttributesOwn leaves out what the service says of an attribute itself.
func (o *object) deleteAttributesOwn() {
	o.delete("_links", "_embedded", "id", "environment", "schema", "schemaType", "ldapAttribute")
}

// membersChanged is the partial document that makes of one object another.
func membersChanged(now, after object) object {
	var body object
	for _, m := range after {
		if !equal(now.get(m.name), m.value) {
			body.set(m.name, m.value)
		}
	}
	for _, m := range now {
		if after.index(m.name) < 0 && !isNull(m.value) {
			body.set(m.name, json.RawMessage("null"))
		}
	}
	return body
}
