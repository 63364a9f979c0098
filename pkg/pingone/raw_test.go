package pingone

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// A raw write whose answer was lost may have been applied, and the error says so.
func TestRawWriteThatWasLost(t *testing.T) {
	t.Parallel()
	s := newTenant(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	_, err := s.client().Raw(t.Context(), rest.Call{Method: http.MethodPost, Path: "/v1/environments", Body: []byte("{}")})
	e := asError(t, err)
	if !e.Unknown || !strings.HasPrefix(e.Hint, "realmctl api GET /v1/environments -R ") {
		t.Errorf("%v: unknown %v, hint %q", err, e.Unknown, e.Hint)
	}
	_, err = s.client().Raw(t.Context(), rest.Call{Path: "/v1/environments"})
	if e := asError(t, err); e.Unknown || e.Kind != identity.Unavailable {
		t.Errorf("%v: unknown %v, kind %v", err, e.Unknown, e.Kind)
	}
}

// The pages of a raw listing are asked for with what a person adds.
func TestRawPages(t *testing.T) {
	t.Parallel()
	s := chain(t, []string{row("ann")}, []string{row("bob")})
	call := rest.Call{Path: "/v1/environments/" + env + "/users", Query: url.Values{"filter": {`a b`}}, Header: http.Header{"X-Mine": {"yes"}}}
	n := 0
	for _, err := range s.client().RawPages(t.Context(), call) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 2 || len(s.seen) != 2 || s.seen[0].header.Get("X-Mine") != "yes" || s.seen[1].header.Get("X-Mine") != "yes" || !strings.Contains(s.seen[0].uri, "filter=a%20b") {
		t.Errorf("%d rows; asked %v", n, s.seen)
	}
}
