package pingone

import (
	"net/url"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/token"
)

// follow turns a link of the service into the path and the query of a request. A
// link that leads away from the host that was asked, or off TLS, is an error: the
// token goes with whatever is sent.
func (c *Client) follow(href string) (path, query string, err error) {
	base := c.rest.Base()
	link, err := url.Parse(href)
	if err != nil {
		return "", "", identity.Errorf(identity.API, "the service's link to the next page is no address")
	}
	u := base.ResolveReference(link)
	if u.User != nil || token.Origin(u) != token.Origin(base) {
		return "", "", identity.Errorf(identity.API, "the service's link to the next page leads to %s, where the token does not belong: not followed", rest.Clean(u.Scheme+"://"+u.Host))
	}
	path, inside := strings.CutPrefix(u.EscapedPath(), strings.TrimSuffix(base.EscapedPath(), "/")+"/")
	if !inside {
		return "", "", identity.Errorf(identity.API, "the service's link to the next page leads out of its own API: not followed")
	}
	return "/" + path, u.RawQuery, nil
}
