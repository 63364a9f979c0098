package aic

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/jsonscan"
)

// Preview applies a patch to a document by the platform's rules, here. What a
// list is it knows from the schema, if [managed.Schema] was read before.
func (m *managed[T]) Preview(document json.RawMessage, patch identity.Patch) (json.RawMessage, error) {
	isList := func(path string) bool {
		s := m.schema.known()
		return s != nil && isListIn(s, path)
	}
	operations, err := translatePatch(patch, isList, m.words())
	if err != nil {
		return nil, m.fail("preview patch", "", err)
	}
	after, err := apply(document, operations)
	if err != nil {
		return nil, m.fail("preview patch", "", err)
	}
	return after, nil
}

// apply makes the operations in order, all or none. The service ignores those on
// _id and _rev.
func apply(document json.RawMessage, operations []wireOperation) (json.RawMessage, error) {
	for _, o := range operations {
		if o.Field == "/_id" || o.Field == "/_rev" {
			continue
		}
		var err error
		if document, err = o.apply(document); err != nil {
			return nil, err
		}
	}
	return document, nil
}

func (w wireOperation) apply(document json.RawMessage) (json.RawMessage, error) {
	field := steps(w.Field)
	switch w.Operation {
	case "add", "replace":
		return put(document, field, w.Value, "")
	case "remove":
		return w.remove(document, field)
	case "increment":
		return w.increment(document, field)
	}
	from := steps(w.From)
	value, found, err := lookUp(document, from, "")
	if err != nil || !found || isNull(value) { // the service shows what is unset as null
		return document, err
	}
	if w.Operation == "move" {
		if document, err = put(document, from, nil, ""); err != nil {
			return nil, err
		}
	}
	return put(document, field, value, "")
}

// remove takes an attribute away, or the elements of a list that equal the value.
// What is not there is no error.
func (w wireOperation) remove(document json.RawMessage, field []string) (json.RawMessage, error) {
	old, found, err := lookUp(document, field, "")
	if err != nil || !found {
		return document, err
	}
	if len(w.Value) == 0 || equal(old, w.Value) {
		return put(document, field, nil, "")
	}
	elements, ok := list(old)
	if !ok {
		return document, nil
	}
	kept := elements[:0:0]
	for _, e := range elements {
		if !equal(e, w.Value) {
			kept = append(kept, e)
		}
	}
	return put(document, field, join(kept), "")
}

func (w wireOperation) increment(document json.RawMessage, field []string) (json.RawMessage, error) {
	old, found, err := lookUp(document, field, "")
	if err != nil {
		return nil, err
	}
	if !found || isNull(old) {
		return nil, identity.Errorf(identity.Invalid, "the field '%s' does not exist", w.Field)
	}
	elements, ok := list(old)
	if !ok {
		sum, err := w.sum(old)
		if err != nil {
			return nil, err
		}
		return put(document, field, sum, "")
	}
	for i, e := range elements {
		if elements[i], err = w.sum(e); err != nil {
			return nil, err
		}
	}
	return put(document, field, join(elements), "")
}

// sum adds two numbers exactly.
func (w wireOperation) sum(old json.RawMessage) (json.RawMessage, error) {
	x, ok := rational(old)
	if !ok {
		return nil, identity.Errorf(identity.Invalid, "the field '%s' is not a number", w.Field)
	}
	y, ok := rational(w.Value)
	if !ok {
		return nil, identity.Errorf(identity.Invalid, "the increment of '%s' is not a number", w.Field)
	}
	x.Add(x, y)
	places, exact := x.FloatPrec()
	if !exact {
		return nil, identity.Errorf(identity.Invalid, "the field '%s' is not a number", w.Field)
	}
	return json.RawMessage(x.FloatString(places)), nil
}

func rational(raw json.RawMessage) (*big.Rat, bool) {
	v, err := decode(raw)
	if err != nil {
		return nil, false
	}
	n, ok := v.(json.Number)
	if !ok {
		return nil, false
	}
	return number(n)
}

// put gives the attribute at path a value, making the objects on the way to it; a
// nil value takes the attribute away. The step "-" appends to a list.
func put(value json.RawMessage, path []string, leaf json.RawMessage, at string) (json.RawMessage, error) {
	if len(path) == 0 {
		return leaf, nil
	}
	if elements, ok := list(value); ok {
		if path[0] != "-" || len(path) > 1 {
			return nil, position(at, path[0])
		}
		if leaf == nil {
			return value, nil
		}
		return join(append(elements, leaf)), nil
	}
	o, err := objectAt(value, at)
	if err != nil {
		return nil, err
	}
	child, err := put(o.get(path[0]), path[1:], leaf, at+"/"+path[0])
	if err != nil {
		return nil, err
	}
	if child == nil {
		o.delete(path[0])
	} else {
		o.set(path[0], child)
	}
	return o.bytes(), nil
}

// lookUp finds the value at path. Below a scalar there is nothing; a place in a
// list cannot be named.
func lookUp(value json.RawMessage, path []string, at string) (found json.RawMessage, ok bool, err error) {
	if len(path) == 0 {
		return value, value != nil, nil
	}
	if _, isList := list(value); isList {
		if path[0] == "-" {
			return nil, false, nil
		}
		return nil, false, position(at, path[0])
	}
	o, err := parseObject(value)
	if err != nil {
		return nil, false, nil //nolint:nilerr // a scalar has no children
	}
	return lookUp(o.get(path[0]), path[1:], at+"/"+path[0])
}

func position(at, step string) error {
	if _, err := strconv.Atoi(step); err == nil {
		return identity.Errorf(identity.Invalid, "position-based operation is not allowed: %s/%s", at, step)
	}
	return identity.Errorf(identity.Invalid, "%s is a list, which has no %q", at, step)
}

// objectAt is the object a value is; an unset one is made.
func objectAt(value json.RawMessage, at string) (*object, error) {
	if isNull(value) {
		return &object{}, nil
	}
	o, err := parseObject(value)
	if err != nil {
		return nil, identity.Errorf(identity.Invalid, "%s is neither an object nor a list", cmp.Or(at, "the document"))
	}
	return o, nil
}

func list(value json.RawMessage) ([]json.RawMessage, bool) {
	var elements []json.RawMessage
	if i := jsonscan.Space(value, 0); i >= len(value) || value[i] != '[' || json.Unmarshal(value, &elements) != nil {
		return nil, false
	}
	return elements, true
}

func join(elements []json.RawMessage) json.RawMessage {
	printed := make([]string, len(elements))
	for i, e := range elements {
		printed[i] = string(e)
	}
	return json.RawMessage(fmt.Sprintf("[%s]", strings.Join(printed, ",")))
}
