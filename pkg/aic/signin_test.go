package aic

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/token"
)

// signingKey makes a key and its public half.
func signingKey(t *testing.T, private any) (*token.SigningKey, jose.JSONWebKey) {
	t.Helper()
	jwk := jose.JSONWebKey{Key: private, KeyID: "k1"}
	document, err := jwk.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	key, err := token.ParseJWK(document)
	if err != nil {
		t.Fatal(err)
	}
	return key, jwk.Public()
}

func rsaKey(t *testing.T) (*token.SigningKey, jose.JSONWebKey) {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return signingKey(t, private)
}

func formOf(t *testing.T, s seen) url.Values {
	t.Helper()
	form, err := url.ParseQuery(s.body)
	if err != nil {
		t.Fatal(err)
	}
	return form
}

func TestServiceAccount(t *testing.T) {
	t.Parallel()
	key, public := rsaKey(t)
	s := newTenant(t, says(200, `{"access_token":"at-1","scope":"fr:am:* fr:idm:*","token_type":"Bearer","expires_in":899}`))
	now := time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC)
	got, err := ServiceAccount(s.rest(), "sa-1", key, nil, func() time.Time { return now }).Token(context.Background())
	want := token.Token{Access: "at-1", Expiry: now.Add(899 * time.Second), Scope: []string{"fr:am:*", "fr:idm:*"}}
	if err != nil || cmp.Diff(want, got) != "" {
		t.Fatal(err, cmp.Diff(want, got))
	}
	r := s.requests()[0]
	if r.String() != "POST /am/oauth2/access_token" || r.header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("sent %s %s", r, r.header.Get("Content-Type"))
	}
	form := formOf(t, r)
	if form.Get("client_id") != "service-account" || form.Get("grant_type") != grantJWT || form.Get("scope") != "fr:idm:* fr:am:*" || len(form) != 4 {
		t.Errorf("sent %v", form)
	}
	signed, err := jose.ParseSignedCompact(form.Get("assertion"), []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		t.Fatal(err)
	}
	payload, err := signed.Verify(public)
	if err != nil {
		t.Fatal(err)
	}
	var claims struct {
		Iss, Sub, Aud, Jti string
		Exp                int64
	}
	if err := json.Unmarshal(payload, &claims); err != nil {
		t.Fatal(err)
	}
	if claims.Iss != "sa-1" || claims.Sub != "sa-1" || claims.Aud != s.URL+"/am/oauth2/access_token" || claims.Jti == "" || claims.Exp <= now.Unix() || claims.Exp > now.Unix()+180 {
		t.Errorf("claims %+v", claims)
	}
}

// TestAudience writes the port out, as the platform documents it.
func TestAudience(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://openam-acme.forgeblocks.com": "https://openam-acme.forgeblocks.com:443", "https://t.example:8443/x": "https://t.example:8443",
		"http://127.0.0.1:5000": "http://127.0.0.1:5000", "http://localhost": "http://localhost:80", "https://[::1]": "https://[::1]:443",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := rootWithPort(rest.New(u, http.DefaultTransport, rest.Options{})); got != want {
			t.Errorf("%s: got %s, want %s", address, got, want)
		}
	}
}

// TestScopesRefused leaves out the scopes that the account does not have and tries
// once more.
func TestScopesRefused(t *testing.T) {
	t.Parallel()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, _ := signingKey(t, private)
	refused := says(400, `{"error_description":"Unsupported scope for service account: fr:am:*,fr:iga:*","error":"invalid_scope"}`)
	s := newTenant(t, refused, says(200, `{"access_token":"at","scope":"fr:idm:*","expires_in":"60"}`))
	got, err := ServiceAccount(s.rest(), "sa", key, []string{"fr:idm:*", "fr:am:*", "fr:iga:*"}, nil).Token(context.Background())
	if err != nil || got.Access != "at" || got.Expiry.IsZero() {
		t.Fatal(got, err)
	}
	first, second := formOf(t, s.requests()[0]), formOf(t, s.requests()[1])
	if second.Get("scope") != "fr:idm:*" || first.Get("assertion") == second.Get("assertion") {
		t.Errorf("second try: %v", second)
	}
	s = newTenant(t, refused)
	_, err = ServiceAccount(s.rest(), "sa", key, []string{"fr:am:*"}, nil).Token(context.Background())
	if e := wantKind(t, err, identity.Auth); e.Code != "invalid_scope" || len(s.lines()) != 1 || e.Op != "sign in" {
		t.Errorf("%v after %v", e, s.lines())
	}
}

func TestServiceAccountRefused(t *testing.T) {
	t.Parallel()
	key, _ := rsaKey(t)
	for name, tt := range map[string]struct {
		answer http.HandlerFunc
		kind   identity.Kind
	}{
		"unknown account": {says(400, `{"error":"invalid_client","error_description":"Client authentication failed"}`), identity.Auth},
		"bad assertion":   {says(401, `{"error":"invalid_client","error_description":"JWT is not valid"}`), identity.Auth},
		"no token":        {says(200, `{"scope":"x"}`), identity.API},
		"a page":          {says(200, `<html><title>Portal</title>`), identity.API},
		"down":            {says(503, ``), identity.Unavailable},
	} {
		_, err := ServiceAccount(newTenant(t, tt.answer).rest(), "sa", key, nil, nil).Token(context.Background())
		if e := wantKind(t, err, tt.kind); strings.Contains(e.Error(), "ey") {
			t.Errorf("%s: %v may hold an assertion", name, e)
		}
	}
}

// An am is a small access manager: a journey of given steps, an authorization and a
// token endpoint.
type am struct {
	steps   []string // answers of the journey, then a session
	verify  func(form url.Values) string
	posted  []string
	granted url.Values
}

func (a *am) serve(s *tenant) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		all := s.requests()
		body := all[len(all)-1].body
		switch r.URL.Path {
		case "/am/json/serverinfo/*":
			says(200, `{"_id":"*","cookieName":"6ac6499e9da2071","realm":"/"}`)(w, r)
		case "/am/json/realms/root/authenticate":
			a.posted = append(a.posted, body)
			if len(a.posted) > len(a.steps) {
				says(200, `{"tokenId":"session-1","successUrl":"/am/console","realm":"/"}`)(w, r)
				return
			}
			says(200, a.steps[len(a.posted)-1])(w, r)
		case "/am/oauth2/authorize":
			form, _ := url.ParseQuery(body)
			a.granted = form
			w.Header().Set("Location", a.verify(form))
			w.WriteHeader(http.StatusFound)
		case "/am/oauth2/access_token":
			says(200, `{"access_token":"admin-1","scope":"openid fr:idm:*","id_token":"x","token_type":"Bearer","expires_in":239}`)(w, r)
		default:
			says(404, `{}`)(w, r)
		}
	}
}

func newAM(t *testing.T, steps ...string) (*am, *tenant) {
	t.Helper()
	a := &am{steps: steps, verify: func(form url.Values) string { return form.Get("redirect_uri") + "?code=c1&iss=x" }}
	s := newTenant(t, nil)
	s.answers = []http.HandlerFunc{a.serve(s)}
	return a, s
}

const (
	nameAndPassword = `{"authId":"a1","template":"","stage":"x","callbacks":[{"type":"NameCallback","output":[{"name":"prompt","value":"User Name"}],"input":[{"name":"IDToken1","value":""}],"_id":0},{"type":"PasswordCallback","output":[{"name":"prompt","value":"Password"}],"input":[{"name":"IDToken2","value":""}],"_id":1}]}`
	secondFactor    = `{"authId":"a2","callbacks":[{"type":"TextOutputCallback","output":[{"name":"message","value":"We sent you a code"},{"name":"messageType","value":"0"}]},{"type":"NameCallback","output":[{"name":"prompt","value":"Enter verification code"}],"input":[{"name":"IDToken2","value":""}]},{"type":"ConfirmationCallback","output":[{"name":"prompt","value":""},{"name":"messageType","value":0},{"name":"options","value":["Submit"]},{"name":"optionType","value":-1},{"name":"defaultOption","value":0}],"input":[{"name":"IDToken3","value":0}]}]}`
	offersFactor    = `{"authId":"a3","callbacks":[{"type":"TextOutputCallback","output":[{"name":"message","value":"Loading..."},{"name":"messageType","value":"0"}]},{"type":"ConfirmationCallback","output":[{"name":"options","value":["Set up"]},{"name":"defaultOption","value":0}],"input":[{"name":"IDToken2","value":0}]},{"type":"HiddenValueCallback","output":[{"name":"value","value":"false"},{"name":"id","value":"skip-input-752"}],"input":[{"name":"IDToken3","value":"skip-input-752"}]},{"type":"TextOutputCallback","output":[{"name":"message","value":"var setupPage = function() {};"},{"name":"messageType","value":"4"}]}]}`
	choice          = `{"authId":"a4","callbacks":[{"type":"ChoiceCallback","output":[{"name":"prompt","value":"Method"},{"name":"choices","value":["Push","Code"]},{"name":"defaultChoice","value":0}],"input":[{"name":"IDToken1","value":0}]},{"type":"PollingWaitCallback","output":[{"name":"waitTime","value":"1"},{"name":"message","value":"Look at your phone"}]}]}`
)

func TestJourney(t *testing.T) {
	t.Parallel()
	a, s := newAM(t, nameAndPassword, choice, secondFactor, offersFactor)
	var asked []string
	ask := func(_ context.Context, p Prompt) (string, error) {
		asked = append(asked, fmt.Sprint(p.Kind, " ", p.Message, " ", p.Choices))
		return map[PromptKind]string{PromptPassword: `pa"ss`, PromptCode: "123456", PromptChoice: "1"}[p.Kind], nil
	}
	got, err := Journey(context.Background(), s.rest(), "ann", ask)
	if err != nil || got.Access != "admin-1" || !slices.Equal(got.Scope, []string{"openid", "fr:idm:*"}) || got.Expiry.IsZero() {
		t.Fatalf("%v, %v", got.Scope, err)
	}
	want := []string{"1 Password []", "3 Method [Push Code]", "4 Look at your phone []", "4 We sent you a code []", "2 Enter verification code []"}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Error(diff)
	}
	wantPosted := []string{
		`{}`,
		strings.NewReplacer(`"IDToken1","value":""`, `"IDToken1","value":"ann"`, `"IDToken2","value":""`, `"IDToken2","value":"pa\"ss"`).Replace(nameAndPassword),
		strings.Replace(choice, `"IDToken1","value":0`, `"IDToken1","value":1`, 1),
		strings.Replace(secondFactor, `"IDToken2","value":""`, `"IDToken2","value":"123456"`, 1),
		strings.Replace(offersFactor, `"IDToken3","value":"skip-input-752"`, `"IDToken3","value":"Skip"`, 1),
	}
	for i := range wantPosted {
		if !equal(json.RawMessage(a.posted[i]), json.RawMessage(wantPosted[i])) {
			t.Errorf("step %d:\n got %s\nwant %s", i, a.posted[i], wantPosted[i])
		}
	}
	back := s.URL + "/platform/appAuthHelperRedirect.html"
	if a.granted.Get("redirect_uri") != back || a.granted.Get("client_id") != "idmAdminClient" || a.granted.Get("csrf") != "session-1" || a.granted.Get("decision") != "allow" ||
		a.granted.Get("response_type") != "code" || a.granted.Get("code_challenge_method") != "S256" || a.granted.Get("code_challenge") == "" {
		t.Errorf("asked %v", a.granted)
	}
	all := s.requests()
	authorize, redeem := all[len(all)-2], all[len(all)-1]
	if authorize.header.Get("Cookie") != "6ac6499e9da2071=session-1" || all[1].header.Get("Accept-API-Version") != "resource=2.0, protocol=1.0" {
		t.Errorf("cookie %q, version %q", authorize.header.Get("Cookie"), all[1].header.Get("Accept-API-Version"))
	}
	form := formOf(t, redeem)
	if form.Get("grant_type") != "authorization_code" || form.Get("code") != "c1" || form.Get("redirect_uri") != back || form.Get("code_verifier") == "" {
		t.Errorf("redeemed with %v", form)
	}
	if want := "Basic " + base64.StdEncoding.EncodeToString([]byte("idmAdminClient:")); redeem.header.Get("Authorization") != want {
		t.Errorf("Authorization %q", redeem.header.Get("Authorization"))
	}
}

func TestJourneyEnds(t *testing.T) {
	t.Parallel()
	answer := func(context.Context, Prompt) (string, error) { return "x", nil }
	for name, tt := range map[string]struct {
		steps  []string
		verify string
		kind   identity.Kind
		words  string
	}{
		"a browser is needed":   {[]string{`{"callbacks":[{"type":"RedirectCallback"}]}`}, "", identity.Unsupported, "RedirectCallback"},
		"nothing to answer":     {[]string{`{"authId":"x"}`}, "", identity.API, "asked nothing"},
		"it never ends":         {slices.Repeat([]string{nameAndPassword}, 40), "", identity.Auth, "did not end"},
		"a choice out of range": {[]string{choice}, "", identity.Usage, "none of the 2 choices"},
		"another address":       {nil, "https://evil.example/?code=c", identity.Auth, "not accepted"},
		"no code":               {nil, "SELF", identity.API, "no authorisation code"},
		"refused":               {nil, "SELF?error=access_denied&error_description=Not+you.", identity.Auth, "not you"},
		"back to the sign-in":   {nil, "/am/XUI/?realm=/", identity.Auth, "not accepted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, s := newAM(t, tt.steps...)
			if tt.verify != "" {
				a.verify = func(form url.Values) string { return strings.Replace(tt.verify, "SELF", form.Get("redirect_uri"), 1) }
			}
			_, err := Journey(context.Background(), s.rest(), "ann", answer)
			if e := wantKind(t, err, tt.kind); !strings.Contains(e.Error(), tt.words) || strings.Contains(e.Error(), "session-1") {
				t.Errorf("%v", e)
			}
		})
	}
	wrong := newTenant(t, says(200, `{"cookieName":"c"}`), says(401, `{"code":401,"reason":"Unauthorized","message":"Authentication Failed"}`))
	_, err := Journey(context.Background(), wrong.rest(), "ann", answer)
	_ = wantKind(t, err, identity.Auth)
	gone := errors.New("no terminal")
	_, s := newAM(t, nameAndPassword)
	if _, err := Journey(context.Background(), s.rest(), "ann", func(context.Context, Prompt) (string, error) { return "", gone }); !errors.Is(err, gone) {
		t.Errorf("the error of the question is lost: %v", err)
	}
}

// TestJourneyScopes asks for less if the tenant refuses the right to access management.
func TestJourneyScopes(t *testing.T) {
	t.Parallel()
	a, s := newAM(t)
	a.verify = func(form url.Values) string {
		if strings.Contains(form.Get("scope"), "fr:am:*") {
			return form.Get("redirect_uri") + "?error=invalid_scope&error_description=Unknown%2Finvalid+scope(s):+fr:am:*"
		}
		return form.Get("redirect_uri") + "?code=c2"
	}
	if _, err := Journey(context.Background(), s.rest(), "", nil); err != nil || a.granted.Get("scope") != "openid fr:idm:*" {
		t.Errorf("%v with %v", err, a.granted)
	}
}

// visit plays the browser: it goes to the tenant and comes back with an answer made
// of what was asked.
func visit(t *testing.T, back func(asked url.Values) string) func(string) error {
	t.Helper()
	return func(address string) error {
		u, err := url.Parse(address)
		if err != nil {
			return err
		}
		go func() {
			c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			for _, target := range strings.Fields(back(u.Query())) {
				req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, target, nil)
				if err != nil {
					t.Error(err)
					return
				}
				resp, err := c.Do(req)
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
			}
		}()
		return nil
	}
}

func TestBrowser(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, `{"access_token":"at","expires_in":60}`))
	var asked url.Values
	got, err := Browser(context.Background(), s.rest(), BrowserOptions{ClientID: "cli", Open: visit(t, func(q url.Values) string {
		asked = q
		back := q.Get("redirect_uri")
		// A wrong state, a wrong place, and then the answer.
		return back + "?code=stolen&state=guess " + strings.Replace(back, "/callback", "/favicon.ico", 1) + " " + back + "?code=c9&state=" + url.QueryEscape(q.Get("state"))
	})})
	if err != nil || got.Access != "at" {
		t.Fatal(err)
	}
	if asked.Get("client_id") != "cli" || asked.Get("response_type") != "code" || asked.Get("scope") != "fr:idm:* fr:am:*" || asked.Get("code_challenge_method") != "S256" || !strings.HasPrefix(asked.Get("redirect_uri"), "http://127.0.0.1:") {
		t.Errorf("asked %v", asked)
	}
	form := formOf(t, s.requests()[0])
	if form.Get("code") != "c9" || form.Get("client_id") != "cli" || form.Get("code_verifier") == "" || form.Get("redirect_uri") != asked.Get("redirect_uri") {
		t.Errorf("redeemed with %v", form)
	}
}

func TestBrowserRefused(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(500, ""))
	_, err := Browser(context.Background(), s.rest(), BrowserOptions{ClientID: "cli", Open: visit(t, func(q url.Values) string {
		return q.Get("redirect_uri") + "?error=access_denied&state=" + url.QueryEscape(q.Get("state"))
	})})
	if e := wantKind(t, err, identity.Auth); e.Code != "access_denied" || len(s.lines()) != 0 {
		t.Errorf("%v after %v", e, s.lines())
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err = Browser(ctx, s.rest(), BrowserOptions{ClientID: "cli", Open: func(string) error { cancel(); return nil }})
	_ = wantKind(t, err, identity.Interrupted)
	_, err = Browser(context.Background(), s.rest(), BrowserOptions{Open: func(string) error { return nil }})
	_ = wantKind(t, err, identity.Usage)
	_, err = Browser(context.Background(), s.rest(), BrowserOptions{ClientID: "cli", Open: func(string) error { return errors.New("no display") }})
	if e := asError(t, err); !strings.Contains(e.Error(), "no display") {
		t.Error(e)
	}
}

func TestClientTest(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, pageOf("more", row(1))), says(200, `{"_id":"version","version":"8.0.1"}`), says(200, smallSchema))
	c := New(s.rest(), Options{Realm: "acme/alpha", Object: "alpha_user"})
	got, err := c.Test(context.Background())
	if want := (Report{Version: "8.0.1", Realm: true, Users: true, Schema: true}); err != nil || got != want || got.String() != "users can be read, the schema is known" {
		t.Errorf("got %+v, %v", got, err)
	}
	want := []string{"GET /openidm/managed/alpha_user?_queryFilter=true&_pageSize=1&_fields=_id", "GET /am/json/serverinfo/version", "GET /openidm/schema/managed/alpha_user"}
	if diff := cmp.Diff(want, s.lines()); diff != "" {
		t.Error(diff)
	}
	s = newTenant(t, says(200, pageOf("")), says(404, `{}`))
	if got, err := New(s.rest(), Options{Object: "user", Dialect: IDM}).Test(context.Background()); err != nil || got.Version != "" || got.Schema {
		t.Errorf("got %+v, %v", got, err)
	}
	if s.lines()[1] != "GET /openidm/info/version" {
		t.Errorf("asked %v", s.lines())
	}
	_, err = New(newTenant(t, says(404, `{"code":404,"message":"Resource &#39;x&#39; not found"}`)).rest(), Options{Object: "x"}).Test(context.Background())
	if e := wantKind(t, err, identity.NotFound); e.Op != "test realm" {
		t.Error(e)
	}
}
