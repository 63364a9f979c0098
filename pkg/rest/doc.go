// Package rest is a thin layer over net/http for talking to one server: it
// builds a request, sends it, and hands back either a response to read from or
// an error with a type.
//
// Begin with a [Client]:
//
//	net, err := rest.NewTransport(rest.TLSOptions{})
//	...
//	c := rest.New(base, rest.Retry(rest.Limit(net), rest.RetryOptions{}), rest.Options{})
//	resp, err := c.Do(ctx, rest.Request{Method: "GET", Path: "openidm/info/ping"})
//
// Every concern is a [http.RoundTripper] of its own, put around the next one.
// From the outside in they are [Intercept] (show a request instead of sending
// it), [Retry], whatever adds the credential, [Limit], [Trace] and the transport
// made by [NewTransport].
//
// The package promises:
//
//   - an answer outside 2xx and 304 is a [*StatusError]; no answer, or half of
//     one, is a [*TransportError] that says whether the request may have been
//     carried out nevertheless;
//   - one deadline covers a request, all its retries and the reading of its body;
//   - a redirect never takes the request to another host;
//   - no credential, and no value of a query parameter that is not known to be
//     harmless, appears in an error or a trace.
package rest
