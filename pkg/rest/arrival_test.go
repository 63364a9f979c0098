package rest

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

func post(c *Client) error {
	return do(context.Background(), c, Request{Method: "POST", Path: "x", Body: []byte("{}")})
}

func TestRefusedConnectionDidNotArrive(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	var tries atomic.Int32
	tr := network(t, TLSOptions{})
	counted := tripper(func(r *http.Request) (*http.Response, error) { tries.Add(1); return tr.RoundTrip(r) })
	c := New(address(t, s.URL), Retry(Limit(counted), RetryOptions{FirstWait: 1}), Options{})
	for _, method := range []string{"GET", "POST"} {
		e := wantTransport(t, do(t.Context(), c, Request{Method: method}), false)
		if !errors.Is(e, syscall.ECONNREFUSED) {
			t.Errorf("error %v", e)
		}
	}
	if tries.Load() != 2 {
		t.Errorf("%d tries of two requests", tries.Load())
	}
}

func TestUnknownHostDidNotArrive(t *testing.T) {
	t.Parallel()
	tr := network(t, TLSOptions{})
	tries := 0
	tr.DialContext = func(context.Context, string, string) (net.Conn, error) {
		tries++
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "x.invalid", IsNotFound: true}}
	}
	tr.Proxy = nil
	c := New(address(t, "https://x.invalid"), Retry(Limit(tr), RetryOptions{FirstWait: 1}), Options{})
	e := wantTransport(t, do(t.Context(), c, Request{}), false)
	if _, ok := errors.AsType[*net.DNSError](e); !ok || tries != 1 {
		t.Errorf("%d tries, %v", tries, e)
	}
}

// A server that answers nothing may have done what was asked.
func TestResetAfterTheRequestMayHaveArrived(t *testing.T) {
	t.Parallel()
	var seen atomic.Int32
	c, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		seen.Add(1)
		reset(hijack(t, w))
	})
	_ = wantTransport(t, post(c), true)
	if seen.Load() != 1 {
		t.Errorf("the POST was sent %d times", seen.Load())
	}
	// A read is sent again, each time.
	_ = wantTransport(t, do(t.Context(), c, Request{}), true)
	if seen.Load() != 5 {
		t.Errorf("the GET was sent %d times, want 4", seen.Load()-1)
	}
}

// A peer that hangs up during the TLS handshake never saw the request.
func TestHangUpBeforeTheRequestDidNotArrive(t *testing.T) {
	t.Parallel()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = bufio.NewReader(conn).ReadByte() // the first byte of the handshake
			reset(conn)
		}
	}()
	t.Cleanup(func() { _ = l.Close(); <-done })
	c := clientFor(t, "https://"+l.Addr().String(), Options{})
	_ = wantTransport(t, post(c), false)
}

// A kept connection that the server closes in the meantime is not a loss.
func TestServerThatClosesIdleConnections(t *testing.T) {
	t.Parallel()
	c, s := serve(t, func(http.ResponseWriter, *http.Request) {})
	for range 20 {
		if err := do(t.Context(), c, Request{}); err != nil {
			t.Fatal(err)
		}
		s.CloseClientConnections()
		if err := do(t.Context(), c, Request{Method: "PUT", Replay: ReplayCreate}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTimeoutWhileWaitingMayHaveArrived(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = bufio.NewReader(r.Body).ReadByte()
		<-r.Context().Done()
	})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_ = wantTransport(t, do(ctx, c, Request{Method: "POST", Body: []byte("{}")}), true)
}

// What was cancelled before it began was not sent.
func TestCancelledBeforehand(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_ = wantTransport(t, do(ctx, c, Request{Method: "POST"}), false)

	// The same when it happens while a layer gets the credential.
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	limit := Limit(c.transport)
	c = New(c.base, tripper(func(r *http.Request) (*http.Response, error) {
		cancel()
		return limit.RoundTrip(r)
	}), Options{})
	e := wantTransport(t, do(ctx, c, Request{Method: "POST"}), false)
	if !errors.Is(e, context.Canceled) {
		t.Errorf("error %v", e)
	}
}
