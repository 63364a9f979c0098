package pingone

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Create makes a group and returns it as the service has it. A population, by id or
// name, is for good; in a realm that is one population it is that one.
func (g *Groups) Create(ctx context.Context, d identity.Draft) (identity.Group, error) {
	const op = "create group"
	body, err := g.draft(ctx, d)
	if err != nil {
		return identity.Group{}, g.client.fail(op, body.subject(), err)
	}
	created, err := g.client.write(ctx, write{method: http.MethodPost, path: g.path, body: body.bytes()})
	if err != nil {
		return identity.Group{}, g.client.uncertain(op, body.subject(), err)
	}
	return g.resource(created), nil
}

// subject is what people call the thing that a document describes.
func (o object) subject() string { return rest.Clean(o.text("name")) }

func (g *Groups) draft(ctx context.Context, d identity.Draft) (object, error) {
	if d.ID != "" {
		return nil, identity.Errorf(identity.Unsupported, "%s gives every group an id of its own; %s cannot be asked for", platform, rest.Clean(d.ID))
	}
	o, err := parseObject(d.Document)
	if err != nil {
		return nil, identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err)
	}
	o.deleteNulls()
	if err := refused(newGroup(o)); err != nil {
		return o, err
	}
	o.deleteGroupsOwn()
	return o, g.client.users.house(ctx, &o) // groups and users name a population in the same ways
}

// deleteGroupsOwn leaves out what the service says of a group itself.
func (o *object) deleteGroupsOwn() {
	for _, m := range *o {
		if isGroupsOwn(m.name) {
			o.delete(m.name)
		}
	}
}

// Patch changes a group. The service has no PATCH for it: the group is read, changed
// here and put back whole, unless nothing changes.
func (g *Groups) Patch(ctx context.Context, id, revision string, patch identity.Patch) (identity.Group, error) {
	const op = "patch group"
	return g.change(ctx, op, id, func(present json.RawMessage) (object, error) {
		return changedWhole(present, revision, g.nativePatch(patch))
	})
}

// nativePatch gives the attributes of a patch the platform's names.
func (g *Groups) nativePatch(patch identity.Patch) identity.Patch {
	named := make(identity.Patch, len(patch))
	for i, o := range patch {
		if !strings.HasPrefix(o.Path, "/") {
			o.Path = g.NativeName(o.Path)
		}
		if o.From != "" && !strings.HasPrefix(o.From, "/") {
			o.From = g.NativeName(o.From)
		}
		named[i] = o
	}
	return named
}

// Replace puts a document in the place of a group: attributes that it leaves out are
// cleared. What the service sets itself may stand in it as it is, or not at all.
func (g *Groups) Replace(ctx context.Context, id, revision string, document json.RawMessage) (identity.Group, error) {
	return g.change(ctx, "replace group", id, func(present json.RawMessage) (object, error) {
		return replacedGroup(present, revision, document)
	})
}

// PreviewReplace shows what a document in the place of a group will make of it.
func (g *Groups) PreviewReplace(_ context.Context, present, document json.RawMessage) (json.RawMessage, error) {
	wanted, err := replacedGroup(present, identity.AnyRevision, document)
	if err == nil {
		err = mayBecome(present, wanted)
	}
	if err != nil {
		return nil, g.client.fail("replace group", "", err)
	}
	return wanted.bytes(), nil
}

// mayBecome refuses what the platform does not allow of a group that is there.
func mayBecome(present json.RawMessage, wanted object) error {
	now, err := parseObject(present)
	if err != nil {
		return err
	}
	return refused(changedGroup(now, wanted))
}

// replacedGroup is a document with what nobody clears of the group in whose place it
// is put.
func replacedGroup(present json.RawMessage, revision string, document json.RawMessage) (object, error) {
	wanted, err := parseObject(document)
	if err != nil {
		return nil, identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err)
	}
	now, err := parseObject(present)
	if err == nil {
		err = checkRevision(now, cmp.Or(revision, wanted.text("updatedAt")))
	}
	if err != nil {
		return nil, err
	}
	wanted.deleteNulls()
	for _, m := range now {
		if (isGroupsOwn(m.name) || m.name == "population") && wanted.index(m.name) < 0 {
			wanted.set(m.name, m.value)
		}
	}
	return wanted, nil
}

// change reads a group, lets wanted say what it shall be, and puts that.
func (g *Groups) change(ctx context.Context, op, id string, wanted func(json.RawMessage) (object, error)) (identity.Group, error) {
	present, err := g.changeable(ctx, id)
	if err != nil {
		return identity.Group{}, g.client.fail(op, id, err)
	}
	body, err := wanted(present)
	if err != nil {
		return identity.Group{}, g.client.fail(op, id, err)
	}
	if err := mayBecome(present, body); err != nil {
		return identity.Group{}, g.client.fail(op, id, err)
	}
	if equal(present, body.bytes()) {
		return g.resource(present), nil
	}
	body.deleteGroupsOwn()
	g.forget(id)
	put, err := g.client.write(ctx, write{method: http.MethodPut, path: g.at(id), body: body.bytes(), repeatable: true})
	if err != nil {
		return identity.Group{}, g.client.uncertain(op, id, err)
	}
	return g.resource(put), nil
}

// changeable reads a group that the realm may change.
func (g *Groups) changeable(ctx context.Context, id string) (json.RawMessage, error) {
	document, err := g.get(ctx, id)
	if err != nil {
		return nil, err
	}
	p, err := readGroup(document)
	if err == nil {
		err = g.mayChange(p.PopulationID)
	}
	return document, err
}

// mayChange refuses a group of the whole environment to a realm that is one
// population.
func (g *Groups) mayChange(population string) error {
	if g.outside != nil && population == "" {
		return identity.Errorf(identity.Usage, "the group belongs to the whole environment, and this realm is one population of it, %s",
			rest.Clean(g.client.options.Population))
	}
	return nil
}

// Delete removes a group and returns it as it last was. Its members stay what they
// are. For the revision see [Users.Patch].
func (g *Groups) Delete(ctx context.Context, id, revision string) (identity.Group, error) {
	const op = "delete group"
	document, err := g.changeable(ctx, id)
	if err != nil {
		return identity.Group{}, g.client.fail(op, id, err)
	}
	now, err := parseObject(document)
	if err == nil {
		err = checkRevision(now, revision)
	}
	if err != nil {
		return identity.Group{}, g.client.fail(op, id, err)
	}
	if err := g.client.remove(ctx, g.at(id)); err != nil {
		return identity.Group{}, g.client.uncertain(op, id, err)
	}
	return g.resource(document), nil
}

// ReadPatch reads the members of a group to change; null takes one away. What the
// service sets itself is left out, so that a group that was read and is sent back
// stays as it is.
func (g *Groups) ReadPatch(document []byte) (identity.Patch, error) {
	o, err := parseObject(document)
	if err != nil {
		return nil, g.client.fail("read patch", "", identity.Errorf(identity.Invalid, "a patch is a JSON object with the members to change: %w", err))
	}
	o.deleteGroupsOwn()
	return readPatch(o), nil
}

// Preview applies a patch to a document, here.
func (g *Groups) Preview(document json.RawMessage, patch identity.Patch) (json.RawMessage, error) {
	after, err := changedWhole(document, identity.AnyRevision, g.nativePatch(patch))
	if err == nil {
		err = mayBecome(document, after)
	}
	if err != nil {
		return nil, g.client.fail("preview patch", "", err)
	}
	return after.bytes(), nil
}
