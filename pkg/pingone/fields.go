package pingone

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"

	"github.com/go-json-experiment/json/jsontext"
)

// The service always gives whole users. A query that names attributes gets what it
// would get elsewhere: those attributes and the id, in the order of the document.

// A pruner leaves attributes out that were not asked for.
type pruner struct {
	whole bool // all of it is wanted
	parts map[string]*pruner
}

// pruned leaves out of the rows of a listing what the query does not ask for.
func (u *Users) pruned(rows iter.Seq2[json.RawMessage, error], fields []string) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		p, err := u.pruning(fields)
		if err != nil {
			yield(nil, err)
			return
		}
		for row, err := range rows {
			if err == nil {
				row = p.prune(row)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func (u *Users) pruning(fields []string) (*pruner, error) {
	p := &pruner{whole: len(fields) == 0}
	p.keep([]string{"id"})
	for _, field := range fields {
		if field == "*" { // elsewhere: all but what has to be asked for by name
			p.whole = true
			continue
		}
		path, err := steps(field, u.NativeName)
		if err != nil {
			return nil, err
		}
		p.keep(path)
	}
	return p, nil
}

func (p *pruner) keep(path []string) {
	if len(path) == 0 {
		p.whole = true
		return
	}
	if p.parts == nil {
		p.parts = map[string]*pruner{}
	}
	part := p.parts[path[0]]
	if part == nil {
		part = &pruner{}
		p.parts[path[0]] = part
	}
	part.keep(path[1:])
}

// prune returns what is wanted of a document. What cannot be read is left as it is:
// whoever shows it says what is wrong with it.
func (p *pruner) prune(document json.RawMessage) json.RawMessage {
	if p.whole {
		return document
	}
	d := jsontext.NewDecoder(bytes.NewBuffer(document), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if d.PeekKind() != '{' {
		return document
	}
	kept, err := p.object(d, nil)
	if _, end := d.ReadToken(); err != nil || !errors.Is(end, io.EOF) {
		return document
	}
	return kept
}

// object appends the wanted members of the object that comes next, their values as
// they are written.
func (p *pruner) object(d *jsontext.Decoder, kept []byte) ([]byte, error) {
	if _, err := d.ReadToken(); err != nil {
		return kept, err
	}
	kept = append(kept, '{')
	empty := true
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return kept, err
		}
		part := p.parts[name.String()]
		if part == nil || !part.whole && d.PeekKind() != '{' {
			if err := d.SkipValue(); err != nil {
				return kept, err
			}
			continue
		}
		before := len(kept)
		if !empty {
			kept = append(kept, ',')
		}
		kept = append(append(kept, quote(name.String())...), ':')
		start := len(kept)
		if kept, err = part.value(d, kept); err != nil {
			return kept, err
		}
		if !part.whole && len(kept) == start+len("{}") { // none of its parts
			kept = kept[:before]
			continue
		}
		empty = false
	}
	_, err := d.ReadToken()
	return append(kept, '}'), err
}

func (p *pruner) value(d *jsontext.Decoder, kept []byte) ([]byte, error) {
	if !p.whole {
		return p.object(d, kept)
	}
	v, err := d.ReadValue()
	return append(kept, v...), err
}
