package rest

import (
	"context"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limit keeps all requests through it within what the server takes. There is no
// limit until the first 429; then it is half of the rate so far, halves again with
// each further 429, and grows by a tenth with each success until it is gone.
// While a Retry-After runs no request is sent at all; one whose deadline ends
// before that is given up at once.
//
// Limit stands next to the network, below the layer that adds the credential: it
// also notes for [TransportError.MayHaveArrived] what was really sent.
func Limit(base http.RoundTripper) http.RoundTripper {
	return &limiter{base: base, rate: rate.NewLimiter(rate.Inf, 1)}
}

// slowest is the lowest limit, in requests per second.
const slowest rate.Limit = 0.5

type limiter struct {
	base http.RoundTripper
	rate *rate.Limiter

	mu     sync.Mutex
	until  time.Time  // the end of a Retry-After
	slowed time.Time  // when the limit was last lowered
	ample  rate.Limit // a limit so high that none is needed
	window time.Time  // since when sent is counted
	sent   int
	before int // sent in the second before window
}

func (l *limiter) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := l.wait(req.Context()); err != nil {
		return nil, err
	}
	started := l.count()
	resp, err := watch(l.base, req)
	if err == nil {
		l.learn(resp, started)
	}
	return resp, err
}

// wait returns when a request may be sent.
func (l *limiter) wait(ctx context.Context) error {
	for {
		l.mu.Lock()
		pause := time.Until(l.until)
		l.mu.Unlock()
		if pause <= 0 {
			break
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
	}
	turn := l.rate.Reserve()
	err := sleep(ctx, turn.Delay())
	if err != nil {
		turn.Cancel()
	}
	return err
}

// sleep waits for d, or not at all if ctx ends before that.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	if end, ok := ctx.Deadline(); ok && time.Now().Add(d).After(end) {
		return &throttledError{wait: d}
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// count notes that a request is sent now.
func (l *limiter) count() time.Time {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if passed := now.Sub(l.window); passed >= time.Second {
		l.before = l.sent
		if passed >= 2*time.Second {
			l.before = 0
		}
		l.window, l.sent = now, 0
	}
	l.sent++
	return now
}

// learn adapts the limit to the answer of a request that was sent at started.
func (l *limiter) learn(resp *http.Response, started time.Time) {
	wait, asked := retryAfter(resp.Header)
	refused := resp.StatusCode == http.StatusTooManyRequests
	l.mu.Lock()
	defer l.mu.Unlock()
	if asked && (refused || resp.StatusCode == http.StatusServiceUnavailable) {
		if until := time.Now().Add(wait); until.After(l.until) {
			l.until = until
		}
	}
	switch {
	case refused && started.After(l.slowed):
		l.slow()
	case resp.StatusCode < 300:
		l.relax()
	}
}

// slow halves the limit. The answers to requests that were sent before it took
// effect do not lower it again.
func (l *limiter) slow() {
	now := l.rate.Limit()
	if now == rate.Inf {
		now = rate.Limit(max(l.sent, l.before, 1))
		l.ample = 4 * now
	}
	l.rate.SetLimit(max(now/2, slowest))
	l.slowed = time.Now()
}

// relax raises the limit by a tenth, and drops it when it is ample.
func (l *limiter) relax() {
	now := l.rate.Limit()
	if now == rate.Inf {
		return
	}
	if now *= 1.1; now > l.ample {
		now = rate.Inf
	}
	l.rate.SetLimit(now)
}
