package realm

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// nameRule says what a name of a tenant, realm or group may not be.
const nameRule = `a name is not empty and holds no blank and none of / , @ * ? [ ] \`

// plainName reports whether s can stand in an address.
func plainName(s string) bool {
	return s != "" && !strings.ContainsAny(s, `/,@*?[]\`) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	})
}

// places remembers where the values of a tenant stand, for errors that are
// found when all of it is read. The tenant's own name is under "".
type places map[string]*yaml.Node

// of returns where a value stands, or its tenant's name when it is not there.
func (p places) of(key string) *yaml.Node {
	if n := p[key]; n != nil {
		return deref(n)
	}
	return p[""]
}

// keep makes a field remember where its value stands.
func (p places) keep(f field) field {
	return field{f.name, func(n *yaml.Node) { p[f.name] = n; f.read(n) }}
}

// tenant reads one entry of tenants.
func (r *reader) tenant(key, value *yaml.Node) *Tenant {
	t, p, before := &Tenant{Name: key.Value}, places{"": key}, len(r.errs)
	if err := checkTenantName(t.Name); err != nil {
		r.errorf(key, "%v", err)
	}
	address := r.tenantFields(t, value, p)
	if len(r.errs) > before { // what follows would only repeat what is already said
		return t
	}
	if key, err := finishTenant(t, address); err != nil {
		r.errorf(p.of(key), "tenant %s: %v", t.Name, err)
	}
	if t.Platform == AIC && p["realms"] != nil {
		r.warnf(p.of("realms"), "tenant %s: realms are ignored: every aic tenant has alpha and bravo", t.Name)
	}
	return t
}

// tenantFields reads what is written below a tenant's name, and returns its
// address unread.
func (r *reader) tenantFields(t *Tenant, value *yaml.Node, p places) (address string) {
	var platform string
	realms := func(n *yaml.Node) {
		r.each(n, "realms of tenant "+t.Name, func(k, v *yaml.Node) {
			p[realmKey(k.Value)] = k
			t.Realms = append(t.Realms, r.realm(t, k, v))
		})
	}
	r.object(value, "tenant "+t.Name,
		p.keep(r.text("platform", &platform)), p.keep(r.text("url", &address)),
		p.keep(r.text("region", &t.Region)), p.keep(r.text("domain", &t.Domain)),
		field{"auth", func(n *yaml.Node) { r.auth(n, t, p) }},
		p.keep(r.list("protected", &t.Protected)), p.keep(r.text("store", &t.Store)),
		r.text("ca_file", &t.CAFile), r.text("cert_file", &t.CertFile), r.text("key_file", &t.KeyFile),
		p.keep(field{"realms", realms}))
	t.Platform = Platform(platform)
	return address
}

// auth reads how a tenant is signed in to.
func (r *reader) auth(n *yaml.Node, t *Tenant, p places) {
	a := &t.Auth
	r.object(n, "auth of tenant "+t.Name,
		p.keep(r.text("method", &a.Method)), r.text("id", &a.ID), r.text("username", &a.Username),
		r.text("jwk_file", &a.JWKFile), r.text("password_file", &a.PasswordFile),
		r.text("client_id", &a.ClientID), p.keep(r.text("client_auth", &a.ClientAuth)),
		r.text("secret_file", &a.SecretFile), r.text("environment", &a.Environment),
		r.integer("redirect_port", &a.RedirectPort, 0, 65535), r.list("scopes", &a.Scopes))
}

// realm reads one entry of a tenant's realms.
func (r *reader) realm(t *Tenant, key, value *yaml.Node) Realm {
	realm := Realm{Tenant: t, Name: key.Value}
	if !plainName(realm.Name) {
		r.errorf(key, "realm %q of tenant %s: %s", realm.Name, t.Name, nameRule)
	}
	r.object(value, "realm "+realm.Address(),
		r.text("object", &realm.Object), r.boolean("protected", &realm.Protected),
		r.text("environment", &realm.Environment), r.text("population", &realm.Population))
	return realm
}

func checkTenantName(name string) error {
	switch name {
	case SandboxTenant, EnvTenantName, allAddress:
		return fmt.Errorf("tenant %q: this name has a meaning of its own: choose another", name)
	}
	if !plainName(name) {
		return fmt.Errorf("tenant %q: %s", name, nameRule)
	}
	return nil
}

// finishTenant completes a tenant whose values were read: address parsed,
// realms filled in. An error comes with the key that it is about.
func finishTenant(t *Tenant, address string) (key string, err error) {
	if err := checkPlatform(t.Platform); err != nil {
		return "platform", err
	}
	if address != "" || t.Platform != PingOne {
		if t.URL, err = ParseURL(t.Platform, address); err != nil {
			return "url", fmt.Errorf("url: %w", err)
		}
	}
	if key, err := finishPingOne(t); err != nil {
		return key, err
	}
	if m := methods(t.Platform); t.Auth.Method != "" && !slices.Contains(m, t.Auth.Method) {
		return "method", fmt.Errorf("auth: %s", notOneOf(t.Auth.Method, m))
	}
	if m := stores(); t.Store != "" && !slices.Contains(m, t.Store) {
		return "store", fmt.Errorf("store: %s", notOneOf(t.Store, m))
	}
	inferMethod(t.Platform, &t.Auth)
	return finishRealms(t)
}

func finishRealms(t *Tenant) (key string, err error) {
	if t.Platform == AIC {
		t.Realms = nil
		t.addAlphaBravo()
	}
	var names []string
	for i := range t.Realms {
		realm := &t.Realms[i]
		names = append(names, realm.Name)
		realm.Protected = realm.Protected || slices.Contains(t.Protected, realm.Name)
		if t.Platform == IDM && realm.Object == "" {
			realm.Object = realm.Name
		}
		if t.Platform == PingOne && realm.Environment == "" {
			return realmKey(realm.Name), fmt.Errorf("realm %s: environment is missing: the id of the environment", realm.Name)
		}
	}
	for _, p := range t.Protected { // a slip here would leave a realm unprotected
		if !slices.Contains(names, p) {
			return "protected", fmt.Errorf("protected: no realm %q here%s", p, didYouMean(nearest(p, names)))
		}
	}
	return "", nil
}

func checkPlatform(p Platform) error {
	known := []string{string(AIC), string(IDM), string(PingOne)}
	if p == "" {
		return fmt.Errorf("platform is missing: one of %s", strings.Join(known, ", "))
	}
	if !slices.Contains(known, string(p)) {
		return fmt.Errorf("platform: %s", notOneOf(string(p), known))
	}
	return nil
}

// methods lists the ways of signing in that a platform knows.
func methods(p Platform) []string {
	switch p {
	case AIC:
		return []string{MethodServiceAccount, MethodAdministrator, MethodBrowser, MethodToken}
	case IDM:
		return []string{MethodIDMHeaders, MethodToken}
	}
	return []string{MethodClientCredentials, MethodBrowser, MethodDeviceCode, MethodToken}
}

// inferMethod fills in a method that was left out and can only be one.
func inferMethod(p Platform, a *Auth) {
	switch {
	case a.Method != "":
	case p == AIC && (a.ID != "" || a.JWKFile != ""):
		a.Method = MethodServiceAccount
	case p == AIC && a.ClientID != "":
		a.Method = MethodBrowser
	case p == AIC && a.Username != "":
		a.Method = MethodAdministrator
	case p == IDM && a.Username != "":
		a.Method = MethodIDMHeaders
	case p == PingOne && a.ClientID != "":
		a.Method = MethodClientCredentials
	}
}

func notOneOf(got string, known []string) string {
	return fmt.Sprintf("%q is none of %s%s", got, strings.Join(known, ", "), didYouMean(nearest(got, known)))
}
