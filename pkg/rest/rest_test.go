package rest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A tripper is a transport made of a function.
type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// reply is an answer for a tripper; headers are given as name, value, ...
func reply(status int, body string, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{
		StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

func address(t testing.TB, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// network is a transport of its own, so that no test sees the connections of another.
func network(t testing.TB, o TLSOptions) *http.Transport {
	t.Helper()
	tr, err := NewTransport(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tr.CloseIdleConnections)
	return tr
}

// serve starts a server and returns a client for it with the layers of production.
func serve(t *testing.T, handler http.HandlerFunc) (*Client, *httptest.Server) {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return clientFor(t, s.URL, Options{}), s
}

func clientFor(t *testing.T, base string, o Options) *Client {
	t.Helper()
	return New(address(t, base), Retry(Limit(network(t, TLSOptions{})), RetryOptions{FirstWait: 1}), o)
}

// get does a GET and returns the body.
func get(c *Client, path string) (string, error) {
	resp, err := c.Do(context.Background(), Request{Path: path})
	if err != nil {
		return "", err
	}
	b, err := resp.Bytes()
	return string(b), err
}

// do sends r and discards the answer.
func do(ctx context.Context, c *Client, r Request) error {
	resp, err := c.Do(ctx, r)
	if err != nil {
		return err
	}
	_, err = resp.Bytes()
	return err
}

func wantStatus(t *testing.T, err error, status int) *StatusError {
	t.Helper()
	var e *StatusError
	if !errors.As(err, &e) || e.Status != status {
		t.Fatalf("error %v, want status %d", err, status)
	}
	return e
}

func wantTransport(t *testing.T, err error, arrived bool) *TransportError {
	t.Helper()
	var e *TransportError
	if !errors.As(err, &e) {
		t.Fatalf("error %v, want a TransportError", err)
	}
	if e.MayHaveArrived != arrived {
		t.Fatalf("%v: MayHaveArrived is %v, want %v", err, e.MayHaveArrived, arrived)
	}
	return e
}

// hijack takes the connection away from the server.
func hijack(t *testing.T, w http.ResponseWriter) net.Conn {
	t.Helper()
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return nil
	}
	return conn
}

// reset ends a connection with RST.
func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
