package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ShellWord is text as one word of a command that a person may paste: as it is where
// that is safe, else in quotes.
func ShellWord(text string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./@:+"
	if text != "" && strings.Trim(text, plain) == "" {
		return text
	}
	return shellQuote(text)
}

// shellQuote is one word of bash that stands for text, whatever is in it but NUL.
// It is in single quotes, where nothing is special; a single quote, and what would
// not be seen or would act on a terminal, is put between two such pieces.
func shellQuote(text string) string {
	var q quoter
	q.add(text)
	return q.word()
}

// quoteBody is shellQuote with the strings that hold a secret replaced.
func quoteBody(body []byte, secrets []Replacement) string {
	var q quoter
	rest := body
	for len(rest) > 0 && len(secrets) > 0 {
		start := bytes.IndexByte(rest, '"')
		if start < 0 {
			break
		}
		q.add(string(rest[:start]))
		rest = rest[start:]
		end := stringEnd(rest)
		if end < 0 {
			break
		}
		if name := variable(rest[:end], secrets); name != "" {
			q.add(`"`)
			q.special(`"$` + name + `"`)
			q.add(`"`)
		} else {
			q.add(string(rest[:end]))
		}
		rest = rest[end:]
	}
	q.add(string(rest))
	return q.word()
}

// variable is the name of the variable that stands for a JSON string, or "".
func variable(literal []byte, secrets []Replacement) string {
	var text string
	if json.Unmarshal(literal, &text) != nil {
		return ""
	}
	for _, s := range secrets {
		if s.Secret != "" && s.Secret == text {
			return s.Variable
		}
	}
	return ""
}

// A quoter builds one word of bash from pieces in single quotes and others.
type quoter struct {
	b      strings.Builder
	quoted bool // a single quote is open
}

func (q *quoter) add(text string) {
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == '\'':
			q.special(`\'`)
		case r != '\n' && (!unicode.IsPrint(r) || r == utf8.RuneError && size == 1):
			q.special("$'" + hexBytes(text[:size]) + "'")
		default:
			q.open()
			q.b.WriteString(text[:size])
		}
		text = text[size:]
	}
}

// special adds a piece that stands outside of single quotes.
func (q *quoter) special(piece string) {
	if q.quoted {
		q.b.WriteByte('\'')
		q.quoted = false
	}
	q.b.WriteString(piece)
}

func (q *quoter) open() {
	if !q.quoted {
		q.b.WriteByte('\'')
		q.quoted = true
	}
}

func (q *quoter) word() string {
	if q.b.Len() == 0 {
		q.open()
	}
	q.special("")
	return q.b.String()
}

// hexBytes writes bytes in the way of bash's $'…', which any locale reads alike.
func hexBytes(text string) string {
	var b strings.Builder
	for i := range len(text) {
		fmt.Fprintf(&b, `\x%02x`, text[i])
	}
	return b.String()
}
