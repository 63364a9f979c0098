package rest

import (
	"errors"
	"io"
	"net/http"
	"slices"
)

const (
	maxErrorBody = 64 << 10 // how much of the body of an error is kept
	maxTrusted   = 16 << 20 // how much memory an announced length alone is worth
)

// Response is an answer with its head read and its body to come.
type Response struct {
	Status int
	Header http.Header
	// Body streams. An error of its Read other than io.EOF is a *TransportError: a
	// body that ends early is one with io.ErrUnexpectedEOF, one beyond
	// Options.MaxBody one with ErrTooLarge.
	Body io.ReadCloser
	// Length is the number of bytes that the server announced, -1 if it did not.
	Length int64
}

// Bytes reads the body to its end and closes it.
func (r *Response) Bytes() ([]byte, error) { return r.Append(nil) }

// Append reads the body to its end, appends it to dst, and closes it. With an
// announced length up to 16 MiB dst grows at most once. On an error it returns what was read.
func (r *Response) Append(dst []byte) ([]byte, error) {
	defer func() { _ = r.Body.Close() }()
	if r.Length > 0 {
		// A little more lets the last Read see the end without growing, and the next
		// answer, about as long, go into the same memory.
		if n := int(min(r.Length, maxTrusted)); cap(dst)-len(dst) <= n {
			dst = slices.Grow(dst, n+n/16+1)
		}
	}
	for {
		if len(dst) == cap(dst) {
			dst = slices.Grow(dst, max(4096, len(dst)))
		}
		n, err := r.Body.Read(dst[len(dst):cap(dst)])
		dst = dst[:len(dst)+n]
		if err == io.EOF { //nolint:errorlint // io.Reader promises io.EOF itself
			return dst, nil
		}
		if err != nil {
			return dst, err
		}
	}
}

// answer makes of resp what Do returns.
func (x *exchange) answer(resp *http.Response) (*Response, error) {
	b := &body{exchange: x, src: resp.Body, announced: resp.ContentLength}
	if x.hop.method == http.MethodHead || resp.StatusCode == http.StatusNotModified {
		b.announced = -1
	}
	if ok := resp.StatusCode/100 == 2 || resp.StatusCode == http.StatusNotModified ||
		x.request.NoRedirect && resp.StatusCode/100 == 3; !ok {
		return nil, x.statusError(resp, b)
	}
	return &Response{Status: resp.StatusCode, Header: resp.Header, Body: b, Length: b.announced}, nil
}

// statusError reads as much of the body as is kept; a body that breaks off is as
// good as it got.
func (x *exchange) statusError(resp *http.Response, b *body) error {
	defer func() { _ = b.Close() }()
	text, _ := io.ReadAll(io.LimitReader(b, maxErrorBody))
	wait, _ := retryAfter(resp.Header)
	return &StatusError{
		Method: x.hop.method, URL: redactURL(x.url), Status: resp.StatusCode, Header: resp.Header,
		Body: text, RetryAfter: wait, Repeated: x.hop.repeated.Load(),
	}
}

// body counts what is read, types the errors, and ends the deadline of its
// exchange at its own end.
type body struct {
	exchange  *exchange
	src       io.ReadCloser
	announced int64
	read      int64
	err       error
}

func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.src.Read(p)
	b.read += int64(n)
	if over := b.read - b.exchange.client.options.MaxBody; over > 0 {
		n, err = n-int(over), ErrTooLarge
	}
	if err == nil {
		return n, nil
	}
	b.err = b.ended(err)
	b.exchange.cancel()
	return n, b.err
}

// ended is the error of the body after src gave err.
func (b *body) ended(err error) error {
	if err == io.EOF && b.read >= b.announced { //nolint:errorlint // io.Reader promises io.EOF itself
		return io.EOF
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return b.exchange.transportError(err, true)
}

func (b *body) Close() error {
	b.exchange.cancel()
	if b.err == nil {
		b.err = b.exchange.transportError(http.ErrBodyReadAfterClose, true)
	}
	return b.src.Close()
}
