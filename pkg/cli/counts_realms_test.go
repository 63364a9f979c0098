package cli_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A meeting answers with counts, but none before so many requests are there.
type meeting struct {
	mu      sync.Mutex
	waiting int
	full    chan struct{}
	size    int
}

func (m *meeting) RoundTrip(r *http.Request) (*http.Response, error) {
	m.mu.Lock()
	if m.waiting++; m.waiting == m.size {
		close(m.full)
	}
	m.mu.Unlock()
	select {
	case <-m.full:
	case <-time.After(10 * time.Second):
		return nil, fmt.Errorf("%s was asked alone", r.URL.Path)
	}
	days := `{"date":1767225600,"totalIdentities":10},{"date":1767312000},{"date":1767398400,"totalIdentities":30},{"date":1767484800,"totalIdentities":33}`
	return &http.Response{
		StatusCode: http.StatusOK, Request: r, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(`{"_links":{},"_embedded":{"totalIdentities":[` + days + `]},"count":4,"size":4}`)),
	}, nil
}

// threeEnvironments is a machine with a tenant of three realms.
func threeEnvironments(t *testing.T, wire http.RoundTripper) *machine {
	t.Helper()
	m := newMachine(t)
	m.transport = wire
	m.env["REALMCTL_TOKEN"] = "a-token"
	m.configure(`version: 1
tenants:
  eu:
    platform: pingone
    region: eu
    auth: {method: token}
    realms:
      one: {environment: 11111111-0000-4000-8000-000000000001}
      two: {environment: 11111111-0000-4000-8000-000000000002}
      three: {environment: 11111111-0000-4000-8000-000000000003}
`)
	return m
}

// TestCountsSideBySide: three realms are asked at once, so they take as long as the
// slowest, and come in the order in which they were named.
func TestCountsSideBySide(t *testing.T) {
	t.Parallel()
	m := threeEnvironments(t, &meeting{full: make(chan struct{}), size: 3})
	e := m.must("counts", "total", "-R", "eu/two,eu/one,eu/three", "--from", "2026-01-01", "--to", "2026-01-04")
	want := "REALM\tDATE\tCOUNT\tCHANGE %\n"
	for _, realm := range []string{"eu/two", "eu/one", "eu/three"} { // of 2 January nothing is known
		want += realm + "\t2026-01-01\t10\t\n" + realm + "\t2026-01-03\t30\t\n" + realm + "\t2026-01-04\t33\t10\n"
	}
	if e.out != want {
		t.Errorf("%s", e.out)
	}
}

// oneFails is a network in which one environment is not reached.
type oneFails struct{ http.RoundTripper }

func (o oneFails) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.Contains(r.URL.Path, "000000000002") {
		return &http.Response{StatusCode: http.StatusForbidden, Request: r, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"code":"ACCESS_FAILED","message":"no"}`))}, nil
	}
	return o.RoundTripper.RoundTrip(r)
}

// TestChartsOfFailures: a realm that fails leaves no file behind, neither a new one nor a
// change of one; what the others told is plotted.
func TestChartsOfFailures(t *testing.T) {
	t.Parallel()
	m := threeEnvironments(t, oneFails{&meeting{full: make(chan struct{}), size: 2}})
	kept := m.file("kept.png", "as it was")
	page := filepath.Join(m.home, "page.html")
	e := m.run("counts", "total", "-R", "eu/*", "--from", "2026-01-01", "--plot", "--html", page, "--png", kept)
	if e.code != 6 || !strings.Contains(e.out, "eu/one") || strings.Contains(e.out, "eu/two") || !strings.Contains(e.err, "eu/two") {
		t.Errorf("exit code %d\n%s%s", e.code, e.out, e.err)
	}
	if _, err := os.Stat(page); err == nil {
		t.Error("the page was written")
	}
	if data, err := os.ReadFile(kept); err != nil || string(data) != "as it was" {
		t.Errorf("the picture was written: %v", err)
	}
}
