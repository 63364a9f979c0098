package filter

import (
	"fmt"
	"strconv"
	"strings"
)

// Parse reads a filter in CREST's language, the value of _queryFilter. Errors
// are of type *SyntaxError. Operators outside the language's own are accepted
// as long as they are words: which of them mean something is for
// [Semantics.Check] to say.
//
//	Expr    = And *( "or" And )
//	And     = Not *( "and" Not )
//	Not     = "!" Primary | Primary
//	Primary = "(" Expr ")" | Pointer "pr" | Pointer Op Value | "true" | "false"
//	Value   = "double quoted" | 'single quoted' | number | "true" | "false"
func Parse(text string) (Node, error) {
	p := parser{reader{text: text, scan: scan}}
	p.part = p.not
	return p.whole()
}

// A parser reads CREST's language.
type parser struct{ reader }

func (p *parser) not() (Node, error) {
	if !p.tok.is("!") {
		return p.primary()
	}
	p.advance()
	node, err := p.primary()
	return Not{node}, err
}

func (p *parser) primary() (Node, error) {
	switch {
	case p.tok.kind == opens:
		return p.group()
	case p.tok.is("true"), p.tok.is("false"):
		return Constant(strings.EqualFold(p.advance().text, "true")), nil
	case p.tok.kind == word:
		return p.condition()
	default:
		return nil, p.fail("expected a field, found " + p.tok.shown())
	}
}

// condition reads a field with what is said about it.
func (p *parser) condition() (Node, error) {
	field, problem := parsePointer(p.tok.text)
	if problem != "" {
		return nil, p.fail(problem)
	}
	name := p.advance()
	if p.tok.is("pr") {
		p.advance()
		return Present{field}, nil
	}
	if p.tok.kind != word || !isOperator(p.tok.text) {
		return nil, p.fail(fmt.Sprintf("expected an operator after %s, found %s", quote(name.text), p.tok.shown()))
	}
	op := p.advance().text
	value, ok := literal(p.tok)
	if !ok {
		return nil, p.fail(fmt.Sprintf("expected a value after %s, found %s", quote(op), p.tok.shown()))
	}
	p.advance()
	return Comparison{field, canonicalOperator(op), value}, nil
}

// isOperator reports whether a word has the shape of an operator.
func isOperator(text string) bool {
	for _, c := range []byte(text) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_', c == '.':
		default:
			return false
		}
	}
	return text != ""
}

// canonicalOperator is a core operator in lower case, another as it is.
func canonicalOperator(op string) string {
	if lower := strings.ToLower(op); isCore(lower) {
		return lower
	}
	return op
}

// literal is the value that a token stands for. Numbers with a point are
// floats, others are integers of 64 bits; there is no null.
func literal(t token) (value any, ok bool) {
	switch {
	case t.kind == quoted:
		return t.text, true
	case t.kind != word:
		return nil, false
	case t.is("true"), t.is("false"):
		return strings.EqualFold(t.text, "true"), true
	case strings.Contains(t.text, "."):
		if strings.Trim(t.text, "+-.0123456789eE") != "" {
			return nil, false // Go's infinities, hexadecimals and underscores
		}
		f, err := strconv.ParseFloat(t.text, 64)
		return f, err == nil
	default:
		n, err := strconv.ParseInt(t.text, 10, 64)
		return n, err == nil
	}
}
