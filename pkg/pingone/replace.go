package pingone

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Replace puts a document in the place of a user: attributes that it leaves out
// are cleared. What the platform sets itself is not sent, and what has a request of
// its own (the population, for instance) stays and has to be in the document as it
// is, or not at all. A document that holds another time of the last change than the
// user has by now is refused, as a lost race.
func (u *Users) Replace(ctx context.Context, id, revision string, document json.RawMessage) (identity.User, error) {
	const op = "replace user"
	wanted, err := parseObject(document)
	if err != nil {
		return identity.User{}, u.client.fail(op, id, identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	present, err := u.own(ctx, id, "")
	if err != nil {
		return identity.User{}, u.client.fail(op, id, err)
	}
	now, err := parseObject(present)
	if err == nil {
		err = checkRevision(now, cmp.Or(revision, wanted.text("updatedAt")))
	}
	if err == nil {
		err = strip(now, &wanted)
	}
	if err != nil {
		return identity.User{}, u.client.fail(op, id, err)
	}
	replaced, err := u.client.write(ctx, write{method: http.MethodPut, path: u.path(id), body: wanted.bytes(), repeatable: true})
	if err != nil {
		return identity.User{}, u.unknown(op, "", id, err)
	}
	return u.user(replaced), nil
}

// strip leaves what a document may say of a user.
func strip(now object, wanted *object) error {
	wanted.deleteNulls()
	var refused []identity.Violation
	kept := object{}
	for _, m := range *wanted {
		differs := !equal(now.get(m.name), m.value)
		switch {
		case isVolatile(m.name) || m.name == "updatedAt":
		case m.name == "id" && differs:
			refused = append(refused, identity.Violation{Attribute: "id", Rule: "READ_ONLY", Words: "the document is that of another user"})
		case isOwn(m.name) && differs:
			refused = append(refused, identity.Violation{Attribute: m.name, Rule: "READ_ONLY", Words: "is set by the platform"})
		case isSeparate(m.name) && differs:
			refused = append(refused, identity.Violation{Attribute: m.name, Rule: "SEPARATE", Words: "is changed by a request of its own; leave it out"})
		case isOwn(m.name) || isSeparate(m.name) && m.name != "identityProvider":
		default:
			kept = append(kept, m)
		}
	}
	if *wanted = kept; len(refused) > 0 {
		return &identity.Error{Kind: identity.Invalid, Violations: refused}
	}
	return nil
}

// PreviewReplace shows a user after a replacement: what the platform sets itself and
// what has a request of its own stays as it is.
func (u *Users) PreviewReplace(_ context.Context, now, document json.RawMessage) (json.RawMessage, error) {
	const op = "preview replacement"
	wanted, err := parseObject(document)
	if err != nil {
		return nil, u.client.fail(op, "", identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	present, err := parseObject(now)
	if err != nil {
		return nil, u.client.fail(op, "", errUnreadable)
	}
	if err := strip(present, &wanted); err != nil {
		return nil, u.client.fail(op, rest.Clean(present.text("username")), err)
	}
	for _, m := range present {
		if isOwn(m.name) || isSeparate(m.name) {
			wanted.set(m.name, m.value)
		}
	}
	return wanted.bytes(), nil
}
