package pingone

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
)

const (
	google       = "1a31b84b-aacd-579d-ba4a-eb958f656fef"
	googlePath   = "/identityProviders/" + google
	googleWhole  = `{"_links":{"self":{"href":"x"}},"id":"` + google + `","environment":{"id":"e"},"name":"Google","type":"GOOGLE","enabled":true,"clientId":"c","clientSecret":"kept","updatedAt":"2025-03-04T09:12:33.481Z"}`
	googleMasked = `{"id":"` + google + `","name":"Google","type":"GOOGLE","enabled":true,"clientId":"c","clientSecret":"********"}`
)

// bodies are the bodies of the requests by a method.
func (s *tenant) bodies(method string) []string {
	var all []string
	for _, r := range s.requests() {
		if r.method == method {
			all = append(all, r.body)
		}
	}
	return all
}

// TestChangeOfProvider is refused before it is sent where it would be refused then.
func TestChangeOfProvider(t *testing.T) {
	t.Parallel()
	store := newTenant(t, says(500, `{}`)).client().providers()
	whole, masked := json.RawMessage(googleWhole), json.RawMessage(googleMasked)
	preview := must[json.RawMessage](t)
	for _, c := range []struct {
		now   json.RawMessage
		patch string
		kind  identity.Kind
	}{
		{whole, `set description="x"`, identity.API}, {masked, `set enabled=true`, identity.API}, {masked, `set clientSecret="new"`, identity.API},
		{masked, `set description="x"`, identity.Usage}, {whole, `set clientId=""`, identity.Invalid}, {whole, `set type="GITHUB"`, identity.Invalid},
	} {
		err := store.CheckChange(c.now, preview(store.Preview(c.now, operations(t, c.patch))))
		if (err == nil) != (c.kind == identity.API) || err != nil && kindIn(err) != c.kind {
			t.Errorf("%s: %v", c.patch, err)
		}
	}
	if kept := preview(store.Preview(whole, operations(t, `set clientSecret="********"`))); !strings.Contains(string(kept), `"clientSecret":"kept"`) {
		t.Errorf("a mask took the place of the secret: %s", kept)
	}
	for document, want := range map[string]string{
		googleWhole: "", googleMasked: "clientSecret", `{"type":"APPLE"}`: "clientSecretSigningKey", `{"type":"SAML"}`: "", `{"type":"NEW","otherSecret":""}`: "otherSecret", `[]`: "",
	} {
		if got := store.MissingSecret(json.RawMessage(document)); got != want {
			t.Errorf("%s: %q", document, got)
		}
	}
	home := preview(store.Preview(whole, store.PopulationPatch("p")))
	if p, err := readIdentityProvider(home); err != nil || p.PopulationID != "p" || !p.Authoritative {
		t.Errorf("%+v %v", p, err)
	}
	if p, err := readIdentityProvider(preview(store.Preview(home, store.PopulationPatch("")))); err != nil || p.Authoritative {
		t.Errorf("%+v %v", p, err)
	}
}

func violationsOf(t *testing.T, err error) []string {
	t.Helper()
	var names []string
	for _, v := range wantKind(t, err, identity.Invalid).Violations {
		names = append(names, v.Attribute+" "+v.Rule)
	}
	return names
}

// TestPatchProvider: a change is a read and a PUT of the whole, with the secret.
func TestPatchProvider(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, googleWhole))
	store := s.client().IdentityProviders()
	must[identity.IdentityProvider](t)(store.Patch(t.Context(), google, "2025-03-04T09:12:33.481Z", operations(t, `set enabled=false`, `set description="d"`)))
	want := []string{`{"name":"Google","type":"GOOGLE","enabled":false,"clientId":"c","clientSecret":"kept","description":"d"}`}
	if diff := cmp.Diff(want, s.bodies(http.MethodPut)); diff != "" {
		t.Error(diff)
	}
	_, err := store.Patch(t.Context(), google, "2024-03-04T09:12:33.481Z", operations(t, `set enabled=false`))
	mustBe(t, err, identity.Conflict)
	must[identity.IdentityProvider](t)(store.Patch(t.Context(), google, "", operations(t, `set enabled=true`)))
	must[identity.IdentityProvider](t)(store.Replace(t.Context(), google, "", json.RawMessage(googleWhole)))
	_, err = store.Patch(t.Context(), google, "", operations(t, `set type="GITHUB"`))
	if got := violationsOf(t, err); !slices.Equal(got, []string{"type READ_ONLY"}) {
		t.Errorf("%v", got)
	}
	_, err = store.Patch(t.Context(), google, "", operations(t, `unset clientId`))
	if got := violationsOf(t, err); !slices.Equal(got, []string{"clientId REQUIRED_VALUE"}) {
		t.Errorf("%v", got)
	}
	if n := len(s.bodies(http.MethodPut)); n != 1 {
		t.Errorf("%d PUTs", n)
	}
}

// TestHiddenSecret: what was shown with a mask can be sent back, and the secret stays.
func TestHiddenSecret(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, googleWhole))
	store := s.client().providers()
	shown := store.HideSecrets(json.RawMessage(googleWhole))
	if strings.Contains(string(shown), "kept") || !strings.Contains(string(shown), `"clientSecret":"********"`) {
		t.Fatalf("%s", shown)
	}
	must[identity.IdentityProvider](t)(store.Replace(t.Context(), google, "", shown))
	if got := s.bodies(http.MethodPut); got != nil {
		t.Errorf("nothing differs, and %q was sent", got)
	}
	changed := strings.Replace(string(shown), `"c"`, `"d"`, 1)
	must[identity.IdentityProvider](t)(store.Replace(t.Context(), google, "", json.RawMessage(changed)))
	must[identity.IdentityProvider](t)(store.Replace(t.Context(), google, "", json.RawMessage(strings.Replace(changed, `,"clientSecret":"********"`, "", 1))))
	for _, got := range s.bodies(http.MethodPut) {
		if o, err := parseObject([]byte(got)); err != nil || o.text("clientSecret") != "kept" || o.text("clientId") != "d" {
			t.Errorf("%s %v", got, err)
		}
	}
	_, err := store.Patch(t.Context(), google, "", operations(t, `set clientSecret=5`))
	if got := violationsOf(t, err); !slices.Equal(got, []string{"clientSecret INVALID_VALUE"}) {
		t.Errorf("%v", got)
	}
	if n := len(s.bodies(http.MethodPut)); n != 2 {
		t.Errorf("%d PUTs", n)
	}
	for _, document := range []string{`[]`, `{"type":"SAML"}`, `{"type":"NEW","apiSecret":"s","clientSecret":null}`} {
		if got := string(store.HideSecrets(json.RawMessage(document))); strings.Contains(got, `"s"`) {
			t.Error(got)
		}
	}
}

// TestMaskedSecret: what stands in the place of a secret is never written back.
func TestMaskedSecret(t *testing.T) {
	t.Parallel()
	for name, present := range map[string]string{
		"stars": googleMasked, "absent": strings.Replace(googleMasked, `,"clientSecret":"********"`, "", 1), "empty": strings.Replace(googleMasked, "********", "", 1),
		"end shown": strings.Replace(googleMasked, "********", "••••••1234", 1), "word": strings.Replace(googleMasked, "********", "<redacted>", 1),
		"null": strings.Replace(googleMasked, `"********"`, "null", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTenant(t, says(200, present))
			store := s.client().providers()
			for _, change := range []func() (identity.IdentityProvider, error){
				func() (identity.IdentityProvider, error) {
					return store.Patch(t.Context(), google, "", operations(t, `set enabled=false`))
				},
				func() (identity.IdentityProvider, error) {
					return store.Patch(t.Context(), google, "", operations(t, `set clientSecret="***"`, `set clientId="d"`))
				},
				func() (identity.IdentityProvider, error) {
					return store.Replace(t.Context(), google, "", json.RawMessage(strings.Replace(present, "true", "false", 1)))
				},
			} {
				_, err := change()
				if e := wantKind(t, err, identity.Usage); !strings.Contains(e.Error(), "clientSecret") {
					t.Errorf("%v", e)
				}
			}
			if got := s.bodies(http.MethodPut); got != nil {
				t.Fatalf("sent %q", got)
			}
			must[identity.IdentityProvider](t)(store.Patch(t.Context(), google, "", append(operations(t, `set enabled=false`), store.SecretPatch("GOOGLE", "n3w")...)))
			if got := s.bodies(http.MethodPut); len(got) != 1 || !strings.Contains(got[0], `"clientSecret":"n3w"`) {
				t.Errorf("%q", got)
			}
		})
	}
	s := newTenant(t, says(201, googleWhole))
	_, err := s.client().IdentityProviders().Create(t.Context(), identity.Draft{Document: json.RawMessage(googleMasked)})
	if got := violationsOf(t, err); !slices.Equal(got, []string{"clientSecret INVALID_VALUE"}) {
		t.Errorf("%v", got)
	}
}

// TestProviderRules: each mistake is one violation, before anything is sent.
func TestProviderRules(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(500, `{}`))
	for document, want := range map[string]string{
		`{}`: "name REQUIRED_VALUE, type REQUIRED_VALUE, enabled REQUIRED_VALUE",
		`{"name":"n","type":"FACEBOOK","enabled":true}`: "appId REQUIRED_VALUE, appSecret REQUIRED_VALUE",
		`{"name":"n","type":"APPLE","enabled":"on","clientId":"c","clientSecretSigningKey":"k","keyId":"1","teamId":"1234567890"}`: "enabled INVALID_VALUE, keyId INVALID_VALUE",
		`{"name":"n","type":"PAYPAL","enabled":true,"clientId":"c","clientSecret":5,"clientEnvironment":"test"}`:                   "clientSecret INVALID_VALUE, clientEnvironment INVALID_VALUE",
		`{"name":"n","type":"OPENID_CONNECT","enabled":true,"clientId":"c","clientSecret":"s","issuer":"http://a.example","authorizationEndpoint":"https://u@a.example",
		  "tokenEndpoint":"https://a.example/t","jwksEndpoint":"a","scopes":[],"registration":{},"pkceMethod":"S512"}`: "issuer INVALID_VALUE, authorizationEndpoint INVALID_VALUE, jwksEndpoint INVALID_VALUE, scopes REQUIRED_VALUE, pkceMethod INVALID_VALUE, registration.population.id REQUIRED_VALUE",
		`{"name":"n","type":"SAML","enabled":true,"idpEntityId":"i","spEntityId":"s","ssoEndpoint":"https://a.example","ssoBinding":"HTTP_POST",
		  "idpVerification":{"certificates":[{}]},"authnRequestSigned":true}`: "idpVerification.certificates.id REQUIRED_VALUE, spSigning.key.id REQUIRED_VALUE",
		`{"name":"n","type":"SAML","enabled":true,"idpEntityId":"i","spEntityId":"s","ssoEndpoint":"https://a.example","ssoBinding":"HTTP_POST",
		  "idpVerification":{},"spSigning":{}}`: "idpVerification.certificates REQUIRED_VALUE, spSigning.key.id REQUIRED_VALUE",
	} {
		_, err := s.client().IdentityProviders().Create(t.Context(), identity.Draft{Document: json.RawMessage(document)})
		if got := strings.Join(violationsOf(t, err), ", "); got != want {
			t.Errorf("%s:\n got %s\nwant %s", document, got, want)
		}
	}
	if got := s.lines(); got != nil {
		t.Errorf("sent %v", got)
	}
}

// TestProviderOfTheFuture: a type that is not known here is for the service to judge.
func TestProviderOfTheFuture(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(201, `{"id":"i","name":"n","type":"NEW"}`))
	document := `{"name":"n","type":"NEW","enabled":true,"appKey":"k"}`
	must[identity.IdentityProvider](t)(s.client().IdentityProviders().Create(t.Context(), identity.Draft{Document: json.RawMessage(document)}))
	if got := s.bodies(http.MethodPost); !slices.Equal(got, []string{document}) {
		t.Errorf("%q", got)
	}
}

// TestProviderSchemas: what a schema says is needed is what is checked, and a secret
// is marked as one.
func TestProviderSchemas(t *testing.T) {
	t.Parallel()
	store := newTenant(t, says(500, `{}`)).client().providers()
	for _, kind := range must[[]string](t)(store.ProviderTypes(t.Context())) {
		schema := must[*identity.Schema](t)(store.ProviderSchema(t.Context(), strings.ToLower(kind)))
		var needed []string
		for _, a := range schema.Required() {
			if a.Name != "type" {
				needed = append(needed, a.Name)
			}
			if a.Secret != (a.Name == secretOf(kind)) {
				t.Errorf("%s %s: secret is %v", kind, a.Name, a.Secret)
			}
		}
		var missing []string
		for _, v := range must[[]identity.Violation](t)(store.Check(t.Context(), json.RawMessage(`{"type":"`+kind+`"}`))) {
			missing = append(missing, v.Attribute)
		}
		slices.Sort(needed)
		slices.Sort(missing)
		if diff := cmp.Diff(needed, missing); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
	}
	_, err := store.ProviderSchema(t.Context(), "GOOGEL")
	if e := wantKind(t, err, identity.Usage); !strings.Contains(e.Error(), "GOOGLE") {
		t.Error(e)
	}
}

func TestCountProviderUsers(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, `{"_embedded":{"users":[{"id":"1"}]},"count":412,"size":1}`))
	// A realm that is one population still counts everybody: a provider is the environment's.
	store := s.client(func(o *Options) { o.Population = staff }).providers()
	if n := must[int64](t)(store.CountUsers(t.Context(), google)); n != 412 {
		t.Errorf("%d", n)
	}
	if got := s.lines(); !slices.Equal(got, []string{`GET /users?filter=identityProvider.id%20eq%20%22` + google + `%22&limit=1`}) {
		t.Errorf("%v", got)
	}
	refused := newTenant(t,
		says(400, `{"code":"INVALID_REQUEST","message":"m","details":[{"code":"INVALID_FILTER","target":"filter","message":"no"}]}`),
		says(200, pageOf("users", "", `{"id":"1","identityProvider":{"id":"`+google+`"}}`, `{"id":"2","identityProvider":{"type":"PING_ONE"}}`)))
	if n := must[int64](t)(refused.client().providers().CountUsers(t.Context(), google)); n != 1 {
		t.Errorf("%d", n)
	}
}

func TestProviderAttributeRules(t *testing.T) {
	t.Parallel()
	core := `{"id":"a","name":"username","value":"v","update":"EMPTY_ONLY","mappingType":"CORE","identityProvider":{"id":"p"},"createdAt":"x"}`
	s := newTenant(t, says(200, core))
	store := must[identity.ProviderAttributeStore](t)(identity.ProviderAttributes(s.client(), google))
	for document, want := range map[string]string{
		`{}`: "name REQUIRED_VALUE, value REQUIRED_VALUE, update REQUIRED_VALUE",
		`{"name":"name","value":"${providerAttributes.x","update":"NEVER"}`: "update INVALID_VALUE, name INVALID_VALUE, value INVALID_VALUE",
		`{"name":"enabled","value":"v","update":"ALWAYS"}`:                  "name INVALID_VALUE",
	} {
		_, err := store.Create(t.Context(), identity.Draft{Document: json.RawMessage(document)})
		if got := strings.Join(violationsOf(t, err), ", "); got != want {
			t.Errorf("%s: %s", document, got)
		}
	}
	_, err := store.Patch(t.Context(), "a", "", operations(t, `set name="email"`, `set update="ALWAYS"`))
	if got := violationsOf(t, err); !slices.Equal(got, []string{"name READ_ONLY", "update READ_ONLY"}) {
		t.Errorf("%v", got)
	}
	_, err = store.Delete(t.Context(), "a", "")
	mustBe(t, err, identity.Invalid)
	must[identity.ProviderAttribute](t)(store.Patch(t.Context(), "a", "", operations(t, `set value="${providerAttributes.y}"`)))
	if got := s.bodies(http.MethodPut); !slices.Equal(got, []string{`{"name":"username","value":"${providerAttributes.y}","update":"EMPTY_ONLY"}`}) {
		t.Errorf("%q", got)
	}
	if slices.ContainsFunc(s.requests(), func(r seen) bool { return r.method == http.MethodDelete || r.method == http.MethodPost }) {
		t.Errorf("%v", s.lines())
	}
}

// TestPreviewOfProvider shows what a write will make of it.
func TestPreviewOfProvider(t *testing.T) {
	t.Parallel()
	store := newTenant(t, says(500, `{}`)).client().providers()
	patch := slices.Concat(store.CertificatePatch([]string{"1", "2"}), store.IconPatch(identity.Image{ID: "i", Address: "https://a.example/i"}))
	got := must[json.RawMessage](t)(store.Preview(json.RawMessage(`{"type":"SAML"}`), patch))
	want := `{"type":"SAML","idpVerification":{"certificates":[{"id":"1"},{"id":"2"}]},"icon":{"id":"i","href":"https://a.example/i"},"loginButtonIcon":{"id":"i","href":"https://a.example/i"}}`
	if string(got) != want {
		t.Errorf("%s", got)
	}
	got = must[json.RawMessage](t)(store.PreviewReplace(context.Background(), json.RawMessage(googleWhole), json.RawMessage(`{"name":"N","description":null}`)))
	want = `{"_links":{"self":{"href":"x"}},"id":"` + google + `","environment":{"id":"e"},"updatedAt":"2025-03-04T09:12:33.481Z","name":"N","type":"GOOGLE","clientSecret":"kept"}`
	if string(got) != want {
		t.Errorf("%s", got)
	}
	if patch := store.SecretPatch("SAML", "s"); patch != nil {
		t.Errorf("%v", patch)
	}
	if patch := must[identity.Patch](t)(store.ReadPatch([]byte(`{"id":"x","enabled":false,"icon":null}`))); len(patch) != 2 {
		t.Errorf("%v", patch)
	}
}
