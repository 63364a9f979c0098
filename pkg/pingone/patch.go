package pingone

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

const patchUser = "patch user"

// Patch changes a user by a partial document, in which null takes an attribute
// away. Where the patch touches a part of an attribute, or an element of a list,
// the user is read first and the whole attribute is sent, so that its other parts
// stay whatever way the service merges.
//
// Attributes that have a request of their own (enabled, population, password, ...)
// are changed by it, one in a patch. The platform has no revisions: the time of the
// last change stands for one, and is compared with the user's just before the write,
// unless it is empty or [identity.AnyRevision].
func (u *Users) Patch(ctx context.Context, id, revision string, patch identity.Patch) (identity.User, error) {
	changes, err := u.changes(patch)
	if err != nil {
		return identity.User{}, u.client.fail(patchUser, id, err)
	}
	named := revision != "" && revision != identity.AnyRevision
	switch {
	case !named && len(changes) > 0 && isSeparateAlone(changes):
		if err := u.guard(ctx, id); err != nil {
			return identity.User{}, u.client.fail(patchUser, id, err)
		}
		return u.separate(ctx, id, changes)
	case !named && len(changes) > 0 && !slices.ContainsFunc(changes, func(c change) bool { return !c.plain() }):
		if err := u.guard(ctx, id); err != nil {
			return identity.User{}, u.client.fail(patchUser, id, err)
		}
		return u.merge(ctx, id, partial(changes))
	}
	return u.patchFrom(ctx, id, revision, changes)
}

// patchFrom changes a user from what it is now.
func (u *Users) patchFrom(ctx context.Context, id, revision string, changes []change) (identity.User, error) {
	document, err := u.own(ctx, id, "")
	if err != nil {
		return identity.User{}, u.client.fail(patchUser, id, err)
	}
	now, err := parseObject(document)
	if err == nil {
		err = checkRevision(now, revision)
	}
	if err == nil {
		changes, err = settle(now, changes)
	}
	if err != nil {
		return identity.User{}, u.client.fail(patchUser, id, err)
	}
	if len(changes) > 0 && isSeparateAlone(changes) {
		return u.separate(ctx, id, changes)
	}
	after, err := apply(document, changes, u.isMany(ctx, changes))
	if err != nil {
		return identity.User{}, u.client.fail(patchUser, id, err)
	}
	body, err := difference(now, after, changes)
	if err != nil {
		return identity.User{}, u.client.fail(patchUser, id, err)
	}
	if len(body) == 0 {
		return u.user(document), nil
	}
	return u.merge(ctx, id, body)
}

// merge sends a partial document.
func (u *Users) merge(ctx context.Context, id string, body object) (identity.User, error) {
	patched, err := u.client.write(ctx, write{method: http.MethodPatch, path: u.path(id), body: body.bytes(), repeatable: true})
	if err != nil {
		return identity.User{}, u.unknown(patchUser, "", id, err)
	}
	return u.user(patched), nil
}

// partial is the document of changes that need no look at the user.
func partial(changes []change) object {
	var body object
	for _, c := range changes {
		value := c.value
		if c.op == identity.Unset {
			value = json.RawMessage("null")
		}
		body.set(c.attribute(), value)
	}
	return body
}

// difference is the document that makes of a user another one, in the order of
// the changes.
func difference(now object, after json.RawMessage, changes []change) (object, error) {
	wanted, err := parseObject(after)
	if err != nil {
		return nil, err
	}
	var body object
	touch := func(name string) {
		before, then := now.get(name), wanted.get(name)
		switch {
		case isNull(then) && isNull(before), !isNull(then) && equal(before, then):
		case isNull(then):
			body.set(name, json.RawMessage("null"))
		case isComplex(name):
			body.set(name, withNulls(before, then))
		default:
			body.set(name, then)
		}
	}
	for _, c := range changes {
		touch(c.attribute())
		if c.op == identity.Move {
			touch(c.from[0])
		}
	}
	return body, nil
}

// withNulls is an object with null for each member that it had before.
func withNulls(before, after json.RawMessage) json.RawMessage {
	old, err := parseObject(before)
	if err != nil {
		return after
	}
	wanted, err := parseObject(after)
	if err != nil {
		return after
	}
	for _, m := range old {
		if wanted.index(m.name) < 0 {
			wanted.set(m.name, json.RawMessage("null"))
		}
	}
	return wanted.bytes()
}

// isMany knows the attributes that hold several values. The schema is read only
// where an element is added to what may be a list.
func (u *Users) isMany(ctx context.Context, changes []change) func(string) bool {
	if !slices.ContainsFunc(changes, func(c change) bool { return c.op == identity.Add }) {
		return func(string) bool { return false }
	}
	return func(name string) bool {
		s, err := u.client.knownSchema(ctx)
		if err != nil {
			return false
		}
		a, ok := s.Attribute(name)
		return ok && a.Type == identity.List
	}
}

// checkRevision compares the time of a user's last change with the one that a
// change was made against.
func checkRevision(now object, revision string) error {
	current := now.text("updatedAt")
	if current == "" && revision != "" && revision != identity.AnyRevision {
		return identity.Errorf(identity.Usage, "it has no revision, so none can be asked for")
	}
	if revision != "" && revision != identity.AnyRevision && revision != current {
		return identity.Errorf(identity.Conflict, "it changed meanwhile: the last change was at %s, not %s", rest.Clean(current), rest.Clean(revision))
	}
	return nil
}

// settle leaves out of a patch what the user is already, where it could not be
// said: a document that was read and is sent back holds all that the platform
// sets itself. What would really change there is refused.
func settle(now object, changes []change) ([]change, error) {
	var rest []change
	var refused []identity.Violation
	for _, c := range changes {
		name := c.attribute()
		same := len(c.path) == 1 && c.op == identity.Set && equal(now.get(name), c.value)
		switch {
		case isVolatile(name) && len(c.path) == 1, same && (isOwn(name) || isSeparate(name)):
		case name == "updatedAt":
			return nil, checkRevision(now, cmp.Or(textOf(c.value), "none"))
		case isOwn(name):
			refused = append(refused, identity.Violation{Attribute: name, Rule: "READ_ONLY", Words: "is set by the platform"})
		default:
			rest = append(rest, c)
		}
	}
	if len(refused) > 0 {
		return nil, &identity.Error{Kind: identity.Invalid, Violations: refused}
	}
	return rest, checkAlone(rest)
}

// isVolatile reports an attribute that may differ from one reading to the next.
func isVolatile(name string) bool {
	switch name {
	case "_links", "_embedded", "account", "lastSignOn", "memberOfGroupIDs", "memberOfGroupNames":
		return true
	}
	return false
}

// Preview applies a patch to a document by the platform's rules, here. Which
// attributes hold several values, and what their values have to be like, it knows
// from the schema, if [Users.Schema] was read before.
func (u *Users) Preview(document json.RawMessage, patch identity.Patch) (json.RawMessage, error) {
	changes, err := u.changes(patch)
	if err != nil {
		return nil, u.client.fail("preview patch", "", err)
	}
	s, known := u.client.schema.peek()
	after, err := apply(document, changes, func(name string) bool {
		if !known {
			return false
		}
		a, ok := s.Attribute(name)
		return ok && a.Type == identity.List
	})
	if err == nil && known {
		err = s.allows(after, changes)
	}
	if err != nil {
		return nil, u.client.fail("preview patch", "", err)
	}
	return after, nil
}

// allows holds the attributes that a patch sets against their rules.
func (s *knownSchema) allows(after json.RawMessage, changes []change) error {
	var vs []identity.Violation
	seen := map[string]bool{}
	for _, c := range changes {
		a, told := s.Attribute("/" + c.attribute())
		value := lookUp(after, []string{c.attribute()})
		if told && !seen[a.Name] && !isNull(value) && !isOwn(a.Name) && !isSeparate(a.Name) {
			vs = append(vs, s.check(a, a.Name, value)...)
		}
		seen[a.Name] = true
	}
	if len(vs) > 0 {
		return &identity.Error{Kind: identity.Invalid, Violations: vs}
	}
	return nil
}

// ReadPatch reads the platform's own form of a patch: a partial user, in which
// null takes an attribute away. The parts of a name or an address that it leaves
// out stay.
func (u *Users) ReadPatch(document []byte) (identity.Patch, error) {
	o, err := parseObject(document)
	if err != nil {
		return nil, u.client.fail("read patch", "", identity.Errorf(identity.Invalid, "a patch is a JSON object with the attributes to change: %w", err))
	}
	return readPatch(o), nil
}

func readPatch(o object) identity.Patch {
	var patch identity.Patch
	for _, m := range o {
		parts, err := parseObject(m.value)
		if err != nil || !isComplex(m.name) {
			patch = append(patch, readMember("/"+m.name, m.value))
			continue
		}
		for _, part := range parts {
			patch = append(patch, readMember("/"+m.name+"/"+part.name, part.value))
		}
	}
	return patch
}

func readMember(path string, value json.RawMessage) identity.Operation {
	if isNull(value) {
		return identity.Operation{Op: identity.Unset, Path: path}
	}
	return identity.Operation{Op: identity.Set, Path: path, Value: value}
}
