package pingone

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// A Call is a request in the platform's own terms.
type Call struct {
	// Method is GET if empty.
	Method string
	// Path is below the API host and in escaped form: "/v1/environments".
	Path   string
	Query  url.Values
	Header http.Header
	Body   []byte
}

// Raw sends a call as it is and returns the answer if its status is a good one.
// The caller closes the body.
func (c *Client) Raw(ctx context.Context, call Call) (*rest.Response, error) {
	resp, err := c.do(ctx, rest.Request{
		Method: call.Method, Path: call.Path, Query: call.Query, Header: call.Header, Body: call.Body, Write: call.writes(),
	})
	if err != nil {
		return nil, c.fail(call.op(), "", err)
	}
	return resp, nil
}

func (call Call) op() string { return firstOf(call.Method, http.MethodGet) + " " + clean(call.Path) }

func (call Call) writes() bool {
	switch call.Method {
	case "", http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return true
}

// RawPages yields the objects of any collection, following the links to the last
// page.
func (c *Client) RawPages(ctx context.Context, call Call) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		if call.writes() {
			yield(nil, c.fail(call.op(), "", identity.Errorf(identity.Usage, "only a GET has pages")))
			return
		}
		p := &pager{client: c, path: call.Path, query: strings.ReplaceAll(call.Query.Encode(), "+", "%20")}
		for row, err := range p.rows(ctx) {
			if err != nil {
				yield(nil, c.fail(call.op(), "", err))
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}
