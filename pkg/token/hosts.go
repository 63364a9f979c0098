package token

import (
	"fmt"
	"net"
	"net/url"
	"strings"
)

// HostError says that a request was not sent, because its credential does not
// belong where it was going.
type HostError struct {
	// Origin is where it was going.
	Origin string
	// Plain is true if the trouble is plain http to another machine.
	Plain bool
}

// Error names the place and the rule.
func (e *HostError) Error() string {
	if e.Plain {
		return fmt.Sprintf("send the credential to %s: plain http is for this machine only, use https", e.Origin)
	}
	return fmt.Sprintf("send the credential to %s: not a host of this tenant", e.Origin)
}

// Origin returns scheme, host and port of u in one normal form, such as
// "https://idm.example.com:443".
func Origin(u *url.URL) string {
	scheme := strings.ToLower(u.Scheme)
	return scheme + "://" + hostPort(u, scheme)
}

// hostPort returns the host in lower case with the port that is used.
func hostPort(u *url.URL, scheme string) string {
	port := u.Port()
	if port == "" {
		port = "443"
		if scheme == "http" {
			port = "80"
		}
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	return net.JoinHostPort(host, port)
}

// checkHost returns a HostError unless the credential may go to u.
func checkHost(u *url.URL, hosts []string) error {
	scheme := strings.ToLower(u.Scheme)
	if scheme != "https" && (scheme != "http" || !loopback(u.Hostname())) {
		return &HostError{Origin: Origin(u), Plain: scheme == "http"}
	}
	for _, host := range hosts {
		if sameOrigin(u, scheme, host) {
			return nil
		}
	}
	return &HostError{Origin: Origin(u)}
}

// sameOrigin compares u with an entry of Transport.Hosts.
func sameOrigin(u *url.URL, scheme, host string) bool {
	if !strings.Contains(host, "://") {
		host = scheme + "://" + host
	}
	allowed, err := url.Parse(host)
	return err == nil && Origin(allowed) == Origin(u)
}

// loopback reports whether host is this machine. Names other than localhost are
// answered by a name server, so they do not count.
func loopback(host string) bool {
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
