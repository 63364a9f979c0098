package identity

import (
	"encoding/json"
	"net/url"
	"strings"
)

// longestDiscovery is the most that is read of a discovery document.
const longestDiscovery = 1 << 20

// A Discovery is what an OpenID provider publishes about itself at
// .well-known/openid-configuration (OpenID Connect Discovery 1.0, section 3).
type Discovery struct {
	// Address is where the document was read, if it was read from an address.
	Address               string
	Issuer                string
	AuthorizationEndpoint string
	TokenEndpoint         string
	UserInfoEndpoint      string
	KeysEndpoint          string
	// Scopes, Authentication and Challenges are what the provider says that it can do;
	// none means that it does not say.
	Scopes         []string
	Authentication []string
	Challenges     []string
}

// ParseDiscovery reads a discovery document. Each member that is missing, or that is
// no address where one is needed, is a violation of an error of kind [Invalid].
func ParseDiscovery(document []byte) (Discovery, error) {
	if len(document) > longestDiscovery {
		return Discovery{}, Errorf(Invalid, "the discovery document is larger than %d bytes", longestDiscovery)
	}
	var w struct {
		Issuer         string   `json:"issuer"`
		Authorization  string   `json:"authorization_endpoint"`
		Token          string   `json:"token_endpoint"`
		UserInfo       string   `json:"userinfo_endpoint"`
		Keys           string   `json:"jwks_uri"`
		Scopes         []string `json:"scopes_supported"`
		Authentication []string `json:"token_endpoint_auth_methods_supported"`
		Challenges     []string `json:"code_challenge_methods_supported"`
	}
	if err := json.Unmarshal(document, &w); err != nil {
		return Discovery{}, Errorf(Invalid, "this is no discovery document of an OpenID provider: %w", err)
	}
	d := Discovery{
		Issuer: w.Issuer, AuthorizationEndpoint: w.Authorization, TokenEndpoint: w.Token, UserInfoEndpoint: w.UserInfo, KeysEndpoint: w.Keys,
		Scopes: w.Scopes, Authentication: w.Authentication, Challenges: w.Challenges,
	}
	if vs := d.violations(); len(vs) > 0 {
		return Discovery{}, &Error{Kind: Invalid, Op: "read discovery document", Violations: vs}
	}
	return d, nil
}

func (d Discovery) violations() []Violation {
	var vs []Violation
	for _, m := range [...]struct {
		name, address string
		needed        bool
	}{
		{"issuer", d.Issuer, true}, {"authorization_endpoint", d.AuthorizationEndpoint, true}, {"token_endpoint", d.TokenEndpoint, true},
		{"jwks_uri", d.KeysEndpoint, true}, {"userinfo_endpoint", d.UserInfoEndpoint, false},
	} {
		switch {
		case m.address == "" && m.needed:
			vs = append(vs, Violation{Attribute: m.name, Rule: "REQUIRED", Words: "is missing"})
		case m.address != "" && !IsSecureAddress(m.address):
			vs = append(vs, Violation{Attribute: m.name, Rule: "INVALID_VALUE", Words: "is not an address that begins with https://"})
		}
	}
	return vs
}

// IsSecureAddress reports whether text is an https address of a host, without a
// user in it.
func IsSecureAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && strings.EqualFold(u.Scheme, "https") && u.Hostname() != "" && u.User == nil && !strings.ContainsAny(text, " \t\r\n")
}
