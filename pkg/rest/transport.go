package rest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"
)

// TLSOptions say whom a transport trusts and how it gets out.
type TLSOptions struct {
	// CAFile holds certificates in PEM that are trusted beside the system's.
	CAFile string
	// CertFile and KeyFile are a client certificate and its key in PEM.
	CertFile, KeyFile string
	// HTTP1 leaves HTTP/2 out, which plain http cannot speak: it need not be set up.
	HTTP1 bool
	// Proxy finds the proxy of a request; nil goes by HTTPS_PROXY, HTTP_PROXY and
	// NO_PROXY.
	Proxy func(*http.Request) (*url.URL, error)
}

// NewTransport returns the transport to the network: TLS 1.2 and up, verified.
// Its errors name the file that could not be used.
func NewTransport(o TLSOptions) (*http.Transport, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if err := addCA(config, o.CAFile); err != nil {
		return nil, err
	}
	if err := addCertificate(config, o.CertFile, o.KeyFile); err != nil {
		return nil, err
	}
	return &http.Transport{
		Proxy:                 proxyOf(o.Proxy),
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:       config,
		TLSHandshakeTimeout:   10 * time.Second,
		ForceAttemptHTTP2:     !o.HTTP1,
		MaxIdleConnsPerHost:   16,
		IdleConnTimeout:       90 * time.Second,
		ExpectContinueTimeout: time.Second,
		ReadBufferSize:        64 << 10,
	}, nil
}

func addCA(config *tls.Config, file string) error {
	if file == "" {
		return nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read ca_file: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return fmt.Errorf("read ca_file %s: there is no certificate in it", file)
	}
	config.RootCAs = pool
	return nil
}

func addCertificate(config *tls.Config, certFile, keyFile string) error {
	if certFile == "" && keyFile == "" {
		return nil
	}
	if certFile == "" || keyFile == "" {
		return errors.New("client certificate: cert_file and key_file go together")
	}
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return fmt.Errorf("client certificate %s with key %s: %w", certFile, keyFile, err)
	}
	config.Certificates = []tls.Certificate{pair}
	return nil
}

// proxyOf keeps the text of a proxy's address, which may hold a password, out of
// the error for one that cannot be read.
func proxyOf(find func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	if find == nil {
		find = http.ProxyFromEnvironment
	}
	return func(req *http.Request) (*url.URL, error) {
		u, err := find(req)
		if err != nil {
			return nil, errors.New("the proxy that HTTPS_PROXY or HTTP_PROXY names is not an address")
		}
		return u, nil
	}
}
