package rest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRequestOnTheWire(t *testing.T) {
	t.Parallel()
	type seen struct{ Method, URI, Accept, Type, Agent, Body string }
	var got seen
	c, s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got = seen{r.Method, r.RequestURI, r.Header.Get("Accept"), r.Header.Get("Content-Type"), r.UserAgent(), string(b)}
		w.WriteHeader(http.StatusNoContent)
	})
	c = New(address(t, s.URL+"/am/"), c.transport, Options{UserAgent: "realmctl/test"})
	for name, test := range map[string]struct {
		request Request
		want    seen
	}{
		"get": {
			Request{Path: "/json/a%2Fb", Query: url.Values{"_fields": {"a b"}}},
			seen{"GET", "/am/json/a%2Fb?_fields=a+b", "application/json", "", "realmctl/test", ""},
		},
		"raw query": {
			Request{Path: "json", RawQuery: "x=%20", Query: url.Values{"y": {"1"}}},
			seen{"GET", "/am/json?x=%20", "application/json", "", "realmctl/test", ""},
		},
		"post": {
			Request{Method: "POST", Path: "json", Body: []byte("{}"), Header: http.Header{"Accept": {"text/plain"}}},
			seen{"POST", "/am/json", "text/plain", "application/json", "realmctl/test", "{}"},
		},
	} {
		if err := do(t.Context(), c, test.request); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestPathsThatLeaveTheBaseAreRefused(t *testing.T) {
	t.Parallel()
	c := New(address(t, "https://x.example/am"), tripper(func(*http.Request) (*http.Response, error) {
		t.Error("a request was sent")
		return reply(200, ""), nil
	}), Options{})
	for _, path := range []string{"a/../b", "..", "./a", "a/.", "%zz"} {
		if err := do(t.Context(), c, Request{Path: path}); err == nil {
			t.Errorf("path %q was taken", path)
		}
	}
}

func TestPlainHTTPToAnotherHostIsNeverSent(t *testing.T) {
	t.Parallel()
	c := New(address(t, "http://idm.example.com"), tripper(func(*http.Request) (*http.Response, error) {
		t.Error("a request was sent")
		return reply(200, ""), nil
	}), Options{})
	if err := do(t.Context(), c, Request{}); err == nil || !strings.Contains(err.Error(), "plain http") {
		t.Fatalf("error %v", err)
	}
}

func TestStatusError(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-ForgeRock-TransactionId", "abc-1")
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, strings.Repeat("x", 100<<10))
	})
	_, err := get(c, "a")
	e := wantStatus(t, err, http.StatusForbidden)
	if len(e.Body) != 64<<10 || e.RequestID() != "abc-1" {
		t.Errorf("%d bytes, id %q", len(e.Body), e.RequestID())
	}
	if want := "GET " + c.base.String() + "/a: 403 Forbidden"; e.Error() != want {
		t.Errorf("text %q, want %q", e.Error(), want)
	}
}

func TestNotModifiedIsAnAnswer(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) })
	resp, err := c.Do(t.Context(), Request{})
	if err != nil || resp.Status != http.StatusNotModified {
		t.Fatalf("%v, %v", resp, err)
	}
	if b, err := resp.Bytes(); err != nil || len(b) != 0 {
		t.Fatalf("%q, %v", b, err)
	}
}

// A body that breaks off is an error of its own, whether the length was announced
// or the body was in chunks.
func TestTruncatedBody(t *testing.T) {
	t.Parallel()
	for name, head := range map[string]string{
		"announced": "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"result\":[",
		"chunked":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n{\"result\":[\r\n",
	} {
		c, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			conn := hijack(t, w)
			_, _ = io.WriteString(conn, head)
			_ = conn.Close()
		})
		body, err := get(c, "")
		if e := wantTransport(t, err, true); !errors.Is(e, io.ErrUnexpectedEOF) {
			t.Errorf("%s: error %v", name, err)
		}
		if body != `{"result":[` {
			t.Errorf("%s: body %q", name, body)
		}
	}
}

// In the process there is no net/http between the two that would compare lengths.
func TestTruncatedBodyOfAnyTransport(t *testing.T) {
	t.Parallel()
	c := New(address(t, "https://sandbox.localhost"), tripper(func(*http.Request) (*http.Response, error) {
		r := reply(200, "half")
		r.ContentLength = 8
		return r, nil
	}), Options{})
	_, err := get(c, "")
	if e := wantTransport(t, err, true); !errors.Is(e, io.ErrUnexpectedEOF) {
		t.Errorf("error %v", err)
	}
}

func TestMaxBody(t *testing.T) {
	t.Parallel()
	c := New(address(t, "https://x.example"), tripper(func(r *http.Request) (*http.Response, error) {
		return reply(200, r.URL.Path[1:]), nil
	}), Options{MaxBody: 4})
	if b, err := get(c, "four"); err != nil || b != "four" {
		t.Errorf("%q, %v", b, err)
	}
	b, err := get(c, "fives")
	if !errors.Is(err, ErrTooLarge) || b != "five" {
		t.Errorf("%q, %v", b, err)
	}
}

func TestAppendGrowsOnce(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("x", 10_000)
	buffer := make([]byte, 0, len(body)+1)
	c := New(address(t, "https://x.example"), tripper(func(*http.Request) (*http.Response, error) {
		return reply(200, body), nil
	}), Options{})
	resp, err := c.Do(t.Context(), Request{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := resp.Append(buffer)
	if err != nil || string(got) != body || &got[0] != &buffer[:1][0] {
		t.Errorf("the buffer that was large enough was not used: %v", err)
	}
}

func TestDeadlineIsToldInWords(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hang := tripper(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		c := New(address(t, "https://x.example"), Retry(Limit(hang), RetryOptions{}), Options{})
		err := do(t.Context(), c, Request{Method: "POST"})
		if e := wantTransport(t, err, true); !errors.Is(e, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		if want := "POST https://x.example/: no answer within 30s"; err.Error() != want {
			t.Errorf("text %q, want %q", err, want)
		}
		short, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		err = do(short, c, Request{})
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "within 2s") {
			t.Errorf("error %v", err)
		}
	})
}

func TestDeadlineCoversTheBody(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	_, s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "begin")
		_ = http.NewResponseController(w).Flush()
		<-release
	})
	defer close(release)
	c := clientFor(t, s.URL, Options{Timeout: 50 * time.Millisecond})
	b, err := get(c, "")
	if !errors.Is(err, context.DeadlineExceeded) || b != "begin" {
		t.Errorf("%q, %v", b, err)
	}
	_ = wantTransport(t, err, true)
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c, _ := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	err := do(ctx, c, Request{})
	if !errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

func TestIsWrite(t *testing.T) {
	t.Parallel()
	var outer, inner []bool
	c := New(address(t, "https://x.example"), tripper(func(r *http.Request) (*http.Response, error) {
		outer = append(outer, IsWrite(r))
		// What a layer asks for on the way, in the same context, is not the call.
		token, err := http.NewRequestWithContext(r.Context(), http.MethodPost, "https://x.example/token", http.NoBody)
		inner = append(inner, IsWrite(token))
		return reply(200, ""), err
	}), Options{})
	for _, write := range []bool{false, true} {
		if err := do(t.Context(), c, Request{Method: "POST", Write: write}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([][]bool{{false, true}, {false, false}}, [][]bool{outer, inner}); diff != "" {
		t.Error(diff)
	}
}

// A secret in a query, or what a hostile server says, does not get into errors raw.
func TestErrorsKeepSecrets(t *testing.T) {
	t.Parallel()
	c := New(address(t, "https://x.example"), tripper(func(*http.Request) (*http.Response, error) {
		return nil, errors.New("evil \x1b[31m" + strings.Repeat("x", 1000))
	}), Options{})
	err := do(t.Context(), c, Request{RawQuery: "_fields=a&code=s3cret&state=s3cret"})
	if strings.Contains(err.Error(), "s3cret") || strings.ContainsRune(err.Error(), '\x1b') || len(err.Error()) > 700 {
		t.Errorf("text %q", err)
	}
	if !strings.Contains(err.Error(), "?_fields=a&code=***&state=***: ") {
		t.Errorf("text %q", err)
	}
}
