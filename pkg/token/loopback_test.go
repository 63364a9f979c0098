package token

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

func listen(t *testing.T) *Loopback {
	t.Helper()
	l, err := Listen(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

// visit goes to an address as a browser would.
func visit(t *testing.T, method, address string) (status int, page string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := base().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	words, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(words)
}

// TestLoopback takes one answer of many visits: the first one that is at the right
// place with the right state.
func TestLoopback(t *testing.T) {
	t.Parallel()
	l := listen(t)
	if !strings.HasPrefix(l.Redirect, "http://127.0.0.1:") || !strings.HasSuffix(l.Redirect, "/callback") || len(l.State) < 20 {
		t.Fatalf("%s, %s", l.Redirect, l.State)
	}
	state := "state=" + url.QueryEscape(l.State)
	for _, c := range []struct {
		method, address string
		status          int
		words           string
	}{
		{"GET", l.Redirect + "?code=guess", 400, "not the answer"},
		{"GET", l.Redirect + "?code=guess&state=wrong", 400, "not the answer"},
		{"GET", strings.Replace(l.Redirect, "/callback", "/favicon.ico", 1) + "?code=guess&" + state, 404, ""},
		{"POST", l.Redirect + "?code=guess&" + state, 404, ""},
		{"GET", l.Redirect + "?code=right&" + state, 200, "You are signed in."},
		{"GET", l.Redirect + "?code=late&" + state, 200, "You are signed in."},
	} {
		if status, page := visit(t, c.method, c.address); status != c.status || !strings.Contains(page, c.words) || strings.Contains(page, l.State) {
			t.Errorf("%s %s: %d %q", c.method, c.address, status, page)
		}
	}
	if came, err := l.Wait(t.Context()); err != nil || came.Get("code") != "right" {
		t.Error(came, err)
	}
}

func TestLoopbackRefused(t *testing.T) {
	t.Parallel()
	l := listen(t)
	if _, page := visit(t, "GET", l.Redirect+"?error=access_denied&state="+l.State); !strings.Contains(page, "was refused") {
		t.Errorf("%q", page)
	}
	if came, err := l.Wait(t.Context()); err != nil || came.Get("error") != "access_denied" {
		t.Error(came, err)
	}
}

func TestLoopbackNobodyCame(t *testing.T) {
	t.Parallel()
	l := listen(t)
	l.patience = time.Millisecond
	if _, err := l.Wait(t.Context()); !errors.Is(err, context.DeadlineExceeded) || err.Error() != "the browser did not come back within 1ms" {
		t.Error(err)
	}
	l.patience = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestLoopbackPort(t *testing.T) {
	t.Parallel()
	taken := listen(t)
	u, err := url.Parse(taken.Redirect)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(u.Port())
	if err != nil {
		t.Fatal(err)
	}
	network := &net.OpError{}
	if _, err := Listen(t.Context(), port); !errors.As(err, &network) || !strings.HasPrefix(err.Error(), "listen for the browser on port "+u.Port()+": ") {
		t.Error(err)
	}
}
