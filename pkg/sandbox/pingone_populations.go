package sandbox

import (
	"maps"
	"time"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// collectionPage is the most that a page of populations has. The platform does not say.
const collectionPage = 100

func populationsOf(env *environment) string { return env.collection("populations") }

func (c *pingCall) listPopulations() (answer, error) {
	return c.list(listing{
		collection: populationsOf(c.env), name: "populations", max: collectionPage, indexed: []string{"name", "id"},
		attributes: []filterable{{path: "name", ops: opsEqSw()}, {path: "id", ops: opsEq()}},
		render: func(o store.Object) ([]byte, error) {
			doc, err := readPublic(o)
			if err != nil {
				return nil, err
			}
			return c.populationJSON(doc)
		},
	})
}

// population reads the population of the path.
func (c *pingCall) population() (document, error) {
	o, err := c.tx.Get(populationsOf(c.env), c.r.PathValue("population"))
	if err != nil {
		return nil, err
	}
	return readPublic(o)
}

// populationJSON is a population with the number of its users.
func (c *pingCall) populationJSON(doc document) ([]byte, error) {
	n, err := usersIn(c.tx, c.env, doc.text("id"))
	if err != nil {
		return nil, err
	}
	shown := maps.Clone(doc)
	shown["userCount"] = n
	return c.entity("/populations/"+doc.text("id"), publicJSON(shown)), nil
}

func (c *pingCall) showPopulation(id string) ([]byte, error) {
	o, err := c.tx.Get(populationsOf(c.env), id)
	if err != nil {
		return nil, err
	}
	doc, err := readPublic(o)
	if err != nil {
		return nil, err
	}
	return c.populationJSON(doc)
}

func (c *pingCall) getPopulation() (answer, error) {
	doc, err := c.population()
	if err != nil {
		return answer{}, err
	}
	return answerWith(c.populationJSON(doc))
}

func (c *pingCall) createPopulation() (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	doc := newPopulation(c.env, uuid.NewString(), c.at)
	if err := c.fillPopulation(doc, body); err != nil {
		return answer{}, err
	}
	if err := c.storePopulation(doc, c.tx.Insert); err != nil {
		return answer{}, err
	}
	shown, err := c.populationJSON(doc)
	if err != nil {
		return answer{}, err
	}
	return created(shown)
}

// newPopulation is a population without a name.
func newPopulation(env *environment, id string, at time.Time) document {
	return document{"id": id, "environment": idOf(env.ID), "default": false, "createdAt": pingTime(at),
		"updatedAt": pingTime(at)}
}

// replacePopulation sets what a client may set. A population stays the default one until another one is.
func (c *pingCall) replacePopulation() (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	old, err := c.population()
	if err != nil {
		return answer{}, err
	}
	doc := document{"updatedAt": pingTime(c.at)}
	for _, name := range []string{"id", "environment", "default", "createdAt"} {
		doc[name] = old[name]
	}
	if err := c.fillPopulation(doc, body); err != nil {
		return answer{}, err
	}
	if err := c.storePopulation(doc, c.tx.Update); err != nil {
		return answer{}, err
	}
	return answerWith(c.populationJSON(doc))
}

func (c *pingCall) deletePopulation() (answer, error) {
	doc, err := c.population()
	if err != nil {
		return answer{}, err
	}
	id := doc.text("id")
	all, err := c.tx.Count(populationsOf(c.env))
	if err != nil {
		return answer{}, err
	}
	people, err := usersIn(c.tx, c.env, id)
	switch {
	case err != nil:
		return answer{}, err
	case all == 1:
		return answer{}, requestFailed(constraint("id", "The environment must contain at least one population."))
	case people > 0:
		return answer{}, requestFailed(constraint("id", "The population cannot be deleted because it contains users."))
	case doc["default"] == true:
		return answer{}, requestFailed(constraint("default", "The default population cannot be deleted."))
	}
	if err := firstError(c.removeGroupsOf(id), c.dropScope(id)); err != nil {
		return answer{}, err
	}
	if _, err := c.tx.Delete(populationsOf(c.env), id); err != nil {
		return answer{}, err
	}
	if err := firstError(c.tx.DeleteValue(c.env.key("users in "+id)),
		c.tx.DeleteValue(c.env.key("provider of "+id))); err != nil {
		return answer{}, err
	}
	return gone()
}
