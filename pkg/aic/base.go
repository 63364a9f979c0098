package aic

import (
	"strings"

	"github.com/realmctl/realmctl/pkg/rest"
)

// root is the tenant's address as a prefix, such as "https://openam-acme.forgeblocks.com".
func root(c *rest.Client) string {
	b := c.Base()
	return b.Scheme + "://" + b.Host
}

// rootWithPort is root with the port written out: the form in which the platform
// documents the audience of an assertion.
func rootWithPort(c *rest.Client) string {
	b := c.Base()
	if b.Port() != "" {
		return b.Scheme + "://" + b.Host
	}
	if b.Scheme == "http" {
		return "http://" + b.Host + ":80"
	}
	return "https://" + b.Host + ":443"
}

// hasContext reports whether the address itself leads to the identity service.
func hasContext(c *rest.Client) bool { return strings.Trim(c.Base().Path, "/") != "" }
