package aic

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/realmctl/realmctl/pkg/jsonscan"
)

// An object is a JSON object whose members keep their order and their bytes, so
// that what nobody touched goes back as it came, numbers included.
type object struct{ members []member }

type member struct {
	name  string
	value json.RawMessage
}

// parseObject reads a JSON object. A name that occurs twice is an error: nobody
// could say which value is meant.
func parseObject(document []byte) (*object, error) {
	d := jsontext.NewDecoder(bytes.NewReader(document), jsontext.AllowInvalidUTF8(true))
	open, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	if open.Kind() != '{' {
		return nil, errMalformed
	}
	o := &object{}
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
		o.members = append(o.members, m)
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	if rest := document[d.InputOffset():]; jsonscan.Space(rest, 0) != len(rest) {
		return nil, errMalformed
	}
	return o, nil
}

func (o *object) index(name string) int {
	for i := range o.members {
		if o.members[i].name == name {
			return i
		}
	}
	return -1
}

// get returns a member's value; nil if there is none.
func (o *object) get(name string) json.RawMessage {
	if i := o.index(name); i >= 0 {
		return o.members[i].value
	}
	return nil
}

// text returns a member that is a string, else "".
func (o *object) text(name string) string {
	var s string
	if json.Unmarshal(o.get(name), &s) != nil {
		return ""
	}
	return s
}

func (o *object) set(name string, value json.RawMessage) {
	if i := o.index(name); i >= 0 {
		o.members[i].value = value
		return
	}
	o.members = append(o.members, member{name, value})
}

func (o *object) delete(name string) {
	if i := o.index(name); i >= 0 {
		o.members = append(o.members[:i:i], o.members[i+1:]...)
	}
}

func (o *object) deleteNulls() {
	kept := o.members[:0:0]
	for _, m := range o.members {
		if !isNull(m.value) {
			kept = append(kept, m)
		}
	}
	o.members = kept
}

func isNull(value json.RawMessage) bool {
	v := bytes.TrimSpace(value)
	return len(v) == 0 || string(v) == "null"
}

// isUnset reports a value that stands for an attribute without one: the service
// fills unset attributes with null, and lists with [].
func isUnset(value json.RawMessage) bool {
	v := bytes.TrimSpace(value)
	return isNull(v) || v[0] == '[' && jsonscan.Space(v, 1) == len(v)-1
}

// bytes prints the object compactly.
func (o *object) bytes() []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o.members {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(quote(m.name))
		b.WriteByte(':')
		v := jsontext.Value(bytes.Clone(m.value))
		if v.Compact(jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true)) != nil {
			v = jsontext.Value(m.value)
		}
		b.Write(v)
	}
	b.WriteByte('}')
	return b.Bytes()
}

// quote makes a JSON string of text.
func quote(text string) []byte { return appendQuoted(nil, text) }

func appendQuoted[T string | []byte](b []byte, text T) []byte {
	q, err := jsontext.AppendQuote(b, text)
	if err != nil {
		q, _ = jsontext.AppendQuote(b, strings.ToValidUTF8(string(text), "\ufffd"))
	}
	return q
}

// holds reports whether every attribute of part has the same value here. Secrets
// are written and never read, so one that is not here at all proves nothing.
func (o *object) holds(part *object) bool {
	for _, m := range part.members {
		mine := o.get(m.name)
		if mine == nil && m.name == "password" {
			continue
		}
		if isUnset(mine) && isUnset(m.value) {
			continue
		}
		if !contains(mine, m.value) {
			return false
		}
	}
	return true
}

// changed names the attributes that differ between two objects, unset and absent
// being the same.
func (o *object) changed(other *object) []string {
	var names []string
	for _, m := range o.members {
		if m.name == "_rev" {
			continue
		}
		theirs := other.get(m.name)
		if !(isUnset(m.value) && isUnset(theirs)) && !equal(m.value, theirs) {
			names = append(names, m.name)
		}
	}
	for _, m := range other.members {
		if m.name != "_rev" && o.index(m.name) < 0 && !isUnset(m.value) {
			names = append(names, m.name)
		}
	}
	return names
}
