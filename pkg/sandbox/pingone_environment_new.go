package sandbox

import (
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

func (c *pingCall) createEnvironment() (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	doc := document{
		"id": uuid.NewString(), "organization": idOf(organizationID()), "status": "ACTIVE", "type": "SANDBOX", "region": "EU",
		"license": idOf(licenseID()), "createdAt": pingTime(c.at), "updatedAt": pingTime(c.at),
	}
	if err := c.fillEnvironment(doc, body); err != nil {
		return answer{}, err
	}
	products, err := productsOf(body["billOfMaterials"])
	if err != nil {
		return answer{}, err
	}
	env, err := addEnvironment(c.tx, doc, products, c.at)
	if err != nil {
		return answer{}, err
	}
	if err := addDefaultPopulation(c.tx, env, derivedID(env.ID, "population Default"), "Default", c.at); err != nil {
		return answer{}, err
	}
	c.env = env
	shown := maps.Clone(doc)
	shown["billOfMaterials"] = map[string]any{"products": products}
	return created(c.entity("", publicJSON(shown)))
}

// fillEnvironment checks the members that a client may set and puts them in.
func (c *pingCall) fillEnvironment(doc, body document) error {
	var details []pingDetail
	if body.text("name") == "" {
		details = append(details, requiredValue("name"))
	}
	for name, allowed := range map[string][]any{"type": environmentTypes(), "region": regions()} {
		if body[name] != nil && !slices.Contains(allowed, body[name]) {
			details = append(details, allowedValues(name, allowed))
		}
	}
	if id := body.textAt("license.id"); id != "" {
		if _, err := c.tx.Get(licensesAll, id); errors.Is(err, store.ErrNotFound) {
			details = append(details, invalidValue("license.id", "the license does not exist"))
		} else if err != nil {
			return err
		}
	}
	if len(details) > 0 {
		return invalidData(details...)
	}
	for _, name := range []string{"name", "description", "type", "region", "license", "icon"} {
		if body[name] != nil {
			doc[name] = body[name]
		}
	}
	return nil
}

// addEnvironment stores an environment with what every one begins with, but for its population.
func addEnvironment(tx *store.Tx, doc document, products []any, at time.Time) (*environment, error) {
	env := &environment{ID: doc.text("id"), raw: publicJSON(doc)}
	if _, err := tx.Insert(environmentsAll, env.ID, env.raw, environmentKeys(doc)); err != nil {
		return nil, err
	}
	if err := tx.SetValue(env.key("products"), encode(products)); err != nil {
		return nil, err
	}
	return env, firstError(newSchema(tx, env), newPolicies(tx, env, at))
}

func environmentKeys(doc document) store.Keys {
	return store.Keys{Unique: map[string]string{"name": filter.Fold(doc.text("name"))},
		Index: map[string]string{"id": doc.text("id")}}
}

// addDefaultPopulation stores the population that an environment begins with.
func addDefaultPopulation(tx *store.Tx, env *environment, id, name string, at time.Time) error {
	doc := newPopulation(env, id, at)
	doc["name"], doc["default"] = name, true
	doc["passwordPolicy"] = idOf(derivedID(env.ID, "policy Standard"))
	doc["theme"] = idOf(derivedID(env.ID, "theme"))
	_, err := tx.Insert(populationsOf(env), id, publicJSON(doc), populationKeys(doc))
	return err
}
