package rest

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"
)

// Options of a Client. The zero value is usable.
type Options struct {
	// Timeout covers one request with all its retries until its body is read to
	// the end; 0 is 30 seconds. A shorter deadline of the caller's context wins.
	Timeout time.Duration
	// MaxBody is the most bytes, after decompression, that an answer may have; 0
	// is 256 MiB.
	MaxBody   int64
	UserAgent string
}

const (
	defaultTimeout = 30 * time.Second
	defaultMaxBody = 256 << 20
)

// Client sends requests to one server. It may be used by several goroutines.
type Client struct {
	base      *url.URL
	transport http.RoundTripper
	options   Options
	unusable  error
}

// New returns a client for the server at base, whose path is the prefix of every
// request's path. It does no IO; an address that [CheckURL] refuses is the error
// of every Do.
func New(base *url.URL, transport http.RoundTripper, o Options) *Client {
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.MaxBody <= 0 {
		o.MaxBody = defaultMaxBody
	}
	u := *base
	return &Client{base: &u, transport: transport, options: o, unusable: CheckURL(base)}
}

// Base is the address that requests go to.
func (c *Client) Base() *url.URL {
	u := *c.base
	return &u
}

// Timeout is the time that one request has, with all its retries.
func (c *Client) Timeout() time.Duration { return c.options.Timeout }

// Do sends a request and returns the answer if its status is 2xx or 304 (or 3xx
// with NoRedirect); the caller closes its Body. Errors are a *StatusError for
// another status, a *TransportError for a missing answer, or what [Intercept] gave.
func (c *Client) Do(ctx context.Context, r Request) (*Response, error) {
	if c.unusable != nil {
		return nil, c.unusable
	}
	u, err := r.address(c.base)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, &TransportError{Method: r.method(), URL: redactURL(u), Err: err}
	}
	limited, cancel := context.WithTimeout(ctx, c.options.Timeout)
	x := &exchange{client: c, request: &r, caller: ctx, ctx: limited, cancel: cancel, timeout: c.timeout(ctx)}
	resp, err := x.follow(u)
	if err != nil {
		cancel()
		return nil, err
	}
	return resp, nil
}

// timeout is the time that a request starting now has, in words for an error.
func (c *Client) timeout(ctx context.Context) time.Duration {
	if end, ok := ctx.Deadline(); ok {
		return max(0, min(c.options.Timeout, time.Until(end).Round(time.Millisecond)))
	}
	return c.options.Timeout
}

// An exchange is one Do: a request, its redirects and its answer.
type exchange struct {
	client  *Client
	request *Request
	caller  context.Context // of the one who called Do
	ctx     context.Context // with the deadline of the client as well
	cancel  context.CancelFunc
	timeout time.Duration
	hop     *hop
	url     *url.URL
}

// send does one hop. The answer has any status.
func (x *exchange) send(u *url.URL) (*http.Response, error) {
	r := x.request
	x.url = u
	x.hop = &hop{method: r.method(), host: u.Host, path: u.Path, write: r.Write, replay: r.replay()}
	req := r.build(x.hop.attach(x.ctx), u, x.client.options.UserAgent)
	resp, err := x.client.transport.RoundTrip(req)
	if err != nil {
		return nil, x.failed(err)
	}
	return resp, nil
}

// failed turns the error of a transport into the one that Do returns.
func (x *exchange) failed(err error) error {
	if shown, ok := errors.AsType[*interceptedError](err); ok {
		return shown.err
	}
	if t, ok := errors.AsType[*throttledError](err); ok {
		return &StatusError{
			Method: x.hop.method, URL: redactURL(x.url), Status: http.StatusTooManyRequests,
			Header: http.Header{}, RetryAfter: t.wait, Repeated: x.hop.repeated.Load(),
		}
	}
	return x.transportError(err, x.hop.mayHaveArrived(err))
}

func (x *exchange) transportError(err error, arrived bool) error {
	return &TransportError{
		Method: x.hop.method, URL: redactURL(x.url), MayHaveArrived: arrived, Err: x.cause(bare(err)),
	}
}

// cause prefers the end of a context over the error that it led to.
func (x *exchange) cause(err error) error {
	if x.ctx.Err() == nil {
		return err
	}
	if errors.Is(x.caller.Err(), context.Canceled) {
		return context.Canceled
	}
	return &deadlineError{after: x.timeout}
}
