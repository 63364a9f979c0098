package pingone

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"

	"github.com/go-json-experiment/json/jsontext"
)

// An object is a JSON object whose members keep their order and their bytes, so
// that what nobody touched is sent as it came, numbers included.
type object []member

type member struct {
	name  string
	value json.RawMessage
}

var errNoObject = errors.New("it is no JSON object")

// parseObject reads a JSON object. A name that occurs twice is an error: nobody
// could say which value is meant.
func parseObject(document []byte) (object, error) {
	d := jsontext.NewDecoder(bytes.NewReader(document), jsontext.AllowInvalidUTF8(true))
	if d.PeekKind() != '{' {
		if _, err := d.ReadValue(); err != nil {
			return nil, err
		}
		return nil, errNoObject
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	o := object{}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		m := member{name: name.String()}
		value, err := d.ReadValue()
		if err != nil {
			return nil, err
		}
		m.value = bytes.Clone(value)
		o = append(o, m)
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, errNoObject
	}
	return o, nil
}

func (o object) index(name string) int {
	for i := range o {
		if o[i].name == name {
			return i
		}
	}
	return -1
}

// get returns a member's value; nil if there is none.
func (o object) get(name string) json.RawMessage {
	if i := o.index(name); i >= 0 {
		return o[i].value
	}
	return nil
}

// text returns a member that is a string, else "".
func (o object) text(name string) string { return textOf(o.get(name)) }

func (o *object) set(name string, value json.RawMessage) {
	if i := o.index(name); i >= 0 {
		(*o)[i].value = value
		return
	}
	*o = append(*o, member{name, value})
}

func (o *object) delete(names ...string) {
	for _, name := range names {
		if i := o.index(name); i >= 0 {
			*o = append((*o)[:i:i], (*o)[i+1:]...)
		}
	}
}

func (o *object) deleteNulls() {
	kept := (*o)[:0:0]
	for _, m := range *o {
		if !isNull(m.value) {
			kept = append(kept, m)
		}
	}
	*o = kept
}

// bytes prints the object compactly.
func (o object) bytes() json.RawMessage {
	b := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, quote(m.name)...), ':')
		b = append(b, compact(m.value)...)
	}
	return append(b, '}')
}

func compact(value json.RawMessage) json.RawMessage {
	v := jsontext.Value(bytes.Clone(value))
	if v.Compact(jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true)) != nil {
		return value
	}
	return json.RawMessage(v)
}

// quote makes a JSON string of text; what is not UTF-8 in it is replaced.
func quote(text string) json.RawMessage {
	q, _ := jsontext.AppendQuote(nil, text) // the error is about bytes that were replaced
	return q
}

func textOf(value json.RawMessage) string {
	var s string
	if json.Unmarshal(value, &s) != nil {
		return ""
	}
	return s
}

func isNull(value json.RawMessage) bool {
	v := trimSpace(value)
	return len(v) == 0 || string(v) == "null"
}

// equal reports whether two JSON values are the same, whatever the order of
// members and the white space. Numbers are compared as they are written: to send
// one that is the same does no harm, to lose the last digit of one does. What is no
// JSON equals nothing.
func equal(a, b json.RawMessage) bool {
	x, err := exact(a)
	if err != nil {
		return false
	}
	y, err := exact(b)
	return err == nil && reflect.DeepEqual(x, y)
}

// exact reads a JSON value with its numbers as they are written.
func exact(raw json.RawMessage) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	err = d.Decode(&v)
	return v, err
}

// list is the elements of a JSON array.
func list(value json.RawMessage) ([]json.RawMessage, bool) {
	var elements []json.RawMessage
	if v := trimSpace(value); len(v) == 0 || v[0] != '[' || json.Unmarshal(v, &elements) != nil {
		return nil, false
	}
	return elements, true
}

func join(elements []json.RawMessage) json.RawMessage {
	parts := make([][]byte, len(elements))
	for i, e := range elements {
		parts[i] = e
	}
	return append(append([]byte{'['}, bytes.Join(parts, []byte{','})...), ']')
}
