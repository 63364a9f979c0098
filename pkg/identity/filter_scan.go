package identity

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

type tokenKind int

const (
	tokEnd tokenKind = iota
	tokWord
	tokText
	tokNumber
	tokDate
	tokSign
	tokOpen
	tokClose
	tokComma
)

// A token of the filter language; text is the decoded string of a tokText.
type token struct {
	kind   tokenKind
	text   string
	column int
}

func (t token) shown() string {
	if t.kind == tokText {
		return Value{Kind: Text, Text: t.text}.String()
	}
	return `"` + t.text + `"`
}

func (t token) value() (Value, bool) {
	switch t.kind {
	case tokText:
		return Value{Text, t.text}, true
	case tokNumber:
		return Value{Number, t.text}, true
	case tokDate:
		return Value{Date, t.text}, true
	case tokWord:
		if b := strings.ToLower(t.text); b == "true" || b == "false" {
			return Value{Bool, b}, true
		}
	}
	return Value{}, false
}

type scanner struct {
	text string
	pos  int // bytes read
}

func (s *scanner) column() int { return utf8.RuneCountInString(s.text[:s.pos]) + 1 }

func (s *scanner) wrong(column int, format string, args ...any) error {
	return &SyntaxError{Column: column, Words: fmt.Sprintf(format, args...)}
}

func (s *scanner) next() (token, error) {
	for s.pos < len(s.text) && strings.IndexByte(" \t\r\n", s.text[s.pos]) >= 0 {
		s.pos++
	}
	t := token{column: s.column()}
	if s.pos == len(s.text) {
		return t, nil
	}
	switch c := s.text[s.pos]; {
	case c == '(':
		return s.single(t, tokOpen)
	case c == ')':
		return s.single(t, tokClose)
	case c == ',':
		return s.single(t, tokComma)
	case c == '=' || c == '!' || c == '<' || c == '>':
		return s.sign(t)
	case c == '"' || c == '\'':
		return s.quoted(t, c)
	case c == '-' || c == '+' || isDigit(c):
		return s.numeral(t)
	default:
		return s.word(t)
	}
}

func (s *scanner) single(t token, k tokenKind) (token, error) {
	t.kind, t.text = k, s.text[s.pos:s.pos+1]
	s.pos++
	return t, nil
}

func (s *scanner) sign(t token) (token, error) {
	start := s.pos
	for s.pos < len(s.text) && strings.IndexByte("=!<>", s.text[s.pos]) >= 0 {
		s.pos++
	}
	t.kind, t.text = tokSign, s.text[start:s.pos]
	switch Op(t.text) {
	case Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual:
		return t, nil
	}
	return t, s.wrong(t.column, "unknown operator %q; there are = != < <= > >=", t.text)
}

// quoted reads a string in either quote, with JSON's escapes and \'.
func (s *scanner) quoted(t token, quote byte) (token, error) {
	var b strings.Builder
	for i := s.pos + 1; i < len(s.text); i++ {
		switch c := s.text[i]; c {
		case quote:
			s.pos = i + 1
			t.kind, t.text = tokText, b.String()
			return t, nil
		case '\\':
			decoded, n := unescape(s.text[i:])
			if n == 0 {
				s.pos = i
				return t, s.wrong(s.column(), `unknown escape; a backslash is written \\`)
			}
			b.WriteString(decoded)
			i += n - 1
		default:
			b.WriteByte(c)
		}
	}
	return t, s.wrong(t.column, "this string is not closed")
}

// unescape decodes the escape that text begins with and returns its length, 0 if there is none.
func unescape(text string) (string, int) {
	if len(text) < 2 {
		return "", 0
	}
	if text[1] == '\'' {
		return "'", 2
	}
	n := 2
	if text[1] == 'u' {
		n = 6
		if len(text) >= 12 && text[6:8] == `\u` && isHighSurrogate(text[2:6]) {
			n = 12
		}
	}
	if len(text) < n {
		return "", 0
	}
	var decoded string
	if json.Unmarshal([]byte(`"`+text[:n]+`"`), &decoded) != nil {
		return "", 0
	}
	return decoded, n
}

func isHighSurrogate(hex string) bool {
	return strings.EqualFold(hex[:1], "d") && strings.ContainsAny(hex[1:2], "89abAB")
}

// numeral reads a JSON number, a date (2026-01-31) or a time (RFC 3339).
func (s *scanner) numeral(t token) (token, error) {
	t.text = s.run(func(c byte) bool {
		return isDigit(c) || isLetter(c) || strings.IndexByte("+-.:", c) >= 0
	})
	if isNumber(t.text) {
		t.kind = tokNumber
		return t, nil
	}
	if isDate(t.text) {
		t.kind = tokDate
		return t, nil
	}
	return t, s.wrong(t.column, "%q is neither a number nor a date such as 2026-01-31 or 2026-01-31T08:00:00Z; put text in quotes", t.text)
}

// isNumber reports whether text is a number as JSON writes it, with nothing around it.
func isNumber(text string) bool {
	if text == "" || text[0] != '-' && !isDigit(text[0]) || !isDigit(text[len(text)-1]) {
		return false
	}
	return json.Valid([]byte(text))
}

func isDate(text string) bool {
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	return false
}

func (s *scanner) word(t token) (token, error) {
	t.kind = tokWord
	t.text = s.run(func(c byte) bool {
		return isLetter(c) || isDigit(c) || strings.IndexByte("_.-/", c) >= 0
	})
	if t.text == "" {
		r, _ := utf8.DecodeRuneInString(s.text[s.pos:])
		return t, s.wrong(t.column, "unexpected %q", r)
	}
	return t, nil
}

func (s *scanner) run(in func(byte) bool) string {
	start := s.pos
	for s.pos < len(s.text) && in(s.text[s.pos]) {
		s.pos++
	}
	return s.text[start:s.pos]
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
