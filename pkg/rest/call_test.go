package rest

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCall(t *testing.T) {
	t.Parallel()
	call := Call{Path: "/a%20b", Query: url.Values{"x": {"1"}}, Header: http.Header{"Y": {"2"}}, Body: []byte("{}")}
	for method, writes := range map[string]bool{"": false, "GET": false, "HEAD": false, "OPTIONS": false, "POST": true, "DELETE": true, "QUERY": true} {
		call.Method = method
		want := Request{Method: method, Path: "/a%20b", Query: call.Query, Header: call.Header, Body: call.Body, Write: writes}
		if diff := cmp.Diff(want, call.Request()); diff != "" || call.Writes() != writes {
			t.Errorf("%s: %s", method, diff)
		}
	}
	for want, call := range map[string]Call{"GET /x": {Path: "/x"}, "POST /a b": {Method: "POST", Path: "/a\x1b\nb"}} {
		if got := call.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
