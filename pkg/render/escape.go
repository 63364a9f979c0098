package render

import (
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// escaping says which characters of a text are replaced by a backslash form:
// \n, \r and \t, \xNN for other control characters and for bytes that are not
// UTF-8, \uNNNN and \UNNNNNNNN for the rest.
type escaping struct {
	invisible bool // also what steers or deceives the eye: bidi marks and the like
	layout    bool // newline and tab stay
	backslash bool // a backslash is doubled, so that the text can be read back
}

// forEye shows a value inside a line on a terminal.
func forEye() escaping { return escaping{invisible: true} }

// forScreen shows text that has lines of its own on a terminal.
func forScreen() escaping { return escaping{invisible: true, layout: true} }

// forField keeps a value inside its field of a tab-separated line.
func forField() escaping { return escaping{backslash: true} }

// forLine keeps a bare value on its line.
func forLine() escaping { return escaping{} }

// append appends text with what e replaces replaced.
func (e escaping) append(dst, text []byte) []byte {
	from := 0 // text[from:i] is fine as it is
	for i := 0; i < len(text); {
		if c := text[i]; c >= ' ' && c < 0x7f && (c != '\\' || !e.backslash) {
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		if e.keeps(r, n, text[:i]) {
			i += n
			continue
		}
		dst = append(dst, text[from:i]...)
		dst = appendEscape(dst, r, text[i:i+n])
		i += n
		from = i
	}
	return append(dst, text[from:]...)
}

func (e escaping) keeps(r rune, size int, before []byte) bool {
	switch {
	case r == '\\':
		return !e.backslash
	case r == '\n' || r == '\t':
		return e.layout
	case r == utf8.RuneError && size == 1:
		return !e.invisible
	case e.invisible:
		return !invisible(r) || joins(r, before)
	}
	return !unicode.Is(unicode.Cc, r) && r != '\u2028' && r != '\u2029'
}

func appendEscape(dst []byte, r rune, text []byte) []byte {
	switch {
	case r == '\\':
		return append(dst, `\\`...)
	case r == '\n':
		return append(dst, `\n`...)
	case r == '\r':
		return append(dst, `\r`...)
	case r == '\t':
		return append(dst, `\t`...)
	case len(text) == 1:
		return fmt.Appendf(dst, `\x%02x`, text[0])
	case r > 0xffff:
		return fmt.Appendf(dst, `\U%08x`, r)
	}
	return fmt.Appendf(dst, `\u%04x`, r)
}

// invisible reports whether a terminal shows nothing for r, or is steered by it.
func invisible(r rune) bool {
	switch r {
	case '\u034f', '\u115f', '\u1160', '\u17b4', '\u17b5', '\u2800', '\u3164', '\uffa0':
		return true // blanks and fillers that Unicode files under letters and marks
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// joins reports whether r is a joiner doing its work: emoji families, Persian
// and Indic names are written with them. After ASCII it can only deceive.
func joins(r rune, before []byte) bool {
	if r != '\u200c' && r != '\u200d' {
		return false
	}
	last, _ := utf8.DecodeLastRune(before)
	return last >= utf8.RuneSelf && last != utf8.RuneError && !invisible(last)
}

// appendVisibleString appends the JSON string raw with everything invisible as
// \u escapes: the same string, safe to look at.
func appendVisibleString(dst, raw []byte) []byte {
	from := 0
	for i := 0; i < len(raw); {
		if raw[i] < 0x7f {
			i++
			continue
		}
		r, n := utf8.DecodeRune(raw[i:])
		if r != utf8.RuneError && (!invisible(r) || joins(r, raw[:i])) || n == 3 && r == utf8.RuneError {
			i += n
			continue
		}
		dst = append(dst, raw[from:i]...)
		dst = appendJSONEscape(dst, r)
		i += n
		from = i
	}
	return append(dst, raw[from:]...)
}

func appendJSONEscape(dst []byte, r rune) []byte {
	if r <= 0xffff {
		return fmt.Appendf(dst, `\u%04x`, r)
	}
	high, low := utf16.EncodeRune(r)
	return fmt.Appendf(dst, `\u%04x\u%04x`, high, low)
}
