package token

import (
	"io"
	"net/http"
)

// maxDrain bounds in bytes what is read of a refused answer so that its
// connection can be used again.
const maxDrain = 64 << 10

// Transport authorises requests on their way to Base, and sends one once more
// after a 401 if its Authorizer thinks it worth while. It never sends it a third
// time.
//
// The credential goes to Hosts alone, and over plain http to this machine alone;
// a request to anywhere else is a [HostError] and is not sent. That holds for
// redirects and for links in answers too, when they come through here. An
// http.Client around it must still not follow redirects by itself
// (CheckRedirect): it would turn a write into a GET.
type Transport struct {
	// Base sends the requests; nil means http.DefaultTransport.
	Base http.RoundTripper
	// Auth puts the credential on them.
	Auth Authorizer
	// Hosts are the origins that get it, as [Origin] writes them. An entry without
	// a scheme stands for either, one without a port for the scheme's own.
	Hosts []string
}

// RoundTrip implements http.RoundTripper. A refused write is sent again too: a
// 401 says that nothing was done. That takes a body with GetBody, which
// http.NewRequest sets for bytes and strings.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := checkHost(r.URL, t.Hosts); err != nil {
		closeBody(r)
		return nil, err
	}
	sent, err := t.authorized(r)
	if err != nil {
		closeBody(r)
		return nil, err
	}
	response, err := t.base().RoundTrip(sent)
	if err != nil || response.StatusCode != http.StatusUnauthorized || !rewindable(r) {
		return response, err
	}
	if !t.Auth.Refused(r.Context(), sent) {
		return response, nil
	}
	discard(response)
	return t.again(r)
}

// again sends r a second time; whatever comes back is the answer.
func (t *Transport) again(r *http.Request) (*http.Response, error) {
	second, err := t.authorized(r)
	if err != nil {
		return nil, err
	}
	if r.GetBody != nil {
		if second.Body, err = r.GetBody(); err != nil {
			return nil, err
		}
	}
	return t.base().RoundTrip(second)
}

// authorized returns a copy of r with the credential: a RoundTripper leaves the
// caller's request alone.
func (t *Transport) authorized(r *http.Request) (*http.Request, error) {
	c := r.Clone(r.Context())
	if c.Header == nil {
		c.Header = http.Header{}
	}
	if err := t.Auth.Authorize(r.Context(), c); err != nil {
		return nil, err
	}
	return c, nil
}

func (t *Transport) base() http.RoundTripper {
	if t.Base == nil {
		return http.DefaultTransport
	}
	return t.Base
}

func rewindable(r *http.Request) bool {
	return r.Body == nil || r.Body == http.NoBody || r.GetBody != nil
}

func closeBody(r *http.Request) {
	if r.Body != nil {
		_ = r.Body.Close()
	}
}

func discard(response *http.Response) {
	_, _ = io.CopyN(io.Discard, response.Body, maxDrain)
	_ = response.Body.Close()
}
