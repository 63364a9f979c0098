package render

import "errors"

var errSingle = errors.New("a second object where one was named")

const (
	oneIndent = "  "
	// maxIndent bounds what a deeply nested document costs.
	maxIndent = 40
)

// pretty shows valid JSON on a terminal.
type pretty struct {
	color  bool
	indent bool // one member a line; otherwise everything on one line
}

// append appends raw, in one pass over its tokens, as if it stood at depth.
func (p *pretty) append(dst, raw []byte, depth int) []byte {
	for i := 0; i < len(raw); {
		switch c := raw[i]; c {
		case ' ', '\n', '\r', '\t':
			i++
		case '{', '[':
			dst = append(dst, c)
			if i = skipSpace(raw, i+1); raw[i] == c+2 {
				dst = append(dst, raw[i])
				i++
				continue
			}
			depth++
			dst = p.line(dst, depth)
		case '}', ']':
			depth--
			dst = append(p.line(dst, depth), c)
			i++
		case ',':
			dst = p.line(append(dst, c), depth)
			i++
		case ':':
			dst = append(dst, c)
			if p.indent {
				dst = append(dst, ' ')
			}
			i++
		default:
			dst, i = p.token(dst, raw, i)
		}
	}
	return dst
}

// line begins a new line at depth, where there are lines.
func (p *pretty) line(dst []byte, depth int) []byte {
	if !p.indent {
		return dst
	}
	dst = append(dst, '\n')
	for range min(depth, maxIndent) {
		dst = append(dst, oneIndent...)
	}
	return dst
}

// token appends the string, number or word at raw[i].
func (p *pretty) token(dst, raw []byte, i int) ([]byte, int) {
	end := skipValue(raw, i, 0)
	after := skipSpace(raw, end)
	name := raw[i] == '"' && after < len(raw) && raw[after] == ':'
	style := ""
	switch {
	case !p.color:
	case name:
		style = sgrName
	case raw[i] == 'n':
		style = sgrFaint
	}
	dst = append(dst, style...)
	if raw[i] == '"' {
		dst = appendVisibleString(dst, raw[i:end])
	} else {
		dst = append(dst, raw[i:end]...)
	}
	if style != "" {
		dst = append(dst, sgrReset...)
	}
	return dst, end
}
