package render

import "context"

// jsonDoc prints one JSON document: a list of all objects, or the single one.
// Off a terminal each object is the platform's bytes; on a terminal it is
// indented, and everything invisible in it is escaped.
type jsonDoc struct {
	tag    tagger
	single bool
	rows   int
	pretty *pretty // nil off a terminal
}

func newJSON(o Options) *jsonDoc {
	e := &jsonDoc{tag: tagger{on: o.Tagged}, single: o.Single}
	if o.Terminal {
		e.pretty = &pretty{color: o.Color, indent: true}
	}
	return e
}

func (e *jsonDoc) row(_ context.Context, dst []byte, r Row) ([]byte, error) {
	doc, err := trim(r.Doc)
	if err != nil {
		return dst, err
	}
	if e.pretty != nil {
		if _, _, err := scanObject(doc); err != nil {
			return dst, err
		}
	}
	if e.single && e.rows > 0 {
		return dst, errSingle
	}
	dst = e.element(e.open(dst), doc, r.Realm)
	e.rows++
	return dst, nil
}

// open appends what stands before an object.
func (e *jsonDoc) open(dst []byte) []byte {
	switch {
	case e.single:
		return dst
	case e.rows == 0:
		return append(dst, "[\n"...)
	}
	return append(dst, ",\n"...)
}

func (e *jsonDoc) element(dst, doc []byte, realm string) []byte {
	switch {
	case e.pretty == nil:
		return e.tag.append(dst, doc, realm)
	case e.single:
		return e.pretty.append(dst, e.tag.append(nil, doc, realm), 0)
	}
	dst = append(dst, oneIndent...)
	return e.pretty.append(dst, e.tag.append(nil, doc, realm), 1)
}

func (e *jsonDoc) end(dst []byte, _ bool) ([]byte, error) {
	switch {
	case e.single && e.rows == 0:
		return dst, nil
	case e.single:
		return append(dst, '\n'), nil
	case e.rows == 0:
		return append(dst, "[]\n"...), nil
	}
	return append(dst, "\n]\n"...), nil
}
