package rest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestConceal asks servers that repeat the request, as debugging gateways do.
func TestConceal(t *testing.T) {
	t.Parallel()
	passwordIn := func(body []byte) []string {
		var sent struct{ Password string }
		if json.Unmarshal(body, &sent) != nil {
			return nil
		}
		return []string{sent.Password}
	}
	tests := []struct {
		name, kind string
		status     int
		hidden     bool
	}{
		{"an error", "application/json", 500, true},
		{"a page", "text/html", 200, true},
		{"data", "application/json", 200, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				w.Header().Set("Content-Type", tt.kind)
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, r.Header.Get("Authorization")+" "+string(body))
			}))
			defer server.Close()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader(`{"password":"pass\"word"}`))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer marked-token")
			resp, err := Conceal(http.DefaultTransport, passwordIn).RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = resp.Body.Close() }()
			said, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			for _, secret := range []string{"marked-token", `pass\"word`} {
				if strings.Contains(string(said), secret) == tt.hidden {
					t.Errorf("answer %s: %q hidden is not %v", said, secret, tt.hidden)
				}
			}
		})
	}
}

// TestConcealSignIn: a token endpoint that repeats what it was sent shows neither the
// secret of the client, in either way of sending it, nor what is traded for a token.
func TestConcealSignIn(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, secret, _ := r.BasicAuth()
		plain, _ := url.QueryUnescape(secret)
		_ = r.ParseForm()
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, secret+" "+plain+" "+r.PostForm.Get("client_secret")+" "+r.PostForm.Get("refresh_token")+" "+r.PostForm.Get("device_code"))
	}))
	defer server.Close()
	form := url.Values{"client_secret": {"marked secret"}, "refresh_token": {"marked-refresh"}, "device_code": {"marked-device"}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth("client", url.QueryEscape("marked basic/secret"))
	resp, err := Conceal(http.DefaultTransport, func([]byte) []string { return nil }).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	said, err := io.ReadAll(resp.Body)
	if err != nil || strings.Contains(string(said), "marked") || strings.Count(string(said), "(hidden)") != 5 {
		t.Errorf("%s %v", said, err)
	}
}
