package sandbox

import (
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// seedSocial makes six providers of a realm, one of which is switched off.
func seedSocial(tx *store.Tx, realm string) error {
	if realm != "alpha" {
		return nil // bravo has none, as the tenant that was recorded
	}
	for _, p := range seedSocialProviders() {
		t, _ := findSocialType(p.kind)
		doc := t.defaults()
		for name, value := range p.members {
			doc[name] = value
		}
		doc["uiConfig"] = map[string]any{"buttonDisplayName": p.label}
		doc["redirectURI"], doc["clientSecret"] = BaseURL+"/am", "sandbox-secret-of-"+p.id
		raw, err := json.Marshal(doc)
		if err != nil {
			return err
		}
		if _, err := tx.Insert("am/"+realm+"/"+t.id, p.id, raw, store.Keys{}); err != nil {
			return err
		}
	}
	return nil
}

type seededSocial struct {
	kind, id, label string
	members         map[string]any
}

func seedSocialProviders() []seededSocial {
	return []seededSocial{
		{"oidcConfig", "acme", "Acme Login", endpoints("https://login.acme.example", "sandbox-at-acme", "openid", "profile", "email")},
		{"googleConfig", "google", "Google", endpoints("https://google.example", "1234-sandbox.apps.example", "openid", "profile", "email")},
		{"appleConfig", "apple", "Apple", endpoints("https://apple.example", "example.sandbox.service", "name", "email")},
		{"oauth2Config", "github", "GitHub", endpoints("https://github.example", "Iv1.sandbox", "user")},
		{"microsoftConfig", "azure", "Microsoft", endpoints("https://microsoft.example", "sandbox-at-microsoft", "User.Read")},
		{"facebookConfig", "facebook", "Facebook", with(endpoints("https://facebook.example", "123741918345526", "email"), "enabled", false)},
	}
}

func endpoints(base, client string, scopes ...string) map[string]any {
	return map[string]any{
		"clientId": client, "scopes": scopes, "authenticationIdKey": "sub", "authorizationEndpoint": base + "/authorize",
		"tokenEndpoint": base + "/token", "userInfoEndpoint": base + "/userinfo",
	}
}

func with(members map[string]any, name string, value any) map[string]any {
	members[name] = value
	return members
}
