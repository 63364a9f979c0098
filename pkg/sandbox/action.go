package sandbox

import (
	"errors"
	"net/http"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// collectionAction serves the actions of a collection: the patch of what a query finds, and the check of
// synchronisation, which has nothing to do here.
func (c *call) collectionAction(t *objectType) error {
	switch action, _ := c.params.one("_action"); action {
	case "patch":
		return c.patchByQuery(t)
	case "triggerSyncCheck":
		return c.answer(crestLabel, []byte(`{"status":"OK"}`))
	default:
		return badRequest("Action %s is not supported.", action)
	}
}

// objectAction serves the actions of one object.
func (c *call) objectAction(t *objectType, id string) error {
	switch action, _ := c.params.one("_action"); action {
	case "patch":
		return c.patch(t, id)
	case "triggerSyncCheck":
		return c.read(t, id)
	default:
		return badRequest("Action %s is not supported.", action)
	}
}

// errEnough ends a walk that has seen what it needs.
var errEnough = errors.New("enough")

// patchByQuery patches the one object that a query finds; none and several are refused.
func (c *call) patchByQuery(t *objectType) error {
	body, err := readBody(c.w, c.r)
	if err != nil {
		return err
	}
	if _, ok := body.([]any); !ok {
		return badRequest("%sthe provided content is not a JSON array", badContent)
	}
	operations, err := parsePatch(body)
	if err != nil {
		return err
	}
	if len(queryKinds(c.params)) == 0 {
		return badRequest("Either _queryId or _queryFilter has to be passed to identify the object to patch")
	}
	s, err := c.newSearch(t)
	if err != nil {
		return err
	}
	var found []string
	err = c.each(s, func(o store.Object) error {
		if found = append(found, o.ID); len(found) > 1 {
			return errEnough
		}
		return nil
	})
	switch {
	case len(found) > 1:
		return structural("Query result must yield one matching object")
	case err != nil:
		return err
	case len(found) == 0:
		return fail(http.StatusNotFound, "Query returned no results")
	}
	return c.write(func(d *draft) error {
		if err := d.load(t, found[0]); err != nil {
			return err
		}
		return d.patch(operations)
	})
}
