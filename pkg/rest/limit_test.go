package rest

import (
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"
)

// While one request is told to wait, the others of the client wait as well.
func TestRetryAfterHoldsAllRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var sent []time.Duration
		start := time.Now()
		s := tripper(func(*http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			sent = append(sent, time.Since(start))
			if len(sent) == 1 {
				return reply(429, "", "Retry-After", "5"), nil
			}
			return reply(200, ""), nil
		})
		c := New(address(t, "https://x.example"), Retry(Limit(s), RetryOptions{}), Options{})
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				time.Sleep(time.Duration(i) * time.Second)
				if err := do(t.Context(), c, Request{}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if len(sent) != 5 {
			t.Fatalf("%d tries, want 5", len(sent))
		}
		for _, at := range sent[1:] {
			if at < 5*time.Second {
				t.Errorf("a request was sent after %s", at)
			}
		}
	})
}

func TestLimitHalvesAndRecovers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		status := 200
		l := Limit(tripper(func(*http.Request) (*http.Response, error) { return reply(status, ""), nil })).(*limiter)
		c := New(address(t, "https://x.example"), l, Options{})
		send := func(n int) time.Duration {
			start := time.Now()
			for range n {
				_ = do(t.Context(), c, Request{})
			}
			return time.Since(start)
		}
		if took := send(100); took != 0 {
			t.Errorf("unlimited requests took %s", took)
		}
		status = 429
		send(1)
		if got := l.rate.Limit(); got < 50 || got > 51 {
			t.Errorf("limit %v after one 429 at 101 a second", got)
		}
		time.Sleep(time.Second)
		send(1)
		if got := l.rate.Limit(); got < 25 || got > 26 {
			t.Errorf("limit %v after two", got)
		}
		status = 200
		if took := send(10); took < 100*time.Millisecond {
			t.Errorf("ten requests at 25 a second took %s", took)
		}
		send(50)
		if got := l.rate.Limit(); got != rate.Inf {
			t.Errorf("limit %v after many successes", got)
		}
	})
}

// The refusals of requests that were under way together count once.
func TestOneBurstHalvesOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := Limit(tripper(func(*http.Request) (*http.Response, error) {
			time.Sleep(time.Second / 2)
			return reply(429, ""), nil
		})).(*limiter)
		c := New(address(t, "https://x.example"), l, Options{})
		var all sync.WaitGroup
		for range 40 {
			all.Go(func() { _ = do(t.Context(), c, Request{}) })
		}
		all.Wait()
		if got := l.rate.Limit(); got != 20 {
			t.Errorf("limit %v, want 20", got)
		}
	})
}

func TestLimitNeverStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := Limit(tripper(func(*http.Request) (*http.Response, error) { return reply(429, ""), nil })).(*limiter)
		c := New(address(t, "https://x.example"), l, Options{})
		for range 20 {
			_ = do(t.Context(), c, Request{})
			time.Sleep(3 * time.Second)
		}
		if got := l.rate.Limit(); got != slowest {
			t.Errorf("limit %v, want %v", got, slowest)
		}
	})
}
