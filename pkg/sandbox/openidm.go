package sandbox

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"
)

const (
	internalRoles = "internal/role"
	crestLabel    = "protocol=2.1,resource=1.0"

	maxTransaction = 255
)

// call is one request to /openidm while it is served.
type call struct {
	*face
	w       http.ResponseWriter
	r       *http.Request
	path    []string // below /openidm, decoded
	params  parameters
	version version
	op      operation
	who     claims
}

// openidm serves everything below /openidm.
func (f *face) openidm(mux *http.ServeMux) {
	mux.HandleFunc("/openidm/", f.serveOpenIDM)
	mux.HandleFunc("/openidm", f.serveOpenIDM) // nothing is there, and nobody is sent elsewhere
}

func (f *face) serveOpenIDM(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Robots-Tag", "none")
	h.Set("X-ForgeRock-TransactionId", transaction(r.Header.Get("X-ForgeRock-TransactionId")))
	c := &call{face: f, w: w, r: r}
	if err := c.serve(); err != nil {
		c.fail(err)
	}
}

// transaction is the id under which a request is found again: the client's, or one made here.
func transaction(given string) string {
	if given != "" && len(given) <= maxTransaction {
		return given
	}
	return uuid.NewString() + "-request-1/0"
}

// serve checks the token first, then the shape of the request, then asks the resource.
func (c *call) serve() error {
	var err error
	if c.who, err = c.bearer(c.r, scopeIDM); err != nil {
		return err
	}
	c.w.Header().Set("Cache-Control", "no-store")
	if err := c.parse(); err != nil {
		return err
	}
	return c.route()
}

func (c *call) parse() error {
	var err error
	for part := range strings.SplitSeq(strings.TrimPrefix(c.r.URL.EscapedPath(), "/openidm/"), "/") {
		segment, err := url.PathUnescape(part)
		if err != nil {
			return badRequest("The URL could not be decoded")
		}
		if segment != "" {
			c.path = append(c.path, segment)
		}
	}
	if c.version, err = parseVersion(c.r.Header.Get("Accept-API-Version")); err != nil {
		return err
	}
	if c.params, err = parseParameters(c.r.URL.RawQuery); err != nil {
		return err
	}
	for _, name := range []string{"_fields", "_queryFilter", "_queryId", "_sortKeys", "_pagedResultsCookie"} {
		if _, err := c.params.one(name); err != nil {
			return err
		}
	}
	c.op, err = decide(c.r, c.params, c.version)
	return err
}

// route finds the resource by the first segments of the path.
func (c *call) route() error {
	if len(c.path) == 0 {
		return notFound()
	}
	switch rest := c.path[1:]; c.path[0] {
	case "managed", "internal":
		return c.managed()
	case "schema":
		return c.schema(rest)
	case "config":
		return c.config(rest)
	case "policy":
		return c.policy(rest)
	}
	return notFound()
}

// fail answers with an error. Refusals of the filter in front carry no API version, those of resources do.
func (c *call) fail(err error) {
	failed := asFailure(err)
	h := c.w.Header()
	if !failed.bare {
		h.Set("Content-API-Version", crestLabel)
	}
	h.Del("ETag")
	h.Del("Location")
	h.Set("Content-Type", jsonType)
	c.w.WriteHeader(failed.status)
	_, _ = c.w.Write(failed.body(true)) // a client that has gone needs no answer
}

// answer sends one resource that is no managed object: configuration, schema, the result of an action.
func (c *call) answer(label string, body []byte) error {
	h := c.w.Header()
	h.Set("Content-API-Version", label)
	h.Set("Content-Type", jsonType)
	c.w.WriteHeader(http.StatusOK)
	_, _ = c.w.Write(c.pretty(body)) // a client that has gone needs no answer
	return nil
}
