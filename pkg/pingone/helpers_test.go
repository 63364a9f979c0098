package pingone

import (
	"context"
	"encoding/json"
	"errors"
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

const (
	env = "24e6159e-14ca-5de6-88d5-e68d97faecd6"
	ada = "bd191a00-23af-570c-bc49-0baebf39fbea"
	// customers and staff are populations of env.
	customers = "c99fcfa1-7920-5df3-9fa1-c475ca09f558"
	staff     = "2ab98e18-724e-5d01-b6c3-f085631260e3"
)

// A seen is a request as it came to a server.
type seen struct {
	method, uri, body string
	header            http.Header
}

func (s seen) String() string { return s.method + " " + s.uri }

// A tenant is a server that keeps what it was asked.
type tenant struct {
	*httptest.Server
	t      *testing.T
	mu     sync.Mutex
	answer http.HandlerFunc
	seen   []seen
}

// newTenant answers by a script, one answer a request; the last one is repeated.
func newTenant(t *testing.T, answers ...http.HandlerFunc) *tenant {
	t.Helper()
	return serve(t, func() http.HandlerFunc {
		var mu sync.Mutex
		return func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			next := answers[0]
			if len(answers) > 1 {
				answers = answers[1:]
			}
			mu.Unlock()
			next(w, r)
		}
	}())
}

func serve(t *testing.T, answer http.HandlerFunc) *tenant {
	t.Helper()
	s := &tenant{t: t, answer: answer}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *tenant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.seen = append(s.seen, seen{r.Method, r.RequestURI, string(body), r.Header})
	s.mu.Unlock()
	s.answer(w, r)
}

func (s *tenant) requests() []seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]seen(nil), s.seen...)
}

// lines are the requests as "METHOD URI", without what all URIs begin with.
func (s *tenant) lines() []string {
	var lines []string
	for _, r := range s.requests() {
		lines = append(lines, strings.Replace(r.String(), "/v1/environments/"+env, "", 1))
	}
	return lines
}

func (s *tenant) rest() *rest.Client { return s.restAt("") }

// restAt is a client whose base has a path.
func (s *tenant) restAt(path string) *rest.Client {
	s.t.Helper()
	u, err := url.Parse(s.URL + path)
	if err != nil {
		s.t.Fatal(err)
	}
	transport := &http.Transport{DisableKeepAlives: true}
	s.t.Cleanup(transport.CloseIdleConnections)
	retrying := rest.Retry(rest.Limit(transport), rest.RetryOptions{FirstWait: time.Millisecond})
	return rest.New(u, retrying, rest.Options{Timeout: 10 * time.Second})
}

// client is one of the realm "ping-eu/staff".
func (s *tenant) client(change ...func(*Options)) *Client {
	s.t.Helper()
	o := Options{Realm: "ping-eu/staff", Environment: env}
	for _, c := range change {
		c(&o)
	}
	return New(s.rest(), o)
}

func (s *tenant) users(change ...func(*Options)) *Users { return &s.client(change...).users }

// says answers with a status and a JSON body.
func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// hangsUp ends the connection without an answer.
func hangsUp(w http.ResponseWriter, _ *http.Request) {
	if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
		_ = c.Close()
	}
}

// pageOf is a page of rows; an empty next is none.
func pageOf(key, next string, rows ...string) string {
	links := `"self":{"href":"x"}`
	if next != "" {
		links += `,"next":{"href":` + string(quote(next)) + `}`
	}
	size, _ := json.Marshal(len(rows))
	return `{"_links":{` + links + `},"_embedded":{"` + key + `":[` + strings.Join(rows, ",") + `]},"size":` + string(size) + `}`
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

// mustBe is wantKind where the error itself does not matter.
func mustBe(t *testing.T, err error, kind identity.Kind) {
	t.Helper()
	_ = wantKind(t, err, kind)
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
