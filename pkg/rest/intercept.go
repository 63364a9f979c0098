package rest

import (
	"errors"
	"io"
	"net/http"
)

// ErrIntercepted is the error of a request that was shown instead of sent.
var ErrIntercepted = errors.New("the request was shown, not sent")

// Intercept gives the requests that want picks to show, with their bodies, and
// does not send them: [Client.Do] then returns [ErrIntercepted], or the error of
// show. Other requests pass. It stands outermost, so what it shows has no
// credential yet.
func Intercept(base http.RoundTripper, want func(*http.Request) bool, show func(req *http.Request, body []byte) error) http.RoundTripper {
	return &interceptor{base: base, want: want, show: show}
}

type interceptor struct {
	base http.RoundTripper
	want func(*http.Request) bool
	show func(*http.Request, []byte) error
}

func (i *interceptor) RoundTrip(req *http.Request) (*http.Response, error) {
	if !i.want(req) {
		return i.base.RoundTrip(req)
	}
	var body []byte
	if req.Body != nil {
		var err error
		body, err = io.ReadAll(req.Body)
		_ = req.Body.Close()
		if err != nil {
			return nil, err
		}
	}
	if err := i.show(req, body); err != nil {
		return nil, &interceptedError{err}
	}
	return nil, &interceptedError{ErrIntercepted}
}

// interceptedError marks an error that Do hands on as it is.
type interceptedError struct{ err error }

func (e *interceptedError) Error() string { return e.err.Error() }

func (e *interceptedError) Unwrap() error { return e.err }
