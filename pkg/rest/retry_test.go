package rest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// A step is the outcome of one try: an answer, or an error if that is not nil.
type step struct {
	status int
	header []string
	err    error
}

// A script answers each try with the next of its steps, the last one for ever.
type script struct {
	steps  []step
	tries  int
	sent   []string // bodies
	length int64    // announced of the last one
}

func (s *script) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		s.length = req.ContentLength
		b, _ := io.ReadAll(req.Body)
		_ = req.Body.Close()
		s.sent = append(s.sent, string(b))
	}
	now := s.steps[min(s.tries, len(s.steps)-1)]
	s.tries++
	if now.err != nil {
		return nil, now.err
	}
	return reply(now.status, "body", now.header...), nil
}

func answers(status int, header ...string) step { return step{status: status, header: header} }

func breaks(err error) step { return step{err: err} }

func TestRetryPolicy(t *testing.T) {
	t.Parallel()
	type steps []step
	ok := answers(200)
	lost := breaks(syscall.ECONNRESET)
	type replays map[Replay]int // tries wanted
	for name, test := range map[string]struct {
		steps steps
		want  replays
	}{
		"429":                  {steps{answers(429), answers(429), ok}, replays{ReplaySafe: 3, ReplayCreate: 3, ReplayNever: 3}},
		"503 with Retry-After": {steps{answers(503, "Retry-After", "2"), ok}, replays{ReplaySafe: 2, ReplayCreate: 2, ReplayNever: 2}},
		"503":                  {steps{answers(503), ok}, replays{ReplaySafe: 2, ReplayCreate: 2, ReplayNever: 1}},
		"500 for ever":         {steps{answers(500)}, replays{ReplaySafe: 4, ReplayCreate: 4, ReplayNever: 1}},
		"501":                  {steps{answers(501)}, replays{ReplaySafe: 1, ReplayCreate: 1, ReplayNever: 1}},
		"lost":                 {steps{lost, ok}, replays{ReplaySafe: 2, ReplayCreate: 2, ReplayNever: 1}},
		"lost for ever":        {steps{lost}, replays{ReplaySafe: 4, ReplayCreate: 4, ReplayNever: 1}},
		"closed unanswered":    {steps{breaks(io.EOF), ok}, replays{ReplaySafe: 2, ReplayCreate: 2, ReplayNever: 1}},
		"404":                  {steps{answers(404)}, replays{ReplaySafe: 1, ReplayCreate: 1, ReplayNever: 1}},
		"412 after a loss":     {steps{lost, answers(412)}, replays{ReplayCreate: 2}},
		"throttled, then lost": {steps{answers(429), lost, ok}, replays{ReplaySafe: 3, ReplayNever: 2}},
	} {
		for replay, tries := range test.want {
			synctest.Test(t, func(t *testing.T) {
				s := &script{steps: test.steps}
				c := New(address(t, "https://x.example"), Retry(Limit(s), RetryOptions{}), Options{})
				err := do(t.Context(), c, Request{Method: "PUT", Body: []byte("{}"), Replay: replay})
				if s.tries != tries {
					t.Errorf("%s, replay %d: %d tries, want %d (%v)", name, replay, s.tries, tries, err)
				}
				for i, body := range s.sent {
					if body != "{}" {
						t.Errorf("%s: try %d sent %q", name, i+1, body)
					}
				}
				if len(s.sent) != s.tries || s.length != 2 {
					t.Errorf("%s: %d bodies in %d tries, length %d", name, len(s.sent), s.tries, s.length)
				}
			})
		}
	}
}

func TestReplayByMethod(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]Replay{
		"": ReplaySafe, "GET": ReplaySafe, "HEAD": ReplaySafe,
		"POST": ReplayNever, "PUT": ReplayNever, "PATCH": ReplayNever, "DELETE": ReplayNever,
	} {
		if got := (&Request{Method: method}).replay(); got != want {
			t.Errorf("%q: %d, want %d", method, got, want)
		}
	}
}

// The sender of a create has to know that a 412 may be about its own object.
func TestRepeated(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		first step
		want  bool
	}{
		"lost":      {breaks(syscall.ECONNRESET), true},
		"500":       {answers(500), true},
		"throttled": {answers(429), false},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &script{steps: []step{test.first, answers(412)}}
			c := New(address(t, "https://x.example"), Retry(Limit(s), RetryOptions{}), Options{})
			err := do(t.Context(), c, Request{Method: "PUT", Replay: ReplayCreate})
			if e := wantStatus(t, err, 412); e.Repeated != test.want {
				t.Errorf("%s: Repeated is %v", name, e.Repeated)
			}
		})
	}
}

func TestRetryAfterIsWaitedFor(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		header   []string
		from, to time.Duration
	}{
		"seconds":      {[]string{"Retry-After", "7"}, 7 * time.Second, 8 * time.Second},
		"date":         {[]string{"Retry-After", "Fri, 06 Mar 2026 10:00:09 GMT", "Date", "Fri, 06 Mar 2026 10:00:00 GMT"}, 9 * time.Second, 10 * time.Second},
		"local date":   {[]string{"Retry-After", "Sat, 01 Jan 2000 00:00:05 GMT"}, 5 * time.Second, 6 * time.Second}, // a bubble begins in 2000
		"a past date":  {[]string{"Retry-After", "Fri, 31 Dec 1999 00:00:00 GMT"}, 0, time.Second},
		"no figure":    {nil, 150 * time.Millisecond, 300 * time.Millisecond},
		"not a figure": {[]string{"Retry-After", "soon"}, 150 * time.Millisecond, 300 * time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &script{steps: []step{answers(429, test.header...), answers(200)}}
			c := New(address(t, "https://x.example"), Retry(s, RetryOptions{}), Options{})
			start := time.Now()
			if err := do(t.Context(), c, Request{Method: "POST"}); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if took := time.Since(start); took < test.from || took > test.to {
				t.Errorf("%s: waited %s, want %s to %s", name, took, test.from, test.to)
			}
		})
	}
}

// A wait that would pass the deadline is not begun: the answer that asked for it
// is the answer, at once.
func TestWaitBeyondTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []step{answers(429, "Retry-After", "31")}}
		c := New(address(t, "https://x.example"), Retry(Limit(s), RetryOptions{}), Options{})
		start := time.Now()
		e := wantStatus(t, do(t.Context(), c, Request{}), 429)
		if time.Since(start) != 0 || s.tries != 1 || e.RetryAfter != 31*time.Second || string(e.Body) != "body" {
			t.Errorf("after %s and %d tries: %+v", time.Since(start), s.tries, e)
		}
		// While it runs nothing is sent, and a request that cannot wait knows at once.
		e = wantStatus(t, do(t.Context(), c, Request{}), 429)
		if s.tries != 1 || e.RetryAfter != 31*time.Second {
			t.Errorf("%d tries, %+v", s.tries, e)
		}
	})
}

func TestThrottledForEverEndsWithinTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []step{answers(429)}}
		c := New(address(t, "https://x.example"), Retry(s, RetryOptions{}), Options{})
		start := time.Now()
		_ = wantStatus(t, do(t.Context(), c, Request{Method: "POST"}), 429)
		if took := time.Since(start); took > 30*time.Second || s.tries < 6 {
			t.Errorf("%d tries in %s", s.tries, took)
		}
	})
}

func TestCancelDuringBackoff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []step{answers(503, "Retry-After", "20")}}
		c := New(address(t, "https://x.example"), Retry(Limit(s), RetryOptions{}), Options{})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		err := do(ctx, c, Request{})
		if !errors.Is(err, context.Canceled) || time.Since(start) != time.Second {
			t.Errorf("after %s: %v", time.Since(start), err)
		}
		_ = wantTransport(t, err, false)
	})
}

// The error of a layer between Retry and Limit is that layer's: it is not retried,
// and says nothing about a request that never got so far.
func TestErrorOfTheCredential(t *testing.T) {
	t.Parallel()
	for name, refusal := range map[string]error{
		"of its own": errors.New("sign in: refused"),
		"of net":     &url.Error{Op: "Post", URL: "https://x.example/token?secret", Err: io.EOF},
		"of rest":    &TransportError{Method: "POST", URL: "https://x.example/token", MayHaveArrived: true, Err: io.EOF},
	} {
		tries := 0
		signIn := tripper(func(*http.Request) (*http.Response, error) {
			tries++
			return nil, refusal
		})
		c := New(address(t, "https://x.example"), Retry(signIn, RetryOptions{}), Options{})
		e := wantTransport(t, do(t.Context(), c, Request{}), false)
		if tries != 1 || strings.Contains(e.Error(), "secret") {
			t.Errorf("%s: %d tries, %v", name, tries, e)
		}
	}
}

// What became of one try is no news about the next one.
func TestErrorOfTheCredentialAfterALoss(t *testing.T) {
	t.Parallel()
	tries := 0
	limit := Limit(tripper(func(*http.Request) (*http.Response, error) { return nil, syscall.ECONNRESET }))
	signIn := tripper(func(r *http.Request) (*http.Response, error) {
		if tries++; tries > 1 {
			return nil, errors.New("sign in: refused")
		}
		return limit.RoundTrip(r)
	})
	c := New(address(t, "https://x.example"), Retry(signIn, RetryOptions{FirstWait: 1}), Options{})
	_ = wantTransport(t, do(t.Context(), c, Request{Method: "PUT", Replay: ReplayCreate}), true)
	if tries != 2 {
		t.Errorf("%d tries", tries)
	}
}

// Retry serves requests of others too, and never sends half of one.
func TestRetryOfAForeignRequest(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		method string
		body   io.Reader
		want   int
	}{
		"read":                 {http.MethodGet, nil, 2},
		"write":                {http.MethodPost, strings.NewReader("{}"), 1},
		"body that is a pipe":  {http.MethodGet, io.MultiReader(strings.NewReader("{}")), 1},
		"body that has a copy": {http.MethodGet, strings.NewReader("{}"), 2},
	} {
		s := &script{steps: []step{answers(500), answers(200)}}
		req, err := http.NewRequestWithContext(t.Context(), test.method, "https://x.example/", test.body)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := Retry(s, RetryOptions{FirstWait: 1}).RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if s.tries != test.want {
			t.Errorf("%s: %d tries, want %d", name, s.tries, test.want)
		}
	}
}
