package pingone

import (
	"context"
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// providerAttributeMembers are what a person says of an attribute.
func providerAttributeMembers() []identity.Attribute {
	return []identity.Attribute{
		ruled(needed(text("name")), "the attribute of users"),
		ruled(needed(text("value")), "where it comes from, such as ${providerAttributes.email}"),
		needed(text("update", "EMPTY_ONLY", "ALWAYS")),
	}
}

// Schema tells what the document of an attribute holds. Nothing is sent.
func (a *ProviderAttributes) Schema(context.Context) (*identity.Schema, error) {
	members := providerAttributeMembers()
	for _, name := range [...]string{"id", "mappingType", "environment", "identityProvider", "createdAt", "updatedAt"} {
		members = append(members, identity.Attribute{Name: name, Type: identity.String, ReadOnly: true})
	}
	return &identity.Schema{Object: "attribute of identity provider", Attributes: members}, nil
}

// Check holds a new attribute against the platform's rules. Nothing is sent.
func (a *ProviderAttributes) Check(_ context.Context, document json.RawMessage) ([]identity.Violation, error) {
	o, err := parseObject(document)
	if err != nil {
		return nil, a.client.fail("check attribute of identity provider", "", identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	o.deleteNulls()
	wrong := checkProviderAttribute(o)
	for i, v := range wrong {
		if v.Rule == "REQUIRED_VALUE" { // the schema says the same, in these words
			wrong[i].Rule = "REQUIRED"
		}
	}
	return wrong, nil
}

// Preview applies a patch to an attribute, here, and refuses what the platform would
// refuse.
func (a *ProviderAttributes) Preview(document json.RawMessage, patch identity.Patch) (json.RawMessage, error) {
	const op = "patch attribute of identity provider"
	after, err := changedWhole(document, "", patch)
	if err != nil {
		return nil, a.client.fail(op, "", err)
	}
	now, err := parseObject(document)
	if err != nil {
		return nil, a.client.fail(op, "", errUnreadable)
	}
	after.deleteNulls()
	if vs := changedProviderAttribute(now, after); len(vs) > 0 {
		return nil, a.client.fail(op, rest.Clean(now.text("name")), &identity.Error{Kind: identity.Invalid, Violations: vs})
	}
	return after.bytes(), nil
}

// CheckDelete refuses the attribute that a provider is made with.
func (a *ProviderAttributes) CheckDelete(document json.RawMessage) error {
	if textOf(lookUp(document, []string{"mappingType"})) != mappingCore {
		return nil
	}
	return &identity.Error{Kind: identity.Invalid, Realm: a.client.options.Realm, Detail: "it came with the provider, which cannot be without it"}
}
