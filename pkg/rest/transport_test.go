package rest

import (
	"bytes"
	"compress/gzip"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// tlsServer is a server with a certificate that nobody trusts.
func tlsServer(t *testing.T, change func(*tls.Config)) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Proto)
	}))
	s.Config.ErrorLog = discard()
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS10} //nolint:gosec // the client is what is tested
	s.EnableHTTP2 = true
	if change != nil {
		change(s.TLS)
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func write(t *testing.T, name string, blocks ...*pem.Block) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	var b bytes.Buffer
	for _, block := range blocks {
		if err := pem.Encode(&b, block); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func caFile(t *testing.T, s *httptest.Server) string {
	t.Helper()
	return write(t, "ca.pem", &pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
}

// pair makes a client certificate.
func pair(t *testing.T) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "ann"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return write(t, "cert.pem", &pem.Block{Type: "CERTIFICATE", Bytes: cert}),
		write(t, "key.pem", &pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func TestUnknownAuthority(t *testing.T) {
	t.Parallel()
	s := tlsServer(t, nil)
	tries := 0
	tr := network(t, TLSOptions{})
	counted := tripper(func(r *http.Request) (*http.Response, error) { tries++; return tr.RoundTrip(r) })
	c := New(address(t, s.URL), Retry(Limit(counted), RetryOptions{FirstWait: 1}), Options{})
	e := wantTransport(t, do(t.Context(), c, Request{Method: "GET"}), false)
	unknown, ok := errors.AsType[x509.UnknownAuthorityError](e)
	if !ok || unknown.Cert.Issuer.String() == "" || tries != 1 {
		t.Errorf("%d tries, %v", tries, e)
	}
}

func TestCAFileAndHTTP2(t *testing.T) {
	t.Parallel()
	s := tlsServer(t, nil)
	c := New(address(t, s.URL), network(t, TLSOptions{CAFile: caFile(t, s)}), Options{})
	if b, err := get(c, ""); err != nil || b != "HTTP/2.0" {
		t.Errorf("%q, %v", b, err)
	}
}

func TestOldTLSIsRefused(t *testing.T) {
	t.Parallel()
	s := tlsServer(t, func(c *tls.Config) { c.MaxVersion = tls.VersionTLS11 })
	c := New(address(t, s.URL), Retry(Limit(network(t, TLSOptions{CAFile: caFile(t, s)})), RetryOptions{FirstWait: 1}), Options{})
	_ = wantTransport(t, do(t.Context(), c, Request{}), false)
}

func TestClientCertificate(t *testing.T) {
	t.Parallel()
	s := tlsServer(t, func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert })
	certFile, keyFile := pair(t)
	c := New(address(t, s.URL), network(t, TLSOptions{CAFile: caFile(t, s), CertFile: certFile, KeyFile: keyFile}), Options{})
	if _, err := get(c, ""); err != nil {
		t.Error(err)
	}
	c = New(address(t, s.URL), Retry(Limit(network(t, TLSOptions{CAFile: caFile(t, s)})), RetryOptions{FirstWait: 1}), Options{})
	_, err := get(c, "")
	if err == nil || !strings.Contains(err.Error(), "certificate required") {
		t.Errorf("error %v", err)
	}
}

func TestTLSFilesThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	certFile, keyFile := pair(t)
	empty := write(t, "empty.pem")
	for want, o := range map[string]TLSOptions{
		"no-such":               {CAFile: "no-such"},
		"no certificate in it":  {CAFile: empty},
		"go together":           {CertFile: certFile},
		"with key " + certFile:  {CertFile: certFile, KeyFile: certFile},
		"certificate " + empty:  {CertFile: empty, KeyFile: keyFile},
		"read ca_file no-such2": {CAFile: "no-such2", CertFile: certFile, KeyFile: keyFile},
	} {
		if _, err := NewTransport(o); err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), "open ", ""), strings.TrimPrefix(want, "read ca_file ")) {
			t.Errorf("%+v: error %v, want %q in it", o, err, want)
		}
	}
}

func TestProxy(t *testing.T) {
	t.Parallel()
	asked := ""
	proxy := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked = r.RequestURI }))
	t.Cleanup(proxy.Close)
	tr := network(t, TLSOptions{Proxy: http.ProxyURL(address(t, proxy.URL))})
	c := New(address(t, "http://idm.localhost:1"), tr, Options{})
	if err := do(t.Context(), c, Request{Path: "x"}); err != nil || asked != "http://idm.localhost:1/x" {
		t.Errorf("the proxy was asked for %q: %v", asked, err)
	}
}

func TestProxyOfTheEnvironment(t *testing.T) {
	// net/http reads the environment once in a process: this is the one test that
	// changes it, and loopback addresses, which all others use, have no proxy.
	t.Setenv("HTTPS_PROXY", "http://ann:s3cret@proxy.example:3128")
	t.Setenv("NO_PROXY", "")
	tr := network(t, TLSOptions{})
	req := &http.Request{URL: address(t, "https://x.example/")}
	u, err := tr.Proxy(req)
	if err != nil || u == nil || u.Host != "proxy.example:3128" {
		t.Errorf("proxy %v, %v", u, err)
	}
	broken := proxyOf(func(*http.Request) (*url.URL, error) { return nil, errors.New("invalid proxy address s3cret") })
	if _, err := broken(req); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("error %v", err)
	}
}

// A small answer that unpacks to a large one is stopped at the large size.
func TestCompressedAnswerIsLimited(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Error("no compression was asked for")
		}
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(packed.Bytes())
	})
	if b, err := get(clientFor(t, s.URL, Options{}), ""); err != nil || len(b) != 1<<20 {
		t.Errorf("%d bytes, %v", len(b), err)
	}
	if _, err := get(clientFor(t, s.URL, Options{MaxBody: 1 << 19}), ""); !errors.Is(err, ErrTooLarge) {
		t.Errorf("error %v", err)
	}
}

func discard() *log.Logger { return log.New(io.Discard, "", 0) }
