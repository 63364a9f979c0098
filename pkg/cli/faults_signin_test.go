package cli_test

import (
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// withAccount is a machine whose environment names a service account in place of
// a token.
func withAccount(t *testing.T, address string) *machine {
	t.Helper()
	m := facing(t, address)
	m.env["REALMCTL_TOKEN"] = ""
	m.env["REALMCTL_SERVICE_ACCOUNT_ID"] = "9c1f5f4e-0d55-4b25-9d0a-1f4f5d0f6a11"
	m.env["REALMCTL_JWK_FILE"] = m.file("account.jwk", newKey(t))
	return m
}

// newKey is the private key of a service account.
func newKey(t *testing.T) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	text, err := jose.JSONWebKey{Key: key, KeyID: "account", Algorithm: "RS256"}.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// only lets requests with one token pass.
func only(token string) fault {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if r.Header.Get("Authorization") == "Bearer "+token {
			return false
		}
		return status(401, "Access Denied")(w, r)
	}
}

// TestExpiredToken: after a 401 there is one more try with a fresh token, and
// never a third.
func TestExpiredToken(t *testing.T) {
	t.Parallel()
	for _, story := range []struct {
		name         string
		fault        fault
		code         int
		sent, tokens int
	}{
		{"a good token", only("token-1"), 0, 1, 1},
		{"one that expired", only("token-2"), 0, 2, 2},
		{"an account that has no right", only("no token"), 4, 2, 2},
	} {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant(t)
			tenant.always(story.fault)
			m := withAccount(t, tenant.URL)
			m.env["REALMCTL_ERRORS"] = "json"
			e := m.run("users", "list", "-o", "name")
			if e.code != story.code {
				t.Errorf("exit code %d: %s", e.code, e.err)
			}
			if story.code != 0 && (e.told(t).Class != "auth" || e.out != "") {
				t.Errorf("stdout %q, stderr %s", e.out, e.err)
			}
			if sent, tokens := len(tenant.requests()), tenant.signIns(); sent != story.sent || tokens != story.tokens {
				t.Errorf("the server saw %d requests and gave %d tokens, not %d and %d", sent, tokens, story.sent, story.tokens)
			}
			if left := m.files("state"); len(left) > 0 {
				t.Errorf("what the environment describes left %v behind", left)
			}
		})
	}
}

// TestExpiredTokenOfWrite: a write that met a 401 was not carried out, so it too
// has one more try.
func TestExpiredTokenOfWrite(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.onceOn("PATCH", status(401, "Access Denied"))
	e := withAccount(t, tenant.URL).must("users", "patch", ann, "--set", "sn=Lee")
	if sent := len(tenant.requests("PATCH")); sent != 2 || tenant.user(ann)["sn"] != "Lee" {
		t.Errorf("the server saw %d patches: %s", sent, e.err)
	}
}

// TestRefusedSignIn: the token endpoint itself says no, is broken, or is not there.
func TestRefusedSignIn(t *testing.T) {
	t.Parallel()
	refused := `{"error":"invalid_client","error_description":"Client authentication failed"}`
	for _, story := range []struct {
		name  string
		fault fault
		code  int
		words []string
	}{
		{"refused", text(400, "application/json", refused), 4, []string{"sign in", "client authentication failed"}},
		{"refused as unauthorised", text(401, "application/json", refused), 4, []string{"sign in"}},
		{"a page in HTML", gateway(404), 1, []string{"sign in", "404"}},
		{"no JSON", text(200, "text/html", "<html>"), 1, []string{"sign in"}},
		{"no token", text(200, "application/json", `{"token_type":"Bearer"}`), 1, []string{"sign in"}},
		{"out of service", gateway(503), 8, []string{"503"}},
		{"no answer", hang, 8, []string{"no answer within"}},
	} {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant(t)
			tenant.onToken(story.fault)
			m := withAccount(t, tenant.URL)
			m.env["REALMCTL_ERRORS"] = "json"
			e := m.run("users", "list", short)
			told := e.told(t)
			if e.code != story.code || told.Code != story.code || e.out != "" {
				t.Errorf("exit code %d, not %d", e.code, story.code)
			}
			mustSay(t, told.Message, story.words...)
			if sent := len(tenant.requests()); sent != 0 {
				t.Errorf("without a token %d requests were sent", sent)
			}
			if strings.Contains(e.err, "eyJ") {
				t.Errorf("the assertion is in the error: %s", e.err)
			}
			if t.Failed() {
				t.Log(e.err)
			}
		})
	}
}

// TestThrottledSignIn: a sign-in that was refused for now is tried again.
func TestThrottledSignIn(t *testing.T) {
	t.Parallel()
	for name, passing := range map[string]fault{
		"throttled":      status(429, "Too many requests", "Retry-After: 0"),
		"out of service": gateway(503, "Retry-After: 0"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant(t)
			var done sync.Once
			tenant.onToken(func(w http.ResponseWriter, r *http.Request) (answered bool) {
				done.Do(func() { answered = passing(w, r) })
				return answered
			})
			withAccount(t, tenant.URL).must("users", "list")
			if asked := tenant.signIns(); asked != 2 {
				t.Errorf("a token was asked for %d times", asked)
			}
		})
	}
}

// TestOneSignIn: the realms of a tenant share one sign-in.
func TestOneSignIn(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	withAccount(t, tenant.URL).must("users", "list", "-R", "env/alpha,env/bravo")
	if asked := tenant.signIns(); asked != 1 {
		t.Errorf("a token was asked for %d times", asked)
	}
}

// TestBrokenKey: what is wrong with the key's file is told, never what it holds.
func TestBrokenKey(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"no JSON": "canary", "no key": `{"canary":1}`, "a public key": `{"kty":"RSA","n":"Y2FuYXJ5","e":"AQAB"}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant(t)
			m := withAccount(t, tenant.URL)
			m.env["REALMCTL_ERRORS"] = "json"
			m.file("account.jwk", content)
			e := m.run("users", "list")
			if told := e.told(t); e.code != 4 || told.Class != "auth" || strings.Contains(e.err, "canary") || strings.Contains(e.err, "Y2FuYXJ5") {
				t.Errorf("exit code %d: %s", e.code, e.err)
			}
			if len(tenant.seen) != 0 {
				t.Errorf("the server saw %v", tenant.seen)
			}
		})
	}
	m := withAccount(t, "https://openam-acme.example.com")
	m.env["REALMCTL_JWK_FILE"] = m.home + "/missing.jwk"
	if e := m.run("users", "list"); e.code != 4 || !strings.Contains(e.err, "missing.jwk") {
		t.Errorf("a missing file: exit code %d: %s", e.code, e.err)
	}
}
