package realm

import (
	"slices"
	"strings"
)

// environment reads the variables that describe the tenant env, and gathers
// what is wrong with them.
type environment struct {
	get func(string) string
	err EnvironmentError
}

// EnvTenant returns the tenant that REALMCTL_* variables describe, without
// looking at the files they name. The value of REALMCTL_TOKEN is not kept,
// only that there is one. The error is an [*EnvironmentError] that names
// everything that is missing or wrong at once.
func EnvTenant(env func(string) string) (*Tenant, error) {
	e := &environment{get: env}
	t := &Tenant{
		Name:     EnvTenantName,
		Platform: e.platform(),
		Auth: Auth{
			Method:       env("REALMCTL_AUTH"),
			ID:           env("REALMCTL_SERVICE_ACCOUNT_ID"),
			Username:     env("REALMCTL_USERNAME"),
			JWKFile:      env("REALMCTL_JWK_FILE"),
			PasswordFile: env("REALMCTL_PASSWORD_FILE"),
			SecretFile:   env("REALMCTL_CLIENT_SECRET_FILE"),
			ClientID:     env("REALMCTL_CLIENT_ID"),
			ClientAuth:   env("REALMCTL_CLIENT_AUTH"),
			Environment:  env("REALMCTL_CLIENT_ENVIRONMENT"),
		},
		Region:   env("REALMCTL_REGION"),
		CAFile:   env("REALMCTL_CA_FILE"),
		CertFile: env("REALMCTL_CLIENT_CERT"),
		KeyFile:  env("REALMCTL_CLIENT_KEY"),
	}
	e.url(t)
	e.auth(t)
	e.certificate(t)
	if len(e.err.Missing)+len(e.err.Invalid) > 0 {
		return nil, &e.err
	}
	switch t.Platform {
	case AIC:
		t.addAlphaBravo()
	case PingOne:
		t.Realms = []Realm{{
			Tenant: t, Name: envRealmName(env), Environment: env("REALMCTL_ENVIRONMENT"), Population: env("REALMCTL_POPULATION"),
		}}
	}
	return t, nil
}

// envRealmName is the name of the one realm of the environment's pingone tenant: the
// one that REALMCTL_REALM calls it by, else pingone, as in the sandbox.
func envRealmName(env func(string) string) string {
	for _, address := range splitAddresses([]string{env("REALMCTL_REALM")}) {
		if tenant, name := cutAddress(address); tenant == EnvTenantName && plainName(name) {
			return name
		}
	}
	return string(PingOne)
}

// EnvDescribed reports whether the environment means to describe a tenant,
// well or badly.
func EnvDescribed(env func(string) string) bool {
	return env("REALMCTL_PLATFORM") != "" || env("REALMCTL_URL") != ""
}

func (e *environment) missing(what ...string) { e.err.Missing = append(e.err.Missing, what...) }

func (e *environment) invalid(variable, detail string) {
	e.err.Invalid = append(e.err.Invalid, &PlaceError{Source: variable, Detail: detail})
}

// require names those of the variables that are not set.
func (e *environment) require(variables ...string) {
	for _, v := range variables {
		if e.get(v) == "" {
			e.missing(v)
		}
	}
}

func (e *environment) platform() Platform {
	known := []string{string(AIC), string(IDM), string(PingOne)}
	p := e.get("REALMCTL_PLATFORM")
	switch {
	case p == "":
		e.missing("REALMCTL_PLATFORM (aic, idm or pingone)")
	case !slices.Contains(known, p):
		e.invalid("REALMCTL_PLATFORM", notOneOf(p, known))
		return ""
	}
	return Platform(p)
}

func (e *environment) url(t *Tenant) {
	address := e.get("REALMCTL_URL")
	switch {
	case t.Platform == PingOne:
		e.pingOne(t)
		if address == "" {
			return
		}
	case address == "":
		e.missing("REALMCTL_URL")
		return
	}
	platform := t.Platform
	if platform == "" {
		platform = IDM // which allows a path: what is wrong with the platform is said once
	}
	u, err := ParseURL(platform, address)
	if err != nil {
		e.invalid("REALMCTL_URL", err.Error())
	}
	t.URL = u
}

// auth settles the method, inferring it when it is not given, and asks for
// what the method needs.
func (e *environment) auth(t *Tenant) {
	known := envMethods(t.Platform)
	if m := t.Auth.Method; m != "" && !slices.Contains(known, m) {
		e.invalid("REALMCTL_AUTH", notOneOf(m, known))
		return
	}
	switch {
	case t.Auth.Method != "":
	case e.get("REALMCTL_TOKEN") != "":
		t.Auth.Method = MethodToken
	default:
		inferMethod(t.Platform, &t.Auth)
	}
	switch t.Auth.Method {
	case MethodToken:
		e.require("REALMCTL_TOKEN")
	case MethodServiceAccount:
		e.require("REALMCTL_SERVICE_ACCOUNT_ID", "REALMCTL_JWK_FILE")
	case MethodIDMHeaders:
		e.require("REALMCTL_USERNAME", "REALMCTL_PASSWORD_FILE")
	case MethodClientCredentials:
		e.require("REALMCTL_CLIENT_ID", "REALMCTL_CLIENT_SECRET_FILE")
	default:
		e.missing(credentialChoice(t.Platform))
	}
}

// envMethods lists the ways of signing in that need nobody at a terminal.
func envMethods(p Platform) []string {
	switch p {
	case AIC:
		return []string{MethodServiceAccount, MethodToken}
	case IDM:
		return []string{MethodIDMHeaders, MethodToken}
	case PingOne:
		return []string{MethodClientCredentials, MethodToken}
	}
	return []string{MethodServiceAccount, MethodIDMHeaders, MethodClientCredentials, MethodToken}
}

func credentialChoice(p Platform) string {
	choice := []string{"REALMCTL_TOKEN"}
	if p == AIC || p == "" {
		choice = append(choice, "REALMCTL_SERVICE_ACCOUNT_ID with REALMCTL_JWK_FILE")
	}
	if p == IDM || p == "" {
		choice = append(choice, "REALMCTL_USERNAME with REALMCTL_PASSWORD_FILE")
	}
	if p == PingOne || p == "" {
		choice = append(choice, "REALMCTL_CLIENT_ID with REALMCTL_CLIENT_SECRET_FILE")
	}
	return strings.Join(choice, " or ")
}

func (e *environment) certificate(t *Tenant) {
	if (t.CertFile == "") != (t.KeyFile == "") {
		e.require("REALMCTL_CLIENT_CERT", "REALMCTL_CLIENT_KEY")
	}
}
