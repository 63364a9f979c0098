package pingone

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// ProviderAttributes is the store of the attributes of one identity provider.
type ProviderAttributes struct {
	collection[identity.ProviderAttributeProfile]
}

var (
	_ identity.PatchReader   = (*ProviderAttributes)(nil)
	_ identity.Describer     = (*ProviderAttributes)(nil)
	_ identity.Checker       = (*ProviderAttributes)(nil)
	_ identity.Previewer     = (*ProviderAttributes)(nil)
	_ identity.DeleteChecker = (*ProviderAttributes)(nil)
)

// ProviderAttributes returns the attributes of the provider with an id, which is a
// *[ProviderAttributes].
func (c *Client) ProviderAttributes(provider string) identity.ProviderAttributeStore {
	return &ProviderAttributes{collection[identity.ProviderAttributeProfile]{
		client: c, one: "attribute of identity provider", many: "attributes of identity provider",
		path: c.path("identityProviders", provider, "attributes"), read: readProviderAttribute,
	}}
}

func readProviderAttribute(document json.RawMessage) (identity.ProviderAttributeProfile, error) {
	var w struct {
		ID      string          `json:"id"`
		Name    string          `json:"name"`
		Value   lenient[string] `json:"value"`
		Update  lenient[string] `json:"update"`
		Mapping lenient[string] `json:"mappingType"`
	}
	if err := json.Unmarshal(document, &w); err != nil {
		return identity.ProviderAttributeProfile{}, identity.Errorf(identity.API, "read attribute of identity provider: the platform sent something that is none: %w", err)
	}
	return identity.ProviderAttributeProfile{ID: w.ID, Name: w.Name, Value: w.Value.value, Update: rest.Clean(w.Update.value), Core: w.Mapping.value == mappingCore}, nil
}

// mappingCore is the type of the attributes that a provider is made with.
const mappingCore = "CORE"

// Create makes an attribute. What is missing or wrong is refused before it is sent.
func (a *ProviderAttributes) Create(ctx context.Context, d identity.Draft) (identity.ProviderAttribute, error) {
	const op = "create attribute of identity provider"
	o, err := parseObject(d.Document)
	if err != nil {
		return identity.ProviderAttribute{}, a.client.fail(op, "", identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	o.deleteNulls()
	o.deleteProviderAttributesOwn()
	name := rest.Clean(o.text("name"))
	if vs := checkProviderAttribute(o); len(vs) > 0 {
		return identity.ProviderAttribute{}, a.client.fail(op, name, &identity.Error{Kind: identity.Invalid, Violations: vs})
	}
	created, err := a.client.write(ctx, write{method: http.MethodPost, path: a.path, body: o.bytes()})
	if err != nil {
		return identity.ProviderAttribute{}, a.client.uncertain(op, name, err)
	}
	return a.resource(created), nil
}

// Patch changes an attribute: it is read, changed here and put back whole.
func (a *ProviderAttributes) Patch(ctx context.Context, id, revision string, patch identity.Patch) (identity.ProviderAttribute, error) {
	const op = "patch attribute of identity provider"
	present, err := a.get(ctx, id)
	if err != nil {
		return identity.ProviderAttribute{}, a.client.fail(op, id, err)
	}
	after, err := changedWhole(present, revision, patch)
	if err != nil {
		return identity.ProviderAttribute{}, a.client.fail(op, id, err)
	}
	now, err := parseObject(present)
	if err != nil {
		return identity.ProviderAttribute{}, a.client.fail(op, id, errUnreadable)
	}
	after.deleteNulls()
	if vs := changedProviderAttribute(now, after); len(vs) > 0 {
		return identity.ProviderAttribute{}, a.client.fail(op, rest.Clean(now.text("name")), &identity.Error{Kind: identity.Invalid, Violations: vs})
	}
	after.deleteProviderAttributesOwn()
	put, err := a.client.write(ctx, write{method: http.MethodPut, path: a.at(id), body: after.bytes(), repeatable: true})
	if err != nil {
		return identity.ProviderAttribute{}, a.client.uncertain(op, id, err)
	}
	return a.resource(put), nil
}

// Delete removes an attribute. One that came with the provider stays.
func (a *ProviderAttributes) Delete(ctx context.Context, id, revision string) (identity.ProviderAttribute, error) {
	present, err := a.Get(ctx, id)
	if err != nil {
		return present, err
	}
	if p, err := present.Profile(); err == nil && p.Core {
		return identity.ProviderAttribute{}, a.client.fail("delete attribute of identity provider", rest.Clean(p.Name), identity.Errorf(identity.Invalid, "it came with the provider, which cannot be without it"))
	}
	return a.collection.Delete(ctx, id, revision)
}

// ReadPatch reads the members of an attribute to change.
func (a *ProviderAttributes) ReadPatch(document []byte) (identity.Patch, error) {
	o, err := parseObject(document)
	if err != nil {
		return nil, a.client.fail("read patch", "", identity.Errorf(identity.Invalid, "a patch is a JSON object with the members to change: %w", err))
	}
	o.deleteProviderAttributesOwn()
	return readPatch(o), nil
}

// deleteProviderAttributesOwn leaves out what the service says of an attribute itself.
func (o *object) deleteProviderAttributesOwn() {
	o.delete("_links", "_embedded", "id", "environment", "identityProvider", "mappingType", "createdAt", "updatedAt")
}

// checkProviderAttribute tells what is wrong with an attribute of a provider.
func checkProviderAttribute(o object) broken {
	var b broken
	for _, a := range providerAttributeMembers() {
		b.need(o, "", a)
	}
	if words := unmappable(o.text("name")); words != "" {
		b.add("name", "INVALID_VALUE", words)
	}
	if value := o.text("value"); strings.Count(value, "${") > strings.Count(value, "}") {
		b.add("value", "INVALID_VALUE", "has a ${ that is not closed by }")
	}
	return b
}

// unmappable says why an attribute of users cannot be filled by a provider, "" for
// one that can.
func unmappable(name string) string {
	switch name {
	case "account", "id", "created", "updated", "createdAt", "updatedAt", "lifecycle", "mfaEnabled", "enabled", "environment", "lastSignOn", "emailVerified",
		"population", "identityProvider", "verifyStatus", "memberOfGroupIDs", "memberOfGroupNames":
		return "is the platform's to set"
	case "name":
		return "has parts: map one of them, such as name.given"
	case "address":
		return "has parts: map one of them, such as address.locality"
	case "photo":
		return "has parts: map photo.href"
	}
	return ""
}

// changedProviderAttribute tells why an attribute cannot become another one.
func changedProviderAttribute(now, after object) []identity.Violation {
	b := checkProviderAttribute(after)
	if now.text("mappingType") != mappingCore {
		return b
	}
	for _, name := range [...]string{"name", "update"} {
		if !equal(now.get(name), after.get(name)) {
			b.add(name, "READ_ONLY", "cannot be changed: the attribute came with the provider, and only its value can be another one")
		}
	}
	return b
}
