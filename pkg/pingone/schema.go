package pingone

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// A wireAttribute is an attribute of the schema of users; see "Schemas" in the
// platform's reference.
type wireAttribute struct {
	ID              string                    `json:"id"`
	Name            string                    `json:"name"`
	DisplayName     lenient[string]           `json:"displayName"`
	Description     lenient[string]           `json:"description"`
	Type            lenient[string]           `json:"type"`
	SchemaType      lenient[string]           `json:"schemaType"`
	Unique          lenient[bool]             `json:"unique"`
	Required        lenient[bool]             `json:"required"`
	MultiValued     lenient[bool]             `json:"multiValued"`
	Enabled         lenient[*bool]            `json:"enabled"`
	AllowsContains  lenient[bool]             `json:"allowsContainsOperator"`
	Values          lenient[[]wireEnumerated] `json:"enumeratedValues"`
	RegexValidation lenient[*wireRegex]       `json:"regexValidation"`
	SubAttributes   lenient[[]wireAttribute]  `json:"subAttributes"`
}

type wireEnumerated struct {
	Value    string `json:"value"`
	Archived bool   `json:"archived"`
}

type wireRegex struct {
	Pattern      string `json:"pattern"`
	Requirements string `json:"requirements"`
}

// words say to a person what a value has to be like.
func (r wireRegex) words() string {
	if r.Requirements == "" {
		return "does not match " + rest.Clean(r.Pattern)
	}
	return rest.Clean(r.Requirements) + " (pattern " + rest.Clean(r.Pattern) + ")"
}

// A knownSchema is the schema of users as it was read.
type knownSchema struct {
	identity.Schema
	id          string
	containable map[string]bool // attributes that can be asked whether they contain a text
	patterns    map[string]wireRegex
}

func (s *knownSchema) contains(path string) bool { return s.containable[path] }

// Schema tells which attributes users have: the platform's own and those that the
// environment added. It is read once.
func (u *Users) Schema(ctx context.Context) (*identity.Schema, error) {
	s, err := u.client.knownSchema(ctx)
	if err != nil {
		return nil, u.client.fail("read schema", "", err)
	}
	return &s.Schema, nil
}

func (c *Client) knownSchema(ctx context.Context) (*knownSchema, error) {
	return c.schema.get(func() (*knownSchema, error) { return c.readSchema(ctx) })
}

func (c *Client) readSchema(ctx context.Context) (*knownSchema, error) {
	id, contains, err := c.schemaOfUsers(ctx)
	if err != nil {
		return nil, err
	}
	s := &knownSchema{Schema: identity.Schema{Object: "User"}, id: id, containable: map[string]bool{}, patterns: map[string]wireRegex{}}
	p := &pager{client: c, path: c.path("schemas", id, "attributes")}
	for row, err := range p.rows(ctx) {
		if err != nil {
			return nil, err
		}
		var w wireAttribute
		if err := json.Unmarshal(row, &w); err != nil || w.Name == "" {
			return nil, &identity.Error{Kind: identity.API, Detail: "the schema cannot be read: an attribute is not what it should be", Err: errUnreadable}
		}
		s.add(w, contains)
	}
	if len(s.Attributes) == 0 {
		return nil, &identity.Error{Kind: identity.API, Detail: "the schema cannot be read: it has no attributes", Err: errUnreadable}
	}
	s.addUntold()
	return s, nil
}

// addUntold adds what comes with every user although no schema has to tell of it.
func (s *knownSchema) addUntold() {
	for _, untold := range []struct {
		name string
		kind identity.Type
	}{
		{"environment", identity.Object}, {"account", identity.Object}, {"lifecycle", identity.Object}, {"lastSignOn", identity.Object},
		{"emailVerified", identity.Boolean}, {"createdAt", identity.String}, {"updatedAt", identity.String},
		{"memberOfGroupIDs", identity.List}, {"memberOfGroupNames", identity.List},
	} {
		if _, told := s.Attribute(untold.name); !told {
			s.Attributes = append(s.Attributes, identity.Attribute{Name: untold.name, Type: untold.kind, ReadOnly: true})
		}
	}
	if _, told := s.Attribute("password"); !told { // a new user may bring one, as a text or an object
		s.Attributes = append(s.Attributes, identity.Attribute{Name: "password", Secret: true})
	}
}

func (s *knownSchema) add(w wireAttribute, contains bool) {
	s.Attributes = append(s.Attributes, w.attribute())
	custom := w.SchemaType.value == "CUSTOM"
	s.containable[w.Name] = w.AllowsContains.value || contains && custom && w.Type.value == "STRING"
	if w.RegexValidation.value != nil {
		s.patterns[w.Name] = *w.RegexValidation.value
	}
}

// schemaOfUsers finds the id of the environment's one schema. Whether texts in
// custom attributes can be searched is told by the schema or by each attribute.
func (c *Client) schemaOfUsers(ctx context.Context) (id string, contains bool, err error) {
	p := &pager{client: c, path: c.path("schemas")}
	for row, err := range p.rows(ctx) {
		if err != nil {
			return "", false, err
		}
		var w struct {
			ID             string        `json:"id"`
			Name           string        `json:"name"`
			AllowsContains lenient[bool] `json:"allowsContainsOperator"`
		}
		if json.Unmarshal(row, &w) == nil && w.ID != "" && (id == "" || w.Name == "User") {
			id, contains = w.ID, w.AllowsContains.value
		}
	}
	if id == "" {
		return "", false, identity.Errorf(identity.NotFound, "the environment tells no schema of users")
	}
	return id, contains, nil
}

// attribute is the attribute in words that belong to no platform.
func (w wireAttribute) attribute() identity.Attribute {
	a := identity.Attribute{
		Name: w.Name, Title: rest.Clean(w.DisplayName.value), Description: rest.Clean(w.Description.value),
		Type: typeOf(w.Type.value), ReadOnly: isOwn(w.Name), Rules: w.rules(), Enum: w.values(),
		// Every user is in a population, but need not be given one.
		Required: w.Required.value && !isOwn(w.Name) && !isSeparate(w.Name),
	}
	if w.disabled() {
		a.ReadOnly = true // what is written to it is left out in silence
	}
	for _, sub := range w.SubAttributes.value {
		a.Children = append(a.Children, sub.attribute())
	}
	if w.MultiValued.value {
		a.Type, a.Items = identity.List, a.Type
	}
	return a
}

// values are those that a user can be given, where they are enumerated.
func (w wireAttribute) values() []string {
	var values []string
	for _, v := range w.Values.value {
		if !v.Archived {
			values = append(values, v.Value)
		}
	}
	return values
}

func (w wireAttribute) disabled() bool { return w.Enabled.value != nil && !*w.Enabled.value }

func typeOf(name string) identity.Type {
	switch name {
	case "BOOLEAN":
		return identity.Boolean
	case "COMPLEX", "JSON":
		return identity.Object
	}
	return identity.String
}

func (w wireAttribute) rules() []string {
	var rules []string
	if w.Unique.value {
		rules = append(rules, "unique in the environment")
	}
	if r := w.RegexValidation.value; r != nil {
		rules = append(rules, cmp.Or(rest.Clean(r.Requirements), "matches "+rest.Clean(r.Pattern)))
	}
	if w.disabled() {
		rules = append(rules, "switched off in this environment")
	}
	return append(rules, ruleWords(w.Name)...)
}

// origin is who made the attribute.
func (w wireAttribute) origin() string { return strings.ToLower(w.SchemaType.value) }
