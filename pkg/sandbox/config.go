package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
)

const schemaLabel = "protocol=2.1,resource=2.0"

// schema serves schema/managed/{type}: the schema of one type, with the collection that it describes.
func (c *call) schema(path []string) error {
	if len(path) != 2 || path[0] != "managed" || c.op != opRead {
		return notFound()
	}
	t, ok := c.schemas.find("managed/" + path[1])
	if !ok {
		return notFound()
	}
	document := append(bytes.TrimSuffix(slices.Clone(t.Raw), []byte("}")),
		fmt.Sprintf(`,"resourceCollection":%s}`, encode(t.Collection))...)
	return c.answer(schemaLabel, document)
}

// config serves the configuration, which can be read and not changed: the managed objects and the password policies.
func (c *call) config(path []string) error {
	id := strings.Join(path, "/")
	switch {
	case c.op == opQuery && id == "":
		return c.queryConfig()
	case c.op == opRead:
		document, ok := c.configuration(id)
		if !ok {
			return notFound()
		}
		return c.answer(crestLabel, document)
	case id == "managed" && c.r.Method == http.MethodPut:
		return c.refuseSchema()
	case len(path) > 0:
		return c.refuseConfig()
	}
	return notFound()
}

// configuration is the document of one configuration.
func (c *call) configuration(id string) ([]byte, bool) {
	if id == "managed" {
		return c.managedConfig(), true
	}
	name, ok := strings.CutPrefix(id, "fieldPolicy/")
	realm, isUser := strings.CutSuffix(name, "_user")
	if !ok || !isUser || !slices.Contains(realmNames(), realm) {
		return nil, false
	}
	return rules{c.passwords}.document(name), true
}

func (c *call) managedConfig() []byte {
	var b bytes.Buffer
	b.WriteString(`{"_id":"managed","objects":[`)
	separator := ""
	for _, kind := range kinds() {
		for _, realm := range realmNames() {
			t, ok := c.schemas.find("managed/" + realm + "_" + kind)
			if !ok || kind == "usermeta" {
				continue
			}
			fmt.Fprintf(&b, `%s{"name":%s,"schema":%s}`, separator, encode(t.Name), t.Raw)
			separator = ","
		}
	}
	b.WriteString("]}")
	return b.Bytes()
}

// document is the password policy of a user type, in the recorded form.
func (r rules) document(name string) []byte {
	type validator struct {
		ID         string   `json:"_id"`
		Unknown    *bool    `json:"allowUnclassifiedCharacters,omitempty"`
		Sets       []string `json:"characterSet,omitempty"`
		Substrings *bool    `json:"checkSubstrings,omitempty"`
		Enabled    bool     `json:"enabled"`
		Attributes []string `json:"matchAttribute,omitempty"`
		Max        *int     `json:"maxPasswordLength,omitempty"`
		Min        *int     `json:"minPasswordLength,omitempty"`
		Substring  *int     `json:"minSubstringLength,omitempty"`
		Reversed   *bool    `json:"testReversedPassword,omitempty"`
		Type       string   `json:"type"`
	}
	prefix, yes := name+"PasswordPolicy-", true
	least, none, run := minPassword, 0, minSubstring
	validators := []validator{{ID: prefix + "length-based-password-validator", Enabled: true, Max: &none, Min: &least,
		Type: "length-based"}}
	if r.policy == RecordedPasswords {
		validators = append(validators, validator{ID: prefix + "attribute-value-password-validator", Enabled: true,
			Substrings: &yes, Attributes: matchAttributes(), Substring: &run, Reversed: &yes, Type: "attribute-value"})
	}
	validators = append(validators, validator{ID: prefix + "character-set-password-validator", Enabled: true,
		Unknown: &yes, Sets: r.sets(), Type: "character-set"})
	type scheme struct {
		ID string `json:"_id"`
	}
	return encode(struct {
		ID         string      `json:"_id"`
		Schemes    []scheme    `json:"defaultPasswordStorageScheme"`
		Attribute  string      `json:"passwordAttribute"`
		Collection string      `json:"resourceCollection"`
		Type       string      `json:"type"`
		Validators []validator `json:"validator"`
	}{"fieldPolicy/" + name, []scheme{{"BCRYPT"}}, "password", "managed/" + name, "password-policy", validators})
}

// queryConfig lists the configurations that a filter on _id selects; these queries are counted, as recorded.
func (c *call) queryConfig() error {
	text, _ := c.params.one("_queryFilter")
	node, err := parseFilter(text)
	if err != nil {
		return err
	}
	result := []json.RawMessage{}
	for _, id := range []string{"fieldPolicy/alpha_user", "fieldPolicy/bravo_user", "managed"} {
		if filter.Directory.Match(node, map[string]any{"_id": id}) {
			document, _ := c.configuration(id)
			result = append(result, document)
		}
	}
	return c.answer(crestLabel, encode(envelope{
		Result: result, Count: len(result), Policy: "EXACT", Total: int64(len(result)), Remaining: -1,
	}))
}

// refuseSchema answers a change of the managed objects: an own property of a shipped user type has to be called
// custom_ something, and beyond that the sandbox keeps its schema.
func (c *call) refuseSchema() error {
	body, err := readObject(c.w, c.r)
	if err != nil {
		return err
	}
	objects, _ := body["objects"].([]any)
	for _, item := range objects {
		object, _ := item.(map[string]any)
		name, _ := object["name"].(string)
		schema, _ := object["schema"].(map[string]any)
		properties, _ := schema["properties"].(map[string]any)
		t, ok := c.schemas.find("managed/" + name)
		if !ok || !t.isUser() {
			continue
		}
		names := slices.DeleteFunc(t.undeclared(properties), func(n string) bool { return strings.HasPrefix(n, "custom_") })
		if len(names) > 0 {
			return badRequest("Request content includes unprefixed attributes for %s: %s", name, encode(names))
		}
	}
	return c.refuseConfig()
}

// refuseConfig is the page of the gateway that stands in front of what a tenant may not change.
func (c *call) refuseConfig() error {
	clear(c.w.Header())
	c.w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	c.w.WriteHeader(http.StatusForbidden)
	_, _ = io.WriteString(c.w, `<!doctype html><meta charset="utf-8"><meta name=viewport content="width=device-width, `+
		`initial-scale=1"><title>403</title>403 Forbidden`) // a client that has gone needs no answer
	return nil
}
