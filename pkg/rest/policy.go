package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"
)

// verdict is what the outcome of one try means for the next one.
type verdict int

const (
	final     verdict = iota
	throttled         // refused for now, certainly not carried out
	doubtful          // may or may not have been carried out
	unsent            // the server never saw it
)

// again decides whether there is another try, and sets the wait before it.
func (t *tries) again(resp *http.Response, err error) bool {
	v := t.judge(resp, err)
	if v == final || t.req.Context().Err() != nil || !t.rewinds() || v != throttled && !t.replayable() {
		return false
	}
	t.wait = t.backoff(resp)
	if time.Now().Add(t.wait).After(t.end) {
		return false
	}
	if v == doubtful && t.hop != nil {
		t.hop.repeated.Store(true)
	}
	return true
}

// rewinds reports whether the body can be sent from its beginning once more.
func (t *tries) rewinds() bool {
	return t.req.GetBody != nil || t.req.Body == nil || t.req.Body == http.NoBody
}

// replayable reports whether the request may go again without being throttled.
func (t *tries) replayable() bool {
	return t.count < t.retrier.options.Tries && replayOf(t.req) != ReplayNever
}

func (t *tries) judge(resp *http.Response, err error) verdict {
	if err != nil {
		return t.judgeError(err)
	}
	switch code := resp.StatusCode; {
	case code == http.StatusTooManyRequests,
		code == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") != "":
		return throttled
	case code >= 500 && code != http.StatusNotImplemented:
		return doubtful
	}
	return final
}

func (t *tries) judgeError(err error) verdict {
	switch seen := t.seen(); {
	case isHopeless(err):
		return final
	case seen&seenFailed != 0 && t.hop.lost.Load():
		return doubtful
	case seen&seenFailed != 0:
		return unsent
	case seen == 0 && isLoss(err):
		return doubtful
	}
	return final
}

func (t *tries) seen() uint32 {
	if t.hop == nil {
		return 0
	}
	return t.hop.seen.Load()
}

// backoff is the wait that the server asked for, a little more so that not all
// clients return at once, or one that grows from try to try.
func (t *tries) backoff(resp *http.Response) time.Duration {
	if resp != nil {
		if wait, _ := retryAfter(resp.Header); wait > 0 {
			return wait + rand.N(min(wait/10, time.Second)+1)
		}
	}
	longest := maxWait
	if shift := t.count - 1; shift < 16 {
		longest = min(t.retrier.options.FirstWait<<shift, maxWait)
	}
	return longest/2 + rand.N(longest/2+1)
}

// isHopeless reports errors that the next try would meet as well, and those that
// say that there is to be no next try.
func isHopeless(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) ||
		isThrottled(err) || isTLS(err) || isDial(err)
}

func isThrottled(err error) bool {
	_, ok := errors.AsType[*throttledError](err)
	return ok
}

// isDial reports a connection that could not be made: refused, unreachable, no
// such host. A name server that is briefly at a loss is not meant.
func isDial(err error) bool {
	if d, ok := errors.AsType[*net.DNSError](err); ok {
		return !d.IsTemporary && !d.IsTimeout
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && (op.Op == "dial" || op.Op == "proxyconnect" || op.Op == "socks connect") || errors.Is(err, syscall.ECONNREFUSED)
}

// isAnothers reports the error of another request, one that a layer such as that of
// the credential made on the way. Only clients give these, never a transport.
func isAnothers(err error) bool {
	if _, ok := errors.AsType[*url.Error](err); ok {
		return true
	}
	_, ok := errors.AsType[*TransportError](err)
	return ok
}

// isTLS reports a peer that does not speak TLS as we want it.
func isTLS(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return true
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "remote error" // how crypto/tls names an alert of the peer
}

// isLoss reports whether err looks like a connection that broke, or never
// answered, after it was made.
func isLoss(err error) bool {
	if isDial(err) || isTLS(err) || isThrottled(err) || isAnothers(err) {
		return false
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	for _, loss := range [...]error{
		io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED, net.ErrClosed,
		context.Canceled, context.DeadlineExceeded,
	} {
		if errors.Is(err, loss) {
			return true
		}
	}
	return false
}
