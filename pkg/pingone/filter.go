package pingone

import (
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A compiler prints an [identity.Filter] in the platform's subset of SCIM: eq and
// sw, and, or, brackets. What the subset cannot say is an error of type *refusal.
// See https://apidocs.pingidentity.com/pingone/platform/v1/api/#data-filtering.
type compiler struct {
	// name gives an attribute its name on this platform.
	name func(path string) string
	// contains reports a custom attribute for which the schema allows "co".
	contains func(path string) bool
	// population finds the id of a population by its name.
	population func(name string) (string, error)
}

// A refusal is a condition that the platform cannot say.
type refusal struct {
	part  identity.Filter
	words string
}

func (r *refusal) Error() string { return r.words }

func (c *compiler) print(f identity.Filter) (string, error) {
	switch f := f.(type) {
	case identity.And:
		return c.chain(flatAnd(f), " and ")
	case identity.Or:
		return c.chain(flatOr(f), " or ")
	case identity.Not:
		if comparison, ok := f.Filter.(identity.Comparison); ok && comparison.Op == identity.Equal && comparison.Value.Kind == identity.Bool {
			comparison.Op = identity.NotEqual
			return c.comparison(comparison)
		}
		return "", &refusal{f, platform + ` has no filter operator "not"`}
	case identity.Present:
		return "", &refusal{f, platform + " cannot ask whether " + c.name(f.Attribute) + ` has a value ("pr")`}
	case identity.Comparison:
		return c.comparison(f)
	}
	return "", &refusal{f, platform + " cannot say this filter"}
}

// chain joins parts. A chain within another one is always bracketed: how tightly
// the service binds "and" is not documented.
func (c *compiler) chain(parts []identity.Filter, word string) (string, error) {
	if len(parts) == 0 {
		return "", &refusal{identity.And(nil), platform + " has no filter without a condition"}
	}
	printed := make([]string, len(parts))
	for i, part := range parts {
		text, err := c.print(part)
		if err != nil {
			return "", err
		}
		if isChain(part) && len(parts) > 1 {
			text = "(" + text + ")"
		}
		printed[i] = text
	}
	return strings.Join(printed, word), nil
}

func isChain(f identity.Filter) bool {
	switch f := f.(type) {
	case identity.And:
		return len(f) > 1
	case identity.Or:
		return len(f) > 1
	}
	return false
}

func flatAnd(f identity.And) (parts []identity.Filter) {
	for _, part := range f {
		if inner, ok := part.(identity.And); ok && len(inner) > 0 {
			parts = append(parts, flatAnd(inner)...)
			continue
		}
		parts = append(parts, part)
	}
	return parts
}

func flatOr(f identity.Or) (parts []identity.Filter) {
	for _, part := range f {
		if inner, ok := part.(identity.Or); ok && len(inner) > 0 {
			parts = append(parts, flatOr(inner)...)
			continue
		}
		parts = append(parts, part)
	}
	return parts
}

func (c *compiler) comparison(f identity.Comparison) (string, error) {
	path, value := c.name(f.Attribute), f.Value
	if path != f.Attribute {
		value = nativeValue(f.Attribute, value)
	}
	if !isPath(path) {
		return "", identity.Errorf(identity.Usage, "%q is not the name of an attribute", f.Attribute)
	}
	if value.Kind == identity.Bool && f.Op == identity.NotEqual {
		f.Op, value.Text = identity.Equal, opposite(value.Text)
	}
	switch path {
	case "population", "population.name":
		id, err := c.named(f, value)
		if err != nil {
			return "", err
		}
		path, value = "population.id", identity.Value{Text: id}
	case "memberOfGroups", "memberOfGroups.id":
		if f.Op != identity.Equal && f.Op != identity.Has {
			return "", c.refuse(f, path, []string{"eq"})
		}
		return "memberOfGroups[id eq " + value.String() + "]", nil
	}
	op, err := c.operator(f, path)
	if err != nil {
		return "", err
	}
	return path + " " + op + " " + value.String(), nil
}

// named finds the population that a condition names.
func (c *compiler) named(f identity.Comparison, value identity.Value) (string, error) {
	if f.Op != identity.Equal || c.population == nil {
		return "", c.refuse(f, "population", []string{"eq"})
	}
	return c.population(value.Text)
}

func opposite(text string) string {
	if text == "true" {
		return "false"
	}
	return "true"
}

func (c *compiler) operator(f identity.Comparison, path string) (string, error) {
	known, custom := operators(path)
	switch {
	case f.Op == identity.Equal && slices.Contains(known, "eq"), f.Op == identity.Has && custom:
		return "eq", nil
	case f.Op == identity.StartsWith && slices.Contains(known, "sw"):
		return "sw", nil
	case f.Op == identity.Contains && custom && c.contains != nil && c.contains(path):
		return "co", nil
	}
	return "", c.refuse(f, path, known)
}

// operators are what the service can do with any attribute of its kind; that of a
// custom one may be able to do more.
func operators(path string) (known []string, custom bool) {
	switch path {
	case "id", "population.id", "identityProvider.id", "enabled":
		return []string{"eq"}, false
	case "accountId", "address.streetAddress", "address.locality", "address.region", "address.postalCode", "address.countryCode",
		"email", "externalId", "locale", "mobilePhone", "name.formatted", "name.given", "name.middle", "name.family",
		"name.honorificPrefix", "name.honorificSuffix", "nickname", "photo.href", "preferredLanguage", "primaryPhone",
		"timezone", "title", "type", "username":
		return []string{"eq", "sw"}, false
	}
	if !isCustom(path) {
		return nil, false
	}
	return []string{"eq", "sw"}, true
}

// isCustom reports an attribute that is none of the platform's own.
func isCustom(path string) bool {
	name, _, nested := strings.Cut(path, ".")
	switch name {
	case "population", "identityProvider", "enabled", "accountId", "address", "email", "externalId", "locale", "mobilePhone",
		"name", "nickname", "photo", "preferredLanguage", "primaryPhone", "timezone", "title", "type", "username",
		"mfaEnabled", "verifyStatus", "memberOfGroups", "password":
		return false
	}
	return !nested && !isOwn(name)
}

// isPath refuses what could be read as more than the path of an attribute.
func isPath(path string) bool {
	return path != "" && !strings.ContainsFunc(path, func(r rune) bool {
		return r <= ' ' || r == 0x7f || r == 0xfffd || strings.ContainsRune("\"'`()[]{}!\\%,?#&=+<>^|~;:/", r)
	})
}

func (c *compiler) refuse(f identity.Comparison, path string, known []string) error {
	words := platform + " cannot filter by " + path
	if len(known) > 0 {
		words += " with " + operatorWords(f.Op) + ", only with " + strings.Join(known, " and ")
	}
	return &refusal{f, words}
}

func operatorWords(op identity.Op) string {
	switch op {
	case identity.NotEqual:
		return `"!=" (ne)`
	case identity.Less, identity.LessOrEqual, identity.Greater, identity.GreaterOrEqual:
		return `"` + string(op) + `"`
	case identity.EndsWith:
		return `"ew" (ends with)`
	case identity.Contains:
		return `"co" (contains)`
	case identity.Equal:
		return `"="`
	}
	return `"` + string(op) + `"`
}
