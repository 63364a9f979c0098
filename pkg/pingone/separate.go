package pingone

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"

	"github.com/realmctl/realmctl/pkg/identity"
)

// isSeparate reports an attribute that a change of the user leaves alone: it has
// a request of its own.
func isSeparate(name string) bool {
	switch name {
	case "enabled", "mfaEnabled", "verifyStatus", "population", "identityProvider", "password":
		return true
	}
	return false
}

// isSeparateAlone reports changes to one such attribute and nothing else.
func isSeparateAlone(changes []change) bool {
	name := changes[0].attribute()
	for _, c := range changes {
		if c.attribute() != name || c.op != identity.Set {
			return false
		}
	}
	return isSeparate(name)
}

// checkAlone refuses a patch that could not be made whole or not at all.
func checkAlone(changes []change) error {
	for _, c := range changes {
		if !isSeparate(c.attribute()) || isSeparateAlone(changes) {
			continue
		}
		if c.op != identity.Set {
			return identity.Errorf(identity.Unsupported, "%s cannot %s %s: it takes a value", platform, c.op, c.attribute())
		}
		return identity.Errorf(identity.Usage, "%s is changed by a request of its own; change it in a patch of its own", c.attribute())
	}
	return nil
}

// separate changes an attribute by the request that it has.
func (u *Users) separate(ctx context.Context, id string, changes []change) (identity.User, error) {
	name := changes[0].attribute()
	document := json.RawMessage("{}")
	for _, c := range changes {
		var err error
		if document, err = put(document, c.path, c.value); err != nil {
			return identity.User{}, u.client.fail(patchUser, id, err)
		}
	}
	value := lookUp(document, []string{name})
	switch name {
	case "password":
		return u.givePassword(ctx, id, value)
	case "population":
		named, ok := populationOf(value)
		if !ok {
			return identity.User{}, u.client.fail(patchUser, id, identity.Errorf(identity.Usage, "a population is given by its name or its id"))
		}
		return u.Move(ctx, id, named)
	case "identityProvider":
		provider := cmp.Or(textOf(value), textOf(lookUp(value, []string{"id"})))
		return u.SetUserProvider(ctx, id, provider)
	}
	return u.putPart(ctx, patchUser, id, name, object{{name, value}}.bytes())
}

// putPart puts something of a user that has an address of its own, and returns
// the user as it then is.
func (u *Users) putPart(ctx context.Context, op, id, part string, body json.RawMessage) (identity.User, error) {
	err := u.client.tell(ctx, write{method: http.MethodPut, path: u.path(id, part), body: body, repeatable: true})
	if err != nil {
		return identity.User{}, u.unknown(op, "", id, err)
	}
	return u.again(ctx, op, id)
}

// again reads a user after a change whose answer is not the user. That it was
// changed is known; if it cannot be read, that is all there is to say.
func (u *Users) again(ctx context.Context, op, id string) (identity.User, error) {
	document, err := u.client.read(ctx, u.path(id), "")
	if err != nil {
		e, ok := translate(err)
		if !ok {
			return identity.User{}, err
		}
		e.Detail = "the change was made, but the user cannot be read: " + cmp.Or(e.Detail, e.Kind.String())
		return identity.User{}, u.client.fail(op, id, e)
	}
	return u.user(document), nil
}
