package aic

import "strconv"

// A wirePolicy is one policy of an attribute in the schema.
type wirePolicy struct {
	ID     string `json:"policyId"`
	Params params `json:"params"`
}

// rules are the policies of an attribute in words. The same rule may be there
// twice, once as a policy and once as a keyword of the schema.
func (w *wireSchema) rules() []string {
	var rules []string
	seen := map[string]bool{"": true}
	for _, p := range w.Policies.value {
		words := policyWords(p.ID, p.Params)
		if !seen[words] {
			rules = append(rules, words)
		}
		seen[words] = true
	}
	if words := "at least " + plural(strconv.Itoa(w.MinLength.value), "character"); w.MinLength.value > 0 && !seen[words] {
		rules = append(rules, words)
	}
	return rules
}

// policyWords say a policy to a person before anything has failed. A policy whose
// meaning is not known here is given by its name.
func policyWords(id string, p params) string {
	switch id {
	case "required", "not-empty":
		return "not empty"
	case "not-null":
		return "not null"
	case "unique":
		return "unique"
	case "valid-type":
		return ""
	case "minimum-length":
		return p.count("at least", "minLength", "character", "not too short")
	case "maximum-length":
		return p.count("at most", "maxLength", "character", "not too long")
	case "at-least-X-capitals":
		return p.count("at least", "numCaps", "capital letter", "capital letters")
	case "at-least-X-numbers":
		return p.count("at least", "numNums", "digit", "digits")
	case "cannot-contain-characters":
		return with("none of the characters", p.text("forbiddenChars"))
	case "cannot-contain-others":
		return with("not the value of", p.text("disallowedFields"))
	case "cannot-contain-duplicates":
		return "no value twice"
	case "regexpMatches":
		return with("matches", p.text("regexp"))
	case "valid-username":
		return "a valid user name"
	case "no-internal-user-conflict":
		return "not the name of an internal user"
	case "valid-email-address-format":
		return "a mail address"
	case "valid-phone-format":
		return "a telephone number"
	case "valid-name-format":
		return "a name"
	case "valid-date", "valid-date-format", "valid-formatted-date":
		return "a date"
	case "valid-number", "valid-int":
		return "a number"
	case "mapping-exists":
		return "the name of a mapping"
	case "valid-enum-value":
		return with("one of", p.text("enumValues"))
	}
	return clean(id)
}
