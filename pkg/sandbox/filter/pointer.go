package filter

import (
	"net/url"
	"strings"
)

// A Pointer leads from a document to a value inside it, one member name or
// list index a step. The empty pointer is the document.
type Pointer []string

// ParsePointer reads "userName", "/userName" or "/name/last". A slash in front
// and slashes at the end mean nothing; steps are percent-decoded, and "~" is an
// ordinary character, unlike in RFC 6901. A broken escape is a *SyntaxError.
func ParsePointer(text string) (Pointer, error) {
	p, problem := parsePointer(text)
	if problem != "" {
		return nil, &SyntaxError{Position: 1, Problem: problem}
	}
	return p, nil
}

// parsePointer is ParsePointer for those who know a better position.
func parsePointer(text string) (p Pointer, problem string) {
	trimmed := strings.TrimPrefix(strings.TrimRight(text, "/"), "/")
	if trimmed == "" {
		return Pointer{}, ""
	}
	p = strings.Split(trimmed, "/")
	for i, step := range p {
		decoded, err := url.PathUnescape(step)
		if err != nil {
			return nil, "broken percent escape in the field " + quote(text)
		}
		p[i] = decoded
	}
	return p, ""
}

// String is the pointer with a slash before every step, escaped so that it
// parses to the same steps wherever it stands.
func (p Pointer) String() string {
	if len(p) == 0 {
		return "/"
	}
	var b strings.Builder
	for _, step := range p {
		b.WriteByte('/')
		b.WriteString(url.PathEscape(step))
	}
	return b.String()
}
