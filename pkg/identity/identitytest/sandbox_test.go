package identitytest_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/realmctl/realmctl/pkg/aic"
	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/identity/identitytest"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/sandbox"
	"github.com/realmctl/realmctl/pkg/token"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestSandbox asks the sandbox, which is seeded with 250 users, in this process
// and through a socket behind which now and then a request is throttled.
func TestSandbox(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	box := sandbox.Open(sandbox.Options{Dir: dir})
	lastYear := sandbox.Open(sandbox.Options{Dir: dir, Now: func() time.Time { return time.Now().AddDate(-1, 0, 0) }})
	t.Cleanup(func() { _, _ = box.Close(), lastYear.Close() })

	options := func(connect func(realm, access string) func(testing.TB) identity.Directory) identitytest.Options {
		return identitytest.Options{
			Open:      connect("alpha", signIn(t, box, time.Now(), "fr:idm:*")),
			Reader:    connect("alpha", signIn(t, box, time.Now(), "fr:idm:read")),
			Expired:   connect("alpha", signIn(t, lastYear, time.Now().AddDate(-1, 0, 0), "fr:idm:*")),
			Elsewhere: connect("bravo", signIn(t, box, time.Now(), "fr:idm:*")),
			Document:  document, Names: names(), Parts: parts(), Required: required(), Refused: []identity.Op{identity.EndsWith},
			Bad:  map[string]any{"mail": "no address", "frIndexedInteger1": "three", "city": 7},
			Many: identitytest.Loaded{Filter: `mail co "@alpha.example.com"`, Users: 250},
			Without: []identitytest.Omission{
				{Question: "quotes and backslashes in a filter", Reason: "the platform finds nothing by a value with a quote, and so does the sandbox"},
			},
		}
	}
	t.Run("in process", func(t *testing.T) {
		t.Parallel()
		testAll(t, options(func(realm, access string) func(testing.TB) identity.Directory {
			return connectTo(realm, sandbox.BaseURL, box.Transport(), access)
		}))
	})
	t.Run("throttled", func(t *testing.T) {
		t.Parallel()
		base, network := serve(t, box, sandbox.ServeOptions{Faults: sandbox.Faults{TooMany: 0.02}})
		testAll(t, options(func(realm, access string) func(testing.TB) identity.Directory {
			return connectTo(realm, base, network, access)
		}))
	})
}

// testAll asks about users, and about all that they may be members of.
func testAll(t *testing.T, o identitytest.Options) {
	t.Helper()
	identitytest.TestUsers(t, o)
	o.Without = []identitytest.Omission{
		{Question: "patch: another name", Reason: "the platform is known to compare id and name of a whole group, not of a patch"},
	}
	groups := identitytest.Sets{Options: o, NamedIDs: true, Conditional: true, Reference: reference}
	identitytest.TestGroups(t, groups)
	o.Without = nil
	roles := identitytest.Sets{Options: o, Conditional: true, Reference: reference}
	identitytest.TestRoles(t, roles)
	organizations := identitytest.Sets{Options: o, SharedNames: true, Reference: reference}
	identitytest.TestOrganizations(t, organizations)
}

// serve puts the sandbox on a free port until the test ends.
func serve(t *testing.T, box *sandbox.Sandbox, o sandbox.ServeOptions) (base string, network *http.Transport) {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	network, err = rest.NewTransport(rest.TLSOptions{})
	must(t, err)
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- box.Serve(ctx, listener, o) }()
	t.Cleanup(func() {
		network.CloseIdleConnections()
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return "http://" + listener.Addr().String(), network
}

// connectTo connects to a realm of the sandbox with a token, below the client that a real tenant would get.
func connectTo(realm, address string, network http.RoundTripper, access string) func(testing.TB) identity.Directory {
	return func(t testing.TB) identity.Directory {
		base, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		authorised := &token.Transport{Base: network, Auth: token.Bearer(token.Static(access)), Hosts: []string{token.Origin(base)}}
		return aic.New(rest.New(base, rest.Retry(authorised, rest.RetryOptions{}), rest.Options{}), aic.Options{
			Realm: "sandbox/" + realm, Object: realm + "_user", Dialect: aic.Cloud,
		})
	}
}

// signIn gets a token for the sandbox's service account.
func signIn(t *testing.T, box *sandbox.Sandbox, now time.Time, scope string) string {
	t.Helper()
	credentials, err := box.Credentials(t.Context())
	must(t, err)
	jwk, err := os.ReadFile(credentials.JWKFile)
	must(t, err)
	key, err := token.ParseJWK(jwk)
	must(t, err)
	const endpoint = sandbox.BaseURL + "/am/oauth2/access_token"
	assertion, err := token.Assertion(key, credentials.ServiceAccountID, endpoint, now)
	must(t, err)
	form := url.Values{
		"client_id": {"service-account"}, "grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"},
		"assertion": {assertion}, "scope": {scope},
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint, strings.NewReader(form.Encode()))
	must(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := box.Transport().RoundTrip(request)
	must(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	must(t, err)
	var answer struct {
		Access string `json:"access_token"`
	}
	must(t, json.Unmarshal(body, &answer))
	if answer.Access == "" {
		t.Fatalf("no token for %s: %s", scope, body)
	}
	return answer.Access
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
