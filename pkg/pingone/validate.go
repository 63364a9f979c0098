package pingone

import (
	"cmp"
	"context"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/realmctl/realmctl/pkg/identity"
)

// Validate holds a document against the live schema and the platform's documented
// rules, here: the service has no request for it. What only the service knows,
// such as whether a name is taken, is not looked at.
func (u *Users) Validate(ctx context.Context, id string, document json.RawMessage) ([]identity.Violation, error) {
	const op = "validate user"
	o, err := parseObject(document)
	if err != nil {
		return nil, u.client.fail(op, id, identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	s, err := u.client.knownSchema(ctx)
	if err != nil {
		return nil, u.client.fail(op, cmp.Or(id, subjectOf(document)), err)
	}
	return s.validate(o), nil
}

// Check is [Users.Validate] for a user who does not exist yet.
func (u *Users) Check(ctx context.Context, document json.RawMessage) ([]identity.Violation, error) {
	return u.Validate(ctx, "", document)
}

func (s *knownSchema) validate(o object) []identity.Violation {
	var vs []identity.Violation
	for _, m := range o {
		a, known := s.Attribute("/" + m.name)
		switch {
		case isNull(m.value):
		case !known && !isOwn(m.name) && !isSeparate(m.name):
			vs = append(vs, identity.Violation{Attribute: m.name, Rule: "UNKNOWN", Words: "is not an attribute of users in this environment"})
		case known && !isOwn(m.name) && !isSeparate(m.name):
			vs = append(vs, s.check(a, m.name, m.value)...)
		}
	}
	for _, a := range s.Schema.Required() {
		if isNull(o.get(a.Name)) {
			vs = append(vs, identity.Violation{Attribute: a.Name, Rule: "REQUIRED", Words: "is required"})
		}
	}
	return vs
}

// check holds one value against its attribute, and its parts against theirs.
func (s *knownSchema) check(a identity.Attribute, path string, value json.RawMessage) []identity.Violation {
	if parts, err := parseObject(value); err == nil && len(a.Children) > 0 {
		var vs []identity.Violation
		for _, part := range parts {
			for _, child := range a.Children {
				if child.Name == part.name && !isNull(part.value) {
					vs = append(vs, s.check(child, path+"."+part.name, part.value)...)
				}
			}
		}
		return vs
	}
	if err := a.Check(value); err != nil {
		if e, ok := translate(err); ok {
			return e.Violations
		}
	}
	text := textOf(value)
	if words := brokenRule(path, text); words != "" && len(value) > 0 && value[0] == '"' {
		return []identity.Violation{{Attribute: path, Rule: "INVALID_VALUE", Words: words}}
	}
	if rule := s.patterns[path]; rule.Pattern != "" && text != "" {
		// A pattern that this machine's language does not know is left to the service.
		if p, err := regexp.Compile(`^(?:` + rule.Pattern + `)$`); err == nil && !p.MatchString(text) {
			return []identity.Violation{{Attribute: path, Rule: "INVALID_VALUE", Words: rule.words()}}
		}
	}
	return nil
}

// longest is how many characters an attribute of the platform's own may have, 0
// where there is no documented bound.
func longest(path string) int {
	switch path {
	case "username":
		return 128
	case "primaryPhone", "mobilePhone":
		return 32
	case "address.postalCode":
		return 40
	case "externalId":
		return 1024
	case "name.given", "name.middle", "name.family", "name.formatted", "nickname", "title", "type", "locale",
		"address.streetAddress", "address.locality", "address.region":
		return 256
	}
	return 0
}

// ruleWords are the documented rules for an attribute of the platform's own.
func ruleWords(path string) []string {
	var words []string
	if n := longest(path); n > 0 {
		words = append(words, "1 to "+strconv.Itoa(n)+" characters")
	}
	switch path {
	case "email":
		words = append(words, "a mail address")
	case "primaryPhone", "mobilePhone":
		words = append(words, "at least one digit")
	case "timezone":
		words = append(words, "a time zone such as Europe/Paris")
	}
	return words
}

// brokenRule says which documented rule a text breaks, "" for none.
func brokenRule(path, text string) string {
	if n := longest(path); n > 0 && (text == "" || utf8.RuneCountInString(text) > n) {
		return "has to have 1 to " + strconv.Itoa(n) + " characters"
	}
	switch path {
	case "username", "nickname", "title", "type", "locale", "name.given", "name.middle":
		if strings.ContainsFunc(text, unicode.IsControl) {
			return "has a character that cannot be printed"
		}
	case "name.family", "name.formatted":
		if strings.ContainsFunc(text, notInName) {
			return "may hold letters, digits, blanks and ' . - only"
		}
	case "email":
		if at := strings.LastIndexByte(text, '@'); at <= 0 || at == len(text)-1 || strings.ContainsAny(text, " \t\r\n") {
			return "is not a mail address"
		}
	case "primaryPhone", "mobilePhone":
		if !strings.ContainsFunc(text, unicode.IsDigit) {
			return "has no digit"
		}
	case "address.countryCode":
		if len(text) != 2 || strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return "has to be two capital letters, such as DE"
		}
	case "timezone":
		if area, place, ok := strings.Cut(text, "/"); !ok || area == "" || place == "" {
			return "is not a time zone such as Europe/Paris"
		}
	}
	return ""
}

func notInName(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) && !strings.ContainsRune("' .-", r)
}
