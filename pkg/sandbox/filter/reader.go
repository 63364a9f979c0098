package filter

import "fmt"

// maxNesting is how many parentheses may be open at once. The open parser of
// the platform allows a depth of 256 and counts four for each of them.
const maxNesting = 63

// A reader reads a filter from left to right, one token ahead. What the two
// languages share is here: parts that are joined by and and or, and grouped by
// parentheses. What a token and a part are is the language's own.
type reader struct {
	text string
	scan func(text string, pos int) (token, int)
	part func() (Node, error)

	tok  token // the next one
	pos  int   // behind it
	open int   // parentheses
}

// whole reads all of the text.
func (r *reader) whole() (Node, error) {
	r.advance()
	node, err := r.or()
	if err != nil {
		return nil, err
	}
	if r.tok.kind != end {
		return nil, r.fail("expected and, or or the end, found " + r.tok.shown())
	}
	return node, nil
}

func (r *reader) advance() token {
	last := r.tok
	r.tok, r.pos = r.scan(r.text, r.pos)
	return last
}

// fail is an error at the next token.
func (r *reader) fail(problem string) error {
	return &SyntaxError{Position: position(r.text, r.tok.at), Problem: problem}
}

func (r *reader) or() (Node, error) {
	parts, err := r.chain("or", r.and)
	if len(parts) == 1 {
		return parts[0], err
	}
	return Or(parts), err
}

func (r *reader) and() (Node, error) {
	parts, err := r.chain("and", r.part)
	if len(parts) == 1 {
		return parts[0], err
	}
	return And(parts), err
}

// chain reads parts with keyword between them.
func (r *reader) chain(keyword string, part func() (Node, error)) ([]Node, error) {
	var parts []Node
	for {
		node, err := part()
		if err != nil {
			return nil, err
		}
		parts = append(parts, node)
		if !r.tok.is(keyword) {
			return parts, nil
		}
		r.advance()
	}
}

// group reads what stands in parentheses.
func (r *reader) group() (Node, error) {
	if r.open == maxNesting {
		return nil, r.fail(fmt.Sprintf("more than %d parentheses open at once", maxNesting))
	}
	r.advance()
	r.open++
	node, err := r.or()
	if err != nil {
		return nil, err
	}
	if r.tok.kind != closes {
		return nil, r.fail("expected ), found " + r.tok.shown())
	}
	r.advance()
	r.open--
	return node, nil
}
