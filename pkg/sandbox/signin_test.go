package sandbox

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

func TestServiceAccountGrant(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	answer := c.askToken(c.grantForm("fr:idm:* fr:am:* fr:idc:esv:*", nil)).want(t, http.StatusOK).object(t)
	scopes := strings.Fields(answer["scope"].(string))
	slices.Sort(scopes)
	if want := []string{"fr:am:*", "fr:idc:esv:*", "fr:idm:*"}; !slices.Equal(scopes, want) {
		t.Errorf("scopes %v, want %v", scopes, want)
	}
	if answer["token_type"] != "Bearer" || answer["expires_in"] != json.Number("899") {
		t.Errorf("type %v, life %v", answer["token_type"], answer["expires_in"])
	}
}

func TestAssertionsAccepted(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for name, change := range map[string]func(map[string]any){
		"port written out":    func(m map[string]any) { m["aud"] = "https://sandbox.localhost:443" + tokenPath },
		"a list of audiences": func(m map[string]any) { m["aud"] = []string{"https://other.example", BaseURL + tokenPath} },
		"no jti":              func(m map[string]any) { delete(m, "jti") },
		"180 seconds":         func(m map[string]any) { m["exp"] = time.Now().Add(180 * time.Second).Unix() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.askToken(c.grantForm(scopeIDM, change)).want(t, http.StatusOK)
		})
	}
}

func TestAssertionsRefused(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for name, change := range map[string]func(map[string]any){
		"other audience":  func(m map[string]any) { m["aud"] = "https://other.example" + tokenPath },
		"audience's path": func(m map[string]any) { m["aud"] = BaseURL + "/am/oauth2/authorize" },
		"over":            func(m map[string]any) { m["exp"] = time.Now().Add(-time.Second).Unix() },
		"too far ahead":   func(m map[string]any) { m["exp"] = time.Now().Add(10 * time.Minute).Unix() },
		"no expiry":       func(m map[string]any) { delete(m, "exp") },
		"unknown account": func(m map[string]any) { m["iss"], m["sub"] = "someone", "someone" },
		"other subject":   func(m map[string]any) { m["sub"] = "someone" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := c.askToken(c.grantForm(scopeIDM, change)).want(t, http.StatusBadRequest).object(t)
			if answer["error"] != "invalid_grant" {
				t.Errorf("error %v", answer["error"])
			}
		})
	}
}

func TestAssertionOfAnotherKey(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	jwk := jose.JSONWebKey{Key: key, Algorithm: string(jose.RS256)}
	raw, err := jwk.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	credentials, err := c.box.Credentials(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	form := c.grantForm(scopeIDM, nil)
	form.Set("assertion", sign(t, raw, map[string]any{
		"iss": credentials.ServiceAccountID, "sub": credentials.ServiceAccountID,
		"aud": BaseURL + tokenPath, "exp": time.Now().Add(time.Minute).Unix(),
	}))
	if answer := c.askToken(form).want(t, http.StatusBadRequest).object(t); answer["error"] != "invalid_grant" {
		t.Errorf("answer %v", answer)
	}
	form.Set("assertion", "not.a.jwt")
	c.askToken(form).want(t, http.StatusBadRequest)
}

func TestAssertionWorksOnce(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	form := c.grantForm(scopeIDM, nil)
	c.askToken(form).want(t, http.StatusOK)
	c.askToken(form).want(t, http.StatusBadRequest)
}

func TestUnsupportedScopes(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	r := c.askToken(c.grantForm("fr:idm:* fr:autoaccess:* fr:iga:*", nil)).want(t, http.StatusBadRequest)
	const want = `{"error_description":"Unsupported scope for service account: fr:autoaccess:*,fr:iga:*","error":"invalid_scope"}`
	if string(r.body) != want {
		t.Errorf("body %s", r.body)
	}
	for _, name := range scopeNames() {
		if granted, refused := splitScopes(name); len(granted) != 1 || len(refused) != 0 {
			t.Errorf("%s is not granted", name)
		}
	}
}

func TestGrantsRefused(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for name, form := range map[string]url.Values{
		"no grant":       {},
		"password grant": {"grant_type": {"password"}},
		"no client":      {"grant_type": {grantJWT}, "assertion": {"x"}},
	} {
		r := c.askToken(form)
		if r.status != http.StatusBadRequest && r.status != http.StatusUnauthorized || r.object(t)["error"] == nil {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
}

func TestTokenExpires(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64
	box := newBox(t, Options{Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }})
	c := connect(t, box)
	c.get(alphaPath+"?_queryFilter=true&_pageSize=1").want(t, http.StatusOK)
	ahead.Store(int64(tokenTTL))
	r := c.get(alphaPath+"?_queryFilter=true&_pageSize=1").want(t, http.StatusUnauthorized)
	const want = `{"code":401,"reason":"Unauthorized","message":"Access Denied"}`
	if string(r.body) != want {
		t.Errorf("body %s", r.body)
	}
}

func TestAccess(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	account, err := c.box.Credentials(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	readable := c.get("/openidm/managed/svcacct/"+account.ServiceAccountID+"?_fields=*").want(t, http.StatusOK).object(t)
	if keys, ok := readable["jwks"].(string); !ok || strings.Contains(keys, `"d":`) {
		t.Errorf("jwks %v", readable["jwks"])
	}
	denied := c.get("/openidm/managed/svcacct/someone").want(t, http.StatusForbidden)
	if denied.message(t) != "Access denied" || denied.header.Get("Content-API-Version") != "" {
		t.Errorf("%s %v", denied.body, denied.header)
	}
	whole := c.token
	c.token = c.signIn("fr:idc:esv:*")
	c.get(alphaPath+"?_queryFilter=true").want(t, http.StatusForbidden)
	c.token = c.signIn("fr:idm:read")
	c.get(alphaPath+"?_queryFilter=true&_pageSize=1").want(t, http.StatusOK)
	c.send(http.MethodPost, alphaPath+"?_action=create", nil, newUser("x")).want(t, http.StatusForbidden)
	c.token = whole[:len(whole)-4] + "AAAA"
	c.get(alphaPath+"?_queryFilter=true").want(t, http.StatusUnauthorized)
	c.token = ""
	c.get(alphaPath+"?_queryFilter=true").want(t, http.StatusUnauthorized)
}

// administrator goes through the journey and returns the session.
func administrator(t *testing.T, c *client) (cookie, session string) {
	t.Helper()
	account, err := c.box.Credentials(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const path = "/am/json/realms/root/authenticate"
	first := c.send(http.MethodPost, path, nil, "{}").want(t, http.StatusOK)
	asked := parse[exchange](t, first.body)
	asked.Callbacks[0].Input[0].Value = account.AdminUsername
	asked.Callbacks[1].Input[0].Value = account.AdminPassword
	second := c.send(http.MethodPost, path, nil, string(encode(asked))).want(t, http.StatusOK)
	asked = parse[exchange](t, second.body)
	code := regexp.MustCompile(`\d{6}`).FindString(asked.Callbacks[0].Output[0].Value.(string))
	asked.Callbacks[1].Input[0].Value = code
	done := c.send(http.MethodPost, path, nil, string(encode(asked))).want(t, http.StatusOK)
	session, _ = done.object(t)["tokenId"].(string)
	c.send(http.MethodPost, path, nil, string(encode(asked))).want(t, http.StatusUnauthorized) // a code works once
	cookie, _ = c.get("/am/json/serverinfo/*").want(t, http.StatusOK).object(t)["cookieName"].(string)
	if set := done.header.Get("Set-Cookie"); !strings.HasPrefix(set, cookie+"="+session) {
		t.Errorf("cookie %q", set)
	}
	return cookie, session
}

func TestJourneyToToken(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	c.token = ""
	cookie, session := administrator(t, c)
	const verifier = "a-verifier-that-is-long-enough-for-the-rule-of-43-characters"
	form := url.Values{
		"redirect_uri": {BaseURL + redirectPath}, "scope": {"openid fr:idm:* fr:am:*"}, "response_type": {"code"},
		"client_id": {adminClient}, "csrf": {session}, "decision": {"allow"}, "state": {"s"},
		"code_challenge": {challenge(verifier)}, "code_challenge_method": {"S256"},
	}
	header := map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie + "=" + session}
	r := c.send(http.MethodPost, "/am/oauth2/authorize", header, form.Encode()).want(t, http.StatusFound)
	back, err := url.Parse(r.header.Get("Location"))
	if err != nil || back.Query().Get("state") != "s" {
		t.Fatalf("location %q: %v", r.header.Get("Location"), err)
	}
	exchange := url.Values{"grant_type": {grantCode}, "code": {back.Query().Get("code")},
		"redirect_uri": {BaseURL + redirectPath}, "code_verifier": {verifier}, "client_id": {adminClient}}
	wrong := url.Values{}
	for name, values := range exchange {
		wrong[name] = values
	}
	wrong.Set("code_verifier", "another")
	c.askToken(wrong).want(t, http.StatusBadRequest)
	granted := c.askToken(exchange).want(t, http.StatusOK).object(t)
	c.askToken(exchange).want(t, http.StatusBadRequest)
	c.token, _ = granted["access_token"].(string)
	c.get(alphaPath+"?_queryFilter=true&_pageSize=1").want(t, http.StatusOK)
	realms := c.get("/am/json/global-config/realms/?_queryFilter=true").want(t, http.StatusOK)
	if !strings.Contains(string(realms.body), `"_id":"L2FscGhh"`) {
		t.Errorf("realms %s", realms.body)
	}
}

func TestAuthorizeRefuses(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	cookie, session := administrator(t, c)
	good := url.Values{
		"redirect_uri": {"http://127.0.0.1:4000/back"}, "scope": {"fr:idm:*"}, "response_type": {"code"},
		"client_id": {"own"}, "code_challenge": {challenge("v")}, "code_challenge_method": {"S256"},
	}
	header := map[string]string{"Cookie": cookie + "=" + session}
	ask := func(change string, value string) reply {
		form := url.Values{}
		for name, values := range good {
			form[name] = values
		}
		form.Set(change, value)
		return c.send(http.MethodGet, "/am/oauth2/authorize?"+form.Encode(), header, "")
	}
	if r := ask("state", "s").want(t, http.StatusFound); !strings.Contains(r.header.Get("Location"), "code=") {
		t.Errorf("location %q", r.header.Get("Location"))
	}
	ask("redirect_uri", "https://evil.example/back").want(t, http.StatusBadRequest)
	ask("client_id", adminClient).want(t, http.StatusBadRequest)
	for name, value := range map[string]string{
		"scope": "fr:nothing:*", "code_challenge_method": "plain", "response_type": "token",
	} {
		if r := ask(name, value).want(t, http.StatusFound); !strings.Contains(r.header.Get("Location"), "error=") {
			t.Errorf("%s: location %q", name, r.header.Get("Location"))
		}
	}
	header["Cookie"] = cookie + "=" + session + "x"
	if r := ask("state", "s").want(t, http.StatusFound); !strings.HasPrefix(r.header.Get("Location"), "/am/XUI/") {
		t.Errorf("location %q", r.header.Get("Location"))
	}
}

func TestSessionInfo(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	_, session := administrator(t, c)
	const path = "/am/json/realms/root/sessions/?_action=getSessionInfo"
	r := c.send(http.MethodPost, path, nil, `{"tokenId":"`+session+`"}`).want(t, http.StatusOK).object(t)
	if r["username"] != adminName || r["realm"] != "/" {
		t.Errorf("session %v", r)
	}
	c.send(http.MethodPost, path, nil, `{"tokenId":"x"}`).want(t, http.StatusUnauthorized)
	c.send(http.MethodPost, "/am/json/realms/root/sessions/?_action=other", nil, `{}`).want(t, http.StatusNotImplemented)
}

func TestJourneyRefuses(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	const path = "/am/json/realms/root/authenticate"
	r := c.send(http.MethodPost, path, map[string]string{"X-OpenAM-Username": adminName, "X-OpenAM-Password": "no"}, "{}")
	if r.want(t, http.StatusUnauthorized); r.message(t) != "Authentication Failed" {
		t.Errorf("%s", r.body)
	}
	r = c.send(http.MethodPost, path+"?authIndexType=service&authIndexValue=FRServiceAccountInternal", nil, "{}")
	if r.want(t, http.StatusBadRequest); r.message(t) != "No Configuration found" {
		t.Errorf("%s", r.body)
	}
	c.send(http.MethodPost, path, nil, `{"authId":"x"}`).want(t, http.StatusUnauthorized)
	c.send(http.MethodPost, path, nil, `{`).want(t, http.StatusBadRequest)
}
