package aic

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
)

func TestProvidersOnSandbox(t *testing.T) {
	t.Parallel()
	ctx, c := context.Background(), onSandbox(t)
	p := c.IdentityProviders().(*Providers)
	all := collect(t, p.List(ctx, identity.Query{Sort: []identity.SortKey{{Attribute: "_id"}}}))
	var names []string
	for _, one := range all {
		names = append(names, keyOf(t, one, nil).Name)
	}
	if !slices.Equal(names, []string{"acme", "apple", "azure", "facebook", "github", "google"}) {
		t.Errorf("the providers are %v", names)
	}
	google, err := p.Find(ctx, "google")
	key := keyOf(t, google, err)
	if profile, err := google.Profile(); err != nil || profile.ID != "googleConfig/google" || profile.Type != "googleConfig" || !profile.Enabled || profile.Description != "Google" {
		t.Errorf("%+v, %v", profile, err)
	}

	_, err = p.Patch(ctx, key.ID, "12", p.StatusPatch(false))
	_ = wantKind(t, err, identity.Conflict)
	rev := parsed(t, google.Native).text("_rev")
	off, err := p.Patch(ctx, key.ID, rev, append(p.StatusPatch(false), identity.Operation{Op: identity.Add, Path: "scopes", Value: json.RawMessage(`"phone"`)}))
	if err != nil {
		t.Fatal(err)
	}
	after := parsed(t, off.Native)
	if string(after.get("enabled")) != "false" || string(after.get("scopes")) != `["openid","profile","email","phone"]` || after.text("_rev") == rev {
		t.Errorf("after the patch: %s", off.Native)
	}
	_, err = p.Patch(ctx, key.ID, identity.AnyRevision, identity.Patch{{Op: identity.Set, Path: "nosuch", Value: json.RawMessage("1")}})
	if e := wantKind(t, err, identity.Invalid); len(e.Violations) != 1 || e.Violations[0].Attribute != "nosuch" {
		t.Errorf("an unknown member: %v", e)
	}
	_, err = p.Patch(ctx, key.ID, identity.AnyRevision, identity.Patch{{Op: identity.Set, Path: "redirectAfterFormPostURI", Value: json.RawMessage(`"nowhere"`)}})
	_ = wantKind(t, err, identity.Invalid)

	_, err = p.Create(ctx, identity.Draft{Document: json.RawMessage(`{"_type":"oidcConfig"}`)})
	if e := wantKind(t, err, identity.Invalid); len(e.Violations) != 2 {
		t.Errorf("an empty one: %v", e)
	}
	draft := json.RawMessage(`{"_id":"partner","_type":{"_id":"oidcConfig"},"clientId":"c","clientSecret":"s3cr3t-of-partner","issuer":"https://partner.example"}`)
	made, err := p.Create(ctx, identity.Draft{Document: draft})
	if key := keyOf(t, made, err); key.ID != "oidcConfig/partner" || strings.Contains(string(made.Native), "s3cr3t") {
		t.Errorf("made %s %s", key, made.Native)
	}
	_, err = p.Create(ctx, identity.Draft{Document: draft})
	_ = wantKind(t, err, identity.Conflict)
	if _, err := p.Delete(ctx, "partner", identity.AnyRevision); err != nil {
		t.Error(err)
	}
	_, err = p.Get(ctx, "oidcConfig/partner")
	_ = wantKind(t, err, identity.NotFound)
	_, err = p.Find(ctx, "partner")
	_ = wantKind(t, err, identity.NotFound)

	types, err := p.ProviderTypes(ctx)
	if err != nil || !slices.Contains(types, "appleConfig") {
		t.Errorf("types %v, %v", types, err)
	}
	s, err := p.ProviderSchema(ctx, "OIDCCONFIG")
	if err != nil {
		t.Fatal(err)
	}
	if a, ok := s.Attribute("clientSecret"); !ok || !a.Secret {
		t.Errorf("the secret is %+v", a)
	}
	if a, ok := s.Attribute("tokenEndpoint"); !ok || !a.Required {
		t.Errorf("the token endpoint is %+v", a)
	}
	_, err = p.ProviderSchema(ctx, "nosuch")
	_ = wantKind(t, err, identity.Usage)
	if n, err := p.CountUsers(ctx, "google"); err != nil || n != 0 {
		t.Errorf("%d users, %v", n, err)
	}
	document, err := p.FromDiscovery(identity.Discovery{Issuer: "https://i.example", TokenEndpoint: "https://i.example/token", Scopes: []string{"email"}, Challenges: []string{"S256"}})
	if o := parsed(t, document); err != nil || typeOf(o) != "oidcConfig" || string(o.get("scopes")) != `["openid","email"]` || o.text("pkceMethod") != "S256" {
		t.Errorf("discovered %s, %v", document, err)
	}
}

func parsed(t *testing.T, document json.RawMessage) *object {
	t.Helper()
	o, err := parseObject(document)
	if err != nil {
		t.Fatalf("%s: %v", document, err)
	}
	return o
}

// TestMaskedSecret never writes back what stands in the place of a secret.
func TestMaskedSecret(t *testing.T) {
	t.Parallel()
	for _, read := range []string{`"********"`, `null`, `""`, `"<redacted>"`, `"ab***yz"`} {
		s := newTenant(t, says(200, `{"_id":"x","_rev":"1","clientId":"c","clientSecret":`+read+`,"clientSecret-encrypted":`+read+`,"enabled":true,"_type":{"_id":"oidcConfig","name":"n","collection":true}}`))
		p := New(s.rest(), Options{Realm: "acme/alpha", Object: "alpha_user"}).IdentityProviders().(*Providers)
		if _, err := p.Patch(context.Background(), "oidcConfig/x", "1", p.StatusPatch(false)); err != nil {
			t.Fatal(err)
		}
		want := `{"_id":"x","clientId":"c","enabled":false,"_type":{"_id":"oidcConfig","name":"n","collection":true}}`
		if got := s.requests()[1]; got.body != want || got.String() != "PUT /am/json/realms/root/realms/alpha/realm-config/services/SocialIdentityProviders/oidcConfig/x" {
			t.Errorf("%s: sent %s %s, want %s", read, got, got.body, want)
		}
		if _, err := p.Patch(context.Background(), "oidcConfig/x", "1", p.SecretPatch("oidcConfig", "new")); err != nil {
			t.Fatal(err)
		}
		if got := s.requests()[3]; parsed(t, json.RawMessage(got.body)).text("clientSecret") != "new" {
			t.Errorf("a new secret: sent %s", got.body)
		}
		if shown := p.HideSecrets(json.RawMessage(`{"clientSecret":"told","clientId":"c"}`)); string(shown) != `{"clientSecret":"********","clientId":"c"}` {
			t.Errorf("shown as %s", shown)
		}
	}
}

// TestProvidersRecorded reads the recorded listings and sends what was recorded to be sent.
func TestProvidersRecorded(t *testing.T) {
	t.Parallel()
	var exchanges []struct {
		Request struct {
			Method, URL string
			Headers     map[string]string
			Body        json.RawMessage
		}
		Response struct {
			Status int
			Body   json.RawMessage
		}
	}
	sharedJSON(t, &exchanges, "recordings", "aic", "social-identity-providers.json")
	path := func(address string) string {
		_, rest, _ := strings.Cut(strings.TrimPrefix(address, "https://"), "/")
		return "/" + rest
	}
	listed, put, refused := 0, 0, 0
	for i, x := range exchanges {
		if !strings.Contains(x.Request.URL, "/realms/alpha/") {
			continue
		}
		s := newTenant(t, says(x.Response.Status, string(x.Response.Body)))
		p := New(s.rest(), Options{Realm: "acme/alpha", Object: "alpha_user"}).IdentityProviders().(*Providers)
		switch x.Request.Method {
		case http.MethodPost:
			for _, one := range collect(t, p.List(context.Background(), identity.Query{})) {
				if profile, err := one.Profile(); err != nil || profile.Name == "" || !strings.HasSuffix(profile.Type, "Config") {
					t.Errorf("#%d: %+v, %v", i, profile, err)
				}
				listed++
			}
		case http.MethodPut:
			want := parsed(t, x.Request.Body)
			want.deleteNulls()
			_, err := p.Create(context.Background(), identity.Draft{Document: x.Request.Body})
			if x.Response.Status >= 400 {
				if e := wantKind(t, err, identity.Invalid); x.Response.Status == 500 && e.Violations[0].Attribute != "Redirect after form post URL" {
					t.Errorf("#%d: %v", i, e)
				}
				if x.Response.Status == 400 && len(asError(t, err).Violations) == 0 {
					t.Errorf("#%d: no attribute is named: %v", i, err)
				}
				refused++
			} else if err != nil {
				t.Errorf("#%d: %v", i, err)
			}
			if got := s.requests()[0]; got.body != string(want.bytes()) || got.String() != "PUT "+path(x.Request.URL) || got.header.Get("Accept-Api-Version") != "protocol=2.1,resource=1.0" {
				t.Errorf("#%d: sent %s\n%s\nwant %s\n%s", i, got, got.body, path(x.Request.URL), want.bytes())
			}
			put++
		}
	}
	if listed < 10 || put < 10 || refused < 3 {
		t.Errorf("looked at %d providers, %d writes, %d refusals", listed, put, refused)
	}
}

// TestNoProviders has none where another server signs people in.
func TestNoProviders(t *testing.T) {
	t.Parallel()
	c := New(newTenant(t, says(200, "{}")).rest(), Options{Realm: "lab/users", Object: "user", Dialect: IDM})
	if _, err := identity.IdentityProviders(c); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("got %v", err)
	}
}
