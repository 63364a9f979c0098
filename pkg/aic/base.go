package aic

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/realmctl/realmctl/pkg/rest"
)

// base is the address that the requests of c go to.
func base(c *rest.Client) *url.URL {
	if b, ok := any(c).(interface{ Base() *url.URL }); ok {
		return b.Base()
	}
	return probeBase(c)
}

// probeBase reads the address out of the error of a request that is over before it
// begins.
func probeBase(c *rest.Client) *url.URL {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	resp, err := c.Do(ended, rest.Request{})
	if err == nil {
		_ = resp.Body.Close()
	}
	if lost, ok := errors.AsType[*rest.TransportError](err); ok {
		if u, err := url.Parse(lost.URL); err == nil {
			return u
		}
	}
	return &url.URL{}
}

// root is the tenant's address as a prefix, such as "https://openam-acme.forgeblocks.com".
func root(c *rest.Client) string {
	b := base(c)
	return b.Scheme + "://" + b.Host
}

// rootWithPort is root with the port written out: the form in which the platform
// documents the audience of an assertion.
func rootWithPort(c *rest.Client) string {
	b := *base(c)
	if b.Port() != "" {
		return b.Scheme + "://" + b.Host
	}
	if b.Scheme == "http" {
		return "http://" + b.Host + ":80"
	}
	return "https://" + b.Host + ":443"
}

// hasContext reports whether the address itself leads to the identity service.
func hasContext(c *rest.Client) bool { return strings.Trim(base(c).Path, "/") != "" }
