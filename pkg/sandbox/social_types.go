package sandbox

import "slices"

// socialType is a kind of social identity provider: how the service calls it, and the members of its documents.
type socialType struct {
	id, name string
	more     []string // beside those that every type has
}

// socialTypes are the types that were recorded, with a few more that the platform is documented to have.
func socialTypes() []socialType {
	openID := []string{
		"acrValues", "claims", "enableNativeNonce", "encryptJwtRequestParameter", "encryptedIdTokens", "expClaimRequiredInRequestObject",
		"issuer", "jwksUriEndpoint", "jwtRequestParameterOption", "privateKeyJwtAudience", "requestObjectAudience",
		"userInfoResponseType", "wellKnownEndpoint",
	}
	return []socialType{
		{"amazonConfig", "Client configuration for Amazon.", nil},
		{"appleConfig", "Client configuration for Apple.", append([]string{"requestNativeAppForUserInfo"}, openID...)},
		{"facebookConfig", "Client configuration for Facebook.", nil},
		{"googleConfig", "Client configuration for Google.", openID},
		{"instagramConfig", "Client configuration for Instagram.", nil},
		{"linkedInConfig", "Client configuration for LinkedIn.", nil},
		{"microsoftConfig", "Client configuration for Microsoft.", nil},
		{"oauth2Config", "Client configuration for providers that implement the OAuth2 specification.", nil},
		{"oidcConfig", "Client configuration for providers that implement the OpenID Connect specification.", openID},
		{"twitterConfig", "Client configuration for Twitter.", []string{"requestTokenEndpoint"}},
	}
}

func findSocialType(id string) (socialType, bool) {
	all := socialTypes()
	i := slices.IndexFunc(all, func(t socialType) bool { return t.id == id })
	if i < 0 {
		return socialType{}, false
	}
	return all[i], true
}

// members are the names that a document of the type may have, in order.
func (t socialType) members() []string {
	all := append([]string{
		"authenticationIdKey", "authorizationEndpoint", "clientAuthenticationMethod", "clientId", "clientSecret", "enabled",
		"introspectEndpoint", "issuerComparisonCheckType", "jwtEncryptionAlgorithm", "jwtEncryptionMethod", "jwtSigningAlgorithm",
		"pkceMethod", "privateKeyJwtExpTime", "redirectAfterFormPostURI", "redirectURI", "responseMode", "revocationCheckOptions",
		"scopeDelimiter", "scopes", "tokenEndpoint", "transform", "uiConfig", "useCustomTrustStore", "userInfoEndpoint",
	}, t.more...)
	slices.Sort(all)
	return all
}

// describe is the type as a document names it.
func (t socialType) describe() map[string]any {
	return map[string]any{"_id": t.id, "name": t.name, "collection": true}
}

// defaults are what a new provider has where its document does not say.
func (t socialType) defaults() map[string]any {
	d := map[string]any{
		"enabled": true, "clientAuthenticationMethod": "CLIENT_SECRET_POST", "pkceMethod": "S256", "scopeDelimiter": " ",
		"issuerComparisonCheckType": "EXACT", "jwtEncryptionAlgorithm": "NONE", "jwtEncryptionMethod": "NONE",
		"jwtSigningAlgorithm": "NONE", "privateKeyJwtExpTime": 600, "responseMode": "DEFAULT", "revocationCheckOptions": []any{},
		"useCustomTrustStore": false, "uiConfig": map[string]any{},
	}
	if slices.Contains(t.more, "issuer") {
		d["acrValues"], d["enableNativeNonce"], d["encryptJwtRequestParameter"] = []any{}, true, false
		d["encryptedIdTokens"], d["jwtRequestParameterOption"], d["userInfoResponseType"] = false, "NONE", "JSON"
	}
	return d
}

// schema describes the members of the type.
func (t socialType) schema() map[string]any {
	properties := map[string]any{}
	defaults := t.defaults()
	for i, name := range t.members() {
		kind := "string"
		switch defaults[name].(type) {
		case bool:
			kind = "boolean"
		case int:
			kind = "integer"
		case []any:
			kind = "array"
		case map[string]any:
			kind = "object"
		}
		if name == "scopes" {
			kind = "array"
		}
		p := map[string]any{"title": name, "propertyOrder": (i + 1) * 100, "required": slices.Contains(t.required(), name), "type": kind}
		if kind == "array" {
			p["items"] = map[string]any{"type": "string"}
		}
		if name == "clientSecret" {
			p["format"] = "password"
		}
		properties[name] = p
	}
	return map[string]any{"type": "object", "properties": properties}
}

// required are the members that a new provider needs.
func (t socialType) required() []string {
	return []string{"authorizationEndpoint", "clientId", "redirectURI", "scopes", "tokenEndpoint"}
}
