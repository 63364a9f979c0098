package render

import (
	"bytes"
	"context"
)

// ndjson prints one object a line. An object that has no line break is copied
// as it is; any other is stripped of its blanks.
type ndjson struct {
	tag    tagger
	pretty *pretty // nil off a terminal
}

func newNDJSON(o Options) *ndjson {
	e := &ndjson{tag: tagger{on: o.Tagged}}
	if o.Terminal {
		e.pretty = &pretty{color: o.Color}
	}
	return e
}

func (e *ndjson) row(_ context.Context, dst []byte, r Row) ([]byte, error) {
	doc, err := trim(r.Doc)
	if err != nil {
		return dst, err
	}
	if e.pretty != nil || bytes.IndexByte(doc, '\n') >= 0 || bytes.IndexByte(doc, '\r') >= 0 {
		return e.compact(dst, doc, r.Realm)
	}
	return append(e.tag.append(dst, doc, r.Realm), '\n'), nil
}

func (e *ndjson) compact(dst, doc []byte, realm string) ([]byte, error) {
	if _, _, err := scanObject(doc); err != nil {
		return dst, err
	}
	if e.pretty != nil {
		return append(e.pretty.append(dst, e.tag.append(nil, doc, realm), 0), '\n'), nil
	}
	return append(e.tag.append(dst, appendCompact(nil, doc), realm), '\n'), nil
}

func (e *ndjson) end(dst []byte, _ bool) ([]byte, error) { return dst, nil }
