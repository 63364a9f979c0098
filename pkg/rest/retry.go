package rest

import (
	"context"
	"io"
	"math"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// RetryOptions of Retry; the zero value is the usual policy.
type RetryOptions struct {
	// FirstWait is the longest wait before the second try, doubled for each one
	// after it up to 10 seconds; 0 is 300 ms.
	FirstWait time.Duration
	// Tries is the most tries of a request that loses its connection or is
	// answered by a 5xx; 0 is 4. Throttled requests are tried until their deadline.
	Tries int
}

const (
	defaultFirstWait = 300 * time.Millisecond
	defaultTries     = 4
	maxWait          = 10 * time.Second
)

// Retry sends a request again when that is safe:
//
//   - after 429, and 503 with Retry-After, any request;
//   - after another 5xx (but 501) or a lost connection, those that are ReplaySafe
//     or ReplayCreate; see [Replay];
//   - never after a refused connection, an unknown host or a certificate that
//     does not verify.
//
// Waits grow and have jitter; Retry-After is waited for in full. A wait that would
// pass the deadline of the request's context, or 30 seconds where it has none, is
// not begun: the last answer is the answer. A body without GetBody is sent once.
func Retry(base http.RoundTripper, o RetryOptions) http.RoundTripper {
	if o.FirstWait <= 0 {
		o.FirstWait = defaultFirstWait
	}
	if o.Tries <= 0 {
		o.Tries = defaultTries
	}
	return &retrier{base: base, options: o}
}

type retrier struct {
	base    http.RoundTripper
	options RetryOptions
}

// RoundTrip makes the first try itself: the loop of retryablehttp, with a client
// of its own, is entered only when there is something to retry.
func (r *retrier) RoundTrip(req *http.Request) (*http.Response, error) {
	t := &tries{retrier: r, req: req, hop: hopOf(req), end: deadline(req.Context())}
	resp, err := r.try(t, req)
	if !t.again(resp, err) {
		return resp, err
	}
	t.first = &outcome{resp, err}
	return t.loop()
}

func deadline(ctx context.Context) time.Time {
	if end, ok := ctx.Deadline(); ok {
		return end
	}
	return time.Now().Add(defaultTimeout)
}

// try sends the request once.
func (r *retrier) try(t *tries, req *http.Request) (*http.Response, error) {
	t.count++
	if t.hop != nil {
		t.hop.seen.Store(0)
	}
	return r.base.RoundTrip(req)
}

type outcome struct {
	resp *http.Response
	err  error
}

// tries are the tries of one request.
type tries struct {
	retrier *retrier
	req     *http.Request
	hop     *hop // nil for a request that no Client made
	end     time.Time
	count   int
	first   *outcome      // of the try made before the loop
	wait    time.Duration // before the next try
	err     error         // of the last try, as the transport gave it
}

// loop continues after the first try.
func (t *tries) loop() (*http.Response, error) {
	again, err := retryablehttp.FromRequest(t.withoutBody())
	if err != nil {
		return nil, err
	}
	if t.req.GetBody != nil {
		rewind := retryablehttp.ReaderFunc(func() (io.Reader, error) { return t.req.GetBody() })
		if err := again.SetBody(rewind); err != nil {
			return nil, err
		}
		again.ContentLength = t.req.ContentLength
	}
	resp, err := t.client().Do(again)
	if err != nil && t.err != nil {
		err = t.err
	}
	return resp, err
}

// withoutBody is the request as FromRequest should see it: it would read a body
// into memory, which GetBody makes unnecessary.
func (t *tries) withoutBody() *http.Request {
	req := *t.req
	req.Body, req.GetBody = nil, nil
	return &req
}

func (t *tries) client() *retryablehttp.Client {
	return &retryablehttp.Client{
		HTTPClient: &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		}},
		RetryMax:     math.MaxInt32,
		CheckRetry:   t.check,
		Backoff:      func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return t.wait },
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
}

// RoundTrip is the transport under the loop: the first result is there already.
func (t *tries) RoundTrip(req *http.Request) (*http.Response, error) {
	o := t.first
	switch {
	case o == nil:
		resp, err := t.retrier.try(t, req)
		o = &outcome{resp, err}
	case req.Body != nil:
		_ = req.Body.Close()
	}
	t.first = nil
	t.err = o.err
	return o.resp, o.err
}

// check is the retry policy in the form that retryablehttp asks for.
func (t *tries) check(_ context.Context, resp *http.Response, err error) (bool, error) {
	if t.err != nil {
		err = t.err
	}
	return t.again(resp, err), nil
}
