package cli

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
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

// inBodies are the members under which a request carries a secret: of documents, and
// of the operations on passwords and codes.
func inBodies() []string {
	return []string{"password", "currentPassword", "newPassword", "recoveryCode", "verificationCode", "value"}
}

// variable is what a secret of a request is called in a command that is printed.
func variable(member string) string {
	switch member {
	case "currentPassword":
		return "REALMCTL_CURRENT_PASSWORD"
	case "recoveryCode", "verificationCode":
		return "REALMCTL_CODE"
	}
	return "REALMCTL_NEW_PASSWORD"
}

// replacements are the secrets of a request that a printed command must not hold, and
// the variables that stand for them.
func replacements(body []byte, hidden []string) []rest.Replacement {
	members, _ := members(body) // a body that is no object has no members
	named := map[string]string{}
	for name, value := range members {
		for _, text := range appendText(nil, value) {
			named[text] = variable(name)
		}
	}
	all := make([]rest.Replacement, len(hidden))
	for i, text := range hidden {
		all[i] = rest.Replacement{Secret: text, Variable: variable("")}
		if known, ok := named[text]; ok {
			all[i].Variable = known
		}
	}
	return all
}

// sayVariables tells what the variables of a printed command stand for.
func (s *session) sayVariables(secrets []rest.Replacement) {
	said := map[string]bool{}
	for _, r := range secrets {
		if said[r.Variable] {
			continue
		}
		said[r.Variable] = true
		what := "password"
		switch r.Variable {
		case variable("recoveryCode"):
			what = "code"
		case variable("currentPassword"):
			what = "present password"
		}
		s.say("%s is the %s as it stands in JSON: \\\" for a quote, \\\\ for a backslash", r.Variable, what)
	}
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

// bodySecrets are the secret texts of a raw request: of a document, an operation on a
// password, or a patch in the platform's language.
func bodySecrets(body []byte) []string {
	var patch []struct {
		Field string
		Value json.RawMessage
	}
	var texts []string
	if json.Unmarshal(body, &patch) != nil {
		object, _ := members(body) // a body that is no object has no members
		for _, name := range inBodies() {
			texts = appendText(texts, object[name])
		}
		return texts
	}
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

// appendText adds a secret: a text, or an object such as {"value": "..."}.
func appendText(texts []string, value json.RawMessage) []string {
	var text string
	if json.Unmarshal(value, &text) == nil && text != "" {
		return append(texts, text)
	}
	var parts struct {
		Value string `json:"value"`
	}
	if json.Unmarshal(value, &parts) == nil && parts.Value != "" {
		return append(texts, parts.Value)
	}
	return texts
}
