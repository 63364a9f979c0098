package sandbox

import (
	"errors"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// fillPopulation checks the members that a client may set and puts them in.
func (c *pingCall) fillPopulation(doc, body document) error {
	var details []pingDetail
	name, _ := body["name"].(string)
	if name == "" {
		details = append(details, requiredValue("name"))
	} else if len(name) > 256 {
		details = append(details, pingDetail{Code: "SIZE_LIMIT_EXCEEDED", Target: "name",
			Message: "length must be between 1 and 256"})
	}
	for _, member := range []string{"name", "description", "alternativeIdentifiers", "preferredLanguage", "theme",
		"passwordPolicy"} {
		if body[member] != nil {
			doc[member] = body[member]
		}
	}
	if wanted, isBool := body["default"].(bool); isBool && wanted {
		doc["default"] = true
	} else if !isBool && body["default"] != nil {
		details = append(details, invalidValue("default", "must be true or false"))
	}
	if body["passwordPolicy"] == nil {
		standard, err := c.defaultPolicy()
		if err != nil {
			return err
		}
		doc["passwordPolicy"] = idOf(standard.ID)
	} else if _, err := c.tx.Get(policiesOf(c.env), document(body).textAt("passwordPolicy.id")); errors.Is(err, store.ErrNotFound) {
		details = append(details, invalidValue("passwordPolicy.id", "does not exist"))
	} else if err != nil {
		return err
	}
	if len(details) > 0 {
		return invalidData(details...)
	}
	return nil
}

// storePopulation stores a population. Where it is the default, no other is any more.
func (c *pingCall) storePopulation(doc document, put putObject) error {
	id := doc.text("id")
	if doc["default"] == true {
		if err := c.dropDefault(id); err != nil {
			return err
		}
	}
	_, err := put(populationsOf(c.env), id, publicJSON(doc), populationKeys(doc))
	return err
}

type putObject func(collection, id string, doc []byte, keys store.Keys) (store.Object, error)

func populationKeys(doc document) store.Keys {
	keys := store.Keys{
		Unique: map[string]string{"name": filter.Fold(doc.text("name"))}, Index: map[string]string{"id": doc.text("id")},
	}
	if doc["default"] == true {
		keys.Index["default"] = "true"
	}
	return keys
}

// defaultPopulations are those that bear the mark of the default: one, or none where it was never given.
func (c *pingCall) defaultPopulations() ([]store.Object, error) {
	const marked = "seq IN (SELECT seq FROM keys WHERE collection = ?1 AND name = 'default' AND value = 'true')"
	return collect(c.tx, populationsOf(c.env), marked, nil, 0, chunk)
}

// dropDefault takes the mark of the default population off every other one.
func (c *pingCall) dropDefault(but string) error {
	all, err := c.defaultPopulations()
	if err != nil {
		return err
	}
	for _, o := range all {
		doc, err := readPublic(o)
		if err != nil {
			return err
		}
		if o.ID == but {
			continue
		}
		doc["default"] = false
		if _, err := c.tx.Update(o.Collection, o.ID, publicJSON(doc), populationKeys(doc)); err != nil {
			return err
		}
	}
	return nil
}

// populationFor is the population that a new user asks for, else the default one.
func (c *pingCall) populationFor(body document) (string, *pingDetail, error) {
	if body["population"] == nil {
		return c.defaultPopulation()
	}
	id := body.textAt("population.id")
	problem, err := c.checkPopulation(id, "population.id")
	return id, problem, err
}

// checkPopulation says what is wrong with the id of a population.
func (c *pingCall) checkPopulation(id, target string) (*pingDetail, error) {
	_, err := c.tx.Get(populationsOf(c.env), id)
	if errors.Is(err, store.ErrNotFound) {
		d := invalidValue(target, "the population does not exist")
		return &d, nil
	}
	return nil, err
}

func (c *pingCall) defaultPopulation() (string, *pingDetail, error) {
	all, err := c.defaultPopulations()
	if err != nil {
		return "", nil, err
	}
	if len(all) == 0 {
		d := requiredValue("population.id")
		return "", &d, nil
	}
	return all[0].ID, nil, nil
}
