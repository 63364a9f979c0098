package cli

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

const (
	// wellKnown is where a provider publishes what it is (OpenID Connect Discovery 1.0,
	// section 4).
	wellKnown = "/.well-known/openid-configuration"
	// mostDiscovered bounds what is read from there.
	mostDiscovered = 1 << 20
)

// discover reads what an OpenID provider publishes about itself. The address is that of
// the document, or of the issuer. No credential goes there.
func (s *session) discover(ctx context.Context, address string) (identity.Discovery, error) {
	u, err := discoveryURL(address)
	if err != nil {
		return identity.Discovery{}, err
	}
	document, err := s.fetch(ctx, u)
	if err != nil {
		return identity.Discovery{}, err
	}
	d, err := identity.ParseDiscovery(document)
	if err != nil {
		return d, err
	}
	if u.Scheme == "https" { // the platform reads no other
		d.Address = u.String()
		if issuer, found := strings.CutSuffix(d.Address, wellKnown); found && issuer != strings.TrimSuffix(d.Issuer, "/") {
			s.say("warning: the document of %s calls its issuer %s", issuer, d.Issuer)
		}
	}
	return d, nil
}

// discoveryURL is where the document of an address is.
func discoveryURL(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, usagef("--discover %q: this is no address", address)
	}
	if err := rest.CheckURL(u); err != nil {
		return nil, usagef("--discover: %w", err)
	}
	if !strings.Contains(u.Path, "/.well-known/") {
		u = u.JoinPath(wellKnown)
	}
	return u, nil
}

// fetch reads a document that anybody may read.
func (s *session) fetch(ctx context.Context, u *url.URL) ([]byte, error) {
	transport, err := s.publicTransport(u)
	if err != nil {
		return nil, err
	}
	timeout, err := s.timeout()
	if err != nil {
		return nil, err
	}
	client := rest.New(u, transport, rest.Options{Timeout: timeout, MaxBody: mostDiscovered, UserAgent: "realmctl/" + s.app.Version})
	resp, err := client.Do(ctx, rest.Request{})
	if err != nil {
		return nil, about(classify(err), "read discovery document", identity.Key{Name: u.Redacted()})
	}
	document, err := resp.Bytes()
	if err != nil {
		return nil, about(classify(err), "read discovery document", identity.Key{Name: u.Redacted()})
	}
	return document, nil
}

// publicTransport is the network without a tenant's certificates and credential.
func (s *session) publicTransport(u *url.URL) (http.RoundTripper, error) {
	network := s.app.Transport
	if network == nil {
		made, err := rest.NewTransport(rest.TLSOptions{HTTP1: u.Scheme == "http"})
		if err != nil {
			return nil, err
		}
		s.closers = append(s.closers, func() error { made.CloseIdleConnections(); return nil })
		network = made
	}
	trace, err := s.trace()
	if err != nil || trace == nil {
		return network, err
	}
	return rest.Trace(network, trace), nil
}
