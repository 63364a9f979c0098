package filter

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// ParseSCIM reads a filter in the subset of SCIM's language that PingOne
// speaks. Errors are of type *SyntaxError. Which attributes there are, and
// which operators each of them has, is for the caller to say: operators are
// accepted as long as they are words.
//
//	Expr    = And *( "or" And )
//	And     = Primary *( "and" Primary )
//	Primary = "(" Expr ")" | Path "pr" | Path Op Value | Path "[" Path Op Value "]"
//	Value   = "double quoted, as in JSON" | number | "true" | "false"
//
// Key words mean the same in any letter case. A path has dots between its
// steps; what stands in brackets is said of a part of the path before them, so
// that memberOfGroups[id eq "x"] is a comparison of memberOfGroups.id.
func ParseSCIM(text string) (Node, error) {
	p := scimParser{reader{text: text, scan: scanSCIM}}
	p.part = p.primary
	return p.whole()
}

// A scimParser reads SCIM's language.
type scimParser struct{ reader }

func (p *scimParser) primary() (Node, error) {
	switch p.tok.kind {
	case opens:
		return p.group()
	case word:
		return p.condition()
	default:
		return nil, p.fail("expected an attribute, found " + p.tok.shown())
	}
}

// condition reads an attribute with what is said about it or about a part of it.
func (p *scimParser) condition() (Node, error) {
	path, err := p.path()
	if err != nil {
		return nil, err
	}
	if p.tok.kind != opensPart {
		return p.relation(path)
	}
	p.advance()
	part, err := p.path()
	if err != nil {
		return nil, err
	}
	node, err := p.relation(append(path, part...))
	if err != nil {
		return nil, err
	}
	if p.tok.kind != closesPart {
		return nil, p.fail("expected ], found " + p.tok.shown())
	}
	p.advance()
	return node, nil
}

// path reads the steps of an attribute.
func (p *scimParser) path() (Pointer, error) {
	if p.tok.kind != word {
		return nil, p.fail("expected an attribute, found " + p.tok.shown())
	}
	path := Pointer(strings.Split(p.tok.text, "."))
	for _, step := range path {
		if !isAttribute(step) {
			return nil, p.fail(quote(p.tok.text) + " is no attribute")
		}
	}
	p.advance()
	return path, nil
}

// relation reads the operator and the value that follow an attribute.
func (p *scimParser) relation(path Pointer) (Node, error) {
	if p.tok.is("pr") {
		p.advance()
		return Present{path}, nil
	}
	if p.tok.kind != word || !isAttribute(p.tok.text) {
		return nil, p.fail(fmt.Sprintf("expected an operator after %s, found %s", quote(strings.Join(path, ".")),
			p.tok.shown()))
	}
	op := strings.ToLower(p.advance().text)
	value, ok := literalSCIM(p.tok)
	if !ok {
		return nil, p.fail(fmt.Sprintf("expected a value after %s, found %s", quote(op), p.tok.shown()))
	}
	p.advance()
	return Comparison{path, op, value}, nil
}

// isAttribute reports whether a word is an attribute's name: a letter, then
// letters, digits, hyphens and underscores.
func isAttribute(name string) bool {
	for i, c := range name {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || !(c >= '0' && c <= '9' || c == '-' || c == '_')) {
			return false
		}
	}
	return name != ""
}

// literalSCIM is the value that a token stands for: a literal of JSON other
// than null.
func literalSCIM(t token) (value any, ok bool) {
	switch {
	case t.kind == quoted:
		return t.text, true
	case t.kind != word:
		return nil, false
	case t.is("true"), t.is("false"):
		return strings.EqualFold(t.text, "true"), true
	}
	if n, err := strconv.ParseInt(t.text, 10, 64); err == nil && json.Valid([]byte(t.text)) {
		return n, true
	}
	if !json.Valid([]byte(t.text)) {
		return nil, false
	}
	f, err := strconv.ParseFloat(t.text, 64)
	return f, err == nil
}
