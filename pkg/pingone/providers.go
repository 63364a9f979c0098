package pingone

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Providers is the store of an environment's identity providers; see "Identity
// Providers" in the platform's reference.
type Providers struct {
	collection[identity.ProviderProfile]
}

var (
	_ identity.ProviderStore          = (*Providers)(nil)
	_ identity.ProviderTyper          = (*Providers)(nil)
	_ identity.ProviderDescriber      = (*Providers)(nil)
	_ identity.ProviderSecreter       = (*Providers)(nil)
	_ identity.SecretHider            = (*Providers)(nil)
	_ identity.SecretMisser           = (*Providers)(nil)
	_ identity.ChangeChecker          = (*Providers)(nil)
	_ identity.ProviderHomer          = (*Providers)(nil)
	_ identity.ProviderUserCounter    = (*Providers)(nil)
	_ identity.ProviderDiscoverer     = (*Providers)(nil)
	_ identity.ProviderMetadataReader = (*Providers)(nil)
	_ identity.CertificatePatcher     = (*Providers)(nil)
	_ identity.ImageUploader          = (*Providers)(nil)
	_ identity.IconPatcher            = (*Providers)(nil)
	_ identity.Previewer              = (*Providers)(nil)
	_ identity.ReplacePreviewer       = (*Providers)(nil)
	_ identity.PatchReader            = (*Providers)(nil)
	_ identity.Checker                = (*Providers)(nil)
)

// IdentityProviders returns the environment's identity providers, which is a
// *[Providers].
func (c *Client) IdentityProviders() identity.ProviderStore { return c.providers() }

func (c *Client) providers() *Providers {
	return &Providers{collection[identity.ProviderProfile]{
		client: c, one: "identity provider", many: "identity providers", path: c.path("identityProviders"), read: readIdentityProvider,
	}}
}

func readIdentityProvider(document json.RawMessage) (identity.ProviderProfile, error) {
	var w struct {
		ID           string          `json:"id"`
		Name         string          `json:"name"`
		Type         lenient[string] `json:"type"`
		Enabled      lenient[bool]   `json:"enabled"`
		Description  lenient[string] `json:"description"`
		Updated      lenient[string] `json:"updatedAt"`
		Registration lenient[struct {
			Population struct {
				ID string `json:"id"`
			} `json:"population"`
		}] `json:"registration"`
	}
	if err := json.Unmarshal(document, &w); err != nil {
		return identity.ProviderProfile{}, identity.Errorf(identity.API, "read identity provider: the platform sent something that is none: %w", err)
	}
	population := rest.Clean(w.Registration.value.Population.ID)
	return identity.ProviderProfile{
		ID: w.ID, Name: w.Name, Type: rest.Clean(w.Type.value), Enabled: w.Enabled.value, Description: w.Description.value,
		Authoritative: population != "", PopulationID: population, Revision: rest.Clean(w.Updated.value),
	}, nil
}

// Create makes a provider. What is missing or wrong in the document is refused
// before it is sent.
func (p *Providers) Create(ctx context.Context, d identity.Draft) (identity.IdentityProvider, error) {
	const op = "create identity provider"
	o, err := parseObject(d.Document)
	if err != nil {
		return identity.IdentityProvider{}, p.client.fail(op, "", identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	o.deleteNulls()
	o.deleteProvidersOwn()
	name := rest.Clean(o.text("name"))
	if vs := newProvider(o); len(vs) > 0 {
		return identity.IdentityProvider{}, p.client.fail(op, name, &identity.Error{Kind: identity.Invalid, Violations: vs})
	}
	created, err := p.client.write(ctx, write{method: http.MethodPost, path: p.path, body: o.bytes()})
	if err != nil {
		return identity.IdentityProvider{}, p.client.uncertain(op, name, err)
	}
	return p.resource(created), nil
}

// Patch changes a provider. The service has no PATCH for it: the provider is read,
// changed here and put back whole, with its secret, which stays if the patch brings none
// or a mask. Where the service does not tell the secret, the patch has to bring it.
func (p *Providers) Patch(ctx context.Context, id, revision string, patch identity.Patch) (identity.IdentityProvider, error) {
	const op = "patch identity provider"
	present, err := p.get(ctx, id)
	if err != nil {
		return identity.IdentityProvider{}, p.client.fail(op, id, err)
	}
	after, err := changedWhole(present, revision, patch)
	if err != nil {
		return identity.IdentityProvider{}, p.client.fail(op, id, err)
	}
	return p.put(ctx, op, id, present, after)
}

// Replace puts a whole document in the place of a provider's. A secret that is left out
// or masked stays, as in [Providers.Patch].
func (p *Providers) Replace(ctx context.Context, id, revision string, document json.RawMessage) (identity.IdentityProvider, error) {
	const op = "replace identity provider"
	after, err := parseObject(document)
	if err != nil {
		return identity.IdentityProvider{}, p.client.fail(op, id, identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	present, err := p.get(ctx, id)
	if err != nil {
		return identity.IdentityProvider{}, p.client.fail(op, id, err)
	}
	now, err := parseObject(present)
	if err == nil {
		err = checkRevision(now, revision)
	}
	if err != nil {
		return identity.IdentityProvider{}, p.client.fail(op, id, err)
	}
	return p.put(ctx, op, id, present, after)
}

// put makes of the present provider another one, if it is another one.
func (p *Providers) put(ctx context.Context, op, id string, present json.RawMessage, after object) (identity.IdentityProvider, error) {
	now, err := parseObject(present)
	if err != nil {
		return identity.IdentityProvider{}, p.client.fail(op, id, errUnreadable)
	}
	now.deleteProvidersOwn()
	after.deleteNulls()
	after.deleteProvidersOwn()
	after.keepType(now)
	after.keepSecrets(now)
	if equal(now.bytes(), after.bytes()) {
		return p.resource(present), nil
	}
	if err := changedProvider(now, after); err != nil {
		return identity.IdentityProvider{}, p.client.fail(op, rest.Clean(now.text("name")), err)
	}
	put, err := p.client.write(ctx, write{method: http.MethodPut, path: p.at(id), body: after.bytes(), repeatable: true})
	if err != nil {
		return identity.IdentityProvider{}, p.client.uncertain(op, id, err)
	}
	return p.resource(put), nil
}

// deleteProvidersOwn leaves out what the service says of a provider itself.
func (o *object) deleteProvidersOwn() {
	o.delete("_links", "_embedded", "id", "environment", "createdAt", "updatedAt")
}
