package filter

import (
	"encoding/json"
	"strings"
)

// Two kinds of token that only SCIM has.
const (
	opensPart  kind = iota + 100 // [
	closesPart                   // ]
)

// scanSCIM reads the token at or after pos and returns it and the place behind
// it. Blanks separate tokens, and so do parentheses and brackets; a string is a
// string of JSON.
func scanSCIM(text string, pos int) (token, int) {
	for pos < len(text) && (text[pos] == ' ' || text[pos] == '\t') {
		pos++
	}
	if pos == len(text) {
		return token{kind: end, at: pos}, pos
	}
	if kind, ok := punctuation(text[pos]); ok {
		return token{kind, text[pos : pos+1], pos}, pos + 1
	}
	if text[pos] == '"' {
		return scanJSONString(text, pos)
	}
	length := strings.IndexAny(text[pos:], " \t()[]\"")
	if length < 0 {
		length = len(text) - pos
	}
	return token{word, text[pos : pos+length], pos}, pos + length
}

func punctuation(c byte) (kind, bool) {
	switch c {
	case '(':
		return opens, true
	case ')':
		return closes, true
	case '[':
		return opensPart, true
	case ']':
		return closesPart, true
	}
	return end, false
}

// scanJSONString reads the string that begins with the quote at pos.
func scanJSONString(text string, pos int) (token, int) {
	for i := pos + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			var value string
			if json.Unmarshal([]byte(text[pos:i+1]), &value) != nil {
				return token{kind: broken, at: pos}, len(text)
			}
			return token{quoted, value, pos}, i + 1
		}
	}
	return token{kind: broken, at: pos}, len(text)
}
