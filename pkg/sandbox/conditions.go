package sandbox

import (
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// A condition gives a role or a group to everybody whom it selects. The memberships that it makes are edges like any
// others, but for a mark; they come and go as users and conditions change.
type condition struct {
	of       store.Ref
	property string // of a user
	selects  filter.Node
}

// conditional marks an edge that a condition made.
const conditional = `{"_grantType":"conditional"}`

func isConditional(e store.Edge) bool { return strings.Contains(string(e.Props), `"conditional"`) }

// granting says of which relationship of users a type of objects has conditions.
func granting(kind string) (property string, ok bool) {
	switch kind {
	case "role":
		return "roles", true
	case "group":
		return "groups", true
	}
	return "", false
}

// conditionsKey begins the names under which the conditions of a realm rest, so that a change of a user looks at them
// and at nothing else.
func conditionsKey(realm string) string { return "condition " + realm + " " }

// conditions are those of a realm. One that cannot be read selects nobody.
func conditions(tx *store.Tx, realm string) ([]condition, error) {
	var all []condition
	for v, err := range tx.Values(conditionsKey(realm)) {
		if err != nil {
			return nil, err
		}
		collection, id, _ := strings.Cut(strings.TrimPrefix(v.Key, conditionsKey(realm)), " ")
		property, _ := granting(collection[strings.LastIndexByte(collection, '_')+1:])
		node, err := filter.Parse(string(v.Data))
		if err != nil {
			node = filter.Constant(false)
		}
		all = append(all, condition{store.Ref{Collection: collection, ID: id}, property, node})
	}
	return all, nil
}

// grantTo makes the conditional memberships of a user what the conditions say, and returns the objects that gained or
// lost one.
func grantTo(tx *store.Tx, all []condition, user store.Ref, doc document) ([]store.Ref, error) {
	var moved []store.Ref
	for _, c := range all {
		changed, err := c.apply(tx, user, filter.Directory.Match(c.selects, map[string]any(doc)))
		if err != nil {
			return nil, err
		}
		if changed {
			moved = append(moved, c.of)
		}
	}
	return moved, nil
}

// apply makes or removes the edge between a user and the object of a condition. Who has it by hand keeps it by hand.
func (c condition) apply(tx *store.Tx, user store.Ref, selected bool) (changed bool, err error) {
	have, err := edgesOf(tx, user, c.property)
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(have, func(e store.Edge) bool { return e.To == c.of })
	switch {
	case i < 0 && selected:
		_, err = tx.Link(store.Edge{From: user, Property: c.property, To: c.of, Reverse: "members", Props: []byte(conditional)})
		return true, err
	case i >= 0 && !selected && isConditional(have[i]):
		_, err = tx.Unlink(have[i].ID)
		return true, err
	}
	return false, nil
}

// keepCondition stores the condition of an object and applies it to everybody. It returns the users whom that changed.
func (s *schemas) keepCondition(tx *store.Tx, t *objectType, id, text string) ([]store.Ref, error) {
	property, ok := granting(t.Kind)
	if !ok || t.Realm == "" {
		return nil, nil
	}
	key := conditionsKey(t.Realm) + t.Collection + " " + id
	was, err := lookup(tx, key)
	if err != nil || string(was) == text {
		return nil, err
	}
	c := condition{store.Ref{Collection: t.Collection, ID: id}, property, filter.Constant(false)}
	if text == "" {
		err = tx.DeleteValue(key)
	} else {
		err = tx.SetValue(key, []byte(text))
		if node, bad := filter.Parse(text); bad == nil {
			c.selects = node
		}
	}
	if err != nil {
		return nil, err
	}
	users, _ := s.find("managed/" + t.Realm + "_user")
	return c.applyToAll(tx, users)
}

func (c condition) applyToAll(tx *store.Tx, users *objectType) ([]store.Ref, error) {
	var everybody []store.Object
	for o, err := range tx.Scan(users.Collection, "", nil, 0, 0) {
		if err != nil {
			return nil, err
		}
		everybody = append(everybody, o)
	}
	var moved []store.Ref
	for _, o := range everybody {
		doc, err := readDocument(o)
		if err != nil {
			return nil, err
		}
		user := store.Ref{Collection: o.Collection, ID: o.ID}
		changed, err := c.apply(tx, user, filter.Directory.Match(c.selects, map[string]any(doc)))
		if err != nil {
			return nil, err
		}
		if changed {
			moved = append(moved, user)
		}
	}
	return moved, nil
}

// applyConditions is what a saved draft changes of conditional memberships: those of a user, or those of everybody by
// the condition of a role or a group. It returns the objects at the other ends.
func (d *draft) applyConditions() ([]store.Ref, error) {
	if !d.t.isUser() {
		return d.schemas.keepCondition(d.tx, d.t, d.id, d.doc.text("condition"))
	}
	all, err := conditions(d.tx, d.t.Realm)
	if err != nil {
		return nil, err
	}
	return grantTo(d.tx, all, store.Ref{Collection: d.t.Collection, ID: d.id}, d.doc)
}
