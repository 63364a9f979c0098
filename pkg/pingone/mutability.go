package pingone

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// The rules of this file are the platform's documented ones for the schema of
// users; see "Schemas" in its reference. The service would refuse the same, but
// with less to go by.

const (
	longestName = 256
	mostValues  = 100
)

// broken collects what is wrong with an attribute.
type broken []identity.Violation

func (b *broken) add(property, rule, words string) {
	*b = append(*b, identity.Violation{Attribute: property, Rule: rule, Words: words})
}

// newAttribute tells what the platform does not allow of a new attribute.
func newAttribute(o object) []identity.Violation {
	var b broken
	kind := cmp.Or(o.text("type"), "STRING")
	switch name := o.text("name"); {
	case name == "":
		b.add("name", "REQUIRED", "is required")
	case !isAttributeName(name):
		b.add("name", "INVALID_VALUE", "has to begin with a letter, go on with letters, digits and hyphens, and be no longer than "+strconv.Itoa(longestName))
	}
	b.checkTitle(o.get("displayName"))
	if kind != "STRING" && kind != "JSON" {
		b.add("type", "INVALID_VALUE", "has to be STRING or JSON: others cannot be made")
	}
	if string(o.get("required")) == "true" {
		b.add("required", "INVALID_VALUE", "is the platform's own attributes' to have: a new one cannot be required")
	}
	if string(o.get("unique")) == "true" && kind != "STRING" {
		b.add("unique", "INVALID_VALUE", "only a STRING can be unique")
	}
	b.checkValues(o, kind)
	return b
}

// checkTitle is the rule for the name that people see.
func (b *broken) checkTitle(title json.RawMessage) {
	if strings.ContainsFunc(textOf(title), notInTitle) {
		b.add("displayName", "INVALID_VALUE", "may hold letters, digits, blanks and / . ' _ - only")
	}
}

func notInTitle(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && !strings.ContainsRune("/.'_ -", r)
}

// checkValues are the rules for enumerated values and patterns.
func (b *broken) checkValues(o object, kind string) {
	values, enumerated := list(o.get("enumeratedValues"))
	pattern := !isNull(o.get("regexValidation"))
	if !enumerated && !pattern {
		return
	}
	if kind != "STRING" {
		b.add(cmp.Or(map[bool]string{true: "enumeratedValues"}[enumerated], "regexValidation"), "INVALID_VALUE", "is for a STRING only")
	}
	if pattern {
		b.checkPattern(o.get("regexValidation"))
	}
	if enumerated && len(values) > 0 && pattern {
		b.add("regexValidation", "INVALID_VALUE", "cannot be joined with enumeratedValues")
	}
	if len(values) > mostValues {
		b.add("enumeratedValues", "SIZE_LIMIT_EXCEEDED", "may hold at most "+strconv.Itoa(mostValues)+" values")
	}
	seen := map[string]bool{}
	for _, v := range values {
		text := textOf(lookUp(v, []string{"value"}))
		if text == "" {
			b.add("enumeratedValues", "REQUIRED_VALUE", "each needs a value")
			return
		}
		if folded := strings.ToLower(text); seen[folded] {
			b.add("enumeratedValues", "UNIQUENESS_VIOLATION", rest.Clean(text)+" is there twice, or differs in case only")
		} else {
			seen[folded] = true
		}
	}
}

// checkPattern wants of a rule what the platform wants: a pattern, and what it means
// in words, which people read when a value is refused.
func (b *broken) checkPattern(rule json.RawMessage) {
	for _, part := range []string{"pattern", "requirements"} {
		if textOf(lookUp(rule, []string{part})) == "" {
			b.add("regexValidation."+part, "REQUIRED", "is required")
		}
	}
}

func isAttributeName(name string) bool {
	first, _ := utf8.DecodeRuneInString(name)
	return unicode.IsLetter(first) && utf8.RuneCountInString(name) <= longestName && !strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-'
	})
}

// changedAttribute tells what the platform does not allow of a change, body, to an
// attribute that is there.
func changedAttribute(now, body object) []identity.Violation {
	var b broken
	kind := now.text("schemaType")
	for _, m := range body {
		switch {
		case isFixed(m.name):
			b.add(m.name, "READ_ONLY", "cannot be changed")
		case kind == "CORE":
			b.add(m.name, "READ_ONLY", "belongs to a core attribute, of which nothing can be changed")
		case kind == "STANDARD" && m.name != "enabled" && m.name != "unique":
			b.add(m.name, "READ_ONLY", "belongs to a standard attribute, of which only enabled and unique can be changed")
		case kind != "STANDARD":
			b.checkCustom(now, m)
		}
	}
	if len(b) == 0 && kind != "STANDARD" {
		after := append(object{}, now...)
		for _, m := range body {
			after.set(m.name, m.value)
		}
		b.checkValues(after, cmp.Or(now.text("type"), "STRING"))
	}
	return b
}

func isFixed(name string) bool {
	switch name {
	case "id", "name", "type", "schema", "schemaType", "environment", "ldapAttribute":
		return true
	}
	return false
}

// checkCustom holds a change to a custom attribute against what went before.
func (b *broken) checkCustom(now object, m member) {
	switch m.name {
	case "displayName":
		b.checkTitle(m.value)
	case "required":
		b.add(m.name, "READ_ONLY", "cannot be changed")
	case "multiValued":
		if string(m.value) != "true" {
			b.add(m.name, "INVALID_VALUE", "can go from false to true only")
		}
	case "unique":
		if string(m.value) == "true" && now.text("type") != "STRING" {
			b.add(m.name, "INVALID_VALUE", "only a STRING can be unique")
		}
	case "enumeratedValues":
		before, _ := list(now.get(m.name))
		if values, ok := list(m.value); ok && len(values) > 0 && len(before) == 0 {
			b.add(m.name, "INVALID_VALUE", "cannot be added to an attribute that was made without them")
		}
	case "enabled":
		if !json.Valid(m.value) || string(m.value) != "true" && string(m.value) != "false" {
			b.add(m.name, "INVALID_VALUE", "has to be true or false")
		}
	}
}
