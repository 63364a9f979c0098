package sandbox

import (
	"bytes"
	"fmt"
)

// members are the names and the raw values of a stored object, in its order.
type members []member

type member struct{ name, value []byte }

// splitMembers cuts a stored object into its members without decoding the values, which is most of the work of a
// list. It relies on what document.stored writes: compact JSON whose names need no escapes.
func splitMembers(doc []byte) (members, error) {
	if len(doc) < 2 || doc[0] != '{' || doc[len(doc)-1] != '}' {
		return nil, fmt.Errorf("a stored object of %d bytes is no JSON object", len(doc))
	}
	all := make(members, 0, 16)
	for rest := doc[1 : len(doc)-1]; len(rest) > 0; {
		colon := bytes.Index(rest, []byte(`":`))
		if colon < 1 || rest[0] != '"' {
			return nil, fmt.Errorf("a stored object has no name after %d members", len(all))
		}
		value := rest[colon+2:]
		end := valueEnd(value)
		all = append(all, member{rest[1:colon], value[:end]})
		if rest = value[end:]; len(rest) > 0 {
			rest = rest[1:] // the comma
		}
	}
	return all, nil
}

// valueEnd finds the comma behind a value, or the end.
func valueEnd(b []byte) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			i = stringEnd(b, i)
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ',':
			if depth == 0 {
				return i
			}
		}
	}
	return len(b)
}

// stringEnd finds the quote that closes the string opened at i.
func stringEnd(b []byte, i int) int {
	for i++; i < len(b) && b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return i
}

// take finds a member, looking first where the last one ended: both sides follow the order of the schema.
func (m members) take(at *int, name string) []byte {
	if *at < len(m) && string(m[*at].name) == name {
		*at++
		return m[*at-1].value
	}
	for i := range m {
		if string(m[i].name) == name {
			*at = i + 1
			return m[i].value
		}
	}
	return nil
}
