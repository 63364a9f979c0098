package aic

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

const readSchema = "read schema"

// schemaCache keeps the schema of a type of objects, or the error of reading it, for the
// life of a client.
type schemaCache struct {
	mu     sync.Mutex
	schema *identity.Schema
	err    error
}

// known returns the schema if it was read before.
func (s *schemaCache) known() *identity.Schema {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.schema
}

// Schema tells which attributes the objects have. It is read once, from the schema
// service, or where that does not exist from the configuration, which takes an
// administrator. A realm that tells neither is an error of kind
// [identity.NotFound]: a caller may leave out what it would have checked.
func (m *managed[T]) Schema(ctx context.Context) (*identity.Schema, error) {
	cache := m.schema
	cache.mu.Lock()
	defer cache.mu.Unlock()
	if cache.schema != nil || cache.err != nil {
		return cache.schema, cache.err
	}
	s, err := m.client.fetchSchema(ctx, m.object)
	if err != nil {
		err = m.fail(readSchema, "", err)
	}
	if k := identity.KindOf(err); err == nil || k == identity.NotFound {
		cache.schema, cache.err = s, err
	}
	return s, err
}

func (c *Client) fetchSchema(ctx context.Context, object string) (*identity.Schema, error) {
	body, err := c.read(ctx, "schema/managed/"+object)
	if err == nil {
		return decodeSchema(body, object)
	}
	if !hidden(err) {
		return nil, err
	}
	body, err = c.read(ctx, "config/managed")
	if err == nil {
		return decodeManaged(body, object)
	}
	if hidden(err) {
		return nil, identity.Errorf(identity.NotFound, "the realm tells no schema")
	}
	return nil, err
}

// read gets one resource of the identity service. The schema and configuration
// services have versions of their own, so none is asked for.
func (c *Client) read(ctx context.Context, resource string) (json.RawMessage, error) {
	resp, err := c.rest.Do(ctx, rest.Request{Path: c.openidm(resource)})
	if err != nil {
		return nil, err
	}
	return objectOf(resp)
}

// hidden reports that a resource does not exist, or not for this account.
func hidden(err error) bool {
	return rest.IsStatus(err, http.StatusNotFound) || rest.IsStatus(err, http.StatusForbidden) || rest.IsStatus(err, http.StatusNotImplemented)
}

// A wireSchema is the schema of a managed object or of one of its attributes. A
// member of another type than expected is left out: what the platform has added
// since must not hide what is known.
type wireSchema struct {
	Type        types                     `json:"type"`
	Title       lenient[string]           `json:"title"`
	Description lenient[string]           `json:"description"`
	Properties  json.RawMessage           `json:"properties"`
	Order       names                     `json:"order"`
	Required    names                     `json:"required"` // a boolean in draft 03
	Items       lenient[*wireSchema]      `json:"items"`
	Policies    lenient[[]wirePolicy]     `json:"policies"`
	Default     json.RawMessage           `json:"default"`
	Enum        names                     `json:"enum"`
	IsVirtual   lenient[bool]             `json:"isVirtual"`
	ReadOnly    lenient[bool]             `json:"readOnly"`
	Scope       lenient[string]           `json:"scope"`
	IsProtected lenient[bool]             `json:"isProtected"`
	MinLength   lenient[int]              `json:"minLength"`
	Collections lenient[[]wireCollection] `json:"resourceCollection"` // text in the schema of an object
}

type wireCollection struct {
	Path string `json:"path"`
}

// lenient holds a value if the document has one of that type, else the zero value.
type lenient[T any] struct{ value T }

// UnmarshalJSON never fails.
func (l *lenient[T]) UnmarshalJSON(data []byte) error {
	var v T
	if json.Unmarshal(data, &v) == nil {
		l.value = v
	}
	return nil
}

// types is a type, or a list of alternatives of which null is one.
type types string

// UnmarshalJSON takes "string" and ["string","null"].
func (t *types) UnmarshalJSON(data []byte) error {
	var one lenient[string]
	_ = one.UnmarshalJSON(data)
	var several names
	_ = several.UnmarshalJSON(data)
	for _, name := range append(several, one.value) {
		if name != "null" && name != "" {
			*t = types(name)
			return nil
		}
	}
	return nil
}

// names is the strings of a list; anything else is no names.
type names []string

// UnmarshalJSON never fails.
func (n *names) UnmarshalJSON(data []byte) error {
	var list []lenient[string]
	if json.Unmarshal(data, &list) != nil {
		return nil
	}
	for _, name := range list {
		if name.value != "" {
			*n = append(*n, name.value)
		}
	}
	return nil
}

// decodeSchema reads the answer of the schema service.
func decodeSchema(body []byte, object string) (*identity.Schema, error) {
	var w wireSchema
	if err := json.Unmarshal(body, &w); err != nil {
		return nil, schemaFault(err)
	}
	attributes, err := w.attributes()
	if err != nil {
		return nil, schemaFault(err)
	}
	if len(attributes) == 0 {
		return nil, schemaFault(errors.New("it has no attributes"))
	}
	return &identity.Schema{Object: object, Attributes: attributes}, nil
}

// decodeManaged finds the schema of one type in the configuration of all.
func decodeManaged(body []byte, object string) (*identity.Schema, error) {
	var managed struct {
		Objects []struct {
			Name   string          `json:"name"`
			Schema json.RawMessage `json:"schema"`
		} `json:"objects"`
	}
	if err := json.Unmarshal(body, &managed); err != nil {
		return nil, schemaFault(err)
	}
	for _, o := range managed.Objects {
		if o.Name == object {
			return decodeSchema(o.Schema, object)
		}
	}
	return nil, identity.Errorf(identity.NotFound, "the realm has no objects of type %s", object)
}

func schemaFault(err error) error {
	return &identity.Error{Kind: identity.API, Detail: "the schema cannot be read: " + clean(err.Error()), Err: errUnreadable}
}

// attributes are the properties in the order that the schema gives, then those it
// does not order, as they come.
func (w *wireSchema) attributes() ([]identity.Attribute, error) {
	if isNull(w.Properties) {
		return nil, nil
	}
	properties, err := memberNames(w.Properties)
	if err != nil {
		return nil, err
	}
	var byName map[string]*wireSchema
	if err := json.Unmarshal(w.Properties, &byName); err != nil {
		return nil, err
	}
	var attributes []identity.Attribute
	for _, name := range slices.Concat(w.Order, properties) {
		p := byName[name]
		if p == nil {
			continue
		}
		delete(byName, name)
		a, err := p.attribute(name)
		if err != nil {
			return nil, err
		}
		a.Required = slices.Contains(w.Required, name)
		attributes = append(attributes, a)
	}
	return attributes, nil
}

func memberNames(object []byte) ([]string, error) {
	d := jsontext.NewDecoder(bytes.NewReader(object), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	var list []string
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		list = append(list, name.String())
		if err := d.SkipValue(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (w *wireSchema) attribute(name string) (identity.Attribute, error) {
	a := identity.Attribute{
		Name: name, Title: clean(w.Title.value), Description: clean(w.Description.value), Type: identity.Type(w.Type),
		Virtual: w.IsVirtual.value, ReadOnly: w.ReadOnly.value || isKept(name), Enum: w.Enum, Rules: w.rules(),
		// A private attribute that is text is a password; private objects are the platform's own notes.
		Secret: (w.Scope.value == "private" || w.IsProtected.value) && w.Type == "string",
	}
	if !isNull(w.Default) {
		a.Default = w.Default
	}
	switch {
	case w.Items.value != nil:
		a.Items = identity.Type(w.Items.value.Type)
		a.Target = w.Items.value.target()
	case a.Type == identity.Object:
		children, err := w.attributes()
		if err != nil {
			return a, err
		}
		a.Children = children
	}
	if a.Type == identity.Relationship {
		a.Target = w.target()
	}
	return a, nil
}

// isKept names the attributes that the platform keeps although the schema does not
// call them read-only.
func isKept(name string) bool {
	return name == "_rev" || name == "passwordLastChangedTime" || name == "passwordExpirationTime"
}

// target is the type of object that a relationship refers to.
func (w *wireSchema) target() string {
	if len(w.Collections.value) == 0 {
		return ""
	}
	return strings.TrimPrefix(w.Collections.value[0].Path, "managed/")
}
