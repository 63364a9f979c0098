package pingone

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"github.com/realmctl/realmctl/pkg/identity"
)

// The rules of this file are the platform's documented ones for groups; see "Groups"
// in its reference. The service would refuse the same, but with less to go by.

// isGroupsOwn reports an attribute of groups that the service sets itself.
func isGroupsOwn(name string) bool {
	switch name {
	case "_links", "_embedded", "id", "environment", "displayName", "isExternal", "sourceType", "sourceId",
		"directMemberCounts", "totalMemberCounts", "createdAt", "updatedAt":
		return true
	}
	return false
}

// Schema tells the properties of groups.
func (g *Groups) Schema(context.Context) (*identity.Schema, error) {
	return &identity.Schema{Object: "Group", Attributes: []identity.Attribute{
		{Name: "name", Type: identity.String, Required: true, Rules: []string{"unique in its population and in the environment"}},
		{Name: "description", Type: identity.String},
		{Name: "population", Title: "by id or name, when the group is made"},
		{Name: "userFilter", Type: identity.String, Title: "selects the members of a dynamic group"},
		{Name: "externalId", Type: identity.String},
		{Name: "customData", Type: identity.Object},
		{Name: "id", Type: identity.String, ReadOnly: true},
		{Name: "environment", Type: identity.Object, ReadOnly: true},
		{Name: "displayName", Type: identity.String, ReadOnly: true},
		{Name: "isExternal", Type: identity.Boolean, ReadOnly: true},
		{Name: "sourceType", Type: identity.String, ReadOnly: true},
		{Name: "sourceId", Type: identity.String, ReadOnly: true},
		{Name: "directMemberCounts", Type: identity.Object, ReadOnly: true},
		{Name: "totalMemberCounts", Type: identity.Object, ReadOnly: true},
		{Name: "createdAt", Type: identity.String, ReadOnly: true},
		{Name: "updatedAt", Type: identity.String, ReadOnly: true},
	}}, nil
}

// Check holds the document of a new group against the platform's rules.
func (g *Groups) Check(_ context.Context, document json.RawMessage) ([]identity.Violation, error) {
	o, err := parseObject(document)
	if err != nil {
		return nil, g.client.fail("check group", "", identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	o.deleteNulls()
	return newGroup(o), nil
}

// refused is the error of broken rules, nil for none.
func refused(b broken) error {
	if len(b) == 0 {
		return nil
	}
	return &identity.Error{Kind: identity.Invalid, Violations: b}
}

// newGroup tells what the platform does not allow of a new group.
func newGroup(o object) broken {
	var b broken
	if string(o.get("isExternal")) == "true" {
		b.add("isExternal", "READ_ONLY", "an external group comes from the system that keeps it, and cannot be made")
	}
	b.checkGroup(o)
	return b
}

// checkGroup are the rules for what a group is, new or changed.
func (b *broken) checkGroup(o object) {
	if o.text("name") == "" {
		b.add("name", "REQUIRED_VALUE", "is required, as a text")
	}
	for _, name := range []string{"description", "userFilter", "externalId"} {
		if value := o.get(name); !isNull(value) && textOf(value) == "" {
			b.add(name, "INVALID_VALUE", "has to be a text; to be rid of it, take it away")
		}
	}
	if value := o.get("customData"); !isNull(value) && !bytes.HasPrefix(trimSpace(value), []byte("{")) {
		b.add("customData", "INVALID_VALUE", "has to be an object")
	}
	if value := o.get("population"); !isNull(value) {
		if _, named := populationOf(value); !named {
			b.add("population", "INVALID_VALUE", "has to be the id or the name of a population")
		}
	}
}

// changedGroup tells what the platform does not allow of a group that is now one
// thing and shall be another.
func changedGroup(now, wanted object) broken {
	var b broken
	for _, m := range slices.Concat(now, wanted) {
		if !isGroupsOwn(m.name) && m.name != "population" || sameValue(now.get(m.name), wanted.get(m.name)) || b.has(m.name) {
			continue
		}
		words := "is set by the platform"
		if m.name == "population" {
			words = "is fixed: a group never leaves its population"
		}
		b.add(m.name, "READ_ONLY", words)
	}
	b.checkGroup(wanted)
	if external, err := readGroup(now.bytes()); err == nil && external.External && !isNull(wanted.get("userFilter")) {
		b.add("userFilter", "INVALID_VALUE", "is not possible for an external group: the system that keeps it says who is in it")
	}
	return b
}

func sameValue(a, b json.RawMessage) bool { return isNull(a) && isNull(b) || equal(a, b) }

func (b broken) has(attribute string) bool {
	for _, v := range b {
		if v.Attribute == attribute {
			return true
		}
	}
	return false
}
