package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"
	"go.uber.org/goleak"
)

// client talks to a sandbox of its own, as a program outside would: raw requests, a token from the token endpoint.
type client struct {
	t     *testing.T
	box   *Sandbox
	base  string
	round http.RoundTripper
	token string
}

// template is a tenant made once: most tests begin with a copy of it, since a key takes a while to make.
var template = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "sandbox-template-")
	if err != nil {
		return "", err
	}
	box := Open(Options{Dir: dir})
	_, err = box.Credentials(context.Background())
	return dir, errors.Join(err, box.Close())
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := template(); err == nil {
		_ = os.RemoveAll(dir)
	}
	if err := goleak.Find(); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func newBox(t *testing.T, o Options) *Sandbox {
	t.Helper()
	if o.Dir == "" {
		made, err := template()
		if err != nil {
			t.Fatal(err)
		}
		o.Dir = filepath.Join(t.TempDir(), "sandbox")
		if err := os.CopyFS(o.Dir, os.DirFS(made)); err != nil {
			t.Fatal(err)
		}
	}
	box := Open(o)
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	return box
}

func newClient(t *testing.T) *client {
	t.Helper()
	return connect(t, newBox(t, Options{}))
}

func connect(t *testing.T, box *Sandbox) *client {
	t.Helper()
	c := &client{t: t, box: box, base: BaseURL, round: box.Transport()}
	c.token = c.signIn(scopeIDM + " " + scopeAM)
	return c
}

// reply is an answer, read to its end.
type reply struct {
	status int
	header http.Header
	body   []byte
}

func (c *client) send(method, path string, header map[string]string, body string) reply {
	c.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, reader)
	if err != nil {
		c.t.Fatal(err)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	res, err := c.round.RoundTrip(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, raw}
}

func (c *client) get(path string) reply {
	c.t.Helper()
	return c.send(http.MethodGet, path, nil, "")
}

// query runs a query and returns the envelope.
func (c *client) query(collection string, params url.Values) map[string]any {
	c.t.Helper()
	r := c.get("/openidm/" + collection + "?" + params.Encode())
	r.want(c.t, http.StatusOK)
	return r.object(c.t)
}

func (r reply) want(t *testing.T, status int) reply {
	t.Helper()
	if r.status != status {
		t.Fatalf("status %d, want %d: %s", r.status, status, r.body)
	}
	return r
}

func (r reply) object(t *testing.T) map[string]any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(r.body))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %q", err, r.body)
	}
	return v
}

func (r reply) message(t *testing.T) string {
	t.Helper()
	text, _ := r.object(t)["message"].(string)
	return text
}

// assertion signs the claims of a service account with the key in the sandbox's folder.
func (c *client) assertion(change func(map[string]any)) string {
	c.t.Helper()
	credentials, err := c.box.Credentials(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	raw, err := os.ReadFile(credentials.JWKFile)
	if err != nil {
		c.t.Fatal(err)
	}
	claims := map[string]any{
		"iss": credentials.ServiceAccountID, "sub": credentials.ServiceAccountID, "jti": uuid.NewString(),
		"aud": c.base + tokenPath, "exp": c.box.options.Now().Add(170 * time.Second).Unix(),
	}
	if change != nil {
		change(claims)
	}
	return sign(c.t, raw, claims)
}

func sign(t *testing.T, rawKey []byte, claims map[string]any) string {
	t.Helper()
	var key jose.JSONWebKey
	if err := key.UnmarshalJSON(rawKey); err != nil {
		t.Fatal(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, nil)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func (c *client) askToken(form url.Values) reply {
	c.t.Helper()
	return c.send(http.MethodPost, tokenPath,
		map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, form.Encode())
}

func (c *client) grantForm(scope string, change func(map[string]any)) url.Values {
	return url.Values{
		"client_id": {"service-account"}, "grant_type": {grantJWT}, "scope": {scope},
		"assertion": {c.assertion(change)},
	}
}

func (c *client) signIn(scope string) string {
	c.t.Helper()
	answer := c.askToken(c.grantForm(scope, nil)).want(c.t, http.StatusOK).object(c.t)
	token, _ := answer["access_token"].(string)
	return token
}

// shared finds a file of the material that lies beside the repository in the workshop. Without it the test is skipped,
// visibly, unless the environment demands it.
func shared(t *testing.T, name string) []byte {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil {
		if _, found := os.Stat(filepath.Join(dir, "go.mod")); found == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "..", "shared", name))
	switch {
	case err == nil:
		return raw
	case errors.Is(err, fs.ErrNotExist) && os.Getenv("REALMCTL_REQUIRE_SHARED") != "1":
		t.Skip("NOT CHECKED: " + name + " does not lie beside the repository")
	}
	t.Fatal(err)
	return nil
}

func parse[T any](t *testing.T, raw []byte) T {
	t.Helper()
	var v T
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

const alphaPath = "/openidm/managed/alpha_user"

func newUser(name string) string {
	return `{"userName":"` + name + `","givenName":"G","sn":"S","mail":"` + name + `@example.com"}`
}
