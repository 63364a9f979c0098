package aic

import (
	"strconv"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A compiler prints an [identity.Filter] as the text of _queryFilter. The
// grammar has no escapes but the backslash inside quotes, separates by blanks
// alone, and counts brackets: about 63 may be open at once, so chains are
// printed flat and brackets only where they are needed.
type compiler struct {
	dialect Dialect
	// awkward is set when a value holds a character that the service is known to
	// match badly, however it is escaped: Advanced Identity Cloud a double quote, the
	// default store of a self-managed server an apostrophe, both a backslash.
	awkward bool
}

// compileFilter prints f; awkward reports that matches may be missed.
func compileFilter(f identity.Filter, d Dialect) (text string, awkward bool, err error) {
	c := compiler{dialect: d}
	text, err = c.print(f)
	return text, c.awkward, err
}

func (c *compiler) print(f identity.Filter) (string, error) {
	switch f := f.(type) {
	case identity.And:
		return c.chain(flatAnd(f), " and ", "true")
	case identity.Or:
		return c.chain(flatOr(f), " or ", "false")
	case identity.Not:
		inner, err := c.print(f.Filter)
		return "!(" + inner + ")", err
	case identity.Present:
		name, err := filterPointer(f.Attribute)
		return name + " pr", err
	case identity.Comparison:
		return c.comparison(f)
	}
	return "", identity.Errorf(identity.Unsupported, "%s cannot be asked for a filter of type %T", c.dialect, f)
}

// chain joins parts; an "or" inside an "and" is bracketed, since "and" binds tighter.
func (c *compiler) chain(parts []identity.Filter, word, empty string) (string, error) {
	if len(parts) == 0 {
		return empty, nil
	}
	printed := make([]string, len(parts))
	for i, part := range parts {
		text, err := c.print(part)
		if err != nil {
			return "", err
		}
		if or, ok := part.(identity.Or); ok && word == " and " && len(or) > 1 {
			text = "(" + text + ")"
		}
		printed[i] = text
	}
	return strings.Join(printed, word), nil
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
	f = accountStatus(f)
	op, ok := operator(f.Op)
	if !ok {
		return "", identity.Errorf(identity.Unsupported, "%s has no filter operator %q", c.dialect, string(f.Op))
	}
	name, err := filterPointer(f.Attribute)
	if err != nil {
		return "", err
	}
	value, err := c.value(f.Value)
	if err != nil {
		return "", err
	}
	text := name + " " + op + " " + value
	if f.Op == identity.NotEqual {
		return "!(" + text + ")", nil
	}
	return text, nil
}

// accountStatus says "active = true" of the portable language as the platform does;
// an attribute of that name is meant by "/active".
func accountStatus(f identity.Comparison) identity.Comparison {
	if f.Attribute != "active" || f.Value.Kind != identity.Bool || f.Op != identity.Equal && f.Op != identity.NotEqual {
		return f
	}
	op := identity.NotEqual
	if (f.Value.Text == "true") == (f.Op == identity.Equal) {
		op = identity.Equal
	}
	return identity.Comparison{Attribute: "accountStatus", Op: op, Value: identity.Value{Kind: identity.Text, Text: "active"}}
}

// operator translates a relation. A list matches "eq" if any of its elements
// does, which is what "has" means; "ew" is known to connectors alone.
func operator(op identity.Op) (string, bool) {
	switch op {
	case identity.Equal, identity.NotEqual, identity.Has:
		return "eq", true
	case identity.Less:
		return "lt", true
	case identity.LessOrEqual:
		return "le", true
	case identity.Greater:
		return "gt", true
	case identity.GreaterOrEqual:
		return "ge", true
	case identity.StartsWith, identity.Contains:
		return string(op), true
	}
	return "", false
}

// filterPointer keeps an attribute that is called like a word of the grammar
// apart from it.
func filterPointer(path string) (string, error) {
	p, err := pointer(path)
	if err != nil {
		return "", err
	}
	switch strings.ToLower(p) {
	case "true", "false", "and", "or", "pr":
		p = "/" + p
	}
	return p, nil
}

func (c *compiler) value(v identity.Value) (string, error) {
	switch v.Kind {
	case identity.Number:
		return plainNumber(v.Text)
	case identity.Bool:
		return v.Text, nil
	}
	bad := `"\`
	if c.dialect == IDM {
		bad = `'\`
	}
	c.awkward = c.awkward || strings.ContainsAny(v.Text, bad)
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v.Text) + `"`, nil
}

// mostDigits bounds what a number with an exponent may grow to.
const mostDigits = 330

// plainNumber writes a JSON number without an exponent, which the grammar does
// not know. Digits without a point are a signed integer of 64 bits there, so a
// larger one is given a point; a number that no float64 holds is refused.
func plainNumber(text string) (string, error) {
	if _, err := strconv.ParseFloat(text, 64); err != nil {
		return "", identity.Errorf(identity.Usage, "%s is no number, or out of range", text)
	}
	mantissa, exponent, found := strings.Cut(strings.ToLower(text), "e")
	if found {
		shift, err := strconv.Atoi(exponent)
		if err != nil || shift > mostDigits || shift < -mostDigits {
			return "", identity.Errorf(identity.Usage, "%s is out of range", text)
		}
		mantissa = shiftPoint(mantissa, shift)
	}
	if _, err := strconv.ParseInt(mantissa, 10, 64); err != nil && !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	return mantissa, nil
}

// shiftPoint moves the decimal point of a plain number to the right, or to the
// left if places is negative.
func shiftPoint(number string, places int) string {
	digits, negative := strings.CutPrefix(number, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if places >= 0 {
		fraction += strings.Repeat("0", max(0, places-len(fraction)))
		whole, fraction = whole+fraction[:places], fraction[places:]
	} else {
		whole = strings.Repeat("0", max(0, 1-places-len(whole))) + whole
		at := len(whole) + places
		whole, fraction = whole[:at], whole[at:]+fraction
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		whole += "." + fraction
	}
	if negative {
		return "-" + whole
	}
	return whole
}
