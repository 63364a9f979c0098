package rest

import (
	"net/http"
	"net/http/httptrace"
)

// watch sends req through base and notes in its hop how far it came.
func watch(base http.RoundTripper, req *http.Request) (*http.Response, error) {
	h := hopOf(req)
	if h == nil {
		return base.RoundTrip(req)
	}
	h.seen.Store(seenBelow)
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	ctx := httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GetConn:      func(string) { h.seen.Or(seenTraced) },
		WroteHeaders: func() { h.seen.Or(seenWritten) },
	})
	resp, err := base.RoundTrip(req.WithContext(ctx))
	if err != nil {
		h.failed()
	}
	return resp, err
}

// failed is told that the network gave an error. A transport that does not report
// its steps may have sent the request before it.
func (h *hop) failed() {
	if seen := h.seen.Or(seenFailed); seen&seenTraced == 0 || seen&seenWritten != 0 {
		h.lost.Store(true)
	}
}
