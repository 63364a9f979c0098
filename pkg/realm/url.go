package realm

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// idmContext is where a self-managed server has its REST interface unless it
// was told otherwise (openidm.context.path).
const idmContext = "/openidm"

// ParseURL checks the address of a tenant and brings it into the form of
// [Tenant].URL: no trailing slash, and on idm a context path. It wants https,
// or http to this machine alone, and neither user, query nor fragment.
func ParseURL(p Platform, address string) (*url.URL, error) {
	if address == "" {
		return nil, errors.New("missing: https://HOST")
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Hostname() == "" || u.Opaque != "" {
		return nil, fmt.Errorf("not an address like https://HOST%s", schemeHint(address))
	}
	switch {
	case u.User != nil:
		return nil, errors.New("holds a user name: leave it out, credentials are stored apart")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("holds a query or fragment: leave it out")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("scheme %q: want https", u.Scheme)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, fmt.Errorf("http to %s would send credentials in the clear: want https (http is for loopback alone)", u.Hostname())
	}
	return finishPath(p, u)
}

func finishPath(p Platform, u *url.URL) (*url.URL, error) {
	clean := &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host), Path: strings.TrimRight(u.Path, "/")}
	switch {
	case p == IDM && clean.Path == "":
		clean.Path = idmContext
	case p != IDM && clean.Path != "":
		return nil, fmt.Errorf("holds a path: want %s://%s alone", clean.Scheme, clean.Host)
	}
	return clean, nil
}

// loopback reports whether host means this machine whatever a name server
// says: only localhost itself and literal addresses are believed.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// schemeHint helps with the commonest slip, a bare host name. It repeats
// nothing else of the address, which may hold a password.
func schemeHint(address string) string {
	if strings.Contains(address, "://") || strings.ContainsAny(address, "@ ?#") {
		return ""
	}
	return ": is the scheme missing?"
}
