package cli

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// secrets are the attributes that are never shown.
func secrets(schema *identity.Schema) []string {
	names := []string{"password"}
	if schema == nil {
		return names
	}
	for _, a := range schema.Attributes {
		if a.Secret && a.Name != "password" {
			names = append(names, a.Name)
		}
	}
	return names
}

// documentSecrets are the secret texts that a document holds.
func documentSecrets(document json.RawMessage, schema *identity.Schema) []string {
	object, err := members(document)
	if err != nil {
		return nil
	}
	var texts []string
	for _, name := range secrets(schema) {
		texts = appendText(texts, object[name])
	}
	return texts
}

// bodySecrets are the secret texts of a raw request: of a document, or of a patch
// in the platform's language.
func bodySecrets(body []byte) []string {
	var patch []struct {
		Field string
		Value json.RawMessage
	}
	if json.Unmarshal(body, &patch) != nil {
		return documentSecrets(body, nil)
	}
	var texts []string
	for _, o := range patch {
		if strings.Trim(o.Field, "/") == "password" {
			texts = appendText(texts, o.Value)
		}
	}
	return texts
}

// patchSecrets are the secret texts that a patch holds.
func patchSecrets(patch identity.Patch, schema *identity.Schema) []string {
	var texts []string
	names := secrets(schema)
	for _, o := range patch {
		if slices.Contains(names, o.Attribute()) {
			texts = appendText(texts, o.Value)
		}
	}
	return texts
}

func appendText(texts []string, value json.RawMessage) []string {
	var text string
	if json.Unmarshal(value, &text) == nil && text != "" {
		texts = append(texts, text)
	}
	return texts
}
