package sandbox

import (
	"encoding/json"
	"math/big"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
)

// applyPatch runs the operations in order on a copy of the document. The first that fails ends it.
func applyPatch(doc document, operations []patchOperation) (document, error) {
	doc = doc.clone()
	for _, o := range operations {
		if err := o.apply(doc); err != nil {
			return nil, err
		}
	}
	return doc, nil
}

func (o patchOperation) apply(doc document) error {
	switch o.kind {
	case "add", "replace":
		return doc.put(o.field, o.value)
	case "remove":
		return doc.remove(o.field, o.value)
	case "increment":
		return doc.increment(o.field, o.value.(json.Number))
	case "move", "copy":
		return doc.transfer(o)
	}
	return fail(http.StatusNotImplemented, "Operation '%s' is not supported on managed objects", o.kind)
}

// slot is the place that a pointer names: the container of its last step. The container is nil when a step before
// it is missing.
type slot struct {
	parent any // map[string]any, []any, or a scalar that cannot hold anything
	leaf   string
	path   filter.Pointer
}

// find walks to the container of the last step. Nothing is made on the way.
func (d document) find(path filter.Pointer) (slot, error) {
	if len(path) == 0 {
		return slot{}, fail(http.StatusInternalServerError, "Internal Server Error")
	}
	var at any = map[string]any(d)
	for _, step := range path[:len(path)-1] {
		object, ok := at.(map[string]any)
		if !ok || object[step] == nil {
			return slot{path: path, leaf: path[len(path)-1]}, nil
		}
		at = object[step]
	}
	s := slot{parent: at, leaf: path[len(path)-1], path: path}
	if _, list := at.([]any); list && isIndex(s.leaf) {
		return s, badRequest("Position-based operation is not allowed: %s", path)
	}
	return s, nil
}

func isIndex(step string) bool {
	_, err := strconv.ParseUint(step, 10, 31)
	return err == nil
}

// put sets a field, whatever was there. A last step of - appends to a list; missing parents are made.
func (d document) put(path filter.Pointer, value any) error {
	s, err := d.find(path)
	if err != nil {
		return err
	}
	value = deepCopy(value)
	switch parent := s.parent.(type) {
	case map[string]any:
		parent[s.leaf] = value
	case []any:
		if s.leaf != "-" {
			return structural("%s: List index out of range: -1", path[:len(path)-1])
		}
		return d.put(path[:len(path)-1], append(parent, value))
	case nil:
		return d.build(path, value)
	default:
		return structural("%s: Expecting a Map or List", path[:len(path)-1])
	}
	return nil
}

// build makes the missing parents of a field, then sets it.
func (d document) build(path filter.Pointer, value any) error {
	parent := path[:len(path)-1]
	if path[len(path)-1] == "-" {
		return d.put(parent, []any{value})
	}
	return d.put(parent, map[string]any{path[len(path)-1]: value})
}

// structural is a patch that does not fit the shape of the document; the platform lets its inner error out.
func structural(format string, args ...any) error {
	return fail(http.StatusInternalServerError, format, args...)
}

// remove deletes a field, or with a value: the equal elements of a list, or a field that is equal to it.
func (d document) remove(path filter.Pointer, value any) error {
	s, err := d.find(path)
	if err != nil {
		return err
	}
	parent, ok := s.parent.(map[string]any)
	if !ok {
		return nil
	}
	current, ok := parent[s.leaf]
	switch list, isList := current.([]any); {
	case !ok:
	case value == nil:
		delete(parent, s.leaf)
	case isList:
		parent[s.leaf] = without(list, value)
	case equal(current, value):
		delete(parent, s.leaf)
	}
	return nil
}

func without(list []any, value any) []any {
	kept := []any{}
	for _, element := range list {
		if !equal(element, value) {
			kept = append(kept, element)
		}
	}
	return kept
}

// increment adds to a number, or to every number of a list.
func (d document) increment(path filter.Pointer, by json.Number) error {
	s, err := d.find(path)
	if err != nil {
		return err
	}
	parent, _ := s.parent.(map[string]any)
	current, ok := parent[s.leaf]
	if !ok || current == nil {
		return badRequest("The field '%s' does not exist", path)
	}
	list, isList := current.([]any)
	if !isList {
		list = []any{current}
	}
	sums := make([]any, len(list))
	for i, element := range list {
		number, ok := element.(json.Number)
		if !ok {
			return badRequest("The field '%s' is not a number", path)
		}
		sums[i] = add(number, by)
	}
	if parent[s.leaf] = any(sums); !isList {
		parent[s.leaf] = sums[0]
	}
	return nil
}

// transfer moves or copies a field; from a field that is not there, nothing happens.
func (d document) transfer(o patchOperation) error {
	s, err := d.find(o.from)
	if err != nil {
		return err
	}
	parent, _ := s.parent.(map[string]any)
	value, ok := parent[s.leaf]
	if !ok || value == nil {
		return nil
	}
	if o.kind == "move" {
		delete(parent, s.leaf)
	}
	return d.put(o.field, value)
}

// add keeps integers integers of any size; otherwise it counts in decimal fractions as exactly as a double is shown.
func add(a, b json.Number) json.Number {
	x, ok1 := new(big.Int).SetString(a.String(), 10)
	y, ok2 := new(big.Int).SetString(b.String(), 10)
	if ok1 && ok2 {
		return json.Number(x.Add(x, y).String())
	}
	f, _ := a.Float64() // a JSON number out of range becomes infinite and is caught below
	g, _ := b.Float64()
	text := strconv.FormatFloat(f+g, 'g', -1, 64)
	if strings.ContainsAny(text, "IN") {
		return a
	}
	return json.Number(text)
}

// equal compares JSON values: numbers by value, lists in order, objects whole.
func equal(a, b any) bool {
	switch a := a.(type) {
	case json.Number:
		b, ok := b.(json.Number)
		return ok && sameNumber(a, b)
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !equal(a[i], b[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for name, value := range a {
			other, ok := b[name]
			if !ok || !equal(value, other) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a, b)
}

func sameNumber(a, b json.Number) bool {
	if a == b {
		return true
	}
	f, err1 := a.Float64()
	g, err2 := b.Float64()
	return err1 == nil && err2 == nil && f == g
}
