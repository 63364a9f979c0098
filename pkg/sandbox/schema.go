package sandbox

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed schema/*.json
var schemaFiles embed.FS

// objectType is one collection of managed objects with the rules of its members.
type objectType struct {
	Collection string // "managed/alpha_user"
	Name       string // "alpha_user"
	Realm      string // "alpha"; "" for internal roles
	Kind       string // "user"
	Raw        []byte // the schema document, compact

	Required []string
	Members  []*property // in the order of the schema
	byName   map[string]*property
}

// property is a member of a managed object as its schema describes it.
type property struct {
	Name            string
	Type            memberType   `json:"type"`
	Items           *property    `json:"items"`
	Policies        []policyRule `json:"policies"`
	Default         any          `json:"default"`
	Virtual         bool         `json:"isVirtual"`
	ReturnByDefault *bool        `json:"returnByDefault"`
	Scope           string       `json:"scope"`
	Targets         []target     `json:"resourceCollection"`
	Reverse         string       `json:"reversePropertyName"`
	Query           *virtualRule `json:"queryConfig"`
}

// target is a collection that a relationship may point to.
type target struct {
	Path string `json:"path"`
}

// policyRule is a policy that a property declares.
type policyRule struct {
	ID     string         `json:"policyId"`
	Params map[string]any `json:"params"`
}

// memberType is the type of a property; a schema writes one name, or a list with "null" beside it.
type memberType string

// UnmarshalJSON reads either form and keeps the name.
func (m *memberType) UnmarshalJSON(raw []byte) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		*m = memberType(one)
		return nil
	}
	var several []string
	err := json.Unmarshal(raw, &several)
	if len(several) > 0 {
		*m = memberType(several[0])
	}
	return err
}

// relation returns the member that describes a reference, and whether the property holds many of them; nil if the
// property is no relationship.
func (p *property) relation() (reference *property, many bool) {
	switch {
	case p.Type == "relationship":
		return p, false
	case p.Type == "array" && p.Items != nil && p.Items.Type == "relationship":
		return p.Items, true
	}
	return nil, false
}

func (p *property) isRelation() bool {
	reference, _ := p.relation()
	return reference != nil
}

// byDefault says whether a plain read returns the property: no relationship, nothing private, no virtual one that
// does not say so. The full name, which is computed from two others, was never in a recorded answer unless named.
func (p *property) byDefault() bool {
	switch {
	case p.isRelation(), p.Scope == "private", p.computed():
		return false
	case p.Virtual:
		return p.ReturnByDefault != nil && *p.ReturnByDefault
	}
	return true
}

// computed says whether the default is a template over other members.
func (p *property) computed() bool {
	text, ok := p.Default.(string)
	return ok && strings.Contains(text, "{{")
}

// readOnly says whether what a client sends for the property is dropped: the server keeps it.
func (p *property) readOnly() bool {
	return p.Virtual || p.Name == "_id" || p.Name == "_rev" ||
		p.Name == "passwordLastChangedTime" || p.Name == "passwordExpirationTime"
}

// unset is what a read shows for a property without a value.
func (p *property) unset() string {
	if p.Type == "array" {
		return "[]"
	}
	return "null"
}

func (t *objectType) property(name string) (*property, bool) {
	p, ok := t.byName[name]
	return p, ok
}

func (t *objectType) isUser() bool { return t.Kind == "user" }

// schemas are the object types of the tenant, each read from its document when it is first asked for.
type schemas struct {
	mu    sync.Mutex
	types map[string]*objectType
}

// kinds are the managed objects of a realm, in the order of the recorded configuration.
func kinds() []string {
	return []string{"user", "role", "assignment", "organization", "group", "application", "usermeta"}
}

func realmNames() []string { return []string{"alpha", "bravo"} }

// find returns the type of a collection.
func (s *schemas) find(collection string) (*objectType, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t, ok := s.types[collection]; ok {
		return t, true
	}
	file, realm, kind, ok := locate(collection)
	if !ok {
		return nil, false
	}
	t, err := readType(file, realm)
	if err != nil {
		panic(fmt.Sprintf("schema of %s: %v", collection, err)) // the documents are compiled in and tested
	}
	t.Collection, t.Kind = collection, kind
	t.Name = collection[strings.LastIndex(collection, "/")+1:]
	if s.types == nil {
		s.types = map[string]*objectType{}
	}
	s.types[collection] = t
	return t, true
}

// locate finds the document that describes a collection.
func locate(collection string) (file, realm, kind string, ok bool) {
	if collection == internalRoles {
		return "internal_role", "", "role", true
	}
	name, managed := strings.CutPrefix(collection, "managed/")
	realm, kind, found := strings.Cut(name, "_")
	ok = managed && found && slices.Contains(realmNames(), realm) && slices.Contains(kinds(), kind)
	return kind, realm, kind, ok
}

func readType(file, realm string) (*objectType, error) {
	text, err := schemaFiles.ReadFile("schema/" + file + ".json")
	if err != nil {
		return nil, err
	}
	text = bytes.ReplaceAll(text, []byte("{realm}"), []byte(realm))
	var raw bytes.Buffer
	if err := json.Compact(&raw, text); err != nil {
		return nil, err
	}
	var document struct {
		Required   []string             `json:"required"`
		Order      []string             `json:"order"`
		Properties map[string]*property `json:"properties"`
	}
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	t := &objectType{Realm: realm, Raw: raw.Bytes(), Required: document.Required, byName: document.Properties}
	for name, p := range t.byName {
		p.Name = name
	}
	t.order(document.Order)
	return t, nil
}

// order lays the members out as the schema's order says; members that it leaves out follow by name. A user has one
// more that the schema does not declare and tenants return: displayName.
func (t *objectType) order(names []string) {
	if t.byName["userName"] != nil {
		t.byName["displayName"] = &property{Name: "displayName", Type: "string"}
	}
	for _, name := range names {
		if p, ok := t.byName[name]; ok {
			t.Members = append(t.Members, p)
		}
	}
	var rest []string
	for name := range t.byName {
		if !slices.Contains(names, name) {
			rest = append(rest, name)
		}
	}
	slices.Sort(rest)
	for _, name := range rest {
		t.Members = append(t.Members, t.byName[name])
	}
}
