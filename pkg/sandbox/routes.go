package sandbox

import (
	"net/http"
	"time"
)

// face is the tenant as one listener shows it: a sandbox and how it behaves there.
type face struct {
	*Sandbox
	behaviour
}

// behaviour is what may differ between two listeners of the same tenant.
type behaviour struct {
	tokenTTL  time.Duration
	passwords PasswordPolicy
	clock     time.Duration // how far the clock of the PingOne face is ahead
}

// handler joins the areas of the tenant. A platform beside this one adds its line here.
func (s *Sandbox) handler(b behaviour) http.Handler {
	f := &face{Sandbox: s, behaviour: b}
	mux := http.NewServeMux()
	f.oauth(mux)      // /am/oauth2: tokens and authorization codes
	f.journey(mux)    // /am/json: the administrator's sign-in and session
	f.serverInfo(mux) // /am/json, /environment: cookie name, version, realms, scopes
	f.social(mux)     // /am/json: the social identity providers of a realm
	f.openidm(mux)    // /openidm: managed objects, schema, policy, configuration

	return f.withPingOne(mux) // /v1 and /{environment}/as: the PingOne face
}
