package sandbox

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// What a schema may hold.
const (
	maxCustom     = 200 // custom attributes of each type
	maxEnumerated = 100
	maxContains   = 5
)

// checkNew says what is wrong with the name and the type of a new attribute.
func (s pingSchema) checkNew(a pingAttribute) []pingDetail {
	var details []pingDetail
	switch {
	case a.Name == "":
		details = append(details, requiredValue("name"))
	case len(a.Name) > 256 || !attributeName(a.Name):
		details = append(details, pingDetail{Code: "INVALID_VALUE", Target: "name",
			Message: "must begin with a letter and have letters, digits and hyphens",
			Inner:   map[string]any{"allowedPattern": "^[a-zA-Z][a-zA-Z0-9-]*$"}})
	case slices.ContainsFunc(s.attributes, func(other pingAttribute) bool { return strings.EqualFold(other.Name, a.Name) }):
		details = append(details, notUnique("name"))
	}
	if a.Type != typeString && a.Type != typeJSON {
		details = append(details, allowedValues("type", []any{typeString, typeJSON}))
	}
	same := 0
	for _, other := range s.attributes {
		if other.SchemaType == schemaCustom && other.Type == a.Type {
			same++
		}
	}
	if same >= maxCustom {
		details = append(details, pingDetail{Code: "SIZE_LIMIT_EXCEEDED", Target: "type",
			Message: "there are too many attributes of this type",
			Inner:   map[string]any{"maximumValue": maxCustom}})
	}
	return details
}

func attributeName(name string) bool {
	for i, c := range name {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || !(c >= '0' && c <= '9' || c == '-')) {
			return false
		}
	}
	return true
}

// check says what is wrong with an attribute as a whole.
func (s pingSchema) check(a pingAttribute) []pingDetail {
	var details []pingDetail
	refuse := func(wrong bool, target, message string) {
		if wrong {
			details = append(details, invalidValue(target, "%s", message))
		}
	}
	isText := a.Type == typeString
	refuse(a.Unique && !isText, "unique", "is for attributes of type STRING")
	refuse(len(a.Enumerated) > 0 && !isText, "enumeratedValues", "is for attributes of type STRING")
	refuse(len(a.Enumerated) > maxEnumerated, "enumeratedValues", "has more than 100 values")
	refuse(len(a.Enumerated) > 0 && a.RegexValidation != nil, "regexValidation",
		"is not for attributes with enumeratedValues")
	refuse(a.RegexValidation != nil && !isText, "regexValidation", "is for attributes of type STRING")
	refuse(a.SchemaType == schemaCustom && len(a.SubAttributes) > 0, "subAttributes", "is for attributes of type COMPLEX")
	seen := map[string]bool{}
	for _, e := range a.Enumerated {
		key := strings.ToLower(e.Value)
		refuse(e.Value == "", "enumeratedValues.value", "must not be empty")
		refuse(seen[key], "enumeratedValues.value", "two values differ by letter case only")
		seen[key] = true
	}
	contains := 0
	for _, other := range s.attributes {
		if other.AllowsContains && other.ID != a.ID {
			contains++
		}
	}
	refuse(a.AllowsContains && contains >= maxContains, "allowsContainsOperator", "five attributes have it already")
	return append(details, checkRegex(a.RegexValidation)...)
}

func checkRegex(r *regexRule) []pingDetail {
	if r == nil {
		return nil
	}
	pattern, err := regexp.Compile(r.Pattern)
	switch {
	case r.Pattern == "":
		return []pingDetail{requiredValue("regexValidation.pattern")}
	case r.Requirements == "":
		return []pingDetail{requiredValue("regexValidation.requirements")}
	case err != nil:
		return []pingDetail{invalidValue("regexValidation.pattern", "is not a regular expression")}
	case slices.ContainsFunc(r.Match, func(text string) bool { return !pattern.MatchString(text) }):
		return []pingDetail{invalidValue("regexValidation.valuesPatternShouldMatch", "the pattern does not match a value")}
	case slices.ContainsFunc(r.NoMatch, pattern.MatchString):
		return []pingDetail{invalidValue("regexValidation.valuesPatternShouldNotMatch", "the pattern matches a value")}
	}
	return nil
}

// changed is the attribute with the members of a body. What a whole one leaves out is cleared on custom attributes.
func (a pingAttribute) changed(body document, whole bool) (pingAttribute, error) {
	doc := document{}
	d := json.NewDecoder(bytes.NewReader(encode(a)))
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		return a, err
	}
	if whole && a.SchemaType == schemaCustom {
		for _, name := range []string{"displayName", "description", "unique", "multiValued", "allowsContainsOperator",
			"enumeratedValues", "regexValidation"} {
			delete(doc, name)
		}
	}
	for name, value := range body {
		switch {
		case slices.Contains([]string{"id", "environment", "ldapAttribute", "_links"}, name):
		case value == nil:
			delete(doc, name)
		default:
			doc[name] = value
		}
	}
	return decodeAttribute(doc)
}

// refuse says which of the changes from a to b the kind of the attribute does not allow.
func (a pingAttribute) refuse(b pingAttribute) []pingDetail {
	var details []pingDetail
	fixed := func(name string, changed bool) {
		if changed {
			details = append(details, invalidValue(name, "cannot be changed"))
		}
	}
	fixed("name", a.Name != b.Name)
	fixed("type", a.Type != b.Type)
	fixed("schema", a.Schema != b.Schema)
	fixed("schemaType", a.SchemaType != b.SchemaType)
	fixed("required", a.Required != b.Required)
	if a.SchemaType == schemaCustom {
		fixed("multiValued", a.MultiValued && !b.MultiValued)
		fixed("enumeratedValues", len(a.Enumerated) == 0 && len(b.Enumerated) > 0)
		return details
	}
	fixed("enabled", a.SchemaType == schemaCore && a.Enabled != b.Enabled)
	fixed("unique", a.SchemaType == schemaCore && a.Unique != b.Unique)
	if a.SchemaType == schemaCore && maps.Equal(a.settable(), b.settable()) && len(details) == 0 {
		details = append(details, invalidValue("schemaType", "a CORE attribute cannot be changed"))
	}
	for _, name := range []string{"displayName", "description", "multiValued", "enumeratedValues", "regexValidation"} {
		fixed(name, a.settable()[name] != b.settable()[name])
	}
	return details
}

// settable are the members that only custom attributes may set, as texts to compare.
func (a pingAttribute) settable() map[string]string {
	return map[string]string{
		"displayName": a.DisplayName, "description": a.Description, "multiValued": string(encode(a.MultiValued)),
		"enumeratedValues": string(encode(a.Enumerated)), "regexValidation": string(encode(a.RegexValidation)),
	}
}
