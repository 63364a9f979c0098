package identity

import (
	"context"
	"encoding/json"
)

// An IdentityProvider is a place outside of the realm where its people may sign in.
type IdentityProvider = Resource[ProviderProfile]

// A ProviderProfile is what every platform can say of an identity provider.
type ProviderProfile struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Type is the platform's own name of the kind, such as "GOOGLE".
	Type        string `json:"type"`
	Enabled     bool   `json:"enabled"`
	Description string `json:"description,omitempty"`
	// Authoritative providers bring people with them: who signs in for the first time
	// becomes a user of the realm.
	Authoritative bool `json:"authoritative"`
	// PopulationID is where those users go, on a platform with populations.
	PopulationID string `json:"populationId,omitempty"`
	Revision     string `json:"revision,omitempty"`
}

// Key names the provider.
func (p ProviderProfile) Key() Key { return Key{ID: p.ID, Revision: p.Revision, Name: p.Name} }

// A ProviderStore is what every directory of identity providers can do. What the
// platform would refuse of a document is an error of kind [Invalid] with one
// [Violation] a member, before anything is sent. A change that has to send a secret
// which the platform does not tell is one of kind [Usage].
type ProviderStore interface {
	Lister[IdentityProvider]
	Getter[IdentityProvider]
	Finder[IdentityProvider]
	Creator[IdentityProvider]
	Patcher[IdentityProvider]
	Replacer[IdentityProvider]
	Deleter[IdentityProvider]
}

// A ProviderDirectory is a directory whose people may sign in elsewhere.
type ProviderDirectory interface{ IdentityProviders() ProviderStore }

// IdentityProviders returns the identity providers of d, or an error of kind
// [Unsupported].
func IdentityProviders(d Directory) (ProviderStore, error) {
	if p, ok := d.(ProviderDirectory); ok {
		return p.IdentityProviders(), nil
	}
	return nil, Lacks(d, "identity providers")
}

// A ProviderTyper knows the types that an identity provider may be of.
type ProviderTyper interface {
	ProviderTypes(context.Context) ([]string, error)
}

// A ProviderDescriber tells which members the document of a provider of a type has,
// and which of them a new one needs. A type that the platform does not have is an
// error of kind [Usage] that names those that it has.
type ProviderDescriber interface {
	ProviderSchema(ctx context.Context, providerType string) (*Schema, error)
}

// A ProviderSecreter knows where a provider of a type keeps its secret: the patch
// gives it a new one. The patch is empty for a type that has none.
type ProviderSecreter interface {
	SecretPatch(providerType, secret string) Patch
}

// A SecretMisser tells that the document of a provider holds no secret that could be
// sent back: it names the member where one is missing or masked, "" where none is. A
// change of such a provider has to bring the secret.
type SecretMisser interface {
	MissingSecret(document json.RawMessage) string
}

// A ChangeChecker tells of a change that the platform would not make, by the documents
// before and after it: an error says why. Nothing is sent.
type ChangeChecker interface {
	CheckChange(now, after json.RawMessage) error
}

// A ProviderHomer knows where a provider keeps the population whose users it brings
// with it. The patch for an empty id makes it one that brings none.
type ProviderHomer interface {
	PopulationPatch(id string) Patch
}

// A SecretHider shows a document without its secrets: a mask stands in their place, which
// a change that is made of the document leaves alone. A document that is no object is
// returned as it is.
type SecretHider interface {
	HideSecrets(document json.RawMessage) json.RawMessage
}

// A ProviderUserCounter counts the people who sign in with a provider.
type ProviderUserCounter interface {
	CountUsers(ctx context.Context, provider string) (int64, error)
}

// A ProviderDiscoverer makes the document of a provider from what the provider
// publishes about itself by OpenID Connect Discovery. Nothing is sent.
type ProviderDiscoverer interface {
	FromDiscovery(Discovery) (json.RawMessage, error)
}

// A ProviderMetadataReader makes the document of a provider from its SAML metadata,
// with the certificates that have to be uploaded before the provider is made.
// Nothing is sent.
type ProviderMetadataReader interface {
	FromMetadata(metadata []byte) (document json.RawMessage, certificates []Upload, err error)
}
