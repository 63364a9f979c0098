package filter

import (
	"encoding/json"
	"strings"
)

// Semantics is what a server makes of a filter. In all of them letter case does
// not count in texts, a list matches if one of its elements does, and a field
// that is not there matches nothing.
type Semantics int

const (
	// Directory is Advanced Identity Cloud with its directory behind it:
	// a number equals the text that writes it, pr is false for null and for
	// a list of nothing else, a path goes through the elements of a list, a value with
	// a double quote or a backslash matches nothing, and operators other than
	// the core ones and "in" are refused.
	Directory Semantics = iota
	// Reference is the in-memory back end of the open platform: types must
	// agree, pr is true for null, and a comparison by another than a core
	// operator is neither true nor false, which survives negation.
	Reference
)

// truth is the outcome of a filter on one document.
type truth int

const (
	no truth = iota
	unknown
	yes
)

func truthOf(ok bool) truth {
	if ok {
		return yes
	}
	return no
}

// Check refuses what the server would refuse before it looks at a document,
// with an *UnsupportedOperatorError.
func (s Semantics) Check(n Node) error {
	switch n := n.(type) {
	case And:
		return s.checkAll(n)
	case Or:
		return s.checkAll(n)
	case Not:
		return s.Check(n.Of)
	case Comparison:
		if !s.supports(n) {
			return &UnsupportedOperatorError{Op: n.Op}
		}
	}
	return nil
}

func (s Semantics) checkAll(parts []Node) error {
	for _, part := range parts {
		if err := s.Check(part); err != nil {
			return err
		}
	}
	return nil
}

func (s Semantics) supports(c Comparison) bool {
	if s == Reference || isCore(c.Op) {
		return true
	}
	_, ok := choices(c)
	return ok
}

func isCore(op string) bool {
	switch op {
	case Equal, Contains, StartsWith, LessThan, LessOrEqual, GreaterThan, GreaterOrEqual:
		return true
	}
	return false
}

// choices are the values that "in" lists, in a string that holds a JSON list
// of strings: the documented form of a list, which the language has not.
func choices(c Comparison) ([]string, bool) {
	text, ok := c.Value.(string)
	if !ok || !strings.EqualFold(c.Op, In) {
		return nil, false
	}
	var list []string
	err := json.Unmarshal([]byte(text), &list)
	return list, err == nil && list != nil
}

// Match reports whether the filter selects the document.
func (s Semantics) Match(n Node, doc any) bool { return s.eval(n, doc) == yes }

func (s Semantics) eval(n Node, doc any) truth {
	switch n := n.(type) {
	case And:
		return s.all(n, doc)
	case Or:
		return s.any(n, doc)
	case Not:
		return yes - s.eval(n.Of, doc) // unknown stays unknown
	case Constant:
		return truthOf(bool(n))
	case Present:
		return truthOf(s.present(n.Field, doc))
	case Comparison:
		return s.comparison(n, doc)
	default:
		return no
	}
}

func (s Semantics) all(parts []Node, doc any) truth {
	result := yes
	for _, part := range parts {
		if result = min(result, s.eval(part, doc)); result == no {
			break
		}
	}
	return result
}

func (s Semantics) any(parts []Node, doc any) truth {
	result := no
	for _, part := range parts {
		if result = max(result, s.eval(part, doc)); result == yes {
			break
		}
	}
	return result
}

func (s Semantics) present(field Pointer, doc any) bool {
	for _, value := range s.resolve(field, doc) {
		if s == Reference {
			return true
		}
		for _, element := range elements(value) {
			if element != nil {
				return true
			}
		}
	}
	return false
}

func (s Semantics) comparison(c Comparison, doc any) truth {
	if list, ok := choices(c); ok && s == Directory {
		return s.oneOf(c.Field, list, doc)
	}
	if !isCore(c.Op) {
		return unknown
	}
	if text, ok := c.Value.(string); ok && s == Directory && strings.ContainsAny(text, `"\`) {
		return no // the platform's directory does not find what was escaped
	}
	wanted := scalarOf(c.Value)
	for _, value := range s.resolve(c.Field, doc) {
		for _, element := range elements(value) {
			if s.relates(c.Op, scalarOf(element), wanted) {
				return yes
			}
		}
	}
	return no
}

func (s Semantics) oneOf(field Pointer, list []string, doc any) truth {
	for _, value := range list {
		if s.comparison(Comparison{field, Equal, value}, doc) == yes {
			return yes
		}
	}
	return no
}
