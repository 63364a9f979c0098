package realm

import (
	"bytes"
	"unicode/utf8"
)

// A splice is a text that is edited in place. Lines count from 1, as the
// parser's do; offsets are in bytes.
type splice struct {
	text   []byte
	starts []int  // offset of the beginning of each line
	eol    string // what ends a line in this file
	step   int    // columns of one indentation
}

func newSplice(text []byte, root node) *splice {
	s := &splice{text: bytes.Clone(text), eol: "\n", step: indentStep(root)}
	if i := bytes.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		s.eol = "\r\n"
	}
	for at := 0; at < len(text); {
		s.starts = append(s.starts, at)
		i := bytes.IndexByte(text[at:], '\n')
		if i < 0 {
			break
		}
		at += i + 1
	}
	return s
}

func (s *splice) lines() int { return len(s.starts) }

// start returns the offset of a line's first byte; of the end for the line
// after the last.
func (s *splice) start(line int) int {
	if line > len(s.starts) {
		return len(s.text)
	}
	return s.starts[line-1]
}

// line returns a line without its end.
func (s *splice) line(line int) []byte {
	return bytes.TrimRight(s.text[s.start(line):s.start(line+1)], "\r\n")
}

// offset turns the parser's place, whose columns are characters, into bytes. A
// byte order mark takes no column.
func (s *splice) offset(line, column int) int {
	at := s.start(line)
	if line == 1 && bytes.HasPrefix(s.text, []byte("\ufeff")) {
		at += len("\ufeff")
	}
	for ; column > 1 && at < len(s.text); column-- {
		_, size := utf8.DecodeRune(s.text[at:])
		at += size
	}
	return at
}

// indent returns how many blanks a line begins with, and whether there is
// anything but a comment after them.
func (s *splice) indent(line int) (blanks int, content, comment bool) {
	l := s.line(line)
	trimmed := bytes.TrimLeft(l, " ")
	blanks = len(l) - len(trimmed)
	comment = bytes.HasPrefix(trimmed, []byte("#"))
	return blanks, len(bytes.TrimSpace(trimmed)) > 0, comment
}

// blockEnd returns the last line of an entry that begins on line with its key
// indented by blanks: lines that are indented deeper belong to it, blank lines
// only when such a line follows. With dashes, a list at the key's own
// indentation belongs to it too.
func (s *splice) blockEnd(line, blanks int, dashes bool) int {
	end := line
	for l := line + 1; l <= s.lines(); l++ {
		in, content, comment := s.indent(l)
		switch {
		case !content:
		case in > blanks:
			end = l
		case comment:
			// perhaps of what follows; it is taken when the entry goes on
		case dashes && in == blanks && bytes.HasPrefix(s.line(l)[in:], []byte("-")) && !bytes.HasPrefix(s.line(l)[in:], []byte("---")):
			end = l
		default:
			return end
		}
	}
	return end
}

// replace puts text in the place of the bytes from one offset to another.
func (s *splice) replace(from, to int, text string) {
	s.text = bytes.Join([][]byte{s.text[:from], []byte(text), s.text[to:]}, nil)
}

// insertAfter puts whole lines after a line, which gets an end if it had none.
func (s *splice) insertAfter(line int, text string) {
	at := s.start(line + 1)
	if at > 0 && s.text[at-1] != '\n' {
		text = s.eol + text
	}
	s.replace(at, at, text)
}

// valueEnd returns where the value that starts at an offset ends, for values
// on one line and flow collections; 0 when it cannot tell.
func (s *splice) valueEnd(at int, n node) int {
	if at >= len(s.text) {
		return at
	}
	switch c := s.text[at]; {
	case c == '"' || c == '\'':
		return s.quoteEnd(at)
	case c == '[' || c == '{':
		return s.flowEnd(at)
	case bytes.HasPrefix(s.text[at:], []byte(n.Value)):
		return at + len(n.Value)
	}
	return 0
}

// quoteEnd returns the offset after a quoted text.
func (s *splice) quoteEnd(at int) int {
	quote := s.text[at]
	for i := at + 1; i < len(s.text); i++ {
		switch {
		case quote == '"' && s.text[i] == '\\':
			i++
		case s.text[i] != quote:
		case quote == '\'' && i+1 < len(s.text) && s.text[i+1] == quote:
			i++
		default:
			return i + 1
		}
	}
	return 0
}

// flowEnd returns the offset after a flow collection.
func (s *splice) flowEnd(at int) int {
	depth := 0
	for i := at; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		case (c == '"' || c == '\'') && s.beginsScalar(i):
			if i = s.quoteEnd(i) - 1; i < 0 {
				return 0
			}
		case c == '#' && bytes.IndexByte([]byte(" \t\n"), s.text[i-1]) >= 0:
			n := bytes.IndexByte(s.text[i:], '\n')
			if n < 0 {
				return 0
			}
			i += n
		}
	}
	return 0
}

// beginsScalar reports whether a quote at an offset within a flow collection opens a
// quoted text; in the middle of a plain one (rock 'n' roll) it is a letter.
func (s *splice) beginsScalar(at int) bool {
	before := bytes.TrimRight(s.text[:at], " \t\n")
	return len(before) > 0 && bytes.IndexByte([]byte(",[{:"), before[len(before)-1]) >= 0
}
