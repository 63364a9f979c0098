package token

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// server answers 401 until it gets the credential it wants, and keeps what it saw.
type server struct {
	*httptest.Server
	mu     sync.Mutex
	accept func(*http.Request) bool
	seen   []string // method, authorisation and body of each request
}

func newServer(t *testing.T, accept func(*http.Request) bool) *server {
	t.Helper()
	s := &server{accept: accept}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, strings.TrimSpace(r.Method+" "+r.Header.Get("Authorization")+" "+string(body)))
	if !s.accept(r) {
		w.WriteHeader(http.StatusUnauthorized)
	}
	_, _ = w.Write(bytes.Repeat([]byte("x"), 100))
}

func (s *server) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen
}

// send makes one request through transport and returns its status.
func send(t *testing.T, transport http.RoundTripper, method, url string, body io.Reader) (int, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	response, err := transport.RoundTrip(r)
	if got := r.Header.Get("Authorization") + r.Header.Get("X-OpenIDM-Password"); got != "" {
		t.Errorf("the caller's request was changed: %q", got)
	}
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

// base is a transport without idle connections, for goleak.
func base() http.RoundTripper { return &http.Transport{DisableKeepAlives: true} }

// counting returns the tokens t1, t2, ... one after the other.
func counting() Source {
	var mu sync.Mutex
	n := 0
	return SourceFunc(func(context.Context) (Token, error) {
		mu.Lock()
		defer mu.Unlock()
		n++
		return Token{Access: "t" + string(rune('0'+n))}, nil
	})
}

func bearerIs(token string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Header.Get("Authorization") == "Bearer "+token }
}

func TestTransportTriesOnceMore(t *testing.T) {
	t.Parallel()
	never := func(*http.Request) bool { return false }
	tests := []struct {
		name   string
		accept func(*http.Request) bool
		source func() Source
		body   func() io.Reader
		status int
		want   []string
	}{
		{"first token is good", bearerIs("t1"), nil, nil, 200, []string{"POST Bearer t1"}},
		{"second token is good", bearerIs("t2"), nil, nil, 200, []string{"POST Bearer t1", "POST Bearer t2"}},
		{"body is sent again", bearerIs("t2"), nil, func() io.Reader { return strings.NewReader("body") }, 200, []string{"POST Bearer t1 body", "POST Bearer t2 body"}},
		{"never a third time", never, nil, nil, 401, []string{"POST Bearer t1", "POST Bearer t2"}},
		{"a stream cannot be sent again", never, nil, func() io.Reader { return io.MultiReader(strings.NewReader("body")) }, 401, []string{"POST Bearer t1 body"}},
		{"a fixed token cannot be renewed", never, func() Source { return Static("fixed") }, nil, 401, []string{"POST Bearer fixed"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, test.accept)
			var source Source = Cached(counting(), Key{}, nil, nil)
			if test.source != nil {
				source = test.source()
			}
			var body io.Reader
			if test.body != nil {
				body = test.body()
			}
			status, err := send(t, &Transport{Base: base(), Auth: Bearer(source), Hosts: []string{s.URL}}, "POST", s.URL+"/x", body)
			if err != nil || status != test.status {
				t.Errorf("status %d, %v", status, err)
			}
			if diff := cmp.Diff(test.want, s.requests()); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

// When the second sign-in fails, its error says more than the 401.
func TestTransportReportsFailedSignIn(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(*http.Request) bool { return false })
	refusal := errors.New("the account was disabled")
	first := true
	source := Cached(SourceFunc(func(context.Context) (Token, error) {
		if !first {
			return Token{}, refusal
		}
		first = false
		return Token{Access: "t1"}, nil
	}), Key{}, nil, nil)
	_, err := send(t, &Transport{Base: base(), Auth: Bearer(source), Hosts: []string{s.URL}}, "GET", s.URL, nil)
	if !errors.Is(err, refusal) {
		t.Errorf("got %v", err)
	}
}

func TestTransportSendsNothingWithoutCredential(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(*http.Request) bool { return true })
	refusal := errors.New("the keyring is locked")
	source := SourceFunc(func(context.Context) (Token, error) { return Token{}, refusal })
	body := &closing{Reader: strings.NewReader("x")}
	_, err := send(t, &Transport{Base: base(), Auth: Bearer(source), Hosts: []string{s.URL}}, "POST", s.URL, body)
	if !errors.Is(err, refusal) || len(s.requests()) > 0 || !body.closed {
		t.Errorf("%v, %q, body closed: %v", err, s.requests(), body.closed)
	}
}

type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error { c.closed = true; return nil }

func TestHeaders(t *testing.T) {
	t.Parallel()
	var got http.Header
	s := newServer(t, func(r *http.Request) bool { got = r.Header.Clone(); return false })
	asked := 0
	auth := Headers("openidm-admin", func(context.Context) (string, error) {
		asked++
		return "pass word", nil
	})
	transport := &Transport{Base: base(), Auth: auth, Hosts: []string{s.URL}}
	for range 2 {
		if status, err := send(t, transport, "GET", s.URL, nil); status != 401 || err != nil {
			t.Errorf("status %d, %v", status, err)
		}
	}
	if asked != 1 || len(s.requests()) != 2 {
		t.Errorf("asked %d times, sent %d requests: a wrong password is not sent again", asked, len(s.requests()))
	}
	want := map[string]string{"X-OpenIDM-Username": "openidm-admin", "X-OpenIDM-Password": "pass word", "X-OpenIDM-NoSession": "true", "Authorization": ""}
	for name, value := range want {
		if got.Get(name) != value {
			t.Errorf("%s is %q, want %q", name, got.Get(name), value)
		}
	}
}

func TestHeaderValue(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"openidm-admin":   "openidm-admin",
		"a b+c%20'd'\"\\": "a b+c%20'd'\"\\",
		"":                "",
		"Passw£rd123":     "UTF-8''Passw%C2%A3rd123", // the documentation's example
		" a+b ":           "UTF-8''%20a%2Bb%20",
		"utf-8''x":        "UTF-8''utf-8%27%27x",
	} {
		if got := headerValue(value); got != want {
			t.Errorf("%q is sent as %q, want %q", value, got, want)
		}
	}
}

func TestHeadersRefuseControlCharacters(t *testing.T) {
	t.Parallel()
	for _, auth := range []Authorizer{
		Headers("ann", func(context.Context) (string, error) { return "canary\nX-Evil: 1", nil }),
		Headers("ann\r\n", func(context.Context) (string, error) { return "canary", nil }),
		Bearer(Static("canary\n")),
	} {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
		if err := auth.Authorize(t.Context(), r); err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("got %v", err)
		}
	}
}

func TestCredentialStaysAtHome(t *testing.T) {
	t.Parallel()
	tests := []struct {
		url   string
		hosts []string
		ok    bool
	}{
		{"https://acme.example/x", []string{"https://acme.example"}, true},
		{"https://ACME.example./x", []string{"https://acme.example:443/path"}, true},
		{"https://acme.example:443/", []string{"acme.example"}, true},
		{"https://acme.example:8443/", []string{"acme.example:8443"}, true},
		{"https://acme.example:8443/", []string{"https://acme.example"}, false},
		{"https://acme.example/", []string{"https://other.example", "https://acme.example"}, true},
		{"https://evil.example/", []string{"https://acme.example"}, false},
		{"https://acme.example.evil.example/", []string{"https://acme.example"}, false},
		{"https://acme.example@evil.example/", []string{"https://acme.example"}, false},
		{"https://acme.example/", nil, false},
		{"http://acme.example/", []string{"http://acme.example"}, false},
		{"http://acme.example/", []string{"https://acme.example"}, false},
		{"http://127.0.0.1:8080/", []string{"http://127.0.0.1:8080"}, true},
		{"http://127.0.0.1:8080/", []string{"127.0.0.1:8080"}, true},
		{"http://127.0.0.1:8080/", []string{"https://127.0.0.1:8080"}, false},
		{"http://[::1]:8080/", []string{"http://[::1]:8080"}, true},
		{"http://localhost/", []string{"http://localhost:80"}, true},
		{"http://127.0.0.1.evil.example/", []string{"http://127.0.0.1.evil.example"}, false},
		{"http://sandbox.localhost/", []string{"http://sandbox.localhost"}, false},
		{"https://sandbox.localhost/", []string{"https://sandbox.localhost"}, true},
		{"ftp://acme.example/", []string{"ftp://acme.example"}, false},
		{"//acme.example/", []string{"https://acme.example"}, false},
	}
	for _, test := range tests {
		var sent bool
		transport := &Transport{Auth: Bearer(Static("t")), Hosts: test.hosts, Base: roundTripper(func(*http.Request) (*http.Response, error) {
			sent = true
			return &http.Response{StatusCode: 200, Body: http.NoBody}, nil
		})}
		_, err := send(t, transport, "GET", test.url, nil)
		var refusal *HostError
		if errors.As(err, &refusal) == test.ok || sent != test.ok {
			t.Errorf("%s to hosts %q: sent %v, %v", test.url, test.hosts, sent, err)
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestRedirectElsewhereGetsNothing(t *testing.T) {
	t.Parallel()
	elsewhere := newServer(t, func(*http.Request) bool { return true })
	home := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusFound))
	t.Cleanup(home.Close)
	client := &http.Client{Transport: &Transport{Base: base(), Auth: Bearer(Static("t")), Hosts: []string{home.URL}}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, home.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(r)
	if err == nil {
		_ = response.Body.Close()
	}
	var refusal *HostError
	if !errors.As(err, &refusal) || len(elsewhere.requests()) > 0 {
		t.Errorf("%v, requests %q", err, elsewhere.requests())
	}
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"HTTPS://Acme.Example./a?b": "https://acme.example:443",
		"http://localhost":          "http://localhost:80",
		"http://[::1]:8080/":        "http://[::1]:8080",
	} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := Origin(u); got != want {
			t.Errorf("%s is %s, want %s", raw, got, want)
		}
	}
}
