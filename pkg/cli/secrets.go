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

// isProviderSecret reports a member in which identity providers keep a secret.
func isProviderSecret(member string) bool {
	lower := strings.ToLower(member)
	return strings.HasSuffix(lower, "secret") || strings.HasSuffix(lower, "signingkey")
}

// masked is a document as it may be shown: without the secrets that its store knows.
func masked(store any, document json.RawMessage) json.RawMessage {
	if hider, ok := store.(identity.SecretHider); ok && len(document) > 0 {
		return hider.HideSecrets(document)
	}
	return document
}

// secretTexts are the texts of documents that their store masks.
func secretTexts(store any, documents ...json.RawMessage) []string {
	var texts []string
	for _, document := range documents {
		var whole, shown any
		if json.Unmarshal(document, &whole) == nil && json.Unmarshal(masked(store, document), &shown) == nil {
			texts = unequal(texts, whole, shown)
		}
	}
	slices.Sort(texts)
	return slices.Compact(texts)
}

// unequal adds the texts of a value that are not there in another one.
func unequal(texts []string, whole, shown any) []string {
	switch w := whole.(type) {
	case map[string]any:
		s, _ := shown.(map[string]any)
		for name, value := range w {
			texts = unequal(texts, value, s[name])
		}
	case []any:
		s, _ := shown.([]any)
		for i, value := range w {
			var other any
			if i < len(s) {
				other = s[i]
			}
			texts = unequal(texts, value, other)
		}
	case string:
		if w != "" && shown != any(w) {
			texts = append(texts, w)
		}
	}
	return texts
}

// variable is what a secret of a request is called in a command that is printed.
func variable(member string) string {
	switch member {
	case "currentPassword":
		return "REALMCTL_CURRENT_PASSWORD"
	case "recoveryCode", "verificationCode":
		return "REALMCTL_CODE"
	}
	if isProviderSecret(member) {
		return "REALMCTL_PROVIDER_SECRET"
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
		case variable("clientSecret"):
			what = "secret of the provider"
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
		for name, value := range object {
			if isProviderSecret(name) {
				texts = appendText(texts, value)
			}
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
