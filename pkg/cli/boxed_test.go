package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/realmctl/realmctl/pkg/sandbox"
)

// A boxed tenant is the sandbox behind a TCP port that remembers what passed
// through it: how many writes, and every secret.
type boxed struct {
	*httptest.Server
	credentials sandbox.Credentials
	pingone     sandbox.PingOne

	mu      sync.Mutex
	writes  []string // method and path
	all     int      // requests of any kind
	secrets map[string]bool
}

// template is a tenant and an organization made once: each test has a copy, since their keys and people
// take longer to make than most commands take.
var template = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "boxed-template-")
	if err != nil {
		return "", err
	}
	box := sandbox.Open(sandbox.Options{Dir: dir})
	_, err = box.Credentials(context.Background())
	if err == nil {
		_, err = box.PingOne(context.Background())
	}
	return dir, errors.Join(err, box.Close())
})

// newBoxed serves a sandbox of the test's own.
func newBoxed(t *testing.T) *boxed {
	t.Helper()
	made, err := template()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "sandbox")
	if err := os.CopyFS(dir, os.DirFS(made)); err != nil {
		t.Fatal(err)
	}
	box := sandbox.Open(sandbox.Options{Dir: dir})
	credentials, err := box.Credentials(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	organization, err := box.PingOne(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := &boxed{credentials: credentials, pingone: organization, secrets: map[string]bool{}}
	inside := box.Handler()
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { b.serve(inside, w, r) }))
	t.Cleanup(func() {
		b.CloseClientConnections()
		b.Close()
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// machine is one whose environment describes the tenant, with its service account.
func (b *boxed) machine(t *testing.T) *machine {
	t.Helper()
	m := facing(t, b.URL)
	m.env["REALMCTL_TOKEN"] = ""
	m.env["REALMCTL_SERVICE_ACCOUNT_ID"] = b.credentials.ServiceAccountID
	m.env["REALMCTL_JWK_FILE"] = b.credentials.JWKFile
	return m
}

// machineOn is one that faces the tenant as a platform, with a credential that signs
// in.
func (b *boxed) machineOn(t *testing.T, platform string) *machine {
	t.Helper()
	if platform == "aic" {
		return b.machine(t)
	}
	m := newMachine(t)
	m.env["REALMCTL_TOKEN"] = b.workerToken(t)
	m.env["REALMCTL_REALM"] = b.realms(platform)[0]
	m.configure("version: 1\ntenants:\n  box:\n    platform: pingone\n    url: " + b.URL + "\n    auth: {method: token}\n    realms:\n" +
		"      home: {environment: " + b.pingone.Environments[0].ID + "}\n" +
		"      customers: {environment: " + b.pingone.Environments[0].ID + ", population: Customers}\n")
	return m
}

// realms are the addresses on a platform; the first is the default.
func (b *boxed) realms(platform string) []string {
	if platform == "aic" {
		return []string{"env/alpha", "env/bravo"}
	}
	return []string{"box/home", "box/customers"}
}

// workerToken is an access token of the worker application.
func (b *boxed) workerToken(t *testing.T) string {
	t.Helper()
	form := strings.NewReader("grant_type=client_credentials")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.URL+"/"+b.pingone.Environments[0].ID+"/as/token", form)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(b.pingone.ClientID, b.pingone.ClientSecret)
	resp, err := b.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var given struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&given); err != nil || given.AccessToken == "" {
		t.Fatalf("no token: %v", err)
	}
	return given.AccessToken
}

func (b *boxed) serve(inside http.Handler, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	b.note(r, body)
	if r.URL.Path != tokenPath {
		inside.ServeHTTP(w, r)
		return
	}
	answered := httptest.NewRecorder()
	inside.ServeHTTP(answered, r)
	b.noteToken(answered.Body.Bytes())
	for name, values := range answered.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answered.Code)
	_, _ = w.Write(answered.Body.Bytes()) // the client may have gone
}

// note remembers a request's secrets, and that it was a write.
func (b *boxed) note(r *http.Request, body []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all++
	action := r.URL.Query().Get("_action")
	served := strings.HasPrefix(r.URL.Path, "/openidm/managed/") || strings.HasPrefix(r.URL.Path, "/v1/") || strings.Contains(r.URL.Path, "/realm-config/")
	if r.Method != http.MethodGet && served && !slices.Contains([]string{"validate", "validateObject", "schema", "getAllTypes", "nextdescendents"}, action) {
		b.writes = append(b.writes, r.Method+" "+r.URL.Path)
	}
	if form, err := url.ParseQuery(string(body)); err == nil && form.Get("assertion") != "" {
		b.secrets[form.Get("assertion")] = true
	}
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		b.secrets[token] = true
	}
}

func (b *boxed) noteToken(body []byte) {
	var given struct {
		AccessToken string `json:"access_token"`
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if json.Unmarshal(body, &given) == nil && given.AccessToken != "" {
		b.secrets[given.AccessToken] = true
	}
}

// taken returns the writes and the number of requests since it was last asked.
func (b *boxed) taken() (writes []string, all int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	writes, all = b.writes, b.all
	b.writes, b.all = nil, 0
	return writes, all
}

// keySecrets are the private members of the service account's key.
func (b *boxed) keySecrets(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile(b.credentials.JWKFile)
	if err != nil {
		t.Fatal(err)
	}
	var key struct{ D, P, Q, Dp, Dq, Qi string }
	if err := json.Unmarshal(data, &key); err != nil || key.D == "" || key.P == "" {
		t.Fatalf("the key is no private key: %v", err)
	}
	return []string{key.D, key.P, key.Q, key.Dp, key.Dq, key.Qi}
}
