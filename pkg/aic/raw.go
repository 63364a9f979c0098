package aic

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Raw sends a call as it is and returns the answer if its status is a good one.
// The caller closes the body.
func (c *Client) Raw(ctx context.Context, call rest.Call) (*rest.Response, error) {
	call.Header = withVersion(call)
	resp, err := c.rest.Do(ctx, call.Request())
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
	if call.Method == http.MethodPost { // to a collection, which is asked by a query
		e.Hint += " -q _queryFilter=true --paginate"
	}
	return e
}

// withVersion is the header of a call, with the version that the platform documents
// for managed objects unless the call names one.
func withVersion(call rest.Call) http.Header {
	h := call.Header.Clone()
	if h == nil {
		h = http.Header{}
	}
	if strings.Contains(call.Path, "/managed/") && h.Get("Accept-Api-Version") == "" {
		h.Set("Accept-Api-Version", "resource=1.0")
	}
	return h
}

// RawPages yields the results of a query on any collection, following the cookie
// to the last page. A call that names no query asks for everything, a thousand at a
// time.
func (c *Client) RawPages(ctx context.Context, call rest.Call) iter.Seq2[json.RawMessage, error] {
	query := url.Values{}
	for name, values := range call.Query {
		query[name] = values
	}
	if !query.Has("_queryFilter") && !query.Has("_queryId") && !query.Has("_queryExpression") {
		query.Set("_queryFilter", "true")
	}
	if !query.Has("_pageSize") {
		query.Set("_pageSize", strconv.Itoa(pageSize))
	}
	first := query.Get("_pagedResultsCookie")
	query.Del("_pagedResultsCookie")
	p := pager{
		rest: c.rest, path: call.Path, header: withVersion(call), first: first, anything: true,
		query: strings.ReplaceAll(query.Encode(), "+", "%20"),
	}
	return func(yield func(json.RawMessage, error) bool) {
		if call.Writes() {
			yield(nil, c.fail(call.String(), "", identity.Errorf(identity.Usage, "only a GET has pages")))
			return
		}
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
