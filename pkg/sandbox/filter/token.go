package filter

import (
	"strings"
	"unicode/utf8"
)

// kind is what a token of CREST's filter language is.
type kind int

const (
	end    kind = iota // of the text
	opens              // (
	closes             // )
	word               // a run of other characters
	quoted             // a string, unescaped
	broken             // a string without its closing quote
)

// A token is one piece of a filter and the place where it begins, in bytes.
type token struct {
	kind kind
	text string
	at   int
}

// is reports whether the token is the key word, in any letter case.
func (t token) is(keyword string) bool {
	return t.kind == word && strings.EqualFold(t.text, keyword)
}

// shown is the token for an error message.
func (t token) shown() string {
	switch t.kind {
	case end:
		return "the end"
	case broken:
		return "a string without its closing quote"
	default:
		return quote(t.text)
	}
}

// scan reads the token at or after pos and returns it and the place behind it.
//
// Only the blank separates tokens. Parentheses end a word; quotes and "!" do
// not, so that !a is one word. A string stands where a token begins, ends
// itself, and its backslash makes the next character literal, whatever it is.
func scan(text string, pos int) (token, int) {
	for pos < len(text) && text[pos] == ' ' {
		pos++
	}
	if pos == len(text) {
		return token{kind: end, at: pos}, pos
	}
	switch text[pos] {
	case '(':
		return token{opens, "(", pos}, pos + 1
	case ')':
		return token{closes, ")", pos}, pos + 1
	case '"', '\'':
		return scanString(text, pos)
	}
	length := strings.IndexAny(text[pos:], " ()")
	if length < 0 {
		length = len(text) - pos
	}
	return token{word, text[pos : pos+length], pos}, pos + length
}

// scanString reads the string that begins with the quote at pos.
func scanString(text string, pos int) (token, int) {
	var value strings.Builder
	for i := pos + 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == text[pos]:
			return token{quoted, value.String(), pos}, i + 1
		case c != '\\':
			value.WriteByte(c)
		case i+1 < len(text):
			i++
			value.WriteByte(text[i])
		}
	}
	return token{kind: broken, at: pos}, len(text)
}

// position counts the characters before a byte of text, from 1.
func position(text string, at int) int {
	return utf8.RuneCountInString(text[:at]) + 1
}
