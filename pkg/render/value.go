package render

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// The functions of this file work on the text of valid JSON values.

// resolve returns the field's value, following what is left of its path. A name
// met in a list is looked up in each element, and the finds become a list.
func (f field) resolve() []byte {
	if len(f.rest) == 0 {
		return f.raw
	}
	return follow(f.raw, f.rest)
}

func follow(raw []byte, names []string) []byte {
	if len(names) == 0 || len(raw) == 0 {
		return raw
	}
	switch raw[0] {
	case '{':
		var found []byte
		for name, value := range members(raw) {
			if string(appendUnescaped(nil, name)) == names[0] {
				found = value
			}
		}
		return follow(found, names[1:])
	case '[':
		return followList(raw, names)
	}
	return nil
}

func followList(raw []byte, names []string) []byte {
	place := index(names[0])
	var finds [][]byte
	n := 0
	for e := range elements(raw) {
		if n == place {
			return follow(e, names[1:])
		}
		n++
		if v := follow(e, names); place < 0 && v != nil {
			finds = append(finds, v)
		}
	}
	if len(finds) == 0 {
		return nil
	}
	return append(append([]byte{'['}, bytes.Join(finds, []byte{','})...), ']')
}

// members ranges over an object's names (the text between the quotes) and values.
func members(raw []byte) func(yield func(name, value []byte) bool) {
	return func(yield func(name, value []byte) bool) {
		for i := skipSpace(raw, 1); raw[i] != '}'; {
			end := skipString(raw, i)
			name := raw[i+1 : end-1]
			i = skipColon(raw, end)
			end = skipValue(raw, i, 0)
			if !yield(name, raw[i:end]) {
				return
			}
			i = skipComma(raw, end)
		}
	}
}

// elements ranges over a list's values.
func elements(raw []byte) func(yield func(value []byte) bool) {
	return func(yield func(value []byte) bool) {
		for i := skipSpace(raw, 1); raw[i] != ']'; {
			end := skipValue(raw, i, 0)
			if !yield(raw[i:end]) {
				return
			}
			i = skipComma(raw, end)
		}
	}
}

func skipComma(raw []byte, i int) int {
	if i = skipSpace(raw, i); raw[i] == ',' {
		return skipSpace(raw, i+1)
	}
	return i
}

// missing reports whether a value counts as not being there: absent or null.
func missing(raw []byte) bool { return len(raw) == 0 || raw[0] == 'n' }

// literal returns the text of a string that is written without escapes, which
// nearly all are, without copying it.
func literal(raw []byte) (text []byte, ok bool) {
	if len(raw) == 0 || raw[0] != '"' || bytes.IndexByte(raw, '\\') >= 0 {
		return nil, false
	}
	return raw[1 : len(raw)-1], true
}

// appendString appends the text that a JSON string stands for.
func appendString(dst, raw []byte) []byte { return appendUnescaped(dst, raw[1:len(raw)-1]) }

// appendUnescaped appends the text between a JSON string's quotes. Surrogates
// without a partner become U+FFFD; bytes that are not UTF-8 stay as they are.
func appendUnescaped(dst, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '\\')
		if i < 0 {
			return append(dst, text...)
		}
		dst = append(dst, text[:i]...)
		text = text[i+1:]
		if text[0] == 'u' {
			r, n := unicodeEscape(text)
			dst, text = utf8.AppendRune(dst, r), text[n:]
			continue
		}
		dst, text = append(dst, unescapeByte(text[0])), text[1:]
	}
}

func unescapeByte(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

// unicodeEscape reads "uXXXX", and the second half of a surrogate pair after it.
func unicodeEscape(text []byte) (r rune, n int) {
	r = hex4(text[1:])
	if !utf16.IsSurrogate(r) {
		return r, 5
	}
	if len(text) >= 11 && text[5] == '\\' && text[6] == 'u' {
		if pair := utf16.DecodeRune(r, hex4(text[7:])); pair != utf8.RuneError {
			return pair, 11
		}
	}
	return utf8.RuneError, 5
}

func hex4(b []byte) rune {
	var r rune
	for _, c := range b[:4] {
		r = r<<4 | rune(unhex(c))
	}
	return r
}

// appendCompact appends a JSON value without the blanks between its tokens.
func appendCompact(dst, raw []byte) []byte {
	for i := 0; i < len(raw); {
		switch raw[i] {
		case ' ', '\n', '\r', '\t':
			i++
		case '"':
			end := skipString(raw, i)
			dst = append(dst, raw[i:end]...)
			i = end
		default:
			dst = append(dst, raw[i])
			i++
		}
	}
	return dst
}

// appendText appends a value for the eye: a string's text, a list's elements
// joined by ", ", anything else as compact JSON.
func appendText(dst, raw []byte) []byte {
	if missing(raw) {
		return dst
	}
	switch raw[0] {
	case '"':
		return appendString(dst, raw)
	case '[':
		first := true
		for e := range elements(raw) {
			if !first {
				dst = append(dst, ", "...)
			}
			first = false
			dst = appendScalar(dst, e)
		}
		return dst
	}
	return appendScalar(dst, raw)
}

// appendScalar appends a string's text, or any other value as compact JSON.
func appendScalar(dst, raw []byte) []byte {
	if raw[0] == '"' {
		return appendString(dst, raw)
	}
	return appendCompact(dst, raw)
}
