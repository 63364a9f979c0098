package render

import (
	"context"
	"fmt"
)

// bare prints one value a line. Control characters are escaped, so that the
// number of lines is the number of objects.
type bare struct {
	path string
	x    *picker
	esc  escaping
	text []byte
}

func newBare(o Options, path string) (*bare, error) {
	x, err := newPicker(path)
	if err != nil {
		return nil, err
	}
	e := &bare{path: path, x: x, esc: forLine()}
	if o.Terminal {
		e.esc = forEye()
	}
	return e, nil
}

func (e *bare) row(_ context.Context, dst []byte, r Row) ([]byte, error) {
	fields, err := e.x.of(r)
	if err != nil {
		return dst, err
	}
	raw := fields[0].resolve()
	if missing(raw) {
		return dst, fmt.Errorf("it has no %s", e.path)
	}
	e.text = appendText(e.text[:0], raw)
	return append(e.esc.append(dst, e.text), '\n'), nil
}

func (e *bare) end(dst []byte, _ bool) ([]byte, error) { return dst, nil }
