package identity

import (
	"strings"
	"testing"
)

func TestParseDiscovery(t *testing.T) {
	t.Parallel()
	const good = `{"issuer":"https://a.example","authorization_endpoint":"https://a.example/a","token_endpoint":"https://a.example/t","jwks_uri":"https://a.example/k"}`
	d, err := ParseDiscovery([]byte(good))
	if err != nil || d.Issuer != "https://a.example" || d.KeysEndpoint != "https://a.example/k" || d.UserInfoEndpoint != "" {
		t.Errorf("%+v %v", d, err)
	}
	for document, want := range map[string]string{
		`[]`: "no discovery document", `{"issuer":7}`: "no discovery document", `{}`: "issuer: is missing; authorization_endpoint: is missing; token_endpoint: is missing; jwks_uri: is missing",
		strings.Replace(good, "https://a.example/k", "http://a.example/k", 1): "jwks_uri: is not an address",
		strings.Replace(good, "https://a.example/k", "https:///k", 1):         "jwks_uri: is not an address",
		strings.Replace(good, "{", `{"userinfo_endpoint":"ftp://a",`, 1):      "userinfo_endpoint: is not an address",
		good + strings.Repeat(" ", longestDiscovery):                          "larger than",
	} {
		_, err := ParseDiscovery([]byte(document))
		if KindOf(err) != Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80s: %v", document, err)
		}
	}
}

func TestProvidersOfNobody(t *testing.T) {
	t.Parallel()
	d := place{}
	_, err := IdentityProviders(d)
	_, err2 := ProviderAttributes(d, "x")
	_, err3 := Certificates(d)
	for _, err := range []error{err, err2, err3} {
		if KindOf(err) != Unsupported {
			t.Errorf("%v", err)
		}
	}
}
