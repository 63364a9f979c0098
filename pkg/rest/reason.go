package rest

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
)

// A Reason is why a request had no answer, for a person.
type Reason struct {
	Class Class
	Words string // one line
	Hint  string // a sentence that helps, or ""
}

// Class is what sort of failure it was.
type Class int

const (
	// Foreign is no failure of the network, but of the layer that authorises, for
	// instance. The words are those of TransportError.Err.
	Foreign Class = iota
	// Interrupted requests were given up by the caller.
	Interrupted
	// Late answers did not come in time.
	Late
	// Unreachable servers could not be connected to, or not be trusted, or were lost.
	Unreachable
	// Odd servers answered something that no server of the platform would.
	Odd
)

const wrongAddress = "the address of the tenant may be wrong"

// Reason puts the cause into words.
func (e *TransportError) Reason() Reason {
	if errors.Is(e, context.Canceled) {
		return Reason{Interrupted, "interrupted", ""}
	}
	if errors.Is(e, context.DeadlineExceeded) {
		return Reason{Late, Clean(e.Err.Error()), "a longer time is given by --timeout"}
	}
	host := e.host()
	for _, recognise := range [...]func(string, error) (Reason, bool){distrusted, odd, unreachable} {
		if r, ok := recognise(host, e); ok {
			return r
		}
	}
	switch {
	case errors.Is(e, io.ErrUnexpectedEOF) && e.MayHaveArrived:
		return Reason{Unreachable, "the connection to " + host + " was lost in the middle of the answer", ""}
	case isNetwork(e):
		return Reason{Unreachable, "the connection to " + host + " was lost: " + lossWords(e.Err), ""}
	}
	return Reason{Foreign, Clean(e.Err.Error()), ""}
}

func (e *TransportError) host() string {
	if u, err := url.Parse(e.URL); err == nil && u.Host != "" {
		return u.Host
	}
	return "the server"
}

// distrusted recognises a server that could not be proved to be who it should be.
func distrusted(host string, err error) (Reason, bool) {
	if unknown, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		words := "the certificate of " + host + " was issued by an authority that this machine does not know"
		if unknown.Cert != nil {
			words += " (" + Clean(unknown.Cert.Issuer.String()) + ")"
		}
		return Reason{Unreachable, words, "put the path of that authority's certificate (PEM) into ca_file of the tenant in the configuration"}, true
	}
	if other, ok := errors.AsType[x509.HostnameError](err); ok {
		return Reason{Unreachable, Clean(other.Error()), wrongAddress}, true
	}
	if invalid, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return Reason{Unreachable, "the certificate of " + host + " was refused: " + Clean(invalid.Err.Error()), ""}, true
	}
	return Reason{}, false
}

// odd recognises an answer that does not come from where it should.
func odd(host string, err error) (Reason, bool) {
	_, record := errors.AsType[tls.RecordHeaderError](err)
	to, redirected := errors.AsType[*RedirectError](err)
	switch {
	case record, errors.Is(err, http.ErrSchemeMismatch):
		return Reason{Odd, host + " does not speak TLS on this port", ""}, true
	case errors.Is(err, ErrTooLarge):
		return Reason{Odd, ErrTooLarge.Error(), ""}, true
	case redirected:
		return Reason{Odd, Clean(to.Error()), wrongAddress}, true
	}
	return Reason{}, false
}

// unreachable recognises a server to which there was no connection at all.
func unreachable(host string, err error) (Reason, bool) {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		if dns.IsNotFound {
			return Reason{Unreachable, "there is no host " + Clean(dns.Name), wrongAddress}, true
		}
		return Reason{Unreachable, "looking up " + Clean(dns.Name) + ": " + Clean(dns.Err), ""}, true
	}
	if errors.Is(err, syscall.ECONNREFUSED) {
		return Reason{Unreachable, "nothing answers at " + host + " (connection refused)", ""}, true
	}
	if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" && dial.Err != nil {
		return Reason{Unreachable, host + " cannot be reached: " + Clean(dial.Err.Error()), ""}, true
	}
	return Reason{}, false
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
	return Clean(err.Error())
}

func isNetwork(err error) bool {
	var n net.Error
	return errors.As(err, &n) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || strings.Contains(err.Error(), "http2:") ||
		strings.Contains(err.Error(), "malformed HTTP")
}
