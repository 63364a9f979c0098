package rest

import (
	"net/http"
	"net/http/httptrace"
)

// watch sends req through base and notes in its call how far it came.
func watch(base http.RoundTripper, req *http.Request) (*http.Response, error) {
	c := callOf(req)
	if c == nil {
		return base.RoundTrip(req)
	}
	c.seen.Store(seenBelow)
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	ctx := httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GetConn:      func(string) { c.seen.Or(seenTraced) },
		WroteHeaders: func() { c.seen.Or(seenWritten) },
	})
	resp, err := base.RoundTrip(req.WithContext(ctx))
	if err != nil {
		c.failed()
	}
	return resp, err
}

// failed is told that the network gave an error. A transport that does not report
// its steps may have sent the request before it.
func (c *call) failed() {
	if seen := c.seen.Or(seenFailed); seen&seenTraced == 0 || seen&seenWritten != 0 {
		c.lost.Store(true)
	}
}
