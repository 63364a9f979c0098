package pingone

import (
	"encoding/json"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A change is one operation of a patch under the platform's own names.
type change struct {
	op    identity.Change
	path  []string
	from  []string
	value json.RawMessage
}

// attribute is the top-level attribute that the change touches.
func (c change) attribute() string { return c.path[0] }

// plain reports a change that can be sent as it is: it gives a whole attribute a
// value, or takes the value away, whatever it was.
func (c change) plain() bool {
	name := c.attribute()
	whole := len(c.path) == 1 && (c.op == identity.Set || c.op == identity.Unset)
	return whole && !isOwn(name) && !isSeparate(name) && !(isComplex(name) && len(c.value) > 0 && c.value[0] == '{')
}

// changes translates a patch: names, and values that are something else here.
func (u *Users) changes(patch identity.Patch) ([]change, error) {
	changes := make([]change, len(patch))
	for i, o := range patch {
		c, err := u.change(o)
		if err != nil {
			return nil, err
		}
		changes[i] = c
	}
	return changes, nil
}

func (u *Users) change(o identity.Operation) (change, error) {
	c, err := translateOperation(o, func(path string) ([]string, error) { return steps(path, u.NativeName) })
	if err == nil && c.attribute() == "enabled" && o.Path == "accountStatus" {
		v := nativeValue(o.Path, identity.Value{Text: textOf(o.Value)})
		c.value = json.RawMessage(v.String())
	}
	return c, err
}

// translateOperation reads an operation; steps splits its paths.
func translateOperation(o identity.Operation, steps func(path string) ([]string, error)) (change, error) {
	c := change{op: o.Op, value: o.Value}
	var err error
	if c.path, err = steps(strings.TrimSuffix(o.Path, "/-")); err != nil {
		return c, err
	}
	switch o.Op {
	case identity.Set:
		if len(o.Value) == 0 {
			return c, identity.Errorf(identity.Usage, "%s needs a value", o)
		}
		if isNull(o.Value) {
			c.op, c.value = identity.Unset, nil
		}
	case identity.Unset:
		c.value = nil
	case identity.Add:
		if isNull(o.Value) {
			return c, identity.Errorf(identity.Usage, "%s needs a value", o)
		}
	case identity.Remove:
	case identity.Move, identity.Copy:
		c.from, err = steps(o.From)
	default:
		return c, identity.Errorf(identity.Unsupported, "%s has no patch operation %q", platform, string(o.Op))
	}
	return c, err
}

// steps are the names on a path. After a leading slash they are the platform's own,
// and a dot is part of a name.
func steps(path string, name func(string) string) ([]string, error) {
	var names []string
	if inner, pointed := strings.CutPrefix(path, "/"); pointed {
		names = strings.Split(inner, "/")
	} else {
		names = strings.FieldsFunc(name(path), func(r rune) bool { return r == '.' || r == '/' })
	}
	for _, name := range names {
		if name == "" {
			names = nil
			break
		}
	}
	if len(names) == 0 {
		return nil, identity.Errorf(identity.Usage, "%q is not the name of an attribute", path)
	}
	return names, nil
}

// apply makes changes to a document, in order, all or none. isMany knows the
// attributes that hold several values.
func apply(document json.RawMessage, changes []change, isMany func(name string) bool) (json.RawMessage, error) {
	for _, c := range changes {
		var err error
		if document, err = c.apply(document, isMany); err != nil {
			return nil, err
		}
	}
	return document, nil
}

func (c change) apply(document json.RawMessage, isMany func(string) bool) (json.RawMessage, error) {
	old := lookUp(document, c.path)
	switch c.op {
	case identity.Set:
		return put(document, c.path, c.value)
	case identity.Unset:
		return put(document, c.path, nil)
	case identity.Add:
		elements, isList := list(old)
		if !isList && !(isNull(old) && len(c.path) == 1 && isMany(c.attribute())) {
			return put(document, c.path, c.value)
		}
		return put(document, c.path, join(append(elements, elementsOf(c.value)...)))
	case identity.Remove:
		return c.remove(document, old)
	}
	value := lookUp(document, c.from)
	if isNull(value) {
		return document, nil
	}
	if c.op == identity.Move {
		var err error
		if document, err = put(document, c.from, nil); err != nil {
			return nil, err
		}
	}
	return put(document, c.path, value)
}

// elementsOf are the values to add to a list: those of a list, or one.
func elementsOf(value json.RawMessage) []json.RawMessage {
	if elements, ok := list(value); ok {
		return elements
	}
	return []json.RawMessage{value}
}

// remove takes an attribute away, or the elements of a list that equal the value.
func (c change) remove(document, old json.RawMessage) (json.RawMessage, error) {
	elements, isList := list(old)
	switch {
	case len(c.value) == 0 || equal(old, c.value):
		return put(document, c.path, nil)
	case !isList:
		return document, nil
	}
	kept := elements[:0:0]
	for _, e := range elements {
		removed := false
		for _, unwanted := range elementsOf(c.value) {
			removed = removed || equal(e, unwanted)
		}
		if !removed {
			kept = append(kept, e)
		}
	}
	return put(document, c.path, join(kept))
}

// put gives the attribute at path a value, making the objects on the way to it; a
// nil value takes the attribute away.
func put(document json.RawMessage, path []string, value json.RawMessage) (json.RawMessage, error) {
	if len(path) == 0 {
		return value, nil
	}
	o := object{}
	if !isNull(document) {
		var err error
		if o, err = parseObject(document); err != nil {
			return nil, identity.Errorf(identity.Invalid, "there is no %s: what should hold it has no parts", path[0])
		}
	}
	child, err := put(o.get(path[0]), path[1:], value)
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

// lookUp finds the value at path; nil if there is none.
func lookUp(document json.RawMessage, path []string) json.RawMessage {
	for _, name := range path {
		o, err := parseObject(document)
		if err != nil {
			return nil
		}
		document = o.get(name)
	}
	return document
}
