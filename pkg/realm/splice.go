package realm

import (
	"bytes"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

type node = *yaml.Node

// indentStep returns by how many columns the file indents its first nested
// mapping, or 2.
func indentStep(root node) int {
	for i := 1; i < len(root.Content); i += 2 {
		n := root.Content[i]
		if isBlock(n) && n.Kind == yaml.MappingNode && len(n.Content) > 0 {
			if step := n.Content[0].Column - root.Content[0].Column; step >= 2 && step <= 9 {
				return step
			}
		}
	}
	return 2
}

func isBlock(n node) bool {
	return n.Kind&(yaml.MappingNode|yaml.SequenceNode) != 0 && n.Style&yaml.FlowStyle == 0
}

// reads reports whether the text says what the tree says.
func (s *splice) reads(want node) bool {
	edited := Editor{text: s.text}
	got, err := edited.root()
	return err == nil && sameTree(got, want)
}

// put edits the text so that the value stands at path. It reports false where
// it does not know how; the caller checks what it did.
func (s *splice) put(root node, path []string, v node) bool {
	n := root
	for i, key := range path {
		if n.Kind != yaml.MappingNode {
			return false
		}
		at := keyIndex(n, key)
		if at < 0 {
			return s.insert(n, key, nest(path[i+1:], v))
		}
		old := n.Content[at+1]
		if i == len(path)-1 || isEmpty(old) {
			return s.set(n, at, nest(path[i+1:], v))
		}
		n = old
	}
	return false
}

// insert adds an entry at the end of a mapping.
func (s *splice) insert(m node, key string, v node) bool {
	entry := newMapping(0)
	entry.add(key, v)
	if len(m.Content) == 0 {
		if m.Line > 0 { // {} at the top: nobody writes this
			return false
		}
		s.insertAfter(s.lines(), s.block(entry.node, 0))
		return true
	}
	if !isBlock(m) {
		return s.insertFlow(m, entry.node)
	}
	last := m.Content[len(m.Content)-2]
	end := s.blockEnd(last.Line, last.Column-1, isBlock(m.Content[len(m.Content)-1]))
	s.insertAfter(end, s.block(entry.node, last.Column-1))
	return true
}

// insertFlow adds an entry after the last one of a flow mapping.
func (s *splice) insertFlow(m, entry node) bool {
	last := m.Content[len(m.Content)-1]
	end := s.valueEnd(s.offset(last.Line, last.Column), last)
	if end == 0 {
		return false
	}
	flow := s.flow(entry)
	s.replace(end, end, ", "+strings.TrimSuffix(strings.TrimPrefix(flow, "{"), "}"))
	return true
}

// set replaces the value of the entry at Content[at] of a mapping.
func (s *splice) set(m node, at int, v node) bool {
	key, old := m.Content[at], m.Content[at+1]
	if old.Anchor != "" || old.Kind == yaml.AliasNode {
		return false
	}
	switch {
	case isBlock(m) && isBlock(v) && isEmpty(old):
		return s.setBlock(key, old, v)
	case isBlock(old) && old.Kind == yaml.SequenceNode && v.Kind == yaml.SequenceNode && len(v.Content) > 0:
		return s.setItems(key, old, v)
	case isBlock(old) && old.Line > key.Line:
		return s.setInline(key, old, v)
	}
	from := s.offset(old.Line, old.Column)
	to := s.valueEnd(from, old)
	if to == 0 {
		return false
	}
	text := s.flow(v)
	if from == to { // nothing stood there: the place is right after the colon
		text = " " + text
	}
	s.replace(from, to, text)
	return true
}

// setBlock writes a block mapping below a key that had nothing, or {}.
func (s *splice) setBlock(key, old, v node) bool {
	from := s.offset(old.Line, old.Column)
	to := from
	if old.Kind == yaml.MappingNode {
		if to = s.flowEnd(from); to == 0 {
			return false
		}
		from = len(bytes.TrimRight(s.text[:from], " "))
	}
	line := 1 + bytes.Count(s.text[:to], []byte("\n"))
	s.insertAfter(line, s.block(v, key.Column-1+s.step))
	s.replace(from, to, "")
	return true
}

// setItems rewrites a list of one line an item. Items that stay keep their
// line, with its comment.
func (s *splice) setItems(key, old, v node) bool {
	lines := map[string]string{}
	for _, item := range old.Content {
		if item.Kind != yaml.ScalarNode {
			return false
		}
		lines[item.Value] = string(s.line(item.Line)) + s.eol
	}
	dash := strings.Repeat(" ", old.Column-1) + "- "
	var b strings.Builder
	for _, item := range v.Content {
		l, ok := lines[item.Value]
		if !ok {
			l = dash + s.flow(item) + s.eol
		}
		b.WriteString(l)
	}
	first := old.Content[0].Line
	end := s.blockEnd(key.Line, key.Column-1, true)
	s.replace(s.start(first), s.start(end+1), b.String())
	return true
}

// setInline writes a value beside its key in the place of lines below it.
func (s *splice) setInline(key, old, v node) bool {
	colon := s.valueEnd(s.offset(key.Line, key.Column), key)
	if colon == 0 || colon >= len(s.text) || s.text[colon] != ':' {
		return false
	}
	end := s.blockEnd(key.Line, key.Column-1, old.Kind == yaml.SequenceNode)
	s.replace(s.start(key.Line+1), s.start(end+1), "")
	s.replace(colon+1, colon+1, " "+s.flow(v))
	return true
}

// drop removes the entry at path, with the comment lines that stand right
// above it.
func (s *splice) drop(root node, path []string) bool {
	m := lookup(root, path[:len(path)-1])
	at := keyIndex(m, path[len(path)-1])
	key, old := m.Content[at], m.Content[at+1]
	if !isBlock(m) {
		return s.dropFlow(m, at)
	}
	if at == 0 && m != root && key.Line == lookupKey(root, path[:len(path)-1]).Line {
		return false
	}
	from, end := s.commentStart(key), s.blockEnd(key.Line, key.Column-1, isBlock(old))
	if s.blank(from-1) && (end == s.lines() || s.blank(end+1)) {
		from-- // one blank line is enough
	}
	s.replace(s.start(from), s.start(end+1), "")
	return true
}

// lookupKey returns the key node of the entry at path.
func lookupKey(root node, path []string) node {
	m := lookup(root, path[:len(path)-1])
	return m.Content[keyIndex(m, path[len(path)-1])]
}

// commentStart returns the first of the comment lines right above a key, at
// its indentation. A comment that opens the file is about the file.
func (s *splice) commentStart(key node) int {
	from := key.Line
	for from > 1 {
		in, _, comment := s.indent(from - 1)
		if !comment || in != key.Column-1 {
			return from
		}
		from--
	}
	return key.Line
}

func (s *splice) blank(line int) bool {
	return line >= 1 && line <= s.lines() && len(bytes.TrimSpace(s.line(line))) == 0
}

// dropFlow removes an entry of a flow mapping, with one comma.
func (s *splice) dropFlow(m node, at int) bool {
	key, old := m.Content[at], m.Content[at+1]
	from := s.offset(key.Line, key.Column)
	to := s.valueEnd(s.offset(old.Line, old.Column), old)
	if to == 0 {
		return false
	}
	switch {
	case at+2 < len(m.Content):
		next := m.Content[at+2]
		to = s.offset(next.Line, next.Column)
	case at > 0:
		from = max(bytes.LastIndexByte(s.text[:from], ','), 0)
	}
	s.replace(from, to, "")
	return true
}

// block renders a mapping as whole lines, indented by blanks.
func (s *splice) block(n node, blanks int) string {
	data, err := yaml.Dump(clone(n), yaml.WithIndent(s.step), yaml.WithLineWidth(-1))
	if err != nil {
		return ""
	}
	var b strings.Builder
	for line := range strings.Lines(string(data)) {
		b.WriteString(strings.Repeat(" ", blanks) + strings.TrimSuffix(line, "\n") + s.eol)
	}
	return b.String()
}

// clone copies a tree of our own making, which holds no alias. The YAML writer
// takes tags away from the nodes that it is given.
func clone(n node) node {
	c := *n
	c.Content = slices.Clone(n.Content)
	for i, child := range c.Content {
		c.Content[i] = clone(child)
	}
	return &c
}

// flow renders a value on one line.
func (s *splice) flow(n node) string {
	data, err := yaml.Dump(flowing(n), yaml.WithLineWidth(-1))
	if err != nil {
		return ""
	}
	return strings.TrimRight(string(data), "\n")
}

// flowing returns a copy of n in which nothing needs a line of its own. Inside
// a flow collection a plain scalar has to be quoted for more reasons, so a
// scalar alone is quoted as if it stood in one.
func flowing(n node) node {
	flat := clone(n)
	flatten(flat)
	return flat
}

func flatten(n node) {
	switch {
	case n.Kind != yaml.ScalarNode:
		n.Style |= yaml.FlowStyle
	case strings.ContainsAny(n.Value, "\r\n,[]{}"):
		n.Style = yaml.DoubleQuotedStyle
	}
	for _, c := range n.Content {
		flatten(c)
	}
}
