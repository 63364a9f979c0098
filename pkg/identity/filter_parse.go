package identity

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds the nesting of a filter; services refuse about 60 levels.
const maxDepth = 60

// A SyntaxError is a mistake in a filter, with the place of it.
type SyntaxError struct {
	// Column counts characters from 1.
	Column int
	// Words say what was expected.
	Words string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("column %d: %s", e.Column, e.Words) }

// ParseFilter reads the portable filter language:
//
//	mail sw "a" and (active = true or not title pr)
//	userName in ("ann", "bob") and created >= 2026-01-01
//
// A mistake is a *[SyntaxError].
func ParseFilter(text string) (Filter, error) {
	if err := checkUTF8(text); err != nil {
		return nil, err
	}
	p := &filterParser{scan: scanner{text: text}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.tok.kind == tokEnd {
		return nil, p.expected("a condition, such as mail sw \"a\"")
	}
	f, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokEnd {
		return nil, p.expected("and, or, or the end")
	}
	return f, nil
}

// checkUTF8 refuses bytes that no service could be sent as they are.
func checkUTF8(text string) error {
	if utf8.ValidString(text) {
		return nil
	}
	column := 1
	for rest := text; ; column++ {
		r, n := utf8.DecodeRuneInString(rest)
		if r == utf8.RuneError && n == 1 {
			return &SyntaxError{Column: column, Words: "this is not UTF-8"}
		}
		rest = rest[n:]
	}
}

type filterParser struct {
	scan      scanner
	tok, last token
}

func (p *filterParser) advance() (err error) {
	p.last = p.tok
	p.tok, err = p.scan.next()
	return err
}

func (p *filterParser) word(w string) bool {
	return p.tok.kind == tokWord && strings.EqualFold(p.tok.text, w)
}

// expected says what should stand where the parser is, and after what.
func (p *filterParser) expected(what string) error {
	words := "expected " + what
	if p.last.text != "" {
		words += fmt.Sprintf(" after %s", p.last.shown())
	}
	if p.tok.kind != tokEnd {
		words += fmt.Sprintf(", found %s", p.tok.shown())
	}
	return &SyntaxError{Column: p.tok.column, Words: words}
}

func (p *filterParser) or(depth int) (Filter, error) {
	return p.chain("or", depth, p.and, func(parts []Filter) Filter { return Or(parts) })
}

func (p *filterParser) and(depth int) (Filter, error) {
	return p.chain("and", depth, p.not, func(parts []Filter) Filter { return And(parts) })
}

// chain reads one or more parts with a word between them.
func (p *filterParser) chain(word string, depth int, part func(int) (Filter, error), join func([]Filter) Filter) (Filter, error) {
	first, err := part(depth)
	if err != nil {
		return nil, err
	}
	parts := []Filter{first}
	for p.word(word) {
		if err := p.advance(); err != nil {
			return nil, err
		}
		f, err := part(depth)
		if err != nil {
			return nil, err
		}
		parts = append(parts, f)
	}
	if len(parts) == 1 {
		return first, nil
	}
	return join(parts), nil
}

func (p *filterParser) not(depth int) (Filter, error) {
	if depth > maxDepth {
		return nil, &SyntaxError{Column: p.tok.column, Words: fmt.Sprintf("nested more than %d deep", maxDepth)}
	}
	if p.word("not") {
		if err := p.advance(); err != nil {
			return nil, err
		}
		f, err := p.not(depth + 1)
		if err != nil {
			return nil, err
		}
		return Not{f}, nil
	}
	if p.tok.kind == tokOpen {
		return p.bracketed(depth)
	}
	return p.condition()
}

func (p *filterParser) bracketed(depth int) (Filter, error) {
	open := p.tok
	if err := p.advance(); err != nil {
		return nil, err
	}
	f, err := p.or(depth + 1)
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokClose {
		return nil, p.expected(fmt.Sprintf("and, or, or the ) that closes column %d", open.column))
	}
	return f, p.advance()
}

func (p *filterParser) condition() (Filter, error) {
	if p.tok.kind != tokWord || reserved(p.tok.text) {
		return nil, p.expected("an attribute")
	}
	attribute := p.tok.text
	if err := p.advance(); err != nil {
		return nil, err
	}
	switch {
	case p.word("pr"):
		return Present{attribute}, p.advance()
	case p.word("in"):
		return p.oneOf(attribute)
	}
	op, err := p.operator()
	if err != nil {
		return nil, err
	}
	v, err := p.value()
	if err != nil {
		return nil, err
	}
	return Comparison{attribute, op, v}, nil
}

// oneOf reads the list of "in" as a chain of equalities.
func (p *filterParser) oneOf(attribute string) (Filter, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.tok.kind != tokOpen {
		return nil, p.expected("( and a list of values")
	}
	var any Or
	for p.tok.kind == tokOpen || p.tok.kind == tokComma {
		if err := p.advance(); err != nil {
			return nil, err
		}
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		any = append(any, Comparison{attribute, Equal, v})
	}
	if p.tok.kind != tokClose {
		return nil, p.expected(", or )")
	}
	if len(any) == 1 {
		return any[0], p.advance()
	}
	return any, p.advance()
}

func (p *filterParser) operator() (Op, error) {
	op, known := operator(p.tok)
	if !known {
		return "", p.expected(p.operatorsExpected())
	}
	return op, p.advance()
}

func (p *filterParser) operatorsExpected() string {
	portable := map[string]string{"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
	if sign, ok := portable[strings.ToLower(p.tok.text)]; ok && p.tok.kind == tokWord {
		return sign + " (--filter takes the platform's own words)"
	}
	return "= != < <= > >= sw ew co has in or pr"
}

func (p *filterParser) value() (Value, error) {
	v, ok := p.tok.value()
	if !ok {
		return Value{}, p.expected("a value")
	}
	return v, p.advance()
}

func operator(t token) (Op, bool) {
	switch t.kind {
	case tokSign:
		return Op(t.text), true
	case tokWord:
		switch op := Op(strings.ToLower(t.text)); op {
		case StartsWith, EndsWith, Contains, Has:
			return op, true
		}
	}
	return "", false
}

func reserved(word string) bool {
	switch strings.ToLower(word) {
	case "and", "or", "not", "in", "pr", "true", "false", "null":
		return true
	}
	return false
}
