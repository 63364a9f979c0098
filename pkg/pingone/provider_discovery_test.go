package pingone

import (
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
)

const discovered = `{"issuer":"https://op.example","authorization_endpoint":"https://op.example/a","token_endpoint":"https://op.example/t","jwks_uri":"https://op.example/k",
 "userinfo_endpoint":"https://op.example/u","scopes_supported":["openid","email","offline_access"],"code_challenge_methods_supported":["plain","S256"],
 "token_endpoint_auth_methods_supported":["private_key_jwt","client_secret_post"],"claims_supported":["sub"]}`

func TestDiscovery(t *testing.T) {
	t.Parallel()
	store := newTenant(t, says(500, `{}`)).client().providers()
	d := must[identity.Discovery](t)(identity.ParseDiscovery([]byte(discovered)))
	d.Address = "https://op.example/.well-known/openid-configuration"
	document, err := store.FromDiscovery(d)
	want := `{"type":"OPENID_CONNECT","enabled":true,"issuer":"https://op.example","authorizationEndpoint":"https://op.example/a","tokenEndpoint":"https://op.example/t",` +
		`"jwksEndpoint":"https://op.example/k","userInfoEndpoint":"https://op.example/u","discoveryEndpoint":"https://op.example/.well-known/openid-configuration",` +
		`"scopes":["openid","email"],"tokenEndpointAuthMethod":"CLIENT_SECRET_POST","pkceMethod":"S256"}`
	if err != nil || string(document) != want {
		t.Errorf("%s %v", document, err)
	}
	for offered, method := range map[string]string{"": "CLIENT_SECRET_BASIC", "client_secret_post client_secret_basic": "CLIENT_SECRET_BASIC", "none": "NONE"} {
		if got, err := authMethod(strings.Fields(offered)); err != nil || got != method {
			t.Errorf("%s: %s %v", offered, got, err)
		}
	}
	d.Authentication = []string{"private_key_jwt"}
	_, err = store.FromDiscovery(d)
	mustBe(t, err, identity.Invalid)
}

// FuzzDiscovery: a document that is read becomes that of a provider to which a name
// and a client are all that is missing.
func FuzzDiscovery(f *testing.F) {
	f.Add(discovered)
	f.Add(`{"issuer":"https://a"}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, text string) {
		d, err := identity.ParseDiscovery([]byte(text))
		if err != nil {
			mustBe(t, err, identity.Invalid)
			return
		}
		document, err := fromDiscovery(d)
		if err != nil {
			mustBe(t, err, identity.Invalid)
			return
		}
		o, err := parseObject(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range [...]string{"name", "clientId", "clientSecret"} {
			o.set(name, quote("x"))
		}
		if vs := newProvider(o); len(vs) > 0 {
			t.Fatalf("%s: %v", document, vs)
		}
	})
}
