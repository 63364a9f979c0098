package render

import "bytes"

// extractor finds the values of some paths in one pass over a document.
type extractor struct {
	root   node
	fields []field
}

// field is what a path led to: raw is the value's text, nil if there is none.
// Where the path met a list, rest holds the names still to follow inside it.
type field struct {
	raw  []byte
	rest []string
}

// node is a name on the way to one or more of the wanted values.
type node struct {
	name   string
	kids   []*node
	ends   []int  // columns whose path ends here
	beyond []leaf // columns whose path goes on
}

type leaf struct {
	column int
	rest   []string
}

// newExtractor wants the values of paths, in that order; a path that names
// nothing is a *[UsageError].
func newExtractor(paths []string) (*extractor, error) {
	x := &extractor{fields: make([]field, len(paths))}
	for column, path := range paths {
		names, err := splitPath(path)
		if err != nil {
			return nil, &UsageError{Option: "--columns", Given: path, Offset: 0, Detail: err.Error()}
		}
		n := &x.root
		for i, name := range names {
			n = n.add(name)
			if rest := names[i+1:]; len(rest) > 0 {
				n.beyond = append(n.beyond, leaf{column, rest})
			}
		}
		n.ends = append(n.ends, column)
	}
	return x, nil
}

func (n *node) add(name string) *node {
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	k := &node{name: name}
	n.kids = append(n.kids, k)
	return k
}

// kid returns the wanted name that the JSON text between two quotes spells.
func (n *node) kid(text []byte) *node {
	for _, k := range n.kids {
		if string(text) == k.name {
			return k
		}
	}
	if bytes.IndexByte(text, '\\') < 0 {
		return nil
	}
	plain := appendUnescaped(nil, text)
	for _, k := range n.kids {
		if string(plain) == k.name {
			return k
		}
	}
	return nil
}

// extract returns the wanted values, valid until the next call; of a name that
// occurs twice the last counts. A document that is not one object is a
// *[SyntaxError].
func (x *extractor) extract(doc []byte) ([]field, error) {
	clear(x.fields)
	i := skipSpace(doc, 0)
	if i == len(doc) || doc[i] != '{' {
		return nil, syntaxError(doc, i)
	}
	if i = x.object(doc, i, &x.root, 1); i < 0 {
		return nil, syntaxError(doc, ^i)
	}
	if i = skipSpace(doc, i); i < len(doc) {
		return nil, syntaxError(doc, i)
	}
	return x.fields, nil
}

func (x *extractor) object(b []byte, i int, n *node, depth int) int {
	if i = skipSpace(b, i+1); i < len(b) && b[i] == '}' {
		return i + 1
	}
	for {
		if i = x.member(b, i, n, depth); i < 0 {
			return i
		}
		if i = skipSpace(b, i); i >= len(b) {
			return ^i
		}
		switch b[i] {
		case ',':
			i = skipSpace(b, i+1)
		case '}':
			return i + 1
		default:
			return ^i
		}
	}
}

func (x *extractor) member(b []byte, i int, n *node, depth int) int {
	if i >= len(b) || b[i] != '"' {
		return ^i
	}
	end := skipString(b, i)
	if end < 0 {
		return end
	}
	kid := n.kid(b[i+1 : end-1])
	if i = skipColon(b, end); i < 0 {
		return i
	}
	if kid == nil {
		return skipValue(b, i, depth)
	}
	return x.value(b, i, kid, depth)
}

func (x *extractor) value(b []byte, i int, n *node, depth int) int {
	for _, l := range n.beyond {
		x.fields[l.column] = field{}
	}
	end := 0
	if i < len(b) && b[i] == '{' && len(n.kids) > 0 && depth < maxDepth {
		end = x.object(b, i, n, depth+1)
	} else {
		end = skipValue(b, i, depth)
	}
	if end < 0 {
		return end
	}
	if b[i] == '[' {
		for _, l := range n.beyond {
			x.fields[l.column] = field{b[i:end], l.rest}
		}
	}
	for _, column := range n.ends {
		x.fields[column] = field{raw: b[i:end]}
	}
	return end
}
