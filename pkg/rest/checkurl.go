package rest

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// CheckURL refuses an address that a credential must not be sent to: it has to be
// https, or http to this machine itself, with a host and without a user, query or
// fragment.
func CheckURL(u *url.URL) error {
	name := u.Scheme + "://" + u.Host
	switch {
	case u.Host == "" || u.Hostname() == "":
		return fmt.Errorf("address %q: there is no host in it", u.Redacted())
	case u.Scheme != "https" && u.Scheme != "http":
		return fmt.Errorf("address %q: it has to begin with https://", name)
	case u.User != nil:
		return fmt.Errorf("address %q: a user name or password does not belong in it", name)
	case u.RawQuery != "" || u.Fragment != "":
		return fmt.Errorf("address %q: a query or fragment does not belong in it", name)
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return fmt.Errorf("address %q: plain http goes to this machine only, use https", name)
	}
	return nil
}

// isLoopback reports whether a host is this machine. Names are those that RFC 6761
// (6.3) reserves for it.
func isLoopback(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}

// hostPort is the host and port of u in one spelling.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "443"
		if u.Scheme == "http" {
			port = "80"
		}
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}
