package aic

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// This file is a second reading of the filter grammar, written from its
// description and sharing nothing with the compiler that it is held against.

type crestNode struct {
	op    string // and, or, !, pr, an operator, true, false
	field string
	value any // string, int64, float64 or bool
	parts []*crestNode
}

// String is the canonical text of the vectors.
func (n *crestNode) String() string {
	switch n.op {
	case "true", "false":
		return n.op
	case "and", "or":
		parts := make([]string, len(n.parts))
		for i, p := range n.parts {
			parts[i] = p.String()
		}
		return "(" + strings.Join(parts, " "+n.op+" ") + ")"
	case "!":
		return "! (" + n.parts[0].String() + ")"
	case "pr":
		return n.field + " pr"
	}
	value := fmt.Sprint(n.value)
	if s, ok := n.value.(string); ok {
		value = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	}
	return n.field + " " + n.op + " " + value
}

type crestToken struct {
	text   string
	quoted bool
}

type crestReader struct {
	tokens []crestToken
	depth  int
}

// parseCrest reads a filter; only a blank separates, quotes hold anything, a
// backslash inside them makes the next character literal.
func parseCrest(text string) (*crestNode, error) {
	tokens, err := crestTokens(text)
	if err != nil {
		return nil, err
	}
	r := &crestReader{tokens: tokens}
	n, err := r.or()
	if err == nil && len(r.tokens) > 0 {
		err = fmt.Errorf("more after the end: %q", r.tokens[0].text)
	}
	return n, err
}

func crestTokens(text string) ([]crestToken, error) {
	var tokens []crestToken
	for i := 0; i < len(text); {
		switch c := text[i]; c {
		case ' ':
			i++
		case '(', ')':
			tokens = append(tokens, crestToken{text: string(c)})
			i++
		case '"', '\'':
			var b strings.Builder
			closed := false
			for i++; i < len(text) && !closed; i++ {
				switch {
				case text[i] == c:
					closed = true
				case text[i] == '\\' && i+1 < len(text):
					i++
					b.WriteByte(text[i])
				case text[i] == '\\':
					return nil, fmt.Errorf("a lone backslash")
				default:
					b.WriteByte(text[i])
				}
			}
			if !closed {
				return nil, fmt.Errorf("a string without an end")
			}
			tokens = append(tokens, crestToken{b.String(), true})
		default:
			j := i
			for j < len(text) && strings.IndexByte(" ()", text[j]) < 0 {
				j++
			}
			tokens = append(tokens, crestToken{text: text[i:j]})
			i = j
		}
	}
	return tokens, nil
}

func (r *crestReader) next() (crestToken, error) {
	if len(r.tokens) == 0 {
		return crestToken{}, fmt.Errorf("it ends too early")
	}
	t := r.tokens[0]
	r.tokens = r.tokens[1:]
	return t, nil
}

func (r *crestReader) peek(word string) bool {
	return len(r.tokens) > 0 && !r.tokens[0].quoted && strings.EqualFold(r.tokens[0].text, word)
}

func (r *crestReader) or() (*crestNode, error)  { return r.chain("or", r.and) }
func (r *crestReader) and() (*crestNode, error) { return r.chain("and", r.not) }

func (r *crestReader) chain(word string, part func() (*crestNode, error)) (*crestNode, error) {
	// The real parser counts four levels a bracket and stops at 256.
	if r.depth++; r.depth > 128 {
		return nil, fmt.Errorf("nested too deeply")
	}
	defer func() { r.depth-- }()
	first, err := part()
	if err != nil {
		return nil, err
	}
	parts := []*crestNode{first}
	for r.peek(word) {
		_, _ = r.next()
		p, err := part()
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	if len(parts) == 1 {
		return first, nil
	}
	return &crestNode{op: word, parts: parts}, nil
}

func (r *crestReader) not() (*crestNode, error) {
	if !r.peek("!") {
		return r.primary()
	}
	_, _ = r.next()
	n, err := r.primary()
	return &crestNode{op: "!", parts: []*crestNode{n}}, err
}

func (r *crestReader) primary() (*crestNode, error) {
	t, err := r.next()
	if err != nil {
		return nil, err
	}
	switch {
	case t.quoted:
		return nil, fmt.Errorf("a string where a field should be")
	case t.text == "(":
		n, err := r.or()
		if err != nil {
			return nil, err
		}
		if c, err := r.next(); err != nil || c.quoted || c.text != ")" {
			return nil, fmt.Errorf("a bracket that is not closed")
		}
		return n, nil
	case strings.EqualFold(t.text, "true"), strings.EqualFold(t.text, "false"):
		return &crestNode{op: strings.ToLower(t.text)}, nil
	case t.text == ")":
		return nil, fmt.Errorf("a bracket that is not open")
	}
	return r.comparison("/" + strings.TrimSuffix(strings.TrimPrefix(t.text, "/"), "/"))
}

func (r *crestReader) comparison(field string) (*crestNode, error) {
	op, err := r.next()
	if err != nil {
		return nil, err
	}
	if !op.quoted && strings.EqualFold(op.text, "pr") {
		return &crestNode{op: "pr", field: field}, nil
	}
	for _, c := range op.text {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.') {
			return nil, fmt.Errorf("no operator: %q", op.text)
		}
	}
	value, err := r.next()
	if err != nil {
		return nil, err
	}
	n := &crestNode{op: coreOperator(op.text), field: field}
	switch {
	case value.quoted:
		n.value = value.text
	case strings.EqualFold(value.text, "true"), strings.EqualFold(value.text, "false"):
		n.value = strings.EqualFold(value.text, "true")
	case strings.Contains(value.text, "."):
		n.value, err = strconv.ParseFloat(value.text, 64)
	default:
		n.value, err = strconv.ParseInt(value.text, 10, 64)
	}
	return n, err
}

func coreOperator(op string) string {
	switch lower := strings.ToLower(op); lower {
	case "eq", "co", "sw", "lt", "le", "gt", "ge":
		return lower
	}
	return op
}

// TestCrestParser holds the second reading against the recorded facts of the first.
func TestCrestParser(t *testing.T) {
	t.Parallel()
	var vectors struct {
		Cases []struct {
			ID, Filter, Canonical string
			Valid                 bool
		} `json:"cases"`
	}
	sharedJSON(t, &vectors, "vectors", "crest", "query-filter-parse.json")
	skip := map[string]string{}
	for _, v := range vectors.Cases {
		if why, skipped := skip[v.ID]; skipped {
			t.Logf("NOT CHECKED: %s: %s", v.ID, why)
			continue
		}
		n, err := parseCrest(v.Filter)
		if (err == nil) != v.Valid {
			t.Errorf("%s %q: %v; valid is %v", v.ID, v.Filter, err, v.Valid)
			continue
		}
		if v.Valid && v.Canonical != "" && n.String() != v.Canonical {
			t.Errorf("%s %q: got %s, want %s", v.ID, v.Filter, n, v.Canonical)
		}
	}
}
