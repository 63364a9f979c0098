package pingone

import (
	"context"
	"encoding/json"
	"iter"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Raw sends a call as it is and returns the answer if its status is a good one.
// The caller closes the body.
func (c *Client) Raw(ctx context.Context, call rest.Call) (*rest.Response, error) {
	resp, err := c.do(ctx, call.Request())
	if err != nil {
		return nil, c.fail(call.String(), "", err)
	}
	return resp, nil
}

// RawPages yields the objects of any collection, following the links to the last
// page.
func (c *Client) RawPages(ctx context.Context, call rest.Call) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		if call.Writes() {
			yield(nil, c.fail(call.String(), "", identity.Errorf(identity.Usage, "only a GET has pages")))
			return
		}
		p := &pager{client: c, path: call.Path, query: strings.ReplaceAll(call.Query.Encode(), "+", "%20")}
		for row, err := range p.rows(ctx) {
			if err != nil {
				yield(nil, c.fail(call.String(), "", err))
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}
