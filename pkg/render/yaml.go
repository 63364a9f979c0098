package render

import "context"

// yamlDoc prints one YAML document: a sequence of all objects, or the single
// one. It writes from the JSON text without building a tree, which is some forty
// times as fast as a YAML library's nodes and takes no memory. Strings are left
// bare only where YAML 1.1 and 1.2 agree that they are strings; every other one
// is double quoted. Numbers keep their digits.
type yamlDoc struct {
	tag    tagger
	single bool
	rows   int
	w      yamlWriter
}

func newYAML(o Options) *yamlDoc {
	return &yamlDoc{tag: tagger{on: o.Tagged}, single: o.Single, w: yamlWriter{color: o.Color && o.Terminal}}
}

func (e *yamlDoc) row(_ context.Context, dst []byte, r Row) ([]byte, error) {
	start, end, err := scanObject(r.Doc)
	if err != nil {
		return dst, err
	}
	if e.single && e.rows > 0 {
		return dst, errSingle
	}
	doc := r.Doc[start:end]
	if e.tag.on {
		doc = e.tag.append(nil, doc, r.Realm)
	}
	depth := 0
	if !e.single {
		dst, depth = append(dst, "- "...), 1
	}
	dst, _ = e.w.block(dst, doc, 0, depth)
	e.rows++
	return dst, nil
}

func (e *yamlDoc) end(dst []byte, _ bool) ([]byte, error) {
	if e.rows == 0 && !e.single {
		return append(dst, "[]\n"...), nil
	}
	return dst, nil
}

const (
	// maxBlock is the depth at which YAML goes on in flow style, on one line:
	// indentation would grow with the square of the depth.
	maxBlock = 32
	// maxKey is the longest key that may stand without a question mark; YAML
	// allows 1,024 characters on the line.
	maxKey = 900
)

// yamlWriter writes valid JSON as YAML.
type yamlWriter struct{ color bool }

// block appends the value at raw[i] from the current column on, and a line
// break; the lines after the first are indented by depth. It returns the index
// behind the value.
func (y yamlWriter) block(dst, raw []byte, i, depth int) ([]byte, int) {
	open := raw[i]
	if open != '{' && open != '[' || depth >= maxBlock {
		dst, i = y.flow(dst, raw, i)
		return append(dst, '\n'), i
	}
	i = skipSpace(raw, i+1)
	if raw[i] == open+2 {
		return append(dst, open, open+2, '\n'), i + 1
	}
	for first := true; ; first = false {
		if !first {
			dst = indent(dst, depth)
		}
		if open == '{' {
			dst, i = y.member(dst, raw, i, depth)
		} else {
			dst, i = y.block(append(dst, "- "...), raw, i, depth+1)
		}
		if i = skipSpace(raw, i); raw[i] == open+2 {
			return dst, i + 1
		}
		i = skipSpace(raw, i+1)
	}
}

// member appends a key and its value.
func (y yamlWriter) member(dst, raw []byte, i, depth int) ([]byte, int) {
	end := skipString(raw, i)
	if end-i > maxKey {
		dst = y.text(append(dst, "? "...), raw[i:end], false)
		dst = indent(append(dst, '\n'), depth)
	} else {
		dst = y.key(dst, raw[i:end])
	}
	dst = append(dst, ':')
	i = skipColon(raw, end)
	if !nested(raw, i) || depth+1 >= maxBlock {
		return y.block(append(dst, ' '), raw, i, depth+1)
	}
	return y.block(indent(append(dst, '\n'), depth+1), raw, i, depth+1)
}

// nested reports whether the value at raw[i] takes lines of its own.
func nested(raw []byte, i int) bool {
	return (raw[i] == '{' || raw[i] == '[') && raw[skipSpace(raw, i+1)] != raw[i]+2
}

func indent(dst []byte, depth int) []byte {
	for range depth {
		dst = append(dst, oneIndent...)
	}
	return dst
}

func (y yamlWriter) key(dst, raw []byte) []byte {
	if !y.color {
		return y.text(dst, raw, true)
	}
	return append(y.text(append(dst, sgrName...), raw, true), sgrReset...)
}

// flow appends the value at raw[i] on one line.
func (y yamlWriter) flow(dst, raw []byte, i int) ([]byte, int) {
	switch raw[i] {
	case '"':
		end := skipString(raw, i)
		return y.text(dst, raw[i:end], true), end
	case '{', '[':
		return y.flowContainer(dst, raw, i)
	}
	end := skipValue(raw, i, 0)
	return append(dst, raw[i:end]...), end
}

func (y yamlWriter) flowContainer(dst, raw []byte, i int) ([]byte, int) {
	end := skipValue(raw, i, 0)
	for i < end {
		switch c := raw[i]; c {
		case '"':
			after := skipString(raw, i)
			name := raw[skipSpace(raw, after)] == ':'
			if name && after-i > maxKey {
				dst = append(dst, "? "...)
			}
			dst, i = y.text(dst, raw[i:after], false), after
		case ' ', '\n', '\r', '\t':
			i++
		case ',', ':':
			dst = append(dst, c, ' ')
			i++
		default:
			dst = append(dst, c)
			i++
		}
	}
	return dst, end
}
