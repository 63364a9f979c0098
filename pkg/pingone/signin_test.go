package pingone

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

func app() App {
	return App{Tenant: "ping-eu", Environment: env, ClientID: "app", Secret: func(context.Context) (string, error) { return "canary", nil }}
}

func TestWorkerAppByPost(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, `{"access_token":"t","expires_in":"60","scope":"a b"}`))
	a := app()
	a.Post, a.Environment = true, ""
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	got, err := WorkerApp(s.rest(), a, func() time.Time { return at }).Token(t.Context())
	if err != nil || got.Access != "t" || !got.Expiry.Equal(at.Add(time.Minute)) || len(got.Scope) != 2 {
		t.Errorf("%v %v", got.Expiry, err)
	}
	r := s.requests()[0]
	if r.String() != "POST /as/token" || r.body != "grant_type=client_credentials&client_id=app&client_secret=canary" || r.header.Get("Authorization") != "" {
		t.Errorf("%s %s", r, r.body)
	}
}

func TestSignInErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		text   string
		hint   string
	}{
		"wrong secret":      {says(401, `{"error":"invalid_client","error_description":"Invalid client credentials"}`), "the application's id or its secret was refused; it signs in at the environment that it is in", "realmctl auth login ping-eu"},
		"method":            {says(401, `{"error":"invalid_client","error_description":"Request denied: Unsupported authentication method"}`), "does not take its secret this way", "realmctl config set tenants.ping-eu.auth.client_auth post"},
		"wrong environment": {says(404, `{"code":"NOT_FOUND","message":"x"}`), "there is no environment " + env + " to sign in to", "realmctl config set tenants.ping-eu.auth.environment ID"},
		"grant":             {says(400, `{"error":"unauthorized_client","error_description":"The grant is not allowed."}`), "the grant is not allowed", ""},
		"no token":          {says(200, `{"token_type":"Bearer"}`), "without an access token", ""},
		"html":              {says(200, `<html>`), "not JSON", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTenant(t, c.answer)
			_, err := WorkerApp(s.rest(), app(), nil).Token(t.Context())
			e := asError(t, err)
			if e.Op != "sign in" || !strings.Contains(e.Error(), c.text) || !strings.Contains(e.Hint, c.hint) || strings.Contains(e.Error()+e.Hint, "canary") {
				t.Errorf("%s: %v\n%s", e.Kind, e, e.Hint)
			}
			if k := e.Kind; k != identity.Auth && c.text[0] != 'w' && c.text[0] != 'n' {
				t.Errorf("kind %s", k)
			}
		})
	}
	boom := errors.New("keyring locked")
	a := app()
	a.Secret = func(context.Context) (string, error) { return "", boom }
	if _, err := WorkerApp(newTenant(t, says(200, "{}")).rest(), a, nil).Token(t.Context()); !errors.Is(err, boom) {
		t.Error(err)
	}
}

func TestDeviceCode(t *testing.T) {
	t.Parallel()
	refuse := func(code string) http.HandlerFunc { return says(400, `{"error":"`+code+`"}`) }
	begin := says(200, `{"device_code":"d","user_code":"ABCD","verification_uri":"https://x/y","verification_uri_complete":"https://x/y?c=ABCD","expires_in":600,"interval":2}`)
	for name, c := range map[string]struct {
		answers []http.HandlerFunc
		waits   []time.Duration
		text    string
	}{
		"in the end":  {[]http.HandlerFunc{refuse("authorization_pending"), refuse("slow_down"), says(200, `{"access_token":"t"}`)}, []time.Duration{2e9, 2e9, 7e9}, ""},
		"refused":     {[]http.HandlerFunc{refuse("access_denied")}, []time.Duration{2e9}, "the person refused"},
		"too late":    {[]http.HandlerFunc{refuse("expired_token")}, []time.Duration{2e9}, "expired before anybody used it"},
		"other error": {[]http.HandlerFunc{refuse("invalid_request")}, []time.Duration{2e9}, "invalid_request"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTenant(t, append([]http.HandlerFunc{begin}, c.answers...)...)
			a := App{Environment: env, ClientID: "app", Scopes: []string{"openid"}}
			var waits []time.Duration
			var shown Device
			got, err := a.deviceCode(t.Context(), s.rest(), func(d Device) error { shown = d; return nil },
				func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil })
			if c.text == "" && (err != nil || got.Access != "t") || c.text != "" && (err == nil || !strings.Contains(a.failSignIn(err).Error(), c.text)) {
				t.Errorf("%v", err)
			}
			if diff := cmp.Diff(c.waits, waits); diff != "" || shown.Code != "ABCD" || shown.Complete == "" {
				t.Errorf("%s %+v", diff, shown)
			}
			first, second := s.requests()[0], s.requests()[1]
			if first.uri != "/"+env+"/as/device_authorization" || first.body != "scope=openid&client_id=app" ||
				second.body != "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=d&client_id=app" {
				t.Errorf("%s %s\n%s", first, first.body, second.body)
			}
		})
	}
}

func TestDeviceCodeEndsWithItsContext(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, `{"device_code":"d","user_code":"A","verification_uri":"x"}`))
	ctx, cancel := context.WithCancel(t.Context())
	_, err := DeviceCode(ctx, s.rest(), App{ClientID: "a"}, func(Device) error { cancel(); return nil })
	mustBe(t, err, identity.Interrupted)
}

// visit plays the browser: it sends back what it was asked, and more.
func visit(t *testing.T, answer string) func(string) error {
	return func(address string) error {
		u, err := url.Parse(address)
		if err != nil {
			return err
		}
		q := u.Query()
		if !strings.HasSuffix(u.Path, "/as/authorize") || q.Get("code_challenge_method") != "S256" || q.Get("client_id") != "app" {
			t.Errorf("address %s", address)
		}
		for _, bad := range []string{"/other", "/callback?state=wrong&code=evil"} {
			get(t, strings.Replace(q.Get("redirect_uri"), "/callback", bad, 1))
		}
		get(t, q.Get("redirect_uri")+"?"+answer+"&state="+url.QueryEscape(q.Get("state")))
		return nil
	}
}

func get(t *testing.T, address string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Error(err)
		return
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(r)
	if err != nil {
		t.Error(err)
		return
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
}

func TestBrowser(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, `{"access_token":"t","expires_in":60}`))
	a := App{Environment: env, ClientID: "app"}
	got, err := Browser(t.Context(), s.rest(), a, 0, visit(t, "code=good"))
	if err != nil || got.Access != "t" {
		t.Fatal(err)
	}
	form, err := url.ParseQuery(s.requests()[0].body)
	if err != nil || form.Get("code") != "good" || form.Get("code_verifier") == "" || form.Get("client_id") != "app" || form.Get("redirect_uri") == "" {
		t.Errorf("%v", form)
	}
	_, err = Browser(t.Context(), s.rest(), a, 0, visit(t, "error=access_denied&error_description=No."))
	if e := wantKind(t, err, identity.Auth); e.Detail != "no" && e.Detail != "No" {
		t.Error(e)
	}
	_, err = Browser(t.Context(), s.rest(), a, 0, func(string) error { return errors.New("no browser") })
	if err == nil || !strings.Contains(err.Error(), "no browser") {
		t.Error(err)
	}
}

func TestRegions(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"eu", "EU", "europe", "pingone.eu"} {
		r, err := ParseRegion(text)
		if err != nil || r.API() != "https://api.pingone.eu" || r.Auth() != "https://auth.pingone.eu" {
			t.Errorf("%s: %+v %v", text, r, err)
		}
	}
	_, err := ParseRegion("moon")
	if e := wantKind(t, err, identity.Usage); !strings.Contains(e.Error(), "NA, CA, EU, AU, SG, AP") {
		t.Error(e)
	}
}

func TestProbe(t *testing.T) {
	t.Parallel()
	works := directory(t)
	r, err := works.client().Test(t.Context())
	if err != nil || !r.Users || !r.Schema || r.Populations != 2 || r.String() != "users can be read, the schema is known, 2 populations" {
		t.Errorf("%+v %v", r, err)
	}
	for name, c := range map[string]struct {
		status int
		sees   string
		kind   identity.Kind
		text   string
	}{
		"no role":        {403, `{"id":"` + env + `","name":"Staff"}`, identity.Auth, "the environment Staff is there, but its users may not be read"},
		"other":          {404, `{"id":"x","name":"Other"}`, identity.NotFound, "it sees Other (x)"},
		"none":           {404, ``, identity.Auth, "can see no environment at all"},
		"server failure": {500, ``, identity.Unavailable, ""},
	} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == environmentsPath {
				var rows []string
				if c.sees != "" {
					rows = append(rows, c.sees)
				}
				says(200, pageOf("environments", "", rows...))(w, r)
				return
			}
			says(c.status, `{"code":"X"}`)(w, r)
		})
		_, err := s.client().Test(t.Context())
		if e := wantKind(t, err, c.kind); !strings.Contains(e.Error(), c.text) {
			t.Errorf("%s: %v", name, e)
		}
	}
}

func TestRaw(t *testing.T) {
	t.Parallel()
	s := chain(t, []string{row("ann")}, []string{row("bob")})
	c := s.client()
	n := 0
	for _, err := range c.RawPages(t.Context(), rest.Call{Path: "/v1/environments/" + env + "/anything", Query: url.Values{"filter": {"a b"}}}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 2 || s.lines()[0] != "GET /anything?filter=a%20b" {
		t.Errorf("%d %v", n, s.lines())
	}
	for _, err := range c.RawPages(t.Context(), rest.Call{Method: "POST"}) {
		mustBe(t, err, identity.Usage)
	}
	resp, err := c.Raw(t.Context(), rest.Call{Method: "POST", Path: "/v1/x", Body: []byte(`{}`)})
	if err != nil {
		t.Fatal(err)
	}
	if body, err := resp.Bytes(); err != nil || !json.Valid(body) {
		t.Error(err)
	}
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer, next, text string
		status             int
	}{
		"rotated":      {status: 200, answer: `{"access_token":"t","refresh_token":"second"}`, next: "second"},
		"kept":         {status: 200, answer: `{"access_token":"t"}`, next: "first"},
		"no longer":    {status: 400, answer: `{"error":"invalid_grant","error_description":"canary"}`, text: "the sign-in has ended: sign in again"},
		"wrong client": {status: 401, answer: `{"error":"invalid_client"}`, text: "the application's id or its secret was refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTenant(t, says(c.status, c.answer))
			a := App{Tenant: "ping-eu", Environment: env, ClientID: "app"}
			got, err := Refresh(t.Context(), s.rest(), a, "first", nil)
			if r := s.requests()[0]; r.uri != "/"+env+"/as/token" || r.body != "grant_type=refresh_token&refresh_token=first&client_id=app" {
				t.Errorf("%s %s", r, r.body)
			}
			if c.text == "" {
				if err != nil || got.Access != "t" || got.Refresh != c.next {
					t.Errorf("%v %q", err, got.Refresh)
				}
				return
			}
			if e := wantKind(t, err, identity.Auth); !strings.Contains(e.Error(), c.text) || strings.Contains(e.Error(), "canary") {
				t.Errorf("%v", e)
			}
		})
	}
}
