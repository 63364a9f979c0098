package aic

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// ProviderTypes are the types that the service has.
func (p *Providers) ProviderTypes(ctx context.Context) ([]string, error) {
	all, err := p.results(ctx, "getAllTypes")
	if err != nil {
		return nil, p.fail("list types of "+manyProviders, "", err)
	}
	var types []string
	for _, row := range all {
		if o, err := parseObject(row); err == nil && o.text("_id") != "" {
			types = append(types, clean(o.text("_id")))
		}
	}
	slices.Sort(types)
	return types, nil
}

// ProviderSchema asks the service which members a type has.
func (p *Providers) ProviderSchema(ctx context.Context, providerType string) (*identity.Schema, error) {
	const op = "read schema of " + oneProvider
	types, err := p.ProviderTypes(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(types, func(t string) bool { return strings.EqualFold(t, providerType) })
	if i < 0 {
		return nil, p.fail(op, providerType, identity.Errorf(identity.Usage, "the types are %s", strings.Join(types, ", ")))
	}
	body, err := p.act(ctx, "schema", types[i])
	if err != nil {
		return nil, p.fail(op, providerType, err)
	}
	s, err := decodeSchema(body, types[i])
	if err != nil {
		return nil, p.fail(op, providerType, err)
	}
	completeProviderSchema(s, body)
	return s, nil
}

// completeProviderSchema adds what access management says in another place than the
// identity service: whether a member is required, and in which order they come. The name
// and the type are no members to it.
func completeProviderSchema(s *identity.Schema, body json.RawMessage) {
	var w struct {
		Properties map[string]struct {
			Order    lenient[int]    `json:"propertyOrder"`
			Required lenient[bool]   `json:"required"`
			Format   lenient[string] `json:"format"`
		} `json:"properties"`
	}
	if json.Unmarshal(body, &w) != nil {
		return
	}
	for i := range s.Attributes {
		a := &s.Attributes[i]
		said := w.Properties[a.Name]
		a.Required = a.Required || said.Required.value
		a.Secret = a.Secret || said.Format.value == "password" || isSecretName(a.Name)
	}
	slices.SortStableFunc(s.Attributes, func(a, b identity.Attribute) int {
		return cmp.Compare(w.Properties[a.Name].Order.value, w.Properties[b.Name].Order.value)
	})
	s.Attributes = append([]identity.Attribute{
		{Name: "_id", Title: "Name", Type: identity.String, Required: true},
		{Name: "_type", Title: "Type", Type: identity.Object, Required: true, Children: []identity.Attribute{{Name: "_id", Type: identity.String, Required: true}}},
	}, s.Attributes...)
}

// CountUsers counts the users who signed in with a provider before: the platform puts
// its name and theirs there, with a dash between, among their aliases.
func (p *Providers) CountUsers(ctx context.Context, provider string) (int64, error) {
	_, name, found := strings.Cut(provider, "/")
	if !found {
		name = provider
	}
	return p.client.users.Count(ctx, identity.Query{Filter: identity.Comparison{
		Attribute: "aliasList", Op: identity.StartsWith, Value: identity.Value{Kind: identity.Text, Text: name + "-"},
	}})
}

// FromDiscovery is the document of a provider as OpenID Connect Discovery describes it,
// without what only a person knows: its name, and the client that was registered there.
func (p *Providers) FromDiscovery(d identity.Discovery) (json.RawMessage, error) {
	o := object{}
	o.set("_type", typeDocument("oidcConfig"))
	o.set("enabled", json.RawMessage("true"))
	for _, m := range [...]struct{ name, value string }{
		{"issuer", d.Issuer}, {"authorizationEndpoint", d.AuthorizationEndpoint}, {"tokenEndpoint", d.TokenEndpoint},
		{"userInfoEndpoint", d.UserInfoEndpoint}, {"jwksUriEndpoint", d.KeysEndpoint}, {"wellKnownEndpoint", d.Address},
	} {
		if m.value != "" {
			o.set(m.name, quote(m.value))
		}
	}
	var scopes []string
	for _, s := range [...]string{"openid", "profile", "email"} {
		if s == "openid" || slices.Contains(d.Scopes, s) {
			scopes = append(scopes, string(quote(s)))
		}
	}
	o.set("scopes", json.RawMessage("["+strings.Join(scopes, ",")+"]"))
	o.set("scopeDelimiter", quote(" "))
	o.set("authenticationIdKey", quote("sub"))
	method, err := authMethod(d.Authentication)
	if err != nil {
		return nil, p.fail("read discovery document", "", err)
	}
	o.set("clientAuthenticationMethod", quote(method))
	pkce := "NONE"
	if slices.Contains(d.Challenges, "S256") {
		pkce = "S256"
	}
	o.set("pkceMethod", quote(pkce))
	return o.bytes(), nil
}

// authMethod chooses how the platform shows its secret. A provider that says nothing
// takes basic authentication (OpenID Connect Discovery 1.0, section 3).
func authMethod(offered []string) (string, error) {
	if len(offered) == 0 {
		return "CLIENT_SECRET_BASIC", nil
	}
	for _, known := range [...]string{"client_secret_post", "client_secret_basic", "private_key_jwt"} {
		if slices.Contains(offered, known) {
			return strings.ToUpper(known), nil
		}
	}
	return "", identity.Errorf(identity.Unsupported, "the provider takes %s, of which the platform can do none", rest.Clean(strings.Join(offered, ", ")))
}
