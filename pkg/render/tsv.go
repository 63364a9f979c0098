package render

import "context"

// tsv is a table in a pipe: full values between tabs, one row a line. Tabs, line
// breaks, control characters and backslashes inside a value are backslash
// forms (\t \n \r \xNN \uNNNN \\), so a reader can split first and undo them
// after. A value that is missing is an empty field.
type tsv struct {
	columns []Column
	x       *picker
	tagged  bool
	headed  bool
	text    []byte
}

func newTSV(o Options) (*tsv, error) {
	columns, x, err := newCells(o)
	if err != nil {
		return nil, err
	}
	return &tsv{columns: columns, x: x, tagged: o.Tagged, headed: o.NoHeaders}, nil
}

func (e *tsv) row(_ context.Context, dst []byte, r Row) ([]byte, error) {
	fields, err := e.x.of(r)
	if err != nil {
		return dst, err
	}
	if !e.headed {
		dst = e.header(dst)
		e.headed = true
	}
	if e.tagged {
		dst = append(forField().append(dst, []byte(r.Realm)), '\t')
	}
	for i := range fields {
		if i > 0 {
			dst = append(dst, '\t')
		}
		dst = e.value(dst, fields[i].resolve())
	}
	return append(dst, '\n'), nil
}

func (e *tsv) value(dst, raw []byte) []byte {
	if text, ok := literal(raw); ok {
		return forField().append(dst, text)
	}
	e.text = appendText(e.text[:0], raw)
	return forField().append(dst, e.text)
}

func (e *tsv) header(dst []byte) []byte {
	if e.tagged {
		dst = append(dst, realmHeader+"\t"...)
	}
	for i, c := range e.columns {
		if i > 0 {
			dst = append(dst, '\t')
		}
		dst = forField().append(dst, []byte(c.Header))
	}
	return append(dst, '\n')
}

func (e *tsv) end(dst []byte, _ bool) ([]byte, error) { return dst, nil }
