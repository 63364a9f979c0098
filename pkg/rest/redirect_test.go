package rest

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestRedirectWithinTheServer(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "/new?x=1", http.StatusFound)
			return
		}
		_, _ = fmt.Fprint(w, r.URL.RequestURI())
	})
	if b, err := get(c, "old"); err != nil || b != "/new?x=1" {
		t.Errorf("%q, %v", b, err)
	}
}

func TestRedirectElsewhere(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the other server was asked")
	}))
	t.Cleanup(other.Close)
	for _, to := range []string{
		other.URL + "/?token=s3cret", "//evil.example/x", "https://evil.example/", "ftp://x/", "http://user@%s/",
	} {
		c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", strings.Replace(to, "%s", r.Host, 1))
			w.WriteHeader(http.StatusTemporaryRedirect)
		})
		_, err := get(c, "")
		e, ok := errors.AsType[*RedirectError](err)
		if !ok || !strings.Contains(err.Error(), e.To) || e.Reason != "another server than the one asked" || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: error %v", to, err)
		}
	}
}

func TestRedirectDowngrade(t *testing.T) {
	t.Parallel()
	c := New(address(t, "https://x.example"), tripper(func(r *http.Request) (*http.Response, error) {
		if r.URL.Scheme != "https" {
			t.Error("sent without encryption")
		}
		return reply(302, "", "Location", "http://x.example/"), nil
	}), Options{})
	_, err := get(c, "")
	if err == nil || !strings.Contains(err.Error(), "redirected to http://x.example: it is not encrypted") {
		t.Errorf("error %v", err)
	}
}

// The default port said aloud is the same server.
func TestRedirectToTheSamePort(t *testing.T) {
	t.Parallel()
	c := New(address(t, "https://x.example"), tripper(func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/b" {
			return reply(200, "b"), nil
		}
		return reply(302, "", "Location", "https://X.example:443/b"), nil
	}), Options{})
	if b, err := get(c, "a"); err != nil || b != "b" {
		t.Errorf("%q, %v", b, err)
	}
}

func TestRedirectCircle(t *testing.T) {
	t.Parallel()
	asked := 0
	c := New(address(t, "https://x.example"), tripper(func(*http.Request) (*http.Response, error) {
		asked++
		return reply(302, "", "Location", "/"), nil
	}), Options{})
	if _, err := get(c, ""); err == nil || asked != maxRedirects+1 {
		t.Errorf("asked %d times, %v", asked, err)
	}
}

func TestRedirectNotFollowed(t *testing.T) {
	t.Parallel()
	c := New(address(t, "https://x.example"), tripper(func(*http.Request) (*http.Response, error) {
		return reply(302, "", "Location", "https://y.example/?code=c0de"), nil
	}), Options{})
	resp, err := c.Do(t.Context(), Request{NoRedirect: true})
	if err != nil || resp.Status != 302 || resp.Header.Get("Location") != "https://y.example/?code=c0de" {
		t.Fatalf("%v, %v", resp, err)
	}
	_ = resp.Body.Close()
	// A write is never sent to another address than its own.
	_ = wantStatus(t, do(t.Context(), c, Request{Method: "POST"}), 302)
}
