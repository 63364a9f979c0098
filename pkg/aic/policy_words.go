package aic

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A policyResult is what the policy service says of an object, also as the
// detail of an error.
type policyResult struct {
	Result bool `json:"result"`
	Failed []struct {
		Property     string `json:"property"`
		Requirements []struct {
			Requirement string `json:"policyRequirement"`
			Params      params `json:"params"`
		} `json:"policyRequirements"`
	} `json:"failedPolicyRequirements"`
}

// violations reads the detail of a policy failure; nil if it is anything else.
func violations(detail json.RawMessage) []identity.Violation {
	var r policyResult
	if len(detail) == 0 || json.Unmarshal(detail, &r) != nil {
		return nil
	}
	return r.violations()
}

func (r policyResult) violations() []identity.Violation {
	var vs []identity.Violation
	for _, failed := range r.Failed {
		for _, q := range failed.Requirements {
			vs = append(vs, identity.Violation{
				Attribute: clean(failed.Property), Rule: clean(q.Requirement), Words: requirementWords(q.Requirement, q.Params),
			})
		}
	}
	return vs
}

// params are the parameters of a policy, of any type.
type params map[string]any

// UnmarshalJSON takes an object; anything else is no parameters.
func (p *params) UnmarshalJSON(data []byte) error {
	var m map[string]any
	if json.Unmarshal(data, &m) == nil {
		*p = m
	}
	return nil
}

// text is a parameter as words: a list is joined with commas.
func (p params) text(name string) string {
	switch v := p[name].(type) {
	case nil:
		return ""
	case []any:
		words := make([]string, len(v))
		for i, w := range v {
			words[i] = fmt.Sprint(w)
		}
		return clean(strings.Join(words, ", "))
	default:
		return clean(fmt.Sprint(v))
	}
}

// count puts a parameter and a noun in the right number behind words: "needs at
// least 8 characters". Without the parameter it says it in other words.
func (p params) count(words, name, noun, otherwise string) string {
	n := p.text(name)
	if n == "" {
		return otherwise
	}
	return words + " " + plural(n, noun)
}

// plural is a number with its noun: "1 digit", "2 digits".
func plural(n, noun string) string {
	if n == "1" {
		return n + " " + noun
	}
	return n + " " + noun + "s"
}

// requirementWords say a failed policy requirement to a person. The names are
// those of the platform's policy scripts and of the directory's validators.
func requirementWords(name string, p params) string {
	switch name {
	case "REQUIRED":
		return "is required"
	case "NOT_NULL":
		return "must not be null; leave it out instead"
	case "NOT_EMPTY":
		return "must not be empty"
	case "UNIQUE":
		return "is taken"
	case "VALID_TYPE":
		return typeWords(p)
	case "VALID_ENUM_VALUE":
		return with("is not one of the values allowed", p.text("enumValues"))
	case "MATCH_REGEXP":
		return with("does not match the pattern", p.text("regexp"))
	case "VALID_USERNAME":
		return "is not a user name that this realm takes"
	case "VALID_EMAIL_ADDRESS_FORMAT":
		return "is not a mail address"
	case "VALID_PHONE_FORMAT":
		return "is not a telephone number"
	case "VALID_NAME_FORMAT":
		return "has characters that do not belong in a name"
	case "VALID_DATE", "VALID_DATE_FORMAT", "VALID_FORMATTED_DATE":
		return "is not a date"
	case "VALID_NUMBER", "VALID_INT":
		return "is not a number"
	case "MAPPING_EXISTS":
		return "names a mapping that does not exist"
	case "NO_INTERNAL_USER_CONFLICT":
		return "is the name of an internal user"
	}
	return textRuleWords(name, p)
}

// textRuleWords say the requirements on the characters of a value.
func textRuleWords(name string, p params) string {
	switch name {
	case "MIN_LENGTH":
		return p.count("needs at least", "minLength", "character", "is too short")
	case "MAX_LENGTH":
		return p.count("may have at most", "maxLength", "character", "is too long")
	case "MIN_ITEMS":
		return p.count("needs at least", "minItems", "element", "has too few elements")
	case "MAX_ITEMS":
		return p.count("may have at most", "maxItems", "element", "has too many elements")
	case "AT_LEAST_X_CAPITAL_LETTERS":
		return p.count("needs at least", "numCaps", "capital letter", "has too few capital letters")
	case "AT_LEAST_X_NUMBERS":
		return p.count("needs at least", "numNums", "digit", "has too few digits")
	case "CANNOT_CONTAIN_CHARACTERS":
		return with("must not contain", p.text("forbiddenChars"))
	case "CANNOT_CONTAIN_OTHERS":
		return with("must not contain the value of", p.text("disallowedFields"))
	case "CANNOT_CONTAIN_DUPLICATES":
		return with("has a value twice", p.text("duplicateValue"))
	case "NO_MORE_THAN_X_ATTEMPTS_WITHIN_Y_MINUTES":
		return p.count("was tried too often; wait", "numMinutes", "minute", "was tried too often")
	case "IS_NEW", "PASSWORD_HISTORY":
		return "was used before"
	}
	return passwordRuleWords(name, p)
}

// passwordRuleWords say the failures of the directory's password validators.
func passwordRuleWords(name string, p params) string {
	switch name {
	case "LENGTH_BASED":
		words, most := p.count("needs at least", "min-password-length", "character", "has the wrong length"), p.text("max-password-length")
		if most != "" && most != "0" {
			words += ", at most " + most
		}
		return words
	case "CHARACTER_SET":
		return characterSetWords(p)
	case "ATTRIBUTE_VALUE":
		return with("must not contain the value of", p.text("match-attributes"))
	}
	return strings.TrimSpace("breaks the rule " + clean(name) + " " + p.all())
}

// characterSetWords say which characters a password lacks one of; "1:abc" wants at
// least one of a, b and c.
func characterSetWords(p params) string {
	sets, _ := p["character-sets"].([]any)
	var wanted []string
	for _, set := range sets {
		count, alphabet, found := strings.Cut(fmt.Sprint(set), ":")
		if found && count != "0" {
			wanted = append(wanted, "at least "+count+" of "+alphabetWords(alphabet))
		}
	}
	if len(wanted) == 0 {
		return with("needs characters of these sets", p.text("character-sets"))
	}
	return clean("needs " + strings.Join(wanted, ", "))
}

// all lists every parameter of a rule whose meaning is not known here.
func (p params) all() string {
	if len(p) == 0 {
		return ""
	}
	text, err := json.Marshal(map[string]any(p))
	if err != nil {
		return ""
	}
	return clean(string(text))
}

func typeWords(p params) string {
	words := with("has the wrong type; wanted is", p.text("validTypes"))
	if given := p.text("invalidType"); given != "" {
		words += ", given was " + given
	}
	return words
}

func with(words, what string) string {
	if what == "" {
		return strings.TrimSuffix(words, "; wanted is")
	}
	return words + " " + what
}
