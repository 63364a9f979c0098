package sandbox

import (
	"maps"
	"net/url"
	"slices"
	"unicode/utf8"
)

// providerKind is what the platform asks of the identity providers of one type. Paths have dots.
type providerKind struct {
	core     string // the value of the attribute that is made with a provider
	required []string
	optional []string
}

// providerKinds are the types that there are.
func providerKinds() map[string]providerKind {
	app := func(core string, more ...string) providerKind {
		return providerKind{core: core, required: append([]string{"clientId", "clientSecret"}, more...)}
	}
	microsoft := app("${providerAttributes.id}")
	microsoft.optional = []string{"tenantId"}
	return map[string]providerKind{
		"AMAZON": app("${providerAttributes.user_id}"), "GITHUB": app("${providerAttributes.id}"),
		"GOOGLE": app("${providerAttributes.emailAddress.value}"), "LINKEDIN": app("${providerAttributes.emailAddress}"),
		"LINKEDIN_OIDC": app("${providerAttributes.sub}"), // not documented
		"TWITTER":       app("${providerAttributes.id}"), "YAHOO": app("${providerAttributes.sub}"), "MICROSOFT": microsoft,
		"PAYPAL":   app("${providerAttributes.user_id}", "clientEnvironment"),
		"FACEBOOK": {core: "${providerAttributes.email}", required: []string{"appId", "appSecret"}},
		"APPLE": {core: "${providerAttributes.sub}",
			required: []string{"clientId", "clientSecretSigningKey", "keyId", "teamId"}},
		"OPENID_CONNECT": {
			core: "${providerAttributes.sub}",
			required: []string{"clientId", "clientSecret", "issuer", "authorizationEndpoint", "tokenEndpoint", "jwksEndpoint",
				"scopes", "tokenEndpointAuthMethod"},
			optional: []string{"userInfoEndpoint", "discoveryEndpoint", "pkceMethod"},
		},
		"SAML": {
			core:     "${samlAssertion.subject}",
			required: []string{"idpEntityId", "spEntityId", "ssoEndpoint", "ssoBinding", "idpVerification"},
			optional: []string{"authnRequestSigned", "spSigning", "sloBinding", "sloEndpoint", "sloResponseEndpoint",
				"sloWindow"},
		},
	}
}

func providerTypeNames() []any {
	var names []any
	for _, name := range slices.Sorted(maps.Keys(providerKinds())) {
		names = append(names, name)
	}
	return names
}

// providerDefaults are what the platform puts in where a client says nothing.
func providerDefaults(kind string) map[string]any {
	switch kind {
	case "OPENID_CONNECT":
		return map[string]any{"tokenEndpointAuthMethod": "CLIENT_SECRET_BASIC", "pkceMethod": "NONE"}
	case "SAML":
		return map[string]any{"sloBinding": "HTTP_POST", "authnRequestSigned": false}
	}
	return nil
}

// providerValues are the values of members that have few.
func providerValues(member string) []any {
	switch member {
	case "clientEnvironment":
		return []any{"sandbox", "live"}
	case "tokenEndpointAuthMethod":
		return []any{"CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST", "NONE"}
	case "pkceMethod":
		return []any{"NONE", "S256"}
	case "ssoBinding", "sloBinding":
		return []any{"HTTP_POST", "HTTP_REDIRECT"}
	case "authnRequestSigned":
		return []any{true, false}
	}
	return nil
}

// checkProviderMember says what is wrong with a member of a provider that is there, nil for nothing.
func checkProviderMember(kind, member string, value any) *pingDetail {
	if allowed := providerValues(member); allowed != nil && !slices.Contains(allowed, value) {
		d := allowedValues(member, allowed)
		return &d
	}
	refuse := func(words string) *pingDetail {
		d := invalidValue(member, "%s", words)
		return &d
	}
	text, isText := value.(string)
	switch member {
	case "authnRequestSigned", "idpVerification", "spSigning", "sloWindow":
		return nil
	case "scopes":
		if list, isList := value.([]any); !isList || len(list) == 0 || !allTexts(list) {
			return refuse("must be a list of scopes")
		}
		return nil
	case "keyId", "teamId":
		if utf8.RuneCountInString(text) != 10 {
			return refuse("must have 10 characters")
		}
	case "issuer", "authorizationEndpoint", "tokenEndpoint", "jwksEndpoint", "userInfoEndpoint", "discoveryEndpoint":
		if u, err := url.Parse(text); kind == "OPENID_CONNECT" && (err != nil || u.Scheme != "https" || u.Host == "") {
			return refuse("must be a valid https URL")
		}
	case "ssoEndpoint", "sloEndpoint", "sloResponseEndpoint":
		if u, err := url.Parse(text); err != nil || u.Scheme == "" || u.Host == "" {
			return refuse("must be a valid URL")
		}
	}
	if !isText {
		return refuse("must be a string")
	}
	return nil
}

func allTexts(list []any) bool {
	return !slices.ContainsFunc(list, func(v any) bool { text, isText := v.(string); return !isText || text == "" })
}
