package realm

import (
	"net/url"
	"slices"
)

// A Platform is the kind of system that a tenant runs on.
type Platform string

// The platforms. A configured tenant is one of the first three.
const (
	AIC     Platform = "aic"
	IDM     Platform = "idm"
	PingOne Platform = "pingone"
	Sandbox Platform = "sandbox"
)

// Title returns the name of the platform as its vendor writes it, for messages
// to people: "acme/alpha (Advanced Identity Cloud) has no populations".
func (p Platform) Title() string {
	switch p {
	case AIC:
		return "Advanced Identity Cloud"
	case Sandbox:
		return "the sandbox"
	case IDM:
		return "PingIDM"
	case PingOne:
		return "PingOne"
	}
	return string(p)
}

// Names of tenants that exist without configuration.
const (
	SandboxTenant = "sandbox"
	EnvTenantName = "env"
)

// Methods of signing in, as [Auth].Method and in the file.
const (
	MethodServiceAccount    = "service-account"    // aic: JWT bearer grant with the account's key
	MethodAdministrator     = "administrator"      // aic: the journey's questions on the terminal
	MethodBrowser           = "browser"            // aic, pingone: a client of the tenant's own, loopback redirect
	MethodIDMHeaders        = "idm-headers"        // idm: user name and password headers
	MethodToken             = "token"              // a bearer token from REALMCTL_TOKEN
	MethodClientCredentials = "client-credentials" // pingone: a worker application
	MethodDeviceCode        = "device-code"        // pingone: a person, with a code for another device
)

// Ways to send the secret of a client, as [Auth].ClientAuth and in the file. Which of
// them works is a setting of the application.
const (
	ClientAuthBasic = "basic" // as HTTP basic authentication
	ClientAuthPost  = "post"  // in the body of the request
)

// A Tenant is one set of hosts and one sign-in.
type Tenant struct {
	Name     string
	Platform Platform
	// URL is where the tenant answers: scheme, host and, on idm, the context
	// path ("/openidm" unless the file says otherwise). Without trailing slash.
	// It is nil for the sandbox and, usually, for pingone.
	URL       *url.URL
	Auth      Auth
	Protected []string // names of realms in which deletion wants a confirmation
	CAFile    string   // PEM certificates to trust besides the system's
	CertFile  string   // client certificate, PEM
	KeyFile   string   // its key, PEM
	Store     string   // where this tenant's secrets rest; empty: the global setting
	Region    string   // pingone: NA, CA, EU, AU, SG or AP, in any letter case
	Domain    string   // pingone: host of the organization's own, at which one signs in
	Realms    []Realm
}

// Auth says how to sign in to a tenant. It never holds a secret: keys and
// passwords are named by file, or rest in the secret store.
type Auth struct {
	Method       string // one of the Method constants; empty when nothing was said
	ID           string // service account
	Username     string // administrator, or user of idm-headers
	JWKFile      string // file with the service account's private key
	PasswordFile string // file with the password of Username
	SecretFile   string // file with the secret of the client
	ClientID     string // OAuth client of browser, device-code and client-credentials
	ClientAuth   string // pingone: how the client's secret is sent, basic or post; empty: basic
	Environment  string // pingone: the environment that the client is in
	RedirectPort int    // loopback port of the browser's redirect; 0: any
	Scopes       []string
}

// A Realm is a place where users live.
type Realm struct {
	Tenant      *Tenant
	Name        string
	Object      string // managed object type, such as "alpha_user"; empty on pingone
	Protected   bool
	Environment string // id of the environment; pingone only
	Population  string // narrows it to one population, by id or name; pingone only
}

// Platform returns the platform of the realm: that of its tenant, but in the sandbox, which
// is an Advanced Identity Cloud tenant and a PingOne environment at once.
func (r Realm) Platform() Platform {
	switch {
	case r.Tenant.Platform != Sandbox:
		return r.Tenant.Platform
	case r.Object == "":
		return PingOne
	}
	return AIC
}

// Address returns the name that -R takes, such as "acme/alpha".
func (r Realm) Address() string { return r.Tenant.Name + "/" + r.Name }

// Realm returns the realm of that name. On the environment's idm tenant every
// name that could be a managed object type is one.
func (t *Tenant) Realm(name string) (Realm, bool) {
	for _, r := range t.Realms {
		if r.Name == name {
			return r, true
		}
	}
	if t.open() && plainName(name) {
		return Realm{Tenant: t, Name: name, Object: name}, true
	}
	return Realm{}, false
}

// Application is the id of the environment that the tenant's application is in, through
// which one signs in: the one that is configured, else that of the first realm. At a
// domain of the organization's own it is not part of any address, and empty.
func (t *Tenant) Application() string {
	switch {
	case t.Domain != "":
		return ""
	case t.Auth.Environment != "" || len(t.Realms) == 0:
		return t.Auth.Environment
	}
	return t.Realms[0].Environment
}

// open reports whether t's realms are not listed anywhere: the environment can
// say which server, not which of its managed objects are meant.
func (t *Tenant) open() bool { return t.Name == EnvTenantName && t.Platform == IDM }

// addAlphaBravo gives t the two realms that every Advanced Identity Cloud
// tenant has, with the managed objects that hold their users.
func (t *Tenant) addAlphaBravo() {
	for _, name := range []string{"alpha", "bravo"} {
		t.Realms = append(t.Realms, Realm{
			Tenant: t, Name: name, Object: name + "_user", Protected: slices.Contains(t.Protected, name),
		})
	}
}

func sandboxTenant() *Tenant {
	t := &Tenant{Name: SandboxTenant, Platform: Sandbox}
	t.addAlphaBravo()
	t.Realms = append(t.Realms, Realm{Tenant: t, Name: "pingone"})
	return t
}
