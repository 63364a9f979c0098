package pingone

import (
	"errors"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// refusedFilter is the error of a filter that the platform cannot say, with a
// command that finds the same: what can be said narrows on the server, and jq does
// the rest here.
func (c *Client) refusedFilter(f identity.Filter, compile *compiler, err error) error {
	refused, ok := errors.AsType[*refusal](err)
	if !ok {
		return err
	}
	e := &identity.Error{Kind: identity.Unsupported, Detail: refused.words, Err: err}
	said, left := divide(f, compile)
	condition, ok := jq(left, compile.name)
	if !ok {
		return e
	}
	e.Hint = "realmctl users list -R " + c.options.Realm
	if len(said) > 0 {
		e.Hint += " --where " + rest.ShellWord(said.String())
	}
	e.Hint += " -o json --jq " + rest.ShellWord("select("+condition+")")
	return e
}

// divide splits the parts of a conjunction into those that can be said and those
// that cannot.
func divide(f identity.Filter, compile *compiler) (said, left identity.And) {
	parts := []identity.Filter{f}
	if and, ok := f.(identity.And); ok {
		parts = flatAnd(and)
	}
	for _, part := range parts {
		if _, err := compile.print(part); err == nil {
			said = append(said, part)
		} else {
			left = append(left, part)
		}
	}
	return said, left
}

// jq writes a filter as a condition of the jq language; ok is false for one that
// has no such form.
func jq(f identity.Filter, name func(string) string) (condition string, ok bool) {
	switch f := f.(type) {
	case identity.And:
		return jqChain(f, " and ", name)
	case identity.Or:
		return jqChain(f, " or ", name)
	case identity.Not:
		inner, ok := jq(f.Filter, name)
		return "(" + inner + " | not)", ok
	case identity.Present:
		return "(" + jqPath(name(f.Attribute)) + " != null)", true
	case identity.Comparison:
		value := f.Value
		path := name(f.Attribute)
		if path != f.Attribute {
			value = nativeValue(f.Attribute, value)
		}
		if !isInDocument(path) {
			return "", false
		}
		return jqComparison(f.Op, jqPath(path), value)
	}
	return "", false
}

// isInDocument reports an attribute that a user's document has as it is asked for: the
// name of a population and the groups are not in it.
func isInDocument(path string) bool {
	switch path {
	case "population", "population.name", "memberOfGroups", "memberOfGroups.id":
		return false
	}
	return true
}

func jqChain(parts []identity.Filter, word string, name func(string) string) (string, bool) {
	printed := make([]string, len(parts))
	for i, part := range parts {
		text, ok := jq(part, name)
		if !ok {
			return "", false
		}
		printed[i] = text
	}
	if len(printed) == 1 {
		return printed[0], true
	}
	return "(" + strings.Join(printed, word) + ")", len(printed) > 0
}

func jqComparison(op identity.Op, path string, v identity.Value) (string, bool) {
	value := v.String()
	if v.Kind == identity.Date {
		value = string(identity.Quote(v.Text))
	}
	text := "(" + path + ` // "" | tostring | `
	switch op {
	case identity.Contains:
		return text + "contains(" + value + "))", v.Kind == identity.Text
	case identity.StartsWith:
		return text + "startswith(" + value + "))", v.Kind == identity.Text
	case identity.EndsWith:
		return text + "endswith(" + value + "))", v.Kind == identity.Text
	case identity.Has:
		return "any(" + path + "[]?; . == " + value + ")", true
	case identity.Equal:
		return "(" + path + " == " + value + ")", true
	case identity.Less, identity.LessOrEqual: // null is less than everything there
		return "(" + path + " | . != null and . " + string(op) + " " + value + ")", true
	case identity.NotEqual, identity.Greater, identity.GreaterOrEqual:
		return "(" + path + " " + string(op) + " " + value + ")", true
	}
	return "", false
}

// jqPath is a path of jq; a name that is no word is quoted.
func jqPath(path string) string {
	var b strings.Builder
	for step := range strings.SplitSeq(path, ".") {
		b.WriteByte('.')
		if strings.Trim(step, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") == "" {
			b.WriteString(step)
		} else {
			b.Write(identity.Quote(step))
		}
	}
	return b.String()
}
