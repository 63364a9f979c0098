package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// Transport returns the tenant as a round tripper inside this process. The body of an answer flows while the tenant
// still writes it; when the body is closed, or the request's context ends, the tenant stops, and no goroutine is left
// once Close has returned. The host of a request is not looked at: use BaseURL.
func (s *Sandbox) Transport() http.RoundTripper {
	return inProcess{handler: s.Handler(), begin: s.begin}
}

// begin opens the tenant before the first request, so that a folder that cannot be used is told to the person: behind
// an answer 500 nobody would see it.
func (s *Sandbox) begin(ctx context.Context) error {
	s.mu.Lock()
	begun := s.tenant != nil
	s.mu.Unlock()
	if begun {
		return nil
	}
	_, err := s.ready(ctx)
	return err
}

type inProcess struct {
	handler http.Handler
	begin   func(context.Context) error
}

// RoundTrip runs the handler beside the caller and returns as soon as the status and the headers are known.
func (t inProcess) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := t.begin(req.Context()); err != nil {
		if req.Body != nil {
			err = errors.Join(err, req.Body.Close())
		}
		return nil, err
	}
	ctx, cancel := context.WithCancel(req.Context())
	reader, writer := io.Pipe()
	w := &pipeWriter{header: http.Header{}, body: writer, ready: make(chan struct{})}
	done := make(chan struct{})
	go func() {
		defer close(done)
		t.serve(w, serverRequest(ctx, req))
	}()
	unhook := context.AfterFunc(ctx, func() { reader.CloseWithError(ctx.Err()) })
	body := &pipeBody{PipeReader: reader, end: func() {
		unhook()
		cancel()
		<-done
	}}
	select {
	case <-w.ready:
	case <-done:
	}
	if err := req.Context().Err(); err != nil { // whatever the tenant made of being left
		_ = body.Close()
		return nil, err
	}
	select {
	case <-w.ready:
		return w.response(req, body), nil
	default:
	}
	body.end()
	return nil, fmt.Errorf("connection reset by the sandbox: %w", io.ErrUnexpectedEOF)
}

// serve ends the answer's body with the handler: cleanly, or with an unexpected end where the handler broke off.
func (t inProcess) serve(w *pipeWriter, req *http.Request) {
	defer req.Body.Close()
	defer func() {
		if recover() != nil {
			w.body.CloseWithError(io.ErrUnexpectedEOF)
			return
		}
		w.WriteHeader(http.StatusOK)
		_ = w.body.Close() // of a pipe, never fails
	}()
	t.handler.ServeHTTP(w, req)
}

// serverRequest turns the client's view of a request into the server's.
func serverRequest(ctx context.Context, req *http.Request) *http.Request {
	r := req.Clone(ctx)
	r.RequestURI = req.URL.RequestURI()
	r.RemoteAddr = "in-process"
	if r.Host == "" {
		r.Host = req.URL.Host
	}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	return r
}

// pipeWriter is the handler's side of an answer.
type pipeWriter struct {
	header http.Header
	sent   http.Header
	status int
	once   sync.Once
	ready  chan struct{}
	body   *io.PipeWriter
}

// Header returns the headers of the answer, which may change until the first byte is written.
func (w *pipeWriter) Header() http.Header { return w.header }

// WriteHeader lets RoundTrip return.
func (w *pipeWriter) WriteHeader(status int) {
	w.once.Do(func() {
		w.status, w.sent = status, w.header.Clone()
		close(w.ready)
	})
}

// Write waits until the client has taken the bytes.
func (w *pipeWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// Flush sends the headers; bytes are never held back.
func (w *pipeWriter) Flush() { w.WriteHeader(http.StatusOK) }

func (w *pipeWriter) response(req *http.Request, body io.ReadCloser) *http.Response {
	return &http.Response{
		Status: fmt.Sprintf("%d %s", w.status, http.StatusText(w.status)), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, Body: body, ContentLength: -1, Request: req,
	}
}

// pipeBody is the client's side of an answer's body.
type pipeBody struct {
	*io.PipeReader
	once sync.Once
	end  func()
}

// Close stops the handler and waits until it has ended.
func (b *pipeBody) Close() error {
	err := b.PipeReader.Close()
	b.once.Do(b.end)
	return err
}
