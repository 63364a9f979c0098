package rest

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// maxTraced is how much of a body a trace shows.
const maxTraced = 2 << 10

// Trace writes to w what passes through it: for each try one line with method,
// address, status, duration and the server's name for the request, then the
// harmless headers, and the beginnings of JSON bodies. Values that are not known
// to be harmless are masked, and bodies of sign-in endpoints not shown at all.
// Bodies stream as they do without it; the line about one follows when it ends.
func Trace(base http.RoundTripper, w io.Writer) http.RoundTripper {
	return &tracer{base: base, w: w}
}

type tracer struct {
	base  http.RoundTripper
	count atomic.Int64
	mu    sync.Mutex // guards w, so that the blocks of parallel requests stay whole
	w     io.Writer
}

func (t *tracer) RoundTrip(req *http.Request) (*http.Response, error) {
	n, started := t.count.Add(1), time.Now()
	resp, err := t.base.RoundTrip(req)
	took := time.Since(started).Round(time.Microsecond)
	var b block
	if err != nil {
		b.line(n, "%s %s: %v after %s", req.Method, redactURL(req.URL), clip(bare(err).Error(), 500), took)
		b.request(n, req)
		t.write(&b)
		return nil, err
	}
	b.line(n, "%s %s: %d in %s%s", req.Method, redactURL(req.URL), resp.StatusCode, took, named(resp.Header))
	b.request(n, req)
	b.headers(n, "<", resp.Header)
	t.write(&b)
	resp.Body = &tracedBody{
		ReadCloser: resp.Body, tracer: t, number: n, started: started,
		shown: showsBody(req, resp.Header), seen: make([]byte, 0, maxTraced),
	}
	return resp, nil
}

func named(h http.Header) string {
	if id := requestID(h); id != "" {
		return ", id " + clip(id, 100)
	}
	return ""
}

// write ignores errors: a trace that cannot be written does not end the work.
func (t *tracer) write(b *block) {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, _ = t.w.Write(b.Bytes())
}

// A block is the lines that are written together.
type block struct{ bytes.Buffer }

func (b *block) line(n int64, format string, args ...any) {
	_, _ = fmt.Fprintf(b, "#%d %s\n", n, escapeControls(fmt.Sprintf(format, args...)))
}

func (b *block) request(n int64, req *http.Request) {
	b.headers(n, ">", req.Header)
	if req.GetBody == nil || req.ContentLength <= 0 {
		return
	}
	text := "not shown"
	if body, err := req.GetBody(); err == nil && showsBody(req, req.Header) {
		seen, _ := io.ReadAll(io.LimitReader(body, maxTraced))
		text = maskJSON(seen)
	}
	b.line(n, "> %d bytes: %s", req.ContentLength, text)
}

// tracedHeaders are those whose values tell nothing that has to be kept.
var tracedHeaders = [...]string{
	"Accept-Api-Version", "Content-Api-Version", "Content-Encoding", "Content-Length", "Content-Type", "Date", "Etag",
	"If-Match", "If-None-Match", "Location", "Retry-After", "Server", "Via", "X-Forgerock-Transactionid",
	"X-Not-Modified", "X-Openidm-Nosession", "X-Openidm-Username", "X-Request-Id",
}

func (b *block) headers(n int64, direction string, h http.Header) {
	for _, name := range tracedHeaders {
		for _, value := range h[name] {
			if name == "Location" {
				value = redactLocation(value)
			}
			b.line(n, "%s %s: %s", direction, strings.ToLower(name), clip(value, 300))
		}
	}
	for _, name := range [...]string{"Authorization", "X-Openidm-Password", "Cookie", "Set-Cookie"} {
		if len(h[name]) > 0 {
			b.line(n, "%s %s: %s", direction, strings.ToLower(name), mask)
		}
	}
}

func redactLocation(value string) string {
	u, err := url.Parse(value)
	if err != nil {
		return mask
	}
	return redactURL(u)
}

// showsBody reports whether bodies of a kind, on the way to or from the endpoint of
// req, may be shown: not where somebody signs in.
func showsBody(req *http.Request, h http.Header) bool {
	path := strings.ToLower(req.URL.Path)
	for _, part := range [...]string{"/oauth2", "/authenticate", "/sessions", "/as/token"} {
		if strings.Contains(path, part) {
			return false
		}
	}
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}

// tracedBody keeps the beginning of what is read through it.
type tracedBody struct {
	io.ReadCloser
	tracer  *tracer
	number  int64
	started time.Time
	shown   bool
	seen    []byte
	read    int64
	done    bool
}

func (b *tracedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	b.seen = append(b.seen, p[:min(n, maxTraced-len(b.seen))]...)
	if err != nil {
		b.report(err)
	}
	return n, err
}

func (b *tracedBody) Close() error {
	b.report(io.EOF)
	return b.ReadCloser.Close()
}

func (b *tracedBody) report(err error) {
	if b.done {
		return
	}
	b.done = true
	text := "not shown"
	if b.shown {
		text = maskJSON(b.seen)
	}
	if err != io.EOF { //nolint:errorlint // io.Reader promises io.EOF itself
		text += " (" + clip(err.Error(), 200) + ")"
	}
	var out block
	out.line(b.number, "< %d bytes in %s: %s", b.read, time.Since(b.started).Round(time.Microsecond), text)
	b.tracer.write(&out)
}
