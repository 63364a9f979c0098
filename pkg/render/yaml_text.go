package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text appends the string whose JSON text is raw, bare if it may be.
func (y yamlWriter) text(dst, raw []byte, bare bool) []byte {
	start := len(dst)
	dst = appendString(dst, raw)
	if bare && plainYAML(dst[start:]) {
		return dst
	}
	text := string(dst[start:])
	dst = append(dst[:start], '"')
	from := 0 // text[from:i] is fine as it is
	for i, r := range text {
		if r >= ' ' && r < 0x7f && r != '"' && r != '\\' {
			continue
		}
		dst = append(dst, text[from:i]...)
		dst = appendYAMLRune(dst, r, text[:i])
		_, size := utf8.DecodeRuneInString(text[i:])
		from = i + size
	}
	return append(append(dst, text[from:]...), '"')
}

func appendYAMLRune(dst []byte, r rune, before string) []byte {
	switch {
	case r == '"' || r == '\\':
		return append(dst, '\\', byte(r))
	case r == '\n':
		return append(dst, `\n`...)
	case r == '\t':
		return append(dst, `\t`...)
	case r == '\r':
		return append(dst, `\r`...)
	case unicode.IsGraphic(r) && !invisible(r), joins(r, []byte(before)):
		return utf8.AppendRune(dst, r)
	case r <= 0xff:
		return fmt.Appendf(dst, `\x%02x`, r)
	case r <= 0xffff:
		return fmt.Appendf(dst, `\u%04x`, r)
	}
	return fmt.Appendf(dst, `\U%08x`, r)
}

// plainYAML reports whether text stays a string without quotes, for a reader of
// YAML 1.1 as of 1.2. It says no more often than it must.
func plainYAML(text []byte) bool {
	if isUUID(text) {
		return true
	}
	if len(text) == 0 || len(text) > maxKey || yamlWord(text) || text[len(text)-1] == ' ' || text[len(text)-1] == ':' {
		return false
	}
	if c := text[0]; c < utf8.RuneSelf && c != '_' && !letter(c) {
		return false
	}
	return plainYAMLChars(text)
}

func plainYAMLChars(text []byte) bool {
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRune(text[i:])
			if !unicode.IsLetter(r) || invisible(r) {
				return false
			}
			i += n
			continue
		case letter(c) || '0' <= c && c <= '9' || strings.IndexByte("_-./@+'(),;=&!?%*", c) >= 0:
		case c == ' ': // "a #b" and "a: b" are excluded by their second character
		case c == ':' && text[i+1] != ' ':
		default:
			return false
		}
		i++
	}
	return true
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// yamlWord reports whether text is a word that some YAML reader takes for a
// boolean or for nothing.
func yamlWord(text []byte) bool {
	if len(text) > len("false") {
		return false
	}
	var lower [len("false")]byte
	for i, c := range text {
		lower[i] = c | 0x20
	}
	switch string(lower[:len(text)]) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return true
	}
	return false
}

// isUUID reports whether text has the shape of a UUID, which no reader takes
// for a number or a date, whatever its digits.
func isUUID(text []byte) bool {
	if len(text) != 36 {
		return false
	}
	for i, c := range text {
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (c == '-') || !dash && unhex(c) < 0 {
			return false
		}
	}
	return true
}
