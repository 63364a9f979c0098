package sandbox

import (
	"encoding/json"
	"net/http"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
)

// failedPolicy is one rule that one property breaks.
type failedPolicy struct {
	property string
	name     string
	params   map[string]any
}

// MarshalJSON writes the recorded shape: one requirement in a list, params before its name.
func (f failedPolicy) MarshalJSON() ([]byte, error) {
	type requirement struct {
		Params map[string]any `json:"params,omitempty"`
		Name   string         `json:"policyRequirement"`
	}
	return encode(struct {
		Requirements []requirement `json:"policyRequirements"`
		Property     string        `json:"property"`
	}{[]requirement{{f.params, f.name}}, f.property}), nil
}

// verdict is the outcome of a check, as the policy service and the detail of a refusal show it.
type verdict struct {
	Result bool           `json:"result"`
	Failed []failedPolicy `json:"failedPolicyRequirements"`
}

func newVerdict(failed []failedPolicy) verdict {
	if failed == nil {
		failed = []failedPolicy{}
	}
	return verdict{Result: len(failed) == 0, Failed: failed}
}

func policyFailure(text string, failed []failedPolicy) *failure {
	return &failure{status: http.StatusForbidden, message: text, detail: newVerdict(failed)}
}

// check refuses a draft that breaks a policy. Touched limits the check to the members that a patch changes; nil
// checks all of them.
func (d *draft) check(text string, touched document) error {
	whole := d.doc.clone()
	for name, value := range d.sent {
		whole[name] = value
	}
	_, changesPassword := d.sent["password"]
	failed := d.t.failures(whole, touched, d.policyFor(changesPassword))
	if len(failed) > 0 {
		return policyFailure(text, failed)
	}
	return nil
}

// failures lists the rules that an object breaks, in the order of the schema, required members first.
func (t *objectType) failures(doc, touched document, passwords passwordRules) []failedPolicy {
	var failed []failedPolicy
	concerns := func(name string) bool { return touched == nil || touched[name] != nil }
	for _, name := range t.Required {
		if p := t.byName[name]; concerns(name) && (doc[name] == nil || doc[name] == "" && p.minLength() > 0) {
			failed = append(failed, failedPolicy{property: name, name: "REQUIRED"})
		}
	}
	for _, p := range t.Members {
		value := doc[p.Name]
		if !concerns(p.Name) || value == nil {
			continue
		}
		failed = append(failed, p.failures(doc, value)...)
		if text, ok := value.(string); ok && p.Name == "password" && passwords != nil {
			failed = append(failed, passwords.failures(doc, text)...)
		}
	}
	return failed
}

// nullFailures refuses the nulls of a creation: members with a default may be left out but not be null.
func (t *objectType) nullFailures(body document) []failedPolicy {
	var failed []failedPolicy
	for _, p := range t.Members {
		if value, ok := body[p.Name]; ok && value == nil && p.Default != nil {
			failed = append(failed, failedPolicy{property: p.Name, name: "NOT_NULL"})
		}
	}
	return failed
}

// failures checks one member: its type, then the policies that its schema names.
func (p *property) failures(doc document, value any) []failedPolicy {
	if kind := typeName(value); !p.accepts(kind) {
		return []failedPolicy{{p.Name, "VALID_TYPE",
			map[string]any{"invalidType": kind, "validTypes": []string{p.validType()}}}}
	}
	var failed []failedPolicy
	text, _ := value.(string)
	for _, rule := range p.Policies {
		if name, params := rule.broken(doc, text); name != "" {
			failed = append(failed, failedPolicy{p.Name, name, params})
		}
	}
	return failed
}

// validType is the JSON type that the property's values have: a reference is an object.
func (p *property) validType() string {
	if p.Type == "relationship" {
		return "object"
	}
	return string(p.Type)
}

func (p *property) accepts(kind string) bool {
	return p.Type == "" || kind == p.validType()
}

func (p *property) minLength() int {
	for _, rule := range p.Policies {
		if rule.ID == "minimum-length" {
			return rule.number("minLength")
		}
	}
	return 0
}

func (r policyRule) number(name string) int {
	n, _ := r.Params[name].(float64)
	return int(n)
}

// broken checks a text against one policy and names the requirement that it breaks, "" for none.
func (r policyRule) broken(doc document, text string) (requirement string, params map[string]any) {
	switch r.ID {
	case "minimum-length":
		if least := r.number("minLength"); utf8.RuneCountInString(text) < least {
			return "MIN_LENGTH", map[string]any{"minLength": least}
		}
	case "maximum-length":
		if most := r.number("maxLength"); utf8.RuneCountInString(text) > most {
			return "MAX_LENGTH", map[string]any{"maxLength": most}
		}
	case "cannot-contain-characters":
		if forbidden := r.forbidden(); strings.ContainsAny(text, forbidden) {
			return "CANNOT_CONTAIN_CHARACTERS", map[string]any{"forbiddenChars": forbidden}
		}
	case "valid-email-address-format":
		if !isAddress(text) {
			return "VALID_EMAIL_ADDRESS_FORMAT", nil
		}
	case "valid-username":
		if strings.TrimSpace(text) != text || strings.ContainsFunc(text, unicode.IsControl) {
			return "VALID_USERNAME", nil
		}
	case "valid-query-filter":
		if _, err := filter.Parse(text); err != nil {
			return "VALID_QUERY_FILTER", nil
		}
	case "id-must-equal-property":
		if name, _ := r.Params["propertyName"].(string); text != doc.text(name) {
			return "ID_MUST_EQUAL_PROPERTY", map[string]any{"propertyName": name}
		}
	}
	return "", nil
}

// forbidden joins the characters that a policy forbids, as its failure shows them.
func (r policyRule) forbidden() string {
	list, _ := r.Params["forbiddenChars"].([]any)
	var b strings.Builder
	for _, item := range list {
		text, _ := item.(string)
		b.WriteString(text)
	}
	return b.String()
}

// isAddress accepts one bare address with a domain.
func isAddress(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Name == "" && a.Address == text && !strings.HasSuffix(text, "@")
}

// typeName names the type of a decoded value as JSON schema does.
func typeName(v any) string {
	switch v.(type) {
	case string:
		return "string"
	case json.Number:
		return "number"
	case bool:
		return "boolean"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "null"
}
