package sandbox

import (
	"errors"
	"maps"
	"slices"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// policy serves policy/managed/{type}/{id or *}: it lists the policies, and it validates an object or some of its
// properties without writing anything.
func (c *call) policy(path []string) error {
	if len(path) < 2 || path[0] != "managed" {
		return notFound()
	}
	t, ok := c.schemas.find("managed/" + path[1])
	if !ok {
		return notFound()
	}
	switch {
	case c.op == opRead:
		return c.listPolicies(t)
	case c.op != opAction || len(path) != 3:
		return notFound()
	}
	body, err := readObject(c.w, c.r)
	if err != nil {
		return err
	}
	var touched document
	switch action, _ := c.params.one("_action"); action {
	case "validateObject":
	case "validateProperty":
		touched = document{}
		for name := range body {
			touched[name] = true
		}
	default:
		return badRequest("Action %s is not supported.", action)
	}
	failed, err := c.validate(t, path[2], body, touched)
	if err != nil {
		return err
	}
	return c.answer(crestLabel, encode(newVerdict(failed)))
}

func (c *call) listPolicies(t *objectType) error {
	type listed struct {
		Name     string       `json:"name"`
		Policies []policyRule `json:"policies"`
	}
	properties := []listed{}
	for _, p := range t.Members {
		rules := slices.Clone(p.Policies)
		if slices.Contains(t.Required, p.Name) {
			rules = append([]policyRule{{ID: "required"}}, rules...)
		}
		if len(rules) > 0 {
			properties = append(properties, listed{p.Name, rules})
		}
	}
	return c.answer(crestLabel, encode(struct {
		ID         string   `json:"_id"`
		Resource   string   `json:"resource"`
		Properties []listed `json:"properties"`
	}{"", t.Collection + "/*", properties}))
}

// validate checks an object, or where touched is given some properties of it, against every policy, uniqueness
// included. The id * stands for an object that does not exist yet.
func (c *call) validate(t *objectType, id string, body, touched document) ([]failedPolicy, error) {
	doc := document{}
	if touched != nil && id != "*" {
		err := c.store.Read(c.r.Context(), func(tx *store.Tx) error {
			o, err := get(tx, t, id)
			if err == nil {
				doc, err = readDocument(o)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	maps.Copy(doc, body)
	failed := t.failures(doc, touched, rules{c.passwords})
	for _, p := range t.Members {
		if text, ok := body[p.Name].(string); ok && t.isUnique(p) {
			taken, err := c.taken(t, p.Name, text, id)
			if err != nil {
				return nil, err
			}
			if taken {
				failed = append(failed, failedPolicy{property: p.Name, name: "UNIQUE"})
			}
		}
	}
	return failed, nil
}

// taken says whether another object than id has the value.
func (c *call) taken(t *objectType, name, text, id string) (bool, error) {
	s := &search{t: t, filter: filter.Comparison{Field: filter.Pointer{name}, Op: filter.Equal, Value: text}}
	found := false
	err := c.each(s, func(o store.Object) error {
		if o.ID != id {
			found = true
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return found, err
}
