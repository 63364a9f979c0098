package filter

import (
	"fmt"
	"strconv"
)

// A SyntaxError says where a text stops being a filter, a pointer or a list of
// sort keys, and what is wrong there.
type SyntaxError struct {
	Position int    // of the first character that does not fit, counted from 1
	Problem  string // "expected a value after sw"
}

// Error is "position 14: expected a value after sw".
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("position %d: %s", e.Position, e.Problem)
}

// An UnsupportedOperatorError says that a filter is well formed but uses an
// operator that the server does not evaluate.
type UnsupportedOperatorError struct {
	Op string // as it was written
}

// Error is in the words that Advanced Identity Cloud has for it.
func (e *UnsupportedOperatorError) Error() string {
	return fmt.Sprintf("unrecognized or unsupported filter operator '%s'", e.Op)
}

// quote shows a piece of a hostile text: one line of bounded length.
func quote(text string) string {
	const most = 40
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return strconv.Quote(text)
}
