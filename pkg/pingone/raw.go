package pingone

import (
	"context"
	"encoding/json"
	"errors"
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
		return nil, c.rawFailure(call, err)
	}
	return resp, nil
}

// rawFailure is the error of a call. Of a write that may have been carried out all
// the same it says so, and names the command that finds out.
func (c *Client) rawFailure(call rest.Call, err error) error {
	failed := c.fail(call.String(), "", err)
	e, ok := errors.AsType[*identity.Error](failed)
	if !ok || !call.Writes() || !mayBeApplied(err) {
		return failed
	}
	e.Unknown = true
	e.Detail += appliedAllTheSame
	e.Hint = "realmctl api GET " + rest.ShellWord(call.Path) + " -R " + c.options.Realm
	return e
}

// RawPages yields the objects of any collection, following the links to the last
// page.
func (c *Client) RawPages(ctx context.Context, call rest.Call) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		if call.Writes() {
			yield(nil, c.fail(call.String(), "", identity.Errorf(identity.Usage, "only a GET has pages")))
			return
		}
		p := &pager{client: c, path: call.Path, query: strings.ReplaceAll(call.Query.Encode(), "+", "%20"), header: call.Header}
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
