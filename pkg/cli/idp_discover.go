package cli

import (
	"context"
	"errors"
	"fmt"
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
	base := &url.URL{Scheme: u.Scheme, Host: u.Host}
	client := rest.New(base, transport, rest.Options{Timeout: timeout, MaxBody: mostDiscovered, UserAgent: "realmctl/" + s.app.Version})
	resp, err := client.Do(ctx, rest.Request{Path: u.EscapedPath()})
	if err != nil {
		return nil, notRead(u, err)
	}
	document, err := resp.Bytes()
	if err != nil {
		return nil, notRead(u, err)
	}
	return document, nil
}

// notRead says why a document was not read.
func notRead(u *url.URL, err error) error {
	e := &identity.Error{Kind: identity.API, Op: "read discovery document", Subject: u.String(), Detail: err.Error(), Err: err}
	if answer, ok := errors.AsType[*rest.StatusError](err); ok {
		e.Status, e.Detail = answer.Status, fmt.Sprintf("the answer is %d %s", answer.Status, http.StatusText(answer.Status))
		return e
	}
	if errors.Is(err, rest.ErrTooLarge) {
		e.Kind, e.Detail = identity.Invalid, fmt.Sprintf("it is larger than %d bytes", mostDiscovered)
		return e
	}
	lost, ok := errors.AsType[*rest.TransportError](err)
	if !ok {
		return e
	}
	reason := lost.Reason()
	switch e.Detail = reason.Words; reason.Class {
	case rest.Interrupted:
		e.Kind = identity.Interrupted
	case rest.Late:
		e.Kind = identity.Timeout
	case rest.Unreachable:
		e.Kind = identity.Unavailable
	}
	return e
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
