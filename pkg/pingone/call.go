package pingone

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// vendor begins the media types that tell operations on one path apart.
const vendor = "application/vnd.pingidentity."

// read gets one object.
func (c *Client) read(ctx context.Context, path, query string) (json.RawMessage, error) {
	resp, err := c.do(ctx, rest.Request{Path: path, RawQuery: query})
	if err != nil {
		return nil, err
	}
	return objectOf(resp)
}

// A write is a request that changes something.
type write struct {
	method, path string
	// media is the type of the body, or the operation; empty is plain JSON.
	media string
	body  []byte
	// repeatable writes do the same when they are done twice.
	repeatable bool
}

func (w write) request() rest.Request {
	r := rest.Request{Method: w.method, Path: w.path, Body: w.body, Write: true, Replay: rest.ReplayNever}
	if w.media != "" {
		r.Header = http.Header{"Content-Type": {vendor + w.media}}
	}
	if w.repeatable {
		r.Replay = rest.ReplaySafe
	}
	return r
}

// write sends a write whose answer is an object.
func (c *Client) write(ctx context.Context, w write) (json.RawMessage, error) {
	resp, err := c.do(ctx, w.request())
	if err != nil {
		return nil, err
	}
	return objectOf(resp)
}

// tell sends a write whose answer, if there is one, does not matter.
func (c *Client) tell(ctx context.Context, w write) error {
	resp, err := c.do(ctx, w.request())
	if err != nil {
		return err
	}
	_, err = resp.Bytes()
	return err
}

// remove deletes what is at path. If an earlier try was lost and there is nothing
// any more, it was our own doing.
func (c *Client) remove(ctx context.Context, path string) error {
	err := c.tell(ctx, write{method: http.MethodDelete, path: path, repeatable: true})
	if answer, ok := statusOf(err); ok && answer.Status == http.StatusNotFound && answer.Repeated {
		return nil
	}
	return err
}

// objectOf reads an answer that has to be one JSON object.
func objectOf(resp *rest.Response) (json.RawMessage, error) {
	body, err := resp.Bytes()
	if err != nil {
		return nil, err
	}
	v := jsontext.Value(body)
	switch {
	case v.Kind() == '{' && v.IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)):
		return json.RawMessage(trimSpace(body)), nil
	case v.Kind() == '{' && isCutOff(body):
		return nil, unreadable(resp, body, "something that cannot be read: "+errCutOff.Error())
	}
	return nil, unreadable(resp, body, "")
}

// isCutOff reports a document whose end is missing.
func isCutOff(body []byte) bool {
	d := jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	return errors.Is(d.SkipValue(), io.ErrUnexpectedEOF)
}

// unreadable is the error of an answer with a good status and a wrong body.
func unreadable(resp *rest.Response, body []byte, how string) error {
	switch {
	case how != "":
	case len(trimSpace(body)) == 0:
		how = "with an empty body"
	case json.Valid(body):
		how = "JSON that is not what was asked for"
	default:
		how = "something that is not JSON"
		if said := describe(body, resp.Header.Get("Content-Type")); said != "" {
			how += " (" + said + ")"
		}
	}
	return &identity.Error{
		Kind: identity.API, Status: resp.Status, RequestID: rest.Clean(resp.Header.Get(transactionHeader)),
		Detail: "the service answered " + how, Err: errUnreadable,
	}
}
