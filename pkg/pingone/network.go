package pingone

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/url"
	"syscall"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/token"
)

// fromTransport puts a request without an answer into words.
func fromTransport(t *rest.TransportError) *identity.Error {
	e := &identity.Error{Kind: identity.Unavailable, Err: t}
	host := "the server"
	if u, err := url.Parse(t.URL); err == nil && u.Host != "" {
		host = u.Host
	}
	unknown := x509.UnknownAuthorityError{}
	name, foreign := x509.HostnameError{}, &token.HostError{}
	dns, untrusted := &net.DNSError{}, &tls.CertificateVerificationError{}
	redirect, dial := &rest.RedirectError{}, &net.OpError{}
	switch {
	case errors.Is(t, context.Canceled):
		e.Kind, e.Detail = identity.Interrupted, "interrupted"
	case errors.Is(t, context.DeadlineExceeded):
		e.Kind, e.Detail, e.Hint = identity.Timeout, rest.Clean(t.Err.Error()), "a longer time is given by --timeout"
	case errors.As(t, &unknown):
		e.Detail = "the certificate of " + host + " was issued by an authority that this machine does not know"
		e.Hint = "put the path of that authority's certificate (PEM) into ca_file of the tenant in the configuration"
	case errors.As(t, &name):
		e.Detail, e.Hint = rest.Clean(name.Error()), "the address of the tenant may be wrong"
	case errors.As(t, &untrusted):
		e.Detail = "the certificate of " + host + " was refused: " + rest.Clean(untrusted.Err.Error())
	case errors.Is(t, rest.ErrTooLarge):
		e.Kind, e.Detail = identity.API, "the answer is larger than this program takes"
	case errors.As(t, &redirect):
		e.Kind, e.Detail, e.Hint = identity.API, rest.Clean(redirect.Error()), "the address of the tenant may be wrong"
	case errors.As(t, &foreign):
		e.Kind, e.Detail, e.Err = identity.API, rest.Clean(foreign.Error()), t.Err
	case errors.As(t, &dns):
		e.Detail = "there is no host " + rest.Clean(dns.Name)
	case errors.Is(t, syscall.ECONNREFUSED):
		e.Detail = "nothing answers at " + host + " (connection refused)"
	case errors.As(t, &dial) && dial.Op == "dial":
		e.Detail = host + " cannot be reached: " + rest.Clean(dial.Err.Error())
	case t.MayHaveArrived && errors.Is(t, io.ErrUnexpectedEOF):
		e.Detail = "the connection to " + host + " was lost in the middle of the answer"
	case t.MayHaveArrived:
		e.Detail = "the connection to " + host + " was lost: " + rest.Clean(t.Err.Error())
	default:
		// Not of the network: an error of the layer that authorises, for instance.
		e.Kind, e.Detail, e.Err = identity.API, rest.Clean(t.Err.Error()), t.Err
	}
	return e
}
