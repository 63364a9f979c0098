package rest

import (
	"net/http"
	"net/url"
)

// maxRedirects is how many redirects one request follows.
const maxRedirects = 5

// follow sends the request to u and on to where the answers point, as long as
// that is the same server.
func (x *exchange) follow(u *url.URL) (*Response, error) {
	for hops := 0; ; hops++ {
		resp, err := x.send(u)
		if err != nil {
			return nil, err
		}
		target := x.target(resp)
		if target == nil {
			return x.answer(resp)
		}
		_ = resp.Body.Close()
		if reason := refusal(u, target, hops); reason != "" {
			to := escapeControls(target.Scheme + "://" + target.Host)
			return nil, x.transportError(&RedirectError{To: to, Reason: reason}, true)
		}
		u = target
	}
}

// target is where resp redirects a request that may follow, or nil.
func (x *exchange) target(resp *http.Response) *url.URL {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil
	}
	location := resp.Header.Get("Location")
	if x.request.NoRedirect || location == "" || !safeMethod(x.hop.method) {
		return nil
	}
	target, err := x.url.Parse(location)
	if err != nil {
		return nil
	}
	target.Fragment, target.RawFragment = "", ""
	return target
}

// refusal says why a request does not follow from one URL to another, "" if it does.
func refusal(from, to *url.URL, hops int) string {
	switch {
	case from.Scheme == "https" && to.Scheme != "https":
		return "it is not encrypted"
	case to.Scheme != from.Scheme || hostPort(to) != hostPort(from) || to.User != nil:
		return "another server than the one asked"
	case hops >= maxRedirects:
		return "too many redirects"
	}
	return ""
}
