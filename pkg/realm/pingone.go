package realm

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Regions lists the codes of the regions that a pingone tenant can be in. Which hosts
// answer there is known to the client of that platform alone.
func Regions() []string { return []string{"NA", "CA", "EU", "AU", "SG", "AP"} }

// ClientAuths lists the ways to send the secret of a client.
func ClientAuths() []string { return []string{ClientAuthBasic, ClientAuthPost} }

// realmKey is where places remembers the name of a realm.
func realmKey(name string) string { return "realms." + name }

// finishPingOne checks what only pingone tenants have. An error comes with the key that
// it is about.
func finishPingOne(t *Tenant) (key string, err error) {
	if m := ClientAuths(); t.Auth.ClientAuth != "" && !slices.Contains(m, t.Auth.ClientAuth) {
		return "client_auth", fmt.Errorf("auth: client_auth: %s", notOneOf(t.Auth.ClientAuth, m))
	}
	if t.Platform != PingOne {
		return "", nil
	}
	switch {
	case t.Region == "" && t.URL == nil:
		return "region", fmt.Errorf("region is missing: one of %s (or url)", strings.Join(Regions(), ", "))
	case t.Region != "" && !slices.Contains(Regions(), strings.ToUpper(t.Region)):
		return "region", fmt.Errorf("region: %s", notOneOf(t.Region, Regions()))
	case t.Domain != "" && !hostName(t.Domain):
		return "domain", fmt.Errorf("domain: %q is no host name such as auth.example.org: neither scheme nor path belongs to it", t.Domain)
	}
	return "", nil
}

// hostName reports whether text is a host, perhaps with a port, and nothing else.
func hostName(text string) bool {
	u, err := url.Parse("https://" + text)
	return err == nil && u.Host == text && u.Hostname() != ""
}

// pingOne asks for what a pingone tenant needs besides its sign-in.
func (e *environment) pingOne(t *Tenant) {
	switch {
	case t.Region == "" && e.get("REALMCTL_URL") == "":
		e.missing("REALMCTL_REGION (" + strings.Join(Regions(), ", ") + ") or REALMCTL_URL")
	case t.Region != "" && !slices.Contains(Regions(), strings.ToUpper(t.Region)):
		e.invalid("REALMCTL_REGION", notOneOf(t.Region, Regions()))
	}
	e.require("REALMCTL_ENVIRONMENT")
	if m := ClientAuths(); t.Auth.ClientAuth != "" && !slices.Contains(m, t.Auth.ClientAuth) {
		e.invalid("REALMCTL_CLIENT_AUTH", notOneOf(t.Auth.ClientAuth, m))
	}
}
