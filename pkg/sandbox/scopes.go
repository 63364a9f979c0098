package sandbox

import (
	"slices"
	"strings"
)

const (
	scopeIDM = "fr:idm:*"
	scopeAM  = "fr:am:*"
)

// scope is one row of the list of scopes that the tenant gives to service accounts.
type scope struct {
	Name     string  `json:"scope"`
	About    string  `json:"description"`
	Children []scope `json:"childScopes,omitempty"`
}

// tenantScopes lists every documented scope but those of governance and of autonomous access: the sandbox is a tenant
// without these two, which is the tenant whose refusal was recorded.
func tenantScopes() []scope {
	scopes := []scope{
		{Name: scopeAM, About: "Access management"},
		{Name: scopeIDM, About: "Identity management"},
		{Name: "fr:idc:esv:*", About: "Environment secrets and variables", Children: []scope{
			{Name: "fr:idc:esv:read", About: "Read them, values of secrets left out"},
			{Name: "fr:idc:esv:update", About: "Create, change and delete them"},
			{Name: "fr:idc:esv:restart", About: "Restart what uses them"},
		}},
	}
	for _, name := range []string{"analytics", "certificate", "content-security-policy", "cookie-domain",
		"custom-domain", "dataset", "direct-configuration:session", "federation", "mtls", "promotion",
		"proxy-connect", "release", "sso-cookie", "telemetry"} {
		words := strings.NewReplacer("-", " ", ":", " ").Replace(name)
		scopes = append(scopes, scope{
			Name: "fr:idc:" + name + ":*", About: "All of " + words,
			Children: []scope{{Name: "fr:idc:" + name + ":read", About: "Read " + words}},
		})
	}
	return scopes
}

// scopeNames is the flat list of tenantScopes, with the read variants of the two large ones.
func scopeNames() []string {
	names := []string{"fr:am:read", "fr:idm:read"}
	for _, s := range tenantScopes() {
		names = append(names, s.Name)
		for _, child := range s.Children {
			names = append(names, child.Name)
		}
	}
	return names
}

// splitScopes separates what was asked into the granted and the refused, each once, in the order asked. Extra are
// names known besides the tenant's list.
func splitScopes(asked string, extra ...string) (granted, refused []string) {
	known := append(scopeNames(), extra...)
	for _, name := range strings.Fields(asked) {
		switch {
		case slices.Contains(granted, name), slices.Contains(refused, name):
		case slices.Contains(known, name):
			granted = append(granted, name)
		default:
			refused = append(refused, name)
		}
	}
	return granted, refused
}
