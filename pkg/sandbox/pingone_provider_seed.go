package sandbox

import (
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// seedProviderID is the provider that a few of the users come from.
func seedProviderID() string { return seedID("pingone", "identity provider") }

func seedCertificateID() string { return seedID("pingone", "certificate of the partner") }

// seedProviders stores six providers: one that is authoritative, one that speaks SAML, three social ones, and one that is
// switched off.
func seedProviders(tx *store.Tx, env *environment, at time.Time) error {
	if _, err := addCertificate(tx, env, seedCertificateID(), "SIGNING", readCertificate([]byte(partnerCertificate)), at); err != nil {
		return err
	}
	for _, members := range []document{
		{
			"id": seedProviderID(), "name": "Acme Login", "type": "OPENID_CONNECT", "description": "The people of Acme, who manages them",
			"clientId": "sandbox-at-acme", "clientSecret": seedClientSecret, "issuer": "https://login.acme.example",
			"authorizationEndpoint": "https://login.acme.example/authorize", "tokenEndpoint": "https://login.acme.example/token",
			"jwksEndpoint": "https://login.acme.example/keys", "userInfoEndpoint": "https://login.acme.example/userinfo",
			"discoveryEndpoint": "https://login.acme.example/.well-known/openid-configuration",
			"scopes":            []any{"openid", "profile", "email"}, "tokenEndpointAuthMethod": "CLIENT_SECRET_BASIC", "pkceMethod": "S256",
			"registration": map[string]any{"population": idOf(seedPopulation(2))},
		},
		{
			"name": "Partner Federation", "type": "SAML", "description": "Buyers of the partner",
			"idpEntityId": "https://idp.partner.example/metadata", "spEntityId": "https://sandbox.example/sp",
			"ssoEndpoint": "https://idp.partner.example/sso", "ssoBinding": "HTTP_POST", "sloBinding": "HTTP_POST",
			"sloEndpoint": "https://idp.partner.example/slo", "authnRequestSigned": false,
			"idpVerification": map[string]any{"certificates": []any{idOf(seedCertificateID())}},
		},
		{"name": "Google", "type": "GOOGLE", "clientId": "1234-sandbox.apps.example", "clientSecret": seedClientSecret},
		{"name": "GitHub", "type": "GITHUB", "clientId": "Iv1.sandbox", "clientSecret": seedClientSecret},
		{"name": "Microsoft", "type": "MICROSOFT", "clientId": "sandbox-at-microsoft", "clientSecret": seedClientSecret,
			"tenantId": "organizations"},
		{"name": "Yahoo", "type": "YAHOO", "enabled": false, "description": "Nobody signs in with it any more",
			"clientId": "sandbox-at-yahoo", "clientSecret": seedClientSecret},
	} {
		if err := seedProvider(tx, env, members, at); err != nil {
			return err
		}
	}
	return nil
}

func seedProvider(tx *store.Tx, env *environment, members document, at time.Time) error {
	doc := newProvider(env, seedID("pingone", "identity provider "+members.text("name")), at)
	doc["enabled"] = true
	for name, value := range members {
		doc[name] = value
	}
	if err := addProvider(tx, env, doc, at); err != nil {
		return err
	}
	if doc["type"] != "OPENID_CONNECT" {
		return nil
	}
	return seedMappings(tx, env, doc.text("id"), at)
}

// seedMappings gives a provider attributes beside the one that it begins with.
func seedMappings(tx *store.Tx, env *environment, provider string, at time.Time) error {
	all := []document{coreMapping(env, provider, "OPENID_CONNECT", at)}
	for _, m := range [][3]string{
		{"email", "${providerAttributes.email}", updateAlways}, {"name.given", "${providerAttributes.given_name}", updateEmpty},
		{"name.family", "${providerAttributes.family_name}", updateEmpty},
	} {
		doc := newMapping(env, provider, derivedID(provider, "attribute "+m[0]), at)
		doc["name"], doc["value"], doc["update"] = m[0], m[1], m[2]
		all = append(all, doc)
	}
	return tx.SetValue(mappingsKey(env, provider), encode(all))
}

// seedClientSecret is no secret of anybody's.
const seedClientSecret = "sandbox-client-secret"

// partnerCertificate is by whom the SAML provider of the seed would sign; its key was thrown away.
const partnerCertificate = `-----BEGIN CERTIFICATE-----
MIIBYzCCAQqgAwIBAgIEATTW5TAKBggqhkjOPQQDAjAvMRAwDgYDVQQKEwdQYXJ0
bmVyMRswGQYDVQQDExJQYXJ0bmVyIEZlZGVyYXRpb24wIBcNMjQwMTAxMDAwMDAw
WhgPMjA5OTAxMDEwMDAwMDBaMC8xEDAOBgNVBAoTB1BhcnRuZXIxGzAZBgNVBAMT
ElBhcnRuZXIgRmVkZXJhdGlvbjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJjz
CAqvLaIyWBZZchIshL5VRYdFlOOXMPOZgHgUrSZmkuhtiHqid5kW4wKGzvPKpSBY
061ID/vUmFIGKOZForujEjAQMA4GA1UdDwEB/wQEAwIHgDAKBggqhkjOPQQDAgNH
ADBEAiAGb06Ygg0JYhbGL/NKWm5FkQABOWXNCuHA4ooTf8D9YgIgYW36BtVxYJmV
LmfBrfue6OVO6x7QMtJKBQ12S6SE2Is=
-----END CERTIFICATE-----`
