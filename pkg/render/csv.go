package render

import (
	"bytes"
	"context"
)

// csvDoc prints RFC 4180 records that end with a line feed. Strings are their
// text, lists and objects compact JSON, a missing value is an empty field. Only
// a spreadsheet's formulas are defended against; see [Guard].
type csvDoc struct {
	columns []Column
	x       *picker
	tagged  bool
	headed  bool
	raw     bool
	esc     *escaping // of a person's terminal; nil elsewhere
	text    []byte
}

func newCSV(o Options) (*csvDoc, error) {
	columns, x, err := newCells(o)
	if err != nil {
		return nil, err
	}
	e := &csvDoc{columns: columns, x: x, tagged: o.Tagged, headed: o.NoHeaders, raw: o.CSVRaw}
	if o.Terminal {
		esc := forEye()
		e.esc = &esc
	}
	return e, nil
}

func (e *csvDoc) row(_ context.Context, dst []byte, r Row) ([]byte, error) {
	fields, err := e.x.of(r)
	if err != nil {
		return dst, err
	}
	dst = e.header(dst)
	start := len(dst)
	if e.tagged {
		dst = append(e.field(dst, []byte(r.Realm)), ',')
	}
	for i := range fields {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = e.value(dst, fields[i].resolve())
	}
	return endRecord(dst, start), nil
}

// value appends one value. Only strings can be taken for formulas: a JSON
// number is a plain number, and the rest begins with a letter or a bracket.
func (e *csvDoc) value(dst, raw []byte) []byte {
	if text, ok := literal(raw); ok {
		return e.field(dst, text)
	}
	switch {
	case missing(raw):
		return dst
	case raw[0] == '"':
		e.text = appendString(e.text[:0], raw)
		return e.field(dst, e.text)
	case raw[0] == '{' || raw[0] == '[':
		e.text = appendCompact(e.text[:0], raw)
		return e.field(dst, e.text)
	}
	return append(dst, raw...)
}

func (e *csvDoc) field(dst, text []byte) []byte {
	if e.esc != nil {
		text = e.esc.append(nil, text)
	}
	guard := !e.raw && guarded(text)
	if !quoted(text) {
		if guard {
			dst = append(dst, '\'')
		}
		return append(dst, text...)
	}
	dst = append(dst, '"')
	if guard {
		dst = append(dst, '\'')
	}
	for {
		i := bytes.IndexByte(text, '"')
		if i < 0 {
			return append(append(dst, text...), '"')
		}
		dst = append(append(dst, text[:i]...), `""`...)
		text = text[i+1:]
	}
}

// quoted reports whether a field must stand between quotes. A lone "\." would
// end the input of PostgreSQL's COPY; a leading blank, or a byte-order mark at
// the very start, is dropped by some readers.
func quoted(text []byte) bool {
	if len(text) == 0 {
		return false
	}
	for _, c := range text {
		if c == ',' || c == '"' || c == '\n' || c == '\r' {
			return true
		}
	}
	return text[0] == ' ' || text[0] == '\t' || string(text) == `\.` || bytes.HasPrefix(text, []byte("\ufeff"))
}

// endRecord ends the record that began at start. An empty one is quoted, since
// readers skip empty lines.
func endRecord(dst []byte, start int) []byte {
	if len(dst) == start {
		dst = append(dst, `""`...)
	}
	return append(dst, '\n')
}

// header appends the paths of the columns, once: what import reads them back by.
func (e *csvDoc) header(dst []byte) []byte {
	if e.headed {
		return dst
	}
	e.headed = true
	if e.tagged {
		dst = append(dst, realmMember+","...)
	}
	for i, c := range e.columns {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = e.field(dst, []byte(c.Path))
	}
	return append(dst, '\n')
}

// end makes sure that a list without rows still says what it would have held.
func (e *csvDoc) end(dst []byte, _ bool) ([]byte, error) { return e.header(dst), nil }
