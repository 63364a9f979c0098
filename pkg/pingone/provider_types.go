package pingone

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

const (
	typeOpenID = "OPENID_CONNECT"
	typeSAML   = "SAML"
)

// providerTypes are the types that the platform documents, those of the social
// networks first.
func providerTypes() []string {
	return []string{
		"AMAZON", "APPLE", "FACEBOOK", "GITHUB", "GOOGLE", "LINKEDIN", "LINKEDIN_OIDC", "MICROSOFT", "PAYPAL", "TWITTER", "YAHOO",
		typeOpenID, typeSAML,
	}
}

// ProviderTypes are the types that a provider may be of.
func (p *Providers) ProviderTypes(context.Context) ([]string, error) { return providerTypes(), nil }

// ProviderSchema tells what the document of a provider of a type holds.
func (p *Providers) ProviderSchema(_ context.Context, kind string) (*identity.Schema, error) {
	own := providerMembers(strings.ToUpper(kind))
	if own == nil {
		return nil, p.client.fail("describe identity provider", "", identity.Errorf(identity.Usage, "%s has no identity providers of type %s; it has %s", platform, rest.Clean(kind), strings.Join(providerTypes(), ", ")))
	}
	kind = strings.ToUpper(kind)
	members := []identity.Attribute{
		needed(text("name")), needed(text("type", kind)), needed(flag("enabled", "true")), text("description"),
	}
	members = append(members, own...)
	return &identity.Schema{Object: kind, Attributes: append(members, sharedMembers()...)}, nil
}

// sharedMembers are what a provider of every type may have beside its own.
func sharedMembers() []identity.Attribute {
	return []identity.Attribute{
		holder("registration", "users who sign in for the first time are made in this population, and belong to the provider", holder("population", "", needed(text("id")))),
		holder("icon", "", text("id"), text("href")), holder("loginButtonIcon", "", text("id"), text("href")),
	}
}

// providerMembers are the members that a type has beside those of every one; nil for
// a type that is not known.
func providerMembers(kind string) []identity.Attribute {
	client, secret := needed(text("clientId")), needed(hidden("clientSecret"))
	switch kind {
	case "FACEBOOK":
		return []identity.Attribute{needed(text("appId")), needed(hidden("appSecret"))}
	case "AMAZON", "GITHUB", "GOOGLE", "LINKEDIN", "LINKEDIN_OIDC", "TWITTER", "YAHOO":
		return []identity.Attribute{client, secret}
	case "MICROSOFT":
		return []identity.Attribute{client, secret, text("tenantId")}
	case "APPLE":
		return []identity.Attribute{client, needed(hidden("clientSecretSigningKey")), needed(ruled(text("keyId"), tenCharacters)), needed(ruled(text("teamId"), tenCharacters))}
	case "PAYPAL":
		return []identity.Attribute{client, secret, needed(text("clientEnvironment", "sandbox", "live"))}
	case typeOpenID:
		return openIDMembers(client, secret)
	case typeSAML:
		return samlMembers()
	}
	return nil
}

func openIDMembers(client, secret identity.Attribute) []identity.Attribute {
	return []identity.Attribute{
		client, secret, needed(address("issuer")), needed(address("authorizationEndpoint")), needed(address("tokenEndpoint")),
		needed(address("jwksEndpoint")), needed(identity.Attribute{Name: "scopes", Type: identity.List, Items: identity.String, Default: json.RawMessage(`["openid"]`)}),
		preset(text("tokenEndpointAuthMethod", "CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST", "NONE")),
		address("userInfoEndpoint"), address("discoveryEndpoint"), preset(text("pkceMethod", "NONE", "S256")),
	}
}

func samlMembers() []identity.Attribute {
	certificates := identity.Attribute{Name: "certificates", Type: identity.List, Items: identity.Object, Required: true, Rules: []string{"each with the id of a certificate of the environment"}}
	return []identity.Attribute{
		needed(text("idpEntityId")), needed(text("spEntityId")), needed(text("ssoEndpoint")), needed(text("ssoBinding", "HTTP_POST", "HTTP_REDIRECT")),
		needed(holder("idpVerification", "", certificates)), flag("authnRequestSigned", "false"),
		holder("spSigning", "", holder("key", "", needed(text("id"))), text("algorithm")),
		preset(text("sloBinding", "HTTP_POST", "HTTP_REDIRECT")), text("sloEndpoint"), text("sloResponseEndpoint"),
		{Name: "sloWindow", Type: identity.Integer, Rules: []string{"hours"}},
	}
}

const (
	tenCharacters = "10 characters"
	httpsAddress  = "an https address"
)

func needed(a identity.Attribute) identity.Attribute {
	a.Required = true
	return a
}

func ruled(a identity.Attribute, words string) identity.Attribute {
	a.Rules = append(a.Rules, words)
	return a
}

// preset is an attribute whose first value is the one that the platform assumes.
func preset(a identity.Attribute) identity.Attribute {
	a.Default = quote(a.Enum[0])
	return a
}

func text(name string, oneOf ...string) identity.Attribute {
	return identity.Attribute{Name: name, Type: identity.String, Enum: oneOf}
}

func address(name string) identity.Attribute { return ruled(text(name), httpsAddress) }

func hidden(name string) identity.Attribute {
	return identity.Attribute{Name: name, Type: identity.String, Secret: true}
}

func flag(name, usual string) identity.Attribute {
	return identity.Attribute{Name: name, Type: identity.Boolean, Default: json.RawMessage(usual)}
}

func holder(name, about string, children ...identity.Attribute) identity.Attribute {
	return identity.Attribute{Name: name, Description: about, Type: identity.Object, Children: children}
}

// CertificatePatch names the certificates by which a SAML provider signs.
func (p *Providers) CertificatePatch(ids []string) identity.Patch {
	certificates := make([]json.RawMessage, len(ids))
	for i, id := range ids {
		certificates[i] = object{{"id", quote(id)}}.bytes()
	}
	return identity.Patch{{Op: identity.Set, Path: "/idpVerification/certificates", Value: join(certificates)}}
}

// IconPatch puts a picture on the provider's button and beside its name.
func (p *Providers) IconPatch(i identity.Image) identity.Patch {
	icon := object{{"id", quote(i.ID)}, {"href", quote(i.Address)}}.bytes()
	return identity.Patch{{Op: identity.Set, Path: "/icon", Value: icon}, {Op: identity.Set, Path: "/loginButtonIcon", Value: icon}}
}

// PopulationPatch makes a provider bring its people into a population, or none.
func (p *Providers) PopulationPatch(id string) identity.Patch {
	if id == "" {
		return identity.Patch{{Op: identity.Unset, Path: "/registration"}}
	}
	return identity.Patch{{Op: identity.Set, Path: "/registration/population/id", Value: quote(id)}}
}

// kindWords names a type in a sentence.
func kindWords(kind string) string { return cmp.Or(rest.Clean(kind), "no type") }
