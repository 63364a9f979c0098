package rest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Replay says when a request may be sent again although an earlier try of it may
// have been carried out. An answer of 429, or 503 with Retry-After, means that
// nothing was carried out, and is retried whatever the Replay.
type Replay int

const (
	// ReplayByMethod is ReplaySafe for GET, HEAD and OPTIONS, else ReplayNever.
	ReplayByMethod Replay = iota
	// ReplaySafe requests change nothing, or the same thing twice: they are
	// retried after a lost connection and after any other 5xx.
	ReplaySafe
	// ReplayCreate requests create under an id of the sender's choosing and only
	// if it is free (PUT with If-None-Match: *). They are retried as ReplaySafe
	// ones are; a 412 with [StatusError.Repeated] may then be the sender's own work.
	ReplayCreate
	// ReplayNever requests are sent again only if they certainly were refused.
	ReplayNever
)

// Request is one call to the server.
type Request struct {
	Method string // GET if empty
	// Path is joined to the path of the client's base URL. It is in escaped form:
	// what stands for one segment has to pass through url.PathEscape. A path with
	// a segment of "." or ".." is refused.
	Path     string
	Query    url.Values
	RawQuery string // used in place of Query if not empty
	// Header is sent as it is. Accept and, with a body, Content-Type are
	// application/json unless given here.
	Header http.Header
	Body   []byte
	// Write marks a request that changes something; see [IsWrite].
	Write  bool
	Replay Replay
	// NoRedirect hands a 3xx answer back as a Response instead of following it.
	NoRedirect bool
}

// safeMethod reports whether requests by this method change nothing (RFC 9110, 9.2.1).
func safeMethod(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

func (r *Request) method() string {
	if r.Method == "" {
		return http.MethodGet
	}
	return r.Method
}

func (r *Request) replay() Replay {
	switch {
	case r.Replay != ReplayByMethod:
		return r.Replay
	case safeMethod(r.method()):
		return ReplaySafe
	}
	return ReplayNever
}

// address is the URL of the request below base.
func (r *Request) address(base *url.URL) (*url.URL, error) {
	escaped := strings.TrimSuffix(base.EscapedPath(), "/") + "/" + strings.TrimPrefix(r.Path, "/")
	for segment := range strings.SplitSeq(escaped, "/") {
		if segment == "." || segment == ".." {
			return nil, fmt.Errorf("%s %q: a path must not hold a %q segment", r.method(), r.Path, segment)
		}
	}
	path, err := url.PathUnescape(escaped)
	if err != nil {
		return nil, fmt.Errorf("%s %q: not an escaped path", r.method(), r.Path)
	}
	u := *base
	u.Path, u.RawPath, u.Fragment, u.RawFragment = path, escaped, "", ""
	u.RawQuery = r.RawQuery
	if u.RawQuery == "" && len(r.Query) > 0 {
		u.RawQuery = r.Query.Encode()
	}
	return &u, nil
}

// build makes the request for the wire. It can be sent several times: GetBody is set.
func (r *Request) build(ctx context.Context, u *url.URL, agent string) *http.Request {
	h := make(http.Header, len(r.Header)+3)
	for name, values := range r.Header {
		h[name] = values
	}
	setDefault(h, "Accept", "application/json")
	setDefault(h, "User-Agent", agent)
	req := &http.Request{
		Method: r.method(), URL: u, Host: u.Host, Header: h,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	if r.Body != nil {
		setDefault(h, "Content-Type", "application/json")
		req.ContentLength = int64(len(r.Body))
		req.GetBody = r.reader
		req.Body, _ = r.reader()
	}
	return req.WithContext(ctx)
}

func (r *Request) reader() (io.ReadCloser, error) {
	if len(r.Body) == 0 {
		return http.NoBody, nil
	}
	return io.NopCloser(bytes.NewReader(r.Body)), nil
}

func setDefault(h http.Header, name, value string) {
	if _, given := h[name]; !given && value != "" {
		h[name] = []string{value}
	}
}
