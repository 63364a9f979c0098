package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// StatusError is an answer outside 2xx and 304.
type StatusError struct {
	Method string
	URL    string // values of parameters not known to be harmless are masked
	Status int
	Header http.Header
	Body   []byte // at most 64 KiB of it
	// RetryAfter is how long the server asked to wait, 0 if it did not.
	RetryAfter time.Duration
	// Repeated is set when an earlier try of the same request was lost or answered
	// by a 5xx and may have been carried out: a 412 may then be our own doing.
	Repeated bool
}

func (e *StatusError) Error() string {
	reason := http.StatusText(e.Status)
	if reason == "" {
		return fmt.Sprintf("%s %s: %d", e.Method, e.URL, e.Status)
	}
	return fmt.Sprintf("%s %s: %d %s", e.Method, e.URL, e.Status, reason)
}

// RequestID is the name under which the server logged the request, or "".
func (e *StatusError) RequestID() string { return requestID(e.Header) }

func requestID(h http.Header) string {
	for _, name := range [...]string{"X-Forgerock-Transactionid", "X-Request-Id", "Correlation-Id", "X-Correlation-Id"} {
		if id := h.Get(name); id != "" {
			return id
		}
	}
	return ""
}

// TransportError is a request without an answer, or with half of one. Err keeps
// the cause: errors.As and errors.Is find the errors of net, crypto/x509 and
// syscall, io.ErrUnexpectedEOF, context.DeadlineExceeded and context.Canceled.
type TransportError struct {
	Method string
	URL    string // values of parameters not known to be harmless are masked
	// MayHaveArrived is false if the server certainly did not see the request.
	MayHaveArrived bool
	Err            error
}

func (e *TransportError) Error() string {
	return fmt.Sprintf("%s %s: %s", e.Method, e.URL, clip(escapeControls(e.Err.Error()), 500))
}

func (e *TransportError) Unwrap() error { return e.Err }

// ErrTooLarge is the cause when an answer is longer than Options.MaxBody.
var ErrTooLarge = errors.New("the answer is larger than this program takes")

// RedirectError is the cause when an answer points to a place that the request
// must not follow to.
type RedirectError struct {
	To     string // scheme and host
	Reason string
}

func (e *RedirectError) Error() string {
	return fmt.Sprintf("redirected to %s: %s", e.To, e.Reason)
}

// deadlineError says in words how long was waited.
type deadlineError struct{ after time.Duration }

func (e *deadlineError) Error() string        { return "no answer within " + e.after.String() }
func (e *deadlineError) Timeout() bool        { return true }
func (e *deadlineError) Is(target error) bool { return target == context.DeadlineExceeded }

// throttledError is given by Limit when the pause that the server asked for
// passes the deadline of a request that was not sent yet.
type throttledError struct{ wait time.Duration }

func (e *throttledError) Error() string {
	return fmt.Sprintf("the server asked to wait %s", e.wait.Round(time.Millisecond))
}

// bare removes the wrapping that http.Client puts around an error: it repeats the
// URL with its query.
func bare(err error) error {
	if u, ok := err.(*url.Error); ok { //nolint:errorlint // only the outermost layer is meant
		return u.Err
	}
	return err
}
