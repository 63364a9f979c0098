package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// assignmentsOf begins the name of the value that holds the roles of a user or a group.
const assignmentsOf = "role assignments of "

// assignee is what roles are given to.
type assignee struct {
	path string                                 // of one, with what stands for its id
	base string                                 // of the collection
	id   func(*pingCall) (id string, err error) // of the one in the path
}

func userAssignee() assignee {
	return assignee{userPath, "/users/", func(c *pingCall) (string, error) {
		u, err := c.user()
		if err != nil {
			return "", err
		}
		return u.id, nil
	}}
}

func groupAssignee() assignee {
	return assignee{groupPath, "/groups/", func(c *pingCall) (string, error) {
		g, err := c.group()
		if err != nil {
			return "", err
		}
		return g.id, nil
	}}
}

// assignments reads the roles of the one in the path.
func (o assignee) assignments(c *pingCall) (id string, all []document, err error) {
	if id, err = o.id(c); err != nil {
		return "", nil, err
	}
	raw, err := lookup(c.tx, c.env.key(assignmentsOf+id))
	if err != nil || raw == nil {
		return id, nil, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return id, all, d.Decode(&all)
}

func (o assignee) show(c *pingCall, id string, doc document) []byte {
	return c.entity(o.base+id+"/roleAssignments/"+doc.text("id"), publicJSON(doc))
}

func (o assignee) list(c *pingCall) (answer, error) {
	id, all, err := o.assignments(c)
	if err != nil {
		return answer{}, err
	}
	items := make([][]byte, len(all))
	for i, doc := range all {
		items[i] = o.show(c, id, doc)
	}
	return ok(c.envelope("roleAssignments", items, int64(len(items)), ""))
}

// at finds the assignment of the path.
func (o assignee) at(c *pingCall) (id string, all []document, i int, err error) {
	if id, all, err = o.assignments(c); err != nil {
		return "", nil, 0, err
	}
	i = slices.IndexFunc(all, func(doc document) bool { return doc.text("id") == c.r.PathValue("assignment") })
	if i < 0 {
		return "", nil, 0, pingNotFound()
	}
	return id, all, i, nil
}

func (o assignee) get(c *pingCall) (answer, error) {
	id, all, i, err := o.at(c)
	if err != nil {
		return answer{}, err
	}
	return ok(o.show(c, id, all[i]))
}

func (o assignee) create(c *pingCall) (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	id, all, err := o.assignments(c)
	if err != nil {
		return answer{}, err
	}
	details, err := c.checkAssignment(body)
	if err != nil {
		return answer{}, err
	}
	doc := newAssignment(c.env, uuid.NewString(), body.textAt("role.id"), body.textAt("scope.id"), body.textAt("scope.type"))
	if len(details) == 0 && slices.ContainsFunc(all, func(other document) bool { return sameAssignment(other, doc) }) {
		details = append(details, notUnique("role"))
	}
	if len(details) > 0 {
		return answer{}, invalidData(details...)
	}
	if err := c.tx.SetValue(c.env.key(assignmentsOf+id), encode(append(all, doc))); err != nil {
		return answer{}, err
	}
	return created(o.show(c, id, doc))
}

func newAssignment(env *environment, id, role, scope, kind string) document {
	return document{"id": id, "environment": idOf(env.ID), "role": idOf(role),
		"scope": map[string]any{"id": scope, "type": kind}, "readOnly": false}
}

func sameAssignment(a, b document) bool {
	for _, path := range []string{"role.id", "scope.id", "scope.type"} {
		if a.textAt(path) != b.textAt(path) {
			return false
		}
	}
	return true
}

// checkAssignment says what is wrong with a role and what it is to be given for.
func (c *pingCall) checkAssignment(body document) ([]pingDetail, error) {
	var details []pingDetail
	for _, path := range []string{"role.id", "scope.id", "scope.type"} {
		if body.textAt(path) == "" {
			details = append(details, requiredValue(path))
		}
	}
	if len(details) > 0 {
		return details, nil
	}
	role, known := findRole(body.textAt("role.id"))
	kind := body.textAt("scope.type")
	switch {
	case !known:
		return []pingDetail{invalidValue("role.id", "the role does not exist")}, nil
	case !slices.Contains(role.scopes, kind):
		return []pingDetail{invalidValue("scope", "the role does not apply to the scope type %s", kind)}, nil
	}
	there, err := c.scopeExists(kind, body.textAt("scope.id"))
	if err != nil || there {
		return nil, err
	}
	return []pingDetail{invalidValue("scope", "the scope does not exist")}, nil
}

func (c *pingCall) scopeExists(kind, id string) (bool, error) {
	collection := ""
	switch kind {
	case scopeOrganization:
		return id == organizationID(), nil
	case scopeApplication:
		return id == workerID(), nil
	case scopeEnvironment:
		collection = environmentsAll
	case scopePopulation:
		collection = populationsOf(c.env)
	}
	_, err := c.tx.Get(collection, id)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (o assignee) remove(c *pingCall) (answer, error) {
	id, all, i, err := o.at(c)
	if err != nil {
		return answer{}, err
	}
	if all[i]["readOnly"] == true {
		message := "Role assignment " + all[i].text("id") + " cannot be deleted as it is read only"
		return answer{}, newPingError(http.StatusBadRequest, "REQUEST_FAILED", message, constraint("readOnly", message))
	}
	if err := c.tx.SetValue(c.env.key(assignmentsOf+id), encode(slices.Delete(all, i, i+1))); err != nil {
		return answer{}, err
	}
	return gone()
}

// dropScope takes away the roles that were given for something that goes.
func (c *pingCall) dropScope(scope string) error {
	var changed []store.Value
	for v, err := range c.tx.Values(c.env.key(assignmentsOf)) {
		if err != nil {
			return err
		}
		var all []document
		if err := json.Unmarshal(v.Data, &all); err != nil {
			return err
		}
		kept := slices.DeleteFunc(slices.Clone(all), func(doc document) bool { return doc.textAt("scope.id") == scope })
		if len(kept) < len(all) {
			changed = append(changed, store.Value{Key: v.Key, Data: encode(kept)})
		}
	}
	for _, v := range changed {
		if err := c.tx.SetValue(v.Key, v.Data); err != nil {
			return err
		}
	}
	return nil
}
