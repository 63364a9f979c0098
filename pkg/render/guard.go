package render

import "strings"

// Guard returns the text of a CSV field such that no spreadsheet takes it for a
// formula: a text that begins with = + - @, a tab or a carriage return gets an
// apostrophe in front. A plain negative number such as -5 or -1.5e3 is no
// formula and stays; +49 30 1234 is guarded, since a spreadsheet would drop its
// plus. A text that looks guarded already gets one more apostrophe, so that
// [Unguard] always returns what was given.
func Guard(text string) string {
	if guarded(text) {
		return "'" + text
	}
	return text
}

// Unguard undoes [Guard].
func Unguard(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && guarded(rest) {
		return rest
	}
	return text
}

// guarded reports whether text needs an apostrophe: what follows any
// apostrophes at its start begins like a formula.
func guarded[T string | []byte](text T) bool {
	i := 0
	for i < len(text) && text[i] == '\'' {
		i++
	}
	if i == len(text) {
		return false
	}
	switch text[i] {
	case '=', '+', '@', '\t', '\r':
		return true
	case '-':
		return i > 0 || skipNumber([]byte(text), 0) != len(text)
	}
	return false
}
