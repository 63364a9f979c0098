package sandbox

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

const (
	schemaCore     = "CORE"
	schemaStandard = "STANDARD"
	schemaCustom   = "CUSTOM"

	typeString  = "STRING"
	typeJSON    = "JSON"
	typeBoolean = "BOOLEAN"
	typeComplex = "COMPLEX"
)

// ref is a reference to another object of the API.
type ref struct {
	ID string `json:"id"`
}

// pingAttribute is one attribute of users, as the API shows it.
type pingAttribute struct {
	ID              string          `json:"id"`
	Environment     ref             `json:"environment"`
	Schema          ref             `json:"schema"`
	Name            string          `json:"name"`
	DisplayName     string          `json:"displayName,omitempty"`
	Description     string          `json:"description,omitempty"`
	SchemaType      string          `json:"schemaType"`
	Type            string          `json:"type"`
	LDAP            string          `json:"ldapAttribute,omitempty"`
	Unique          bool            `json:"unique"`
	Enabled         bool            `json:"enabled"`
	Required        bool            `json:"required"`
	MultiValued     bool            `json:"multiValued"`
	AllowsContains  bool            `json:"allowsContainsOperator,omitempty"`
	Enumerated      []enumerated    `json:"enumeratedValues,omitempty"`
	RegexValidation *regexRule      `json:"regexValidation,omitempty"`
	SubAttributes   []pingAttribute `json:"subAttributes,omitempty"`
}

// enumerated is one of the values that an attribute may have. An archived one stays where it is and is given to no
// further user.
type enumerated struct {
	Value       string `json:"value"`
	Archived    bool   `json:"archived,omitempty"`
	Description string `json:"description,omitempty"`
}

// regexRule is a pattern that values have to match, with examples that prove it.
type regexRule struct {
	Pattern      string   `json:"pattern"`
	Requirements string   `json:"requirements"`
	Match        []string `json:"valuesPatternShouldMatch,omitempty"`
	NoMatch      []string `json:"valuesPatternShouldNotMatch,omitempty"`
}

// pingSchema is the schema of an environment's users, decoded from raw.
type pingSchema struct {
	raw        []byte
	attributes []pingAttribute
	disabled   []string // names of the attributes that are switched off
}

func (s pingSchema) find(name string) (pingAttribute, bool) {
	for _, a := range s.attributes {
		if a.Name == name {
			return a, true
		}
	}
	return pingAttribute{}, false
}

// schema is the environment's schema, read once in a call.
func (c *pingCall) schema() (pingSchema, error) {
	if c.known != nil {
		return *c.known, nil
	}
	s, err := c.readSchema()
	if err == nil {
		c.known = &s
	}
	return s, err
}

// readSchema decodes the schema once as long as it stays as it is.
func (c *pingCall) readSchema() (pingSchema, error) {
	raw, err := c.tx.Value(c.env.key("schema"))
	if err != nil {
		return pingSchema{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, there := c.schemas[c.env.ID]; there && bytes.Equal(known.raw, raw) {
		return known, nil
	}
	s := pingSchema{raw: raw}
	if err := json.Unmarshal(raw, &s.attributes); err != nil {
		return pingSchema{}, err
	}
	for _, a := range s.attributes {
		if !a.Enabled {
			s.disabled = append(s.disabled, a.Name)
		}
	}
	c.schemas[c.env.ID] = s
	return s, nil
}

func (c *pingCall) saveSchema(attributes []pingAttribute) error {
	c.known = nil
	return c.tx.SetValue(c.env.key("schema"), encode(attributes))
}

// schemaID is the id of an environment's one schema.
func (e *environment) schemaID() string { return derivedID(e.ID, "schema") }

// derivedID is an id that belongs to another one for good.
func derivedID(id, name string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(PingOneAPI+"/"+id+"/"+name)).String()
}

// newSchema stores the attributes that every environment begins with.
func newSchema(tx *store.Tx, env *environment) error {
	var all []pingAttribute
	for _, s := range startingAttributes() {
		all = append(all, s.attribute(env))
	}
	return tx.SetValue(env.key("schema"), encode(all))
}

// startingAttribute is a line of the schema that every environment begins with.
type startingAttribute struct {
	name, display, schemaType, kind, ldap string
	parts                                 string // sub-attributes, with blanks between
}

func startingAttributes() []startingAttribute {
	return []startingAttribute{
		{"id", "User ID", schemaCore, typeString, "entryUUID", ""},
		{"username", "Username", schemaCore, typeString, "uid", ""},
		{"population", "Population", schemaCore, typeComplex, "", "id"},
		{"enabled", "Enabled", schemaCore, typeBoolean, "", ""},
		{"account", "Account", schemaCore, typeComplex, "", "canAuthenticate status"},
		{"lifecycle", "Lifecycle", schemaCore, typeComplex, "", "status"},
		{"identityProvider", "Identity Provider", schemaCore, typeComplex, "", "id type"},
		{"mfaEnabled", "MFA Enabled", schemaCore, typeBoolean, "", ""},
		{"verifyStatus", "Verify Status", schemaCore, typeString, "", ""},
		{"emailVerified", "Email Verified", schemaCore, typeBoolean, "", ""},
		{"lastSignOn", "Last Sign-On", schemaCore, typeComplex, "", "at remoteIp"},
		{"createdAt", "Creation Time", schemaCore, typeString, "createTimestamp", ""},
		{"updatedAt", "Update Time", schemaCore, typeString, "modifyTimestamp", ""},
		{"email", "Email Address", schemaStandard, typeString, "mail", ""},
		{"name", "Name", schemaStandard, typeComplex, "", "given middle family formatted honorificPrefix honorificSuffix"},
		{"nickname", "Nickname", schemaStandard, typeString, "nickname", ""},
		{"title", "Title", schemaStandard, typeString, "title", ""},
		{"type", "Type", schemaStandard, typeString, "employeeType", ""},
		{"locale", "Locale", schemaStandard, typeString, "locale", ""},
		{"preferredLanguage", "Preferred Language", schemaStandard, typeString, "preferredLanguage", ""},
		{"timezone", "Timezone", schemaStandard, typeString, "timezone", ""},
		{"address", "Address", schemaStandard, typeComplex, "", "streetAddress locality region postalCode countryCode"},
		{"primaryPhone", "Primary Phone", schemaStandard, typeString, "telephoneNumber", ""},
		{"mobilePhone", "Mobile Phone", schemaStandard, typeString, "mobile", ""},
		{"photo", "Photo", schemaStandard, typeComplex, "", "href"},
		{"externalId", "External ID", schemaStandard, typeString, "externalId", ""},
		{"accountId", "Account ID", schemaStandard, typeString, "accountId", ""},
	}
}

func (s startingAttribute) attribute(env *environment) pingAttribute {
	identifies := s.name == "id" || s.name == "username"
	a := pingAttribute{
		ID: derivedID(env.ID, "attribute "+s.name), Environment: ref{env.ID}, Schema: ref{env.schemaID()},
		Name: s.name, DisplayName: s.display, SchemaType: s.schemaType, Type: s.kind, LDAP: s.ldap,
		Unique: identifies, Enabled: true, Required: s.name == "username" || s.name == "population",
	}
	for _, part := range strings.Fields(s.parts) {
		a.SubAttributes = append(a.SubAttributes, pingAttribute{
			ID: derivedID(env.ID, "attribute "+s.name+"."+part), Environment: ref{env.ID}, Schema: ref{env.schemaID()},
			Name: part, SchemaType: s.schemaType, Type: typeString, Enabled: true,
		})
	}
	return a
}
