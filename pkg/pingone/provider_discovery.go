package pingone

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// FromDiscovery is the document of a provider as OpenID Connect Discovery describes
// it, without what only a person knows: the name, and the client that was registered
// there.
func (p *Providers) FromDiscovery(d identity.Discovery) (json.RawMessage, error) {
	document, err := fromDiscovery(d)
	if err != nil {
		return nil, p.client.fail("read discovery document", "", err)
	}
	return document, nil
}

func fromDiscovery(d identity.Discovery) (json.RawMessage, error) {
	method, err := authMethod(d.Authentication)
	if err != nil {
		return nil, err
	}
	o := object{{"type", quote(typeOpenID)}, {"enabled", json.RawMessage("true")}}
	for _, m := range [...]struct{ name, value string }{
		{"issuer", d.Issuer}, {"authorizationEndpoint", d.AuthorizationEndpoint}, {"tokenEndpoint", d.TokenEndpoint},
		{"jwksEndpoint", d.KeysEndpoint}, {"userInfoEndpoint", d.UserInfoEndpoint}, {"discoveryEndpoint", d.Address},
	} {
		if m.value != "" {
			o.set(m.name, quote(m.value))
		}
	}
	var scopes []json.RawMessage
	for _, s := range [...]string{"openid", "profile", "email"} {
		if s == "openid" || slices.Contains(d.Scopes, s) {
			scopes = append(scopes, quote(s))
		}
	}
	o.set("scopes", join(scopes))
	o.set("tokenEndpointAuthMethod", quote(method))
	pkce := "NONE"
	if slices.Contains(d.Challenges, "S256") {
		pkce = "S256"
	}
	o.set("pkceMethod", quote(pkce))
	return o.bytes(), nil
}

// authMethod chooses how the platform shows its secret. A provider that says nothing
// takes basic authentication (OpenID Connect Discovery 1.0, section 3).
func authMethod(offered []string) (string, error) {
	if len(offered) == 0 {
		return "CLIENT_SECRET_BASIC", nil
	}
	for _, known := range [...]string{"client_secret_basic", "client_secret_post", "none"} {
		if slices.Contains(offered, known) {
			return strings.ToUpper(known), nil
		}
	}
	return "", &identity.Error{Kind: identity.Invalid, Violations: []identity.Violation{{
		Attribute: "token_endpoint_auth_methods_supported", Rule: "INVALID_VALUE",
		Words: "has none of client_secret_basic, client_secret_post and none, by which " + platform + " can show who it is",
	}}}
}
