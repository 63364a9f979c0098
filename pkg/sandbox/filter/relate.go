package filter

import (
	"strconv"
	"strings"
)

// elements are the values of a list, or the value itself.
func elements(value any) []any {
	if list, ok := value.([]any); ok {
		return list
	}
	return []any{value}
}

// relates reports whether a value of a document stands in relation op to the
// value of a filter.
func (s Semantics) relates(op string, has, wanted scalar) bool {
	if has.kind == absent {
		return false
	}
	if s == Directory {
		has, wanted = align(has, wanted)
	}
	if has.kind != wanted.kind {
		return false
	}
	switch op {
	case Contains:
		return s.contains(has, wanted, strings.Contains)
	case StartsWith:
		return s.contains(has, wanted, strings.HasPrefix)
	}
	c := has.compare(wanted)
	switch op {
	case LessThan:
		return c < 0
	case LessOrEqual:
		return c <= 0
	case GreaterThan:
		return c > 0
	case GreaterOrEqual:
		return c >= 0
	default:
		return c == 0
	}
}

// contains searches in texts. In other values the reference back end compares
// them whole; a directory has nothing but texts.
func (s Semantics) contains(has, wanted scalar, in func(has, wanted string) bool) bool {
	if has.kind != textual && s == Reference {
		return has.compare(wanted) == 0
	}
	return in(has.text, wanted.text)
}

// align makes a text and another value comparable: as numbers if both are, as
// texts otherwise.
func align(a, b scalar) (scalar, scalar) {
	if a.kind == b.kind {
		return a, b
	}
	if a.asNumber() && b.asNumber() {
		return a, b
	}
	a.kind, b.kind = textual, textual
	return a, b
}

// asNumber turns a text that writes a number into it.
func (s *scalar) asNumber() bool {
	if s.kind == textual {
		if n, ok := parseNumber(s.text); ok {
			s.kind, s.n = numeric, n
		}
	}
	return s.kind == numeric
}

// resolve finds the values at a field, none if there is none. A step into a
// list is an index; a directory also takes it through all of its elements.
func (s Semantics) resolve(field Pointer, doc any) []any {
	if len(field) == 0 {
		return []any{doc}
	}
	switch v := doc.(type) {
	case map[string]any:
		if value, ok := v[field[0]]; ok {
			return s.resolve(field[1:], value)
		}
	case []any:
		if i, err := strconv.Atoi(field[0]); err == nil {
			if i < 0 || i >= len(v) {
				return nil
			}
			return s.resolve(field[1:], v[i])
		}
		if s == Directory {
			return s.throughout(field, v)
		}
	}
	return nil
}

func (s Semantics) throughout(field Pointer, list []any) []any {
	var found []any
	for _, element := range list {
		if _, isList := element.([]any); !isList {
			found = append(found, s.resolve(field, element)...)
		}
	}
	return found
}
