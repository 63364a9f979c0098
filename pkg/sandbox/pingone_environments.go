package sandbox

import (
	"maps"
	"slices"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

const environmentsPage = 5000

func (c *pingCall) showEnvironment(env *environment) []byte {
	self := c.base + "/environments/" + env.ID
	return hal(links{
		{"self", self}, {"organization", c.base + "/organizations/" + organizationID()},
		{"populations", self + "/populations"}, {"users", self + "/users"}, {"schemas", self + "/schemas"},
		{"billOfMaterials", self + "/billOfMaterials"},
	}, env.raw)
}

func (c *pingCall) listEnvironments() (answer, error) {
	return c.list(listing{
		collection: environmentsAll, name: "environments", max: environmentsPage, indexed: []string{"name", "id"},
		attributes: []filterable{
			{path: "name", ops: opsEqSw()}, {path: "id", ops: opsEq()}, {path: "organization.id", ops: opsEq()},
		},
		render: func(o store.Object) ([]byte, error) {
			return c.showEnvironment(&environment{ID: o.ID, raw: o.Doc}), nil
		},
	})
}

func (c *pingCall) getEnvironment() (answer, error) { return ok(c.showEnvironment(c.env)) }

func environmentTypes() []any { return []any{"PRODUCTION", "SANDBOX"} }
func regions() []any          { return []any{"NA", "CA", "EU", "AU", "SG", "AP"} }

func (c *pingCall) replaceEnvironment() (answer, error) {
	body, old, err := c.sentEnvironment()
	if err != nil {
		return answer{}, err
	}
	doc := maps.Clone(old)
	delete(doc, "description")
	delete(doc, "icon")
	if err := c.fillEnvironment(doc, body); err != nil {
		return answer{}, err
	}
	if old["type"] == "PRODUCTION" && doc["type"] != "PRODUCTION" {
		return answer{}, invalidData(invalidValue("type", "a PRODUCTION environment cannot become a SANDBOX"))
	}
	doc["region"] = old["region"] // fixed once it is made
	return c.saveEnvironment(doc)
}

// sentEnvironment is what is sent for the environment of the path, and that as it is.
func (c *pingCall) sentEnvironment() (body, doc document, err error) {
	if body, err = c.plainObject(); err != nil {
		return nil, nil, err
	}
	doc, err = c.environmentDoc()
	return body, doc, err
}

func (c *pingCall) environmentDoc() (document, error) {
	return readPublic(store.Object{Doc: c.env.raw})
}

func (c *pingCall) saveEnvironment(doc document) (answer, error) {
	doc["updatedAt"] = pingTime(c.at)
	c.env.raw = publicJSON(doc)
	if _, err := c.tx.Update(environmentsAll, c.env.ID, c.env.raw, environmentKeys(doc)); err != nil {
		return answer{}, err
	}
	return ok(c.showEnvironment(c.env))
}

// putEnvironmentType promotes an environment. There is no way back.
func (c *pingCall) putEnvironmentType() (answer, error) {
	body, doc, err := c.sentEnvironment()
	if err != nil {
		return answer{}, err
	}
	switch {
	case !slices.Contains(environmentTypes(), body["type"]):
		return answer{}, invalidData(allowedValues("type", environmentTypes()))
	case doc["type"] == "PRODUCTION" && body["type"] != "PRODUCTION":
		return answer{}, invalidData(invalidValue("type", "a PRODUCTION environment cannot become a SANDBOX"))
	}
	doc["type"] = body["type"]
	return c.saveEnvironment(doc)
}

// recoverableFor is how long an environment that was put away can be taken back.
const recoverableFor = 30 * day

// putEnvironmentStatus puts an environment of production away, or takes it back. One that is a sandbox is deleted at
// once, by its own operation.
func (c *pingCall) putEnvironmentStatus() (answer, error) {
	body, doc, err := c.sentEnvironment()
	if err != nil {
		return answer{}, err
	}
	switch status := body["status"]; {
	case status == "ACTIVE":
		delete(doc, "softDeletedAt")
		delete(doc, "hardDeletedAllowedAt")
	case status != "DELETE_PENDING":
		return answer{}, invalidData(allowedValues("status", []any{"ACTIVE", "DELETE_PENDING"}))
	case doc["type"] != "PRODUCTION":
		return answer{}, invalidData(invalidValue("status", "a SANDBOX environment cannot be put away"))
	case doc["status"] != status:
		doc["softDeletedAt"], doc["hardDeletedAllowedAt"] = pingTime(c.at), pingTime(c.at.Add(recoverableFor))
	}
	doc["status"] = body["status"]
	return c.saveEnvironment(doc)
}

// deleteEnvironment removes an environment with everything below it. The one in which the worker lives stays.
func (c *pingCall) deleteEnvironment() (answer, error) {
	if c.env.ID == homeEnvironment() {
		return answer{}, requestFailed(constraint("id", "The environment of the application that asks cannot be deleted."))
	}
	for _, kind := range []string{"users", "groups", "populations", "passwordPolicies", "identityProviders",
		"certificates", "keys", "images"} {
		if err := c.clear(c.env.collection(kind)); err != nil {
			return answer{}, err
		}
	}
	var keys []string
	for v, err := range c.tx.Values(c.env.key("")) {
		if err != nil {
			return answer{}, err
		}
		keys = append(keys, v.Key)
	}
	for _, key := range keys {
		if err := c.tx.DeleteValue(key); err != nil {
			return answer{}, err
		}
	}
	if _, err := c.tx.Delete(environmentsAll, c.env.ID); err != nil {
		return answer{}, err
	}
	return gone()
}

// clear deletes every object of a collection.
func (c *pingCall) clear(collection string) error {
	for {
		batch, err := collect(c.tx, collection, "", nil, 0, chunk)
		if err != nil || len(batch) == 0 {
			return err
		}
		for _, o := range batch {
			if _, err := c.tx.Delete(collection, o.ID); err != nil {
				return err
			}
		}
	}
}
