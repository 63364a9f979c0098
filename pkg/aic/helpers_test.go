package aic

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A seen is a request as it came to a server.
type seen struct {
	method, uri, body string
	header            http.Header
}

func (s seen) String() string { return s.method + " " + s.uri }

// A tenant is a server that answers by a script, one answer a request; the last one
// is repeated.
type tenant struct {
	*httptest.Server
	t       *testing.T
	mu      sync.Mutex
	answers []http.HandlerFunc
	seen    []seen
}

func newTenant(t *testing.T, answers ...http.HandlerFunc) *tenant {
	t.Helper()
	s := &tenant{t: t, answers: answers}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *tenant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.seen = append(s.seen, seen{r.Method, r.RequestURI, string(body), r.Header})
	next := s.answers[0]
	if len(s.answers) > 1 {
		s.answers = s.answers[1:]
	}
	s.mu.Unlock()
	next(w, r)
}

func (s *tenant) requests() []seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]seen(nil), s.seen...)
}

// lines are the requests as "METHOD URI".
func (s *tenant) lines() []string {
	var lines []string
	for _, r := range s.requests() {
		lines = append(lines, r.String())
	}
	return lines
}

func (s *tenant) rest() *rest.Client {
	s.t.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	transport := &http.Transport{DisableKeepAlives: true}
	s.t.Cleanup(transport.CloseIdleConnections)
	retrying := rest.Retry(rest.Limit(transport), rest.RetryOptions{FirstWait: time.Millisecond})
	return rest.New(u, retrying, rest.Options{Timeout: 10 * time.Second})
}

// users is a store of the realm "acme/alpha" on this server.
func (s *tenant) users(d Dialect) *Users {
	s.t.Helper()
	return &New(s.rest(), Options{Realm: "acme/alpha", Object: "alpha_user", Dialect: d}).users
}

// says answers with a status and a JSON body.
func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		w.Header().Set("X-Forgerock-Transactionid", "tx-1")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// hangsUp ends the connection without an answer.
func hangsUp(w http.ResponseWriter, _ *http.Request) {
	c, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = c.Close()
	}
}

// pageOf is a page of rows with a cookie; an empty one is null.
func pageOf(cookie string, rows ...string) string {
	next := "null"
	if cookie != "" {
		next = string(quote(cookie))
	}
	return fmt.Sprintf(`{"result":[%s],"resultCount":%d,"pagedResultsCookie":%s,"totalPagedResultsPolicy":"NONE","totalPagedResults":-1,"remainingPagedResults":-1}`,
		strings.Join(rows, ","), len(rows), next)
}

func userNames(t *testing.T, u *Users, q identity.Query) ([]string, error) {
	t.Helper()
	var got []string
	for user, err := range u.List(context.Background(), q) {
		if err != nil {
			return got, err
		}
		p, err := user.Profile()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p.UserName)
	}
	return got, nil
}

// asError is the identity.Error in err.
func asError(t *testing.T, err error) *identity.Error {
	t.Helper()
	e, ok := errors.AsType[*identity.Error](err)
	if !ok {
		t.Fatalf("got %v (%T), not an identity.Error", err, err)
	}
	return e
}

func wantKind(t *testing.T, err error, kind identity.Kind) *identity.Error {
	t.Helper()
	e := asError(t, err)
	if e.Kind != kind {
		t.Fatalf("got %s: %v; want %s", e.Kind, e, kind)
	}
	return e
}

// shared is a file that lies beside the repository on a development machine. Where
// it does not, the test is left out, or fails if the environment demands it.
func shared(t *testing.T, path ...string) []byte {
	t.Helper()
	name := filepath.Join(append([]string{"..", "..", "..", "shared"}, path...)...)
	data, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		if os.Getenv("REALMCTL_REQUIRE_SHARED") == "1" {
			t.Fatalf("%s is not there, and REALMCTL_REQUIRE_SHARED=1", name)
		}
		t.Skipf("NOT CHECKED: %s is not there", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// sharedJSON reads a shared file into v.
func sharedJSON(t *testing.T, v any, path ...string) {
	t.Helper()
	if err := json.Unmarshal(shared(t, path...), v); err != nil {
		t.Fatal(err)
	}
}
