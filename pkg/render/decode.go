package render

import (
	"encoding/json"
	"strings"
)

// decoder turns rows into Go values for expressions and templates: numbers keep
// their text, and the names that every row repeats are made once.
type decoder struct {
	tagged bool
	names  map[string]string
	text   []byte
}

// maxNames bounds how many names are remembered.
const maxNames = 1000

func newDecoder(o Options) decoder {
	return decoder{tagged: o.Tagged, names: make(map[string]string)}
}

// object returns the row's object, or a *[SyntaxError].
func (d *decoder) object(r Row) (map[string]any, error) {
	start, _, err := scanObject(r.Doc)
	if err != nil {
		return nil, err
	}
	object, _ := d.members(r.Doc, start)
	if d.tagged {
		object[realmMember] = r.Realm
	}
	return object, nil
}

func (d *decoder) value(raw []byte, i int) (any, int) {
	switch raw[i] {
	case '{':
		return d.members(raw, i)
	case '[':
		return d.elements(raw, i)
	case '"':
		end := skipString(raw, i)
		return d.string(raw[i:end]), end
	case 't':
		return true, i + len("true")
	case 'f':
		return false, i + len("false")
	case 'n':
		return nil, i + len("null")
	}
	end := skipNumber(raw, i)
	return json.Number(raw[i:end]), end
}

func (d *decoder) members(raw []byte, i int) (map[string]any, int) {
	object := make(map[string]any)
	for i = skipSpace(raw, i+1); raw[i] != '}'; i = skipComma(raw, i) {
		end := skipString(raw, i)
		name := d.name(raw[i:end])
		object[name], i = d.value(raw, skipColon(raw, end))
	}
	return object, i + 1
}

func (d *decoder) elements(raw []byte, i int) ([]any, int) {
	list := []any{}
	for i = skipSpace(raw, i+1); raw[i] != ']'; i = skipComma(raw, i) {
		var v any
		v, i = d.value(raw, i)
		list = append(list, v)
	}
	return list, i + 1
}

func (d *decoder) string(raw []byte) string {
	d.text = appendString(d.text[:0], raw)
	return strings.ToValidUTF8(string(d.text), "\ufffd")
}

func (d *decoder) name(raw []byte) string {
	if name, ok := d.names[string(raw)]; ok {
		return name
	}
	name := d.string(raw)
	if len(d.names) < maxNames {
		d.names[string(raw)] = name
	}
	return name
}
