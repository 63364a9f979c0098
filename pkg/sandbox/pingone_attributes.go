package sandbox

import (
	"encoding/json"
	"slices"

	"github.com/google/uuid"
)

// schemaJSON is the one schema of the environment.
func (c *pingCall) schemaJSON() []byte {
	return c.entity("/schemas/"+c.env.schemaID(), publicJSON(document{
		"id": c.env.schemaID(), "environment": idOf(c.env.ID), "name": "User", "description": "The attributes of users",
	}), link{"attributes", c.base + "/environments/" + c.env.ID + "/schemas/" + c.env.schemaID() + "/attributes"})
}

func (c *pingCall) listSchemas() (answer, error) {
	return ok(c.envelope("schemas", [][]byte{c.schemaJSON()}, -1, ""))
}

func (c *pingCall) getSchema() (answer, error) {
	if err := c.inSchema(); err != nil {
		return answer{}, err
	}
	return ok(c.schemaJSON())
}

// inSchema says whether the path names the schema that there is.
func (c *pingCall) inSchema() error {
	if c.r.PathValue("schema") != c.env.schemaID() {
		return pingNotFound()
	}
	return nil
}

func (c *pingCall) attributeJSON(a pingAttribute) []byte {
	return c.entity("/schemas/"+a.Schema.ID+"/attributes/"+a.ID, encode(a))
}

func (c *pingCall) listAttributes() (answer, error) {
	if err := c.inSchema(); err != nil {
		return answer{}, err
	}
	s, err := c.schema()
	if err != nil {
		return answer{}, err
	}
	items := make([][]byte, len(s.attributes))
	for i, a := range s.attributes {
		items[i] = c.attributeJSON(a)
	}
	return ok(c.envelope("attributes", items, -1, ""))
}

// attribute finds the attribute of the path. The schema is a copy of the one that others read.
func (c *pingCall) attribute() (s pingSchema, i int, err error) {
	if err := c.inSchema(); err != nil {
		return s, 0, err
	}
	if s, err = c.schema(); err != nil {
		return s, 0, err
	}
	s.attributes = slices.Clone(s.attributes)
	i = slices.IndexFunc(s.attributes, func(a pingAttribute) bool { return a.ID == c.r.PathValue("attribute") })
	if i < 0 {
		return s, 0, pingNotFound()
	}
	return s, i, nil
}

func (c *pingCall) getAttribute() (answer, error) {
	s, i, err := c.attribute()
	if err != nil {
		return answer{}, err
	}
	return ok(c.attributeJSON(s.attributes[i]))
}

func (c *pingCall) createAttribute() (answer, error) {
	if err := c.inSchema(); err != nil {
		return answer{}, err
	}
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	s, err := c.schema()
	if err != nil {
		return answer{}, err
	}
	for _, name := range readOnlyOfAttribute() {
		delete(body, name)
	}
	delete(body, "required") // it is for the service to say
	if body["type"] == nil {
		body["type"] = typeString
	}
	if body["enabled"] == nil {
		body["enabled"] = true
	}
	a, err := decodeAttribute(body)
	if err != nil {
		return answer{}, err
	}
	a.ID, a.Environment, a.Schema, a.SchemaType = uuid.NewString(), ref{c.env.ID}, ref{c.env.schemaID()}, schemaCustom
	if details := append(s.checkNew(a), s.check(a)...); len(details) > 0 {
		return answer{}, invalidData(details...)
	}
	if err := c.saveSchema(append(slices.Clone(s.attributes), a)); err != nil {
		return answer{}, err
	}
	return created(c.attributeJSON(a))
}

func readOnlyOfAttribute() []string {
	return []string{"id", "environment", "schema", "schemaType", "ldapAttribute", "_links"}
}

func decodeAttribute(doc document) (pingAttribute, error) {
	var a pingAttribute
	if err := json.Unmarshal(encode(doc), &a); err != nil {
		return a, invalidData(invalidValue(wrongMember(err), "has a value of the wrong type"))
	}
	return a, nil
}

func wrongMember(err error) string {
	if wrong, ok := err.(*json.UnmarshalTypeError); ok { //nolint:errorlint // json returns it as it is
		return wrong.Field
	}
	return ""
}

// replaceAttribute sets every member that may be set; patchAttribute those that are sent.
func (c *pingCall) replaceAttribute() (answer, error) { return c.changeAttribute(true) }
func (c *pingCall) patchAttribute() (answer, error)   { return c.changeAttribute(false) }

func (c *pingCall) changeAttribute(whole bool) (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	s, i, err := c.attribute()
	if err != nil {
		return answer{}, err
	}
	old := s.attributes[i]
	a, err := old.changed(body, whole)
	if err != nil {
		return answer{}, err
	}
	if details := append(old.refuse(a), s.check(a)...); len(details) > 0 {
		return answer{}, invalidData(details...)
	}
	s.attributes[i] = a
	if err := c.saveSchema(s.attributes); err != nil {
		return answer{}, err
	}
	if a.Unique != old.Unique {
		if err := c.rekeyUsers(s, ""); err != nil {
			return answer{}, err
		}
	}
	return ok(c.attributeJSON(a))
}

// deleteAttribute removes a custom attribute with every value of it.
func (c *pingCall) deleteAttribute() (answer, error) {
	s, i, err := c.attribute()
	if err != nil {
		return answer{}, err
	}
	a := s.attributes[i]
	if a.SchemaType != schemaCustom {
		return answer{}, invalidData(invalidValue("schemaType", "a %s attribute cannot be deleted", a.SchemaType))
	}
	s.attributes = slices.Delete(s.attributes, i, i+1)
	if err := firstError(c.saveSchema(s.attributes), c.rekeyUsers(s, a.Name)); err != nil {
		return answer{}, err
	}
	return gone()
}
