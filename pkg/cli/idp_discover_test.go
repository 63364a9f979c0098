package cli_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const discovery = `{"issuer":"https://op.example","authorization_endpoint":"https://op.example/a","token_endpoint":"https://op.example/t","jwks_uri":"https://op.example/k",
 "scopes_supported":["openid","email"],"code_challenge_methods_supported":["S256"]}`

// An openIDProvider publishes what it is on this machine.
type openIDProvider struct {
	*httptest.Server
	seen []*http.Request
}

func newOpenIDProvider(t *testing.T, answer http.HandlerFunc) *openIDProvider {
	p := &openIDProvider{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.seen = append(p.seen, r)
		answer(w, r)
	}))
	t.Cleanup(p.Close)
	return p
}

func publishes(document string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(document)) // the client may have gone
	}
}

// TestDiscover makes a provider from what it publishes, which is read without a credential.
func TestDiscover(t *testing.T) {
	t.Parallel()
	op := newOpenIDProvider(t, publishes(discovery))
	m := newBoxed(t).machineOn(t, "pingone")
	e := m.runIn(providerSecret+"\n", "idp", "create", "--discover", op.URL, "--name", "OP", "--set", "clientId=us", "--secret-stdin", "-o", "json")
	var made struct{ Type, Issuer, PKCEMethod, TokenEndpoint, DiscoveryEndpoint string }
	if err := json.Unmarshal([]byte(strings.Trim(e.out, "[]\n")), &made); err != nil || e.code != 0 {
		t.Fatalf("exit code %d, %v: %s%s", e.code, err, e.out, e.err)
	}
	if made.Type != "OPENID_CONNECT" || made.Issuer != "https://op.example" || made.PKCEMethod != "S256" || made.DiscoveryEndpoint != "" {
		t.Errorf("%+v", made)
	}
	if len(op.seen) != 1 || op.seen[0].URL.Path != "/.well-known/openid-configuration" || op.seen[0].Header.Get("Authorization") != "" || op.seen[0].Header.Get("Cookie") != "" {
		t.Errorf("the provider saw %v", op.seen)
	}
	m.must("idp", "create", "--discover", op.URL+"/tenant/.well-known/openid-configuration", "--name", "Two", "--set", "clientId=us", "--secret-file", m.file("s", providerSecret), "-n")
	if path := op.seen[len(op.seen)-1].URL.Path; path != "/tenant/.well-known/openid-configuration" {
		t.Errorf("the provider saw %s", path)
	}
}

// TestHostileDiscovery: the document is somebody else's.
func TestHostileDiscovery(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		code   int
		words  string
	}{
		"no JSON":    {publishes("<html>"), 7, "no discovery document"},
		"incomplete": {publishes(`{"issuer":"https://op.example"}`), 7, "jwks_uri: is missing"},
		"plain":      {publishes(strings.Replace(discovery, "https://op.example/t", "http://op.example/t", 1)), 7, "token_endpoint: is not an address that begins with https://"},
		"large":      {publishes(discovery + strings.Repeat(" ", 1<<20)), 7, "larger than"},
		"absent":     {http.NotFound, 1, "404 Not Found"},
		"elsewhere":  {http.RedirectHandler("http://192.0.2.1/x", http.StatusFound).ServeHTTP, 1, "192.0.2.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			op := newOpenIDProvider(t, test.answer)
			box := newBoxed(t)
			m := box.machineOn(t, "pingone")
			box.taken()
			e := m.run("idp", "create", "--discover", op.URL, "--name", "OP", "--set", "clientId=us", "--secret-file", m.file("s", providerSecret))
			if e.code != test.code || !strings.Contains(e.err, test.words) || e.out != "" {
				t.Errorf("exit code %d, stdout %q: %s", e.code, e.out, e.err)
			}
			noWrites(t, box)
		})
	}
}
