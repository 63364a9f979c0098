package pingone

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

var (
	_ identity.Describer     = (*Attributes)(nil)
	_ identity.Namer         = (*Attributes)(nil)
	_ identity.Valuer        = (*Attributes)(nil)
	_ identity.Previewer     = (*Attributes)(nil)
	_ identity.PatchReader   = (*Attributes)(nil)
	_ identity.Checker       = (*Attributes)(nil)
	_ identity.DeleteChecker = (*Attributes)(nil)
)

// NativeName is the platform's own name of a property of an attribute.
func (a *Attributes) NativeName(path string) string { return attributeProperty(path) }

func attributeProperty(path string) string {
	switch path {
	case "_id":
		return "id"
	case "title":
		return "displayName"
	case "origin":
		return "schemaType"
	}
	return path
}

// NativeValue lets people write types in small letters.
func (a *Attributes) NativeValue(path, text string) string {
	if path == "type" {
		return strings.ToUpper(text)
	}
	return text
}

// CommonValue prints types and origins in small letters.
func (a *Attributes) CommonValue(path string, value json.RawMessage) json.RawMessage {
	if path != "type" && path != "origin" {
		return value
	}
	return json.RawMessage(strings.ToLower(string(value)))
}

// Schema tells which properties an attribute has; see "Schemas" in the platform's
// reference. Nothing is sent. What may be changed of which attribute is a matter of
// [Attributes.Preview].
func (a *Attributes) Schema(context.Context) (*identity.Schema, error) {
	return &identity.Schema{Object: "Attribute", Attributes: []identity.Attribute{
		{Name: "name", Type: identity.String, Required: true},
		{Name: "type", Type: identity.String, Enum: []string{"STRING", "JSON"}},
		{Name: "displayName", Type: identity.String},
		{Name: "description", Type: identity.String},
		{Name: "unique", Type: identity.Boolean},
		{Name: "multiValued", Type: identity.Boolean},
		{Name: "enabled", Type: identity.Boolean},
		{Name: "required", Type: identity.Boolean},
		{Name: "enumeratedValues", Type: identity.List, Items: identity.Object},
		{Name: "regexValidation", Type: identity.Object, Children: []identity.Attribute{
			{Name: "pattern", Type: identity.String},
			{Name: "requirements", Type: identity.String},
			{Name: "valuesPatternShouldMatch", Type: identity.List, Items: identity.String},
			{Name: "valuesPatternShouldNotMatch", Type: identity.List, Items: identity.String},
		}},
		{Name: "allowsContainsOperator", Type: identity.Boolean},
		{Name: "id", Type: identity.String, ReadOnly: true},
		{Name: "environment", Type: identity.Object, ReadOnly: true},
		{Name: "schema", Type: identity.Object, ReadOnly: true},
		{Name: "schemaType", Type: identity.String, ReadOnly: true},
		{Name: "ldapAttribute", Type: identity.String, ReadOnly: true},
		{Name: "subAttributes", Type: identity.List, Items: identity.Object, ReadOnly: true},
	}}, nil
}

// Check tells what the platform does not allow of a new attribute.
func (a *Attributes) Check(_ context.Context, document json.RawMessage) ([]identity.Violation, error) {
	o, err := parseObject(document)
	if err != nil {
		return nil, a.client.fail("create schema attribute", "", identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	o.deleteNulls()
	return newAttribute(o), nil
}

// Preview shows what a patch would make of an attribute. What the platform does not
// allow of it is refused as [Attributes.Patch] does.
func (a *Attributes) Preview(document json.RawMessage, patch identity.Patch) (json.RawMessage, error) {
	const op = "patch schema attribute"
	after, err := changedWhole(document, identity.AnyRevision, patch)
	if err != nil {
		return nil, a.client.fail(op, "", err)
	}
	now, err := parseObject(document)
	if err != nil {
		return nil, a.client.fail(op, "", errUnreadable)
	}
	if vs := changedAttribute(now, membersChanged(now, after)); len(vs) > 0 {
		return nil, a.client.fail(op, rest.Clean(now.text("name")), &identity.Error{Kind: identity.Invalid, Violations: vs})
	}
	return after.bytes(), nil
}

// CheckDelete refuses attributes of the platform's own.
func (a *Attributes) CheckDelete(document json.RawMessage) error {
	kind := textOf(lookUp(document, []string{"schemaType"}))
	if kind == "CUSTOM" {
		return nil
	}
	return &identity.Error{
		Kind: identity.Invalid, Realm: a.client.options.Realm,
		Detail: "it is one of the platform's own (" + rest.Clean(strings.ToLower(cmp.Or(kind, "of no type"))) + "), which cannot be deleted",
	}
}
