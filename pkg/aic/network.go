package aic

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// fromTransport puts a request without an answer into words.
func fromTransport(t *rest.TransportError) *identity.Error {
	e := &identity.Error{Kind: identity.Unavailable, Err: t}
	host := hostOf(t.URL)
	switch {
	case errors.Is(t, context.Canceled):
		e.Kind, e.Detail = identity.Interrupted, "interrupted"
	case errors.Is(t, context.DeadlineExceeded):
		e.Kind, e.Detail = identity.Timeout, clean(t.Err.Error())
		e.Hint = "a longer time is given by --timeout"
	case certificate(e, host, t):
	case errors.Is(t, rest.ErrTooLarge):
		e.Kind, e.Detail = identity.API, "the answer is larger than this program takes"
	case redirected(e, t), connection(e, host, t):
	case errors.Is(t, io.ErrUnexpectedEOF) && t.MayHaveArrived:
		e.Detail = "the connection to " + host + " was lost in the middle of the answer"
	case isNetwork(t):
		e.Detail = "the connection to " + host + " was lost: " + lossWords(t.Err)
	default:
		// Not of the network: an error of the layer that authorises, for instance.
		e.Kind, e.Detail, e.Err = identity.API, clean(t.Err.Error()), t.Err
	}
	return e
}

func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return "the server"
}

// certificate recognises a peer that could not be proved to be who it should be.
func certificate(e *identity.Error, host string, err error) bool {
	if unknown, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		e.Detail = "the certificate of " + host + " was issued by an authority that this machine does not know"
		if unknown.Cert != nil {
			e.Detail = "the certificate of " + host + " was issued by an authority that this machine does not know (" + clean(unknown.Cert.Issuer.String()) + ")"
		}
		e.Hint = "put the path of that authority's certificate (PEM) into ca_file of the tenant in the configuration"
		return true
	}
	if other, ok := errors.AsType[x509.HostnameError](err); ok {
		e.Detail = clean(other.Error())
		e.Hint = "the address of the tenant may be wrong"
		return true
	}
	invalid, ok := errors.AsType[*tls.CertificateVerificationError](err)
	if ok {
		e.Detail = "the certificate of " + host + " was refused: " + clean(invalid.Err.Error())
		return true
	}
	var record tls.RecordHeaderError
	if errors.As(err, &record) || errors.Is(err, http.ErrSchemeMismatch) {
		e.Kind, e.Detail = identity.API, host+" does not speak TLS on this port"
		return true
	}
	return false
}

func redirected(e *identity.Error, err error) bool {
	to, ok := errors.AsType[*rest.RedirectError](err)
	if ok {
		e.Kind, e.Detail = identity.API, clean(to.Error())
		e.Hint = "the address of the tenant may be wrong"
	}
	return ok
}

// connection recognises a server that could not be reached at all.
func connection(e *identity.Error, host string, err error) bool {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		e.Detail = "looking up " + dns.Name + ": " + clean(dns.Err)
		if dns.IsNotFound {
			e.Detail = "there is no host " + dns.Name
			e.Hint = "the address of the tenant may be wrong"
		}
		return true
	}
	if errors.Is(err, syscall.ECONNREFUSED) {
		e.Detail = "nothing answers at " + host + " (connection refused)"
		return true
	}
	dial, ok := errors.AsType[*net.OpError](err)
	if ok && dial.Op == "dial" && dial.Err != nil {
		e.Detail = host + " cannot be reached: " + clean(dial.Err.Error())
		return true
	}
	return false
}

// lossWords are the system's own words for a lost connection, without the addresses
// that the standard library puts around them.
func lossWords(err error) string {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno.Error()
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "closed without an answer"
	}
	return clean(err.Error())
}

func isNetwork(err error) bool {
	var n net.Error
	return errors.As(err, &n) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || strings.Contains(err.Error(), "http2:") ||
		strings.Contains(err.Error(), "malformed HTTP")
}
