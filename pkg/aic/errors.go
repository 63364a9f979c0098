package aic

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/stream"
)

// fail makes the error of an operation: what was attempted on what, and why it
// failed. An error that is not the service's or the network's, such as the one of
// a request that was shown instead of sent, is returned as it is.
func (c *Client) fail(op, subject string, err error) error {
	e, ok := translate(err)
	if !ok {
		return err
	}
	if e.Op == "" {
		e.Op, e.Subject = op, subject
	}
	e.Realm = c.options.Realm
	if e.Kind == identity.Auth && e.Status == http.StatusUnauthorized && e.Hint == "" {
		e.Hint = "realmctl auth login " + c.tenant()
	}
	return e
}

// tenant is the name of the tenant in the realm's address.
func (c *Client) tenant() string {
	name, _, _ := strings.Cut(c.options.Realm, "/")
	return name
}

// translate finds the kind and the words of an error. The result is a copy that
// the caller may complete; ok is false for an error that is none of the
// service's, the network's or this package's.
func translate(err error) (e *identity.Error, ok bool) {
	if known, found := errors.AsType[*identity.Error](err); found {
		e := *known
		return &e, true
	}
	if answer, found := errors.AsType[*rest.StatusError](err); found {
		return fromStatus(answer), true
	}
	if lost, found := errors.AsType[*rest.TransportError](err); found {
		return fromTransport(lost), true
	}
	if errors.Is(err, context.Canceled) {
		return &identity.Error{Kind: identity.Interrupted, Detail: "interrupted", Err: err}, true
	}
	if errors.Is(err, stream.ErrRepeatedCursor) {
		return &identity.Error{Kind: identity.API, Detail: "the service repeats the cookie of a page, so the listing would never end", Err: err}, true
	}
	if errors.Is(err, errUnreadable) {
		return &identity.Error{Kind: identity.API, Detail: "the service answered something that cannot be read", Err: err}, true
	}
	return nil, false
}

// errUnreadable marks an answer with a good status that is not what it should be.
var errUnreadable = errors.New("unreadable answer")

// fromStatus reads an answer that is an error.
func fromStatus(s *rest.StatusError) *identity.Error {
	a := decodeAnswer(s.Body, s.Header.Get("Content-Type"))
	e := &identity.Error{
		Kind: kindOf(s.Status), Status: s.Status, Code: a.code, RequestID: clean(s.RequestID()),
		Detail: a.words(s.Status), Violations: a.violations, Err: s,
	}
	refine(e, a)
	if s.Status == http.StatusTooManyRequests && s.RetryAfter > 0 {
		e.Detail += ", and asks to wait " + wholeSeconds(s.RetryAfter).String()
	}
	return e
}

// wholeSeconds rounds up: who waits that long has waited long enough.
func wholeSeconds(d time.Duration) time.Duration {
	return (d + time.Second - 1).Truncate(time.Second)
}

// kindOf is the class of a status before the words of the answer are looked at.
func kindOf(status int) identity.Kind {
	switch status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return identity.Invalid
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired:
		return identity.Auth
	case http.StatusNotFound, http.StatusGone:
		return identity.NotFound
	case http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired:
		return identity.Conflict
	case http.StatusRequestURITooLong:
		return identity.Usage
	case http.StatusTooManyRequests:
		return identity.Throttled
	case http.StatusRequestTimeout:
		return identity.Timeout
	case http.StatusNotImplemented, http.StatusMethodNotAllowed:
		return identity.Unsupported
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return identity.Unavailable
	}
	return identity.API
}

// refine corrects the class where the words of the answer say more than its status.
func refine(e *identity.Error, a answer) {
	switch {
	case len(a.violations) > 0:
		e.Kind, e.Detail = identity.Invalid, ""
		if taken(a.violations) {
			e.Kind = identity.Conflict
		}
	case !a.structured && e.Status == http.StatusNotFound && len(a.text) > 0:
		// A page that no part of the service made: the address is another server's.
		e.Kind, e.Hint = identity.API, "the address of the tenant may be wrong"
	case e.Status == http.StatusBadRequest:
		refineBadRequest(e, a)
	case e.Status == http.StatusForbidden && strings.Contains(a.message, "is not available in"):
		e.Kind = identity.Unsupported
	case e.Status == http.StatusForbidden && !a.structured && a.text != "":
		e.Detail = "a gateway in front of the tenant refused" + aside(a.text)
	case e.Status == http.StatusForbidden && isDenied(a):
		e.Detail = "access denied" + aside(a.text)
		e.Hint = "the account that signed in has no right to this"
	case e.Status == http.StatusUnauthorized:
		e.Detail = "the credential was refused, or is missing or expired"
	case exists(a.message) && e.Kind == identity.Conflict:
		e.Detail = "there is one with this id already"
	case e.Status == http.StatusInternalServerError && isFilterFault(a.message):
		e.Kind = identity.Usage
	}
}

// aside is what a body that is not JSON said, in brackets.
func aside(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

func isDenied(a answer) bool { return a.message == "" || strings.EqualFold(a.message, "access denied") }

// exists recognises the texts for a taken id, some of which repeat the whole record.
func exists(message string) bool {
	return strings.HasPrefix(message, "Entry Already Exists") || strings.HasPrefix(message, "Create rejected as Object with same ID")
}

// isFilterFault recognises a store's failure over a filter that it cannot
// evaluate: older servers answer 500 where newer ones answer 400.
func isFilterFault(message string) bool {
	for _, sign := range [...]string{"Extended match filter not supported", "Query failed", "Illegal character in fragment"} {
		if strings.HasPrefix(message, sign) {
			return true
		}
	}
	return false
}

// refineBadRequest tells a mistake in the request's words, which are the
// person's, from data that was refused.
func refineBadRequest(e *identity.Error, a answer) {
	m := a.message
	switch {
	case a.code == "invalid_grant" || a.code == "invalid_client" || a.code == "unauthorized_client" || a.code == "invalid_scope":
		e.Kind = identity.Auth
	case strings.Contains(m, "undeclared attributes"), strings.Contains(m, "unprefixed attributes"):
		e.Violations, e.Detail = undeclared(m), ""
	case strings.Contains(m, "fr-idm-uuid") && strings.HasPrefix(m, "Invalid Attribute Syntax"):
		e.Violations, e.Detail = []identity.Violation{{Attribute: "_id", Rule: "Invalid Attribute Syntax", Words: "has to be a UUID"}}, ""
	case strings.Contains(m, "password history"):
		e.Violations, e.Detail = []identity.Violation{{Attribute: "password", Rule: "Constraint Violation", Words: "was used before"}}, ""
	case strings.Contains(m, "unique attribute conflict"):
		e.Kind = identity.Conflict
	case strings.Contains(m, "query filter"), strings.Contains(m, "filter operator"),
		strings.Contains(m, "for parameter '_"), strings.Contains(m, "request parameter '_"), strings.Contains(m, "mutually exclusive"):
		e.Kind = identity.Usage
	}
}

func taken(vs []identity.Violation) bool {
	for _, v := range vs {
		if v.Rule == "UNIQUE" {
			return true
		}
	}
	return false
}

// undeclared reads the names out of `… attributes: ["a","b"]`.
func undeclared(message string) []identity.Violation {
	words := "is not an attribute of these objects"
	if strings.Contains(message, "unprefixed") {
		words = "needs a name that begins with custom_"
	}
	_, list, _ := strings.Cut(message, "[")
	list, _, _ = strings.Cut(list, "]")
	var vs []identity.Violation
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.Trim(name, ` "`); name != "" {
			vs = append(vs, identity.Violation{Attribute: name, Rule: "UNDECLARED", Words: words})
		}
	}
	if vs == nil {
		vs = []identity.Violation{{Rule: "UNDECLARED", Words: message}}
	}
	return vs
}
