package rest

import (
	"net/http"
	"net/url"
)

// A Call is what a person asks for in the platform's own terms.
type Call struct {
	// Method is GET if empty.
	Method string
	// Path is below the platform's root and in escaped form: "/openidm/managed/alpha_role".
	Path   string
	Query  url.Values
	Header http.Header
	Body   []byte
}

// Request is the call as it is sent.
func (c Call) Request() Request {
	return Request{Method: c.Method, Path: c.Path, Query: c.Query, Header: c.Header, Body: c.Body, Write: c.Writes()}
}

// Writes reports whether the call may change something, as its method tells.
func (c Call) Writes() bool { return c.Method != "" && !safeMethod(c.Method) }

// String is the call in the words of an error: "GET /v1/environments".
func (c Call) String() string {
	r := c.Request()
	return r.method() + " " + Clean(c.Path)
}
