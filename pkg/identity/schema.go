package identity

import (
	"encoding/json"
	"strings"
)

// A Schema tells which attributes the objects of a realm have.
type Schema struct {
	// Object is the platform's name of the type, such as "alpha_user".
	Object string
	// Attributes are in the platform's own order.
	Attributes []Attribute
}

// A Type is the kind of value an attribute holds.
type Type string

// The types of attributes.
const (
	String       Type = "string"
	Boolean      Type = "boolean"
	Integer      Type = "integer"
	Float        Type = "number"
	List         Type = "array"
	Object       Type = "object"
	Relationship Type = "relationship" // a reference to another object
)

// An Attribute is one attribute of a [Schema].
type Attribute struct {
	Name        string `json:"name"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Type        Type   `json:"type"`
	// Items is the type of a list's elements, if it is known.
	Items Type `json:"items,omitempty"`
	// Target is the type of object that a relationship refers to.
	Target string `json:"target,omitempty"`

	Required bool `json:"required"`
	// ReadOnly attributes are the platform's to set.
	ReadOnly bool `json:"readOnly,omitempty"`
	// Virtual attributes are computed when the object is read.
	Virtual bool `json:"virtual,omitempty"`
	// Secret attributes are written and never read, such as a password.
	Secret bool `json:"secret,omitempty"`

	Enum    []string        `json:"enum,omitempty"`
	Default json.RawMessage `json:"default,omitempty"`
	// Children are the attributes of an object, where the platform names them.
	Children []Attribute `json:"attributes,omitempty"`
	// Rules are the platform's rules for the value, in words.
	Rules []string `json:"rules,omitempty"`
}

// Attribute finds an attribute by its path (a, a.b, a/b, /a/b). Below an
// attribute whose parts the platform does not name there is nothing to find.
func (s *Schema) Attribute(path string) (Attribute, bool) {
	steps := strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '/' })
	attributes := s.Attributes
	for i, step := range steps {
		a, ok := named(attributes, step)
		if !ok || i == len(steps)-1 {
			return a, ok
		}
		attributes = a.Children
	}
	return Attribute{}, false
}

func named(attributes []Attribute, name string) (Attribute, bool) {
	for _, a := range attributes {
		if a.Name == name {
			return a, true
		}
	}
	return Attribute{}, false
}

// Required returns the attributes without which no object can be made.
func (s *Schema) Required() []Attribute {
	var required []Attribute
	for _, a := range s.Attributes {
		if a.Required {
			required = append(required, a)
		}
	}
	return required
}

// Names returns the names of all attributes, in order.
func (s *Schema) Names() []string {
	names := make([]string, len(s.Attributes))
	for i, a := range s.Attributes {
		names[i] = a.Name
	}
	return names
}
