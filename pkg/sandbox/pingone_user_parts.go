package sandbox

import (
	"errors"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// pingOneProvider is the type of the identity provider that PingOne itself is.
const pingOneProvider = "PING_ONE"

// getMember answers with one member of a user, as {"member": value}.
func getMember(name string) pingHandler {
	return func(c *pingCall) (answer, error) {
		u, err := c.user()
		if err != nil {
			return answer{}, err
		}
		return ok(c.self(document{name: u.doc[name]}))
	}
}

// putMember sets one member of a user that is one of the values allowed.
func putMember(name string, allowed ...any) pingHandler {
	return func(c *pingCall) (answer, error) {
		body, err := c.plainObject()
		if err != nil {
			return answer{}, err
		}
		u, err := c.user()
		if err != nil {
			return answer{}, err
		}
		value := body[name]
		for _, v := range allowed {
			if value != v {
				continue
			}
			u.doc[name] = value
			if err := c.saveUser(u, true); err != nil {
				return answer{}, err
			}
			return ok(c.self(document{name: value}))
		}
		if value == nil {
			return answer{}, invalidData(requiredValue(name))
		}
		return answer{}, invalidData(allowedValues(name, allowed))
	}
}

func (c *pingCall) getUserPopulation() (answer, error) {
	u, err := c.user()
	if err != nil {
		return answer{}, err
	}
	return ok(c.self(u.doc["population"]))
}

// moveUser puts a user into another population.
func (c *pingCall) moveUser() (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	u, err := c.user()
	if err != nil {
		return answer{}, err
	}
	id := body.text("id")
	problem, err := c.checkPopulation(id, "id")
	switch {
	case err != nil:
		return answer{}, err
	case problem != nil:
		return answer{}, invalidData(*problem)
	}
	u.doc["population"] = idOf(id)
	if err := c.saveUser(u, true); err != nil {
		return answer{}, err
	}
	return ok(c.self(u.doc["population"]))
}

// putProvider binds a user to an identity provider, or to PingOne itself where there is no id.
func (c *pingCall) putProvider() (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	u, err := c.user()
	if err != nil {
		return answer{}, err
	}
	wanted, isObject := body["identityProvider"].(map[string]any)
	if !isObject {
		wanted = body
	}
	provider, details, err := c.provider(wanted, "identityProvider.id")
	switch {
	case err != nil:
		return answer{}, err
	case len(details) > 0:
		return answer{}, invalidData(details...)
	}
	u.doc["identityProvider"] = provider
	if err := c.saveUser(u, true); err != nil {
		return answer{}, err
	}
	return ok(c.self(document{"identityProvider": provider}))
}

// provider is the reference to an identity provider that a request wants, checked.
func (c *pingCall) provider(wanted document, target string) (map[string]any, []pingDetail, error) {
	if wanted["id"] == nil {
		if kind := wanted.text("type"); kind != "" && kind != pingOneProvider {
			return nil, []pingDetail{requiredValue(target)}, nil
		}
		return map[string]any{"type": pingOneProvider}, nil, nil
	}
	o, err := c.tx.Get(c.env.collection("identityProviders"), wanted.text("id"))
	if errors.Is(err, store.ErrNotFound) {
		return nil, []pingDetail{invalidValue(target, "the identity provider does not exist")}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	doc, err := readPublic(o)
	return map[string]any{"id": o.ID, "type": doc["type"]}, nil, err
}

// checkProvider puts the identity provider of a new user into its form.
func (c *pingCall) checkProvider(u *pingUser) ([]pingDetail, error) {
	wanted, isObject := u.doc["identityProvider"].(map[string]any)
	if !isObject {
		return []pingDetail{invalidValue("identityProvider", "must be an object")}, nil
	}
	provider, details, err := c.provider(wanted, "identityProvider.id")
	u.doc["identityProvider"] = provider
	return details, err
}
