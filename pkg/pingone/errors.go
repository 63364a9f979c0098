package pingone

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/stream"
)

// transactionHeader is the service's name of a request, which it answers with.
const transactionHeader = "X-Ping-External-Transaction-Id"

// errUnreadable marks an answer with a good status that is not what it should be.
var errUnreadable = errors.New("unreadable answer")

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
	if e.Hint == "" {
		e.Hint = c.hint(e)
	}
	return e
}

// hint is the command that shows more about an error of the service.
func (c *Client) hint(e *identity.Error) string {
	switch e.Status {
	case http.StatusUnauthorized:
		tenant, _, _ := strings.Cut(c.options.Realm, "/")
		return "realmctl auth login " + tenant
	case http.StatusForbidden:
		if e.Kind == identity.Auth {
			return "realmctl realms test " + c.options.Realm
		}
	}
	return ""
}

// failList is [Client.fail] for a collection of the environment: if that does not
// exist, it is the environment that does not.
func (c *Client) failList(op string, err error) error {
	if !rest.IsStatus(err, http.StatusNotFound) {
		return c.fail(op, "", err)
	}
	e, _ := translate(err)
	e.Detail = "there is no environment " + rest.Clean(c.options.Environment) + " that this sign-in can see; it may be in another region, or the administrator role for it is missing"
	e.Hint = "realmctl realms test " + c.options.Realm
	return c.fail(op, "", e)
}

func statusOf(err error) (*rest.StatusError, bool) { return errors.AsType[*rest.StatusError](err) }

// translate finds the kind and the words of an error. The result is a copy that
// the caller may complete; ok is false for an error that is none of the
// service's, the network's or this package's.
func translate(err error) (e *identity.Error, ok bool) {
	if known, found := errors.AsType[*identity.Error](err); found {
		e := *known
		return &e, true
	}
	if answer, found := statusOf(err); found {
		return fromStatus(answer), true
	}
	if lost, found := errors.AsType[*rest.TransportError](err); found {
		return fromTransport(lost), true
	}
	if errors.Is(err, context.Canceled) {
		return &identity.Error{Kind: identity.Interrupted, Detail: "interrupted", Err: err}, true
	}
	if errors.Is(err, stream.ErrRepeatedCursor) {
		return &identity.Error{Kind: identity.API, Detail: "the service repeats the link to a page, so the listing would never end", Err: err}, true
	}
	if errors.Is(err, errUnreadable) {
		return &identity.Error{Kind: identity.API, Detail: "the service answered something that cannot be read", Err: err}, true
	}
	return nil, false
}

// fromStatus reads an answer that is an error.
func fromStatus(s *rest.StatusError) *identity.Error {
	a := decodeAnswer(s.Body, s.Header.Get("Content-Type"))
	e := &identity.Error{
		Kind: kindOf(s.Status), Status: s.Status, Code: a.code, RequestID: cmp.Or(a.id, rest.Clean(s.RequestID())),
		Detail: a.words(s.Status), Violations: a.violations(), Err: s,
	}
	refine(e, a)
	if s.Status == http.StatusTooManyRequests {
		e.Detail += a.patience(s.RetryAfter)
	}
	return e
}

// kindOf is the class of a status before the words of the answer are looked at.
// The service warns that codes within a class may change, so the class comes first.
func kindOf(status int) identity.Kind {
	switch status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return identity.Invalid
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired:
		return identity.Auth
	case http.StatusNotFound, http.StatusGone:
		return identity.NotFound
	case http.StatusConflict, http.StatusPreconditionFailed:
		return identity.Conflict
	case http.StatusRequestURITooLong, http.StatusRequestHeaderFieldsTooLarge:
		return identity.Usage
	case http.StatusTooManyRequests:
		return identity.Throttled
	case http.StatusRequestTimeout:
		return identity.Timeout
	case http.StatusNotImplemented, http.StatusMethodNotAllowed, http.StatusUnsupportedMediaType:
		return identity.Unsupported
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return identity.Unavailable
	}
	return identity.API
}

// refine corrects the class where the words of the answer say more than its status.
func refine(e *identity.Error, a answer) {
	switch {
	case a.has("LICENSE_EXCEEDED"):
		// Neither other rights nor another try helps.
		e.Kind, e.Detail, e.Violations = identity.API, a.limitWords("the licence of the organization allows no more"), nil
	case a.has("QUOTA_EXCEEDED"):
		e.Kind, e.Detail, e.Violations = identity.Throttled, a.limitWords("the quota is used up"), nil
	case e.Status == http.StatusTooManyRequests:
		e.Violations = nil
	case a.has("UNIQUENESS_VIOLATION"):
		e.Kind, e.Detail = identity.Conflict, ""
	case a.has("INVALID_FILTER"):
		e.Kind, e.Detail, e.Violations = identity.Usage, a.filterWords(), nil
	case e.Status == http.StatusForbidden && strings.Contains(strings.ToLower(string(a.raw)), "key=value pair"):
		// What stands before the service in a region that knows nothing of the token.
		e.Kind, e.Detail, e.Violations = identity.Auth, "the token was refused before it came to "+platform+": it is probably of another region than the tenant's", nil
		e.Hint = "realmctl realms list -o wide"
	case e.Status == http.StatusForbidden && a.has("INSUFFICIENT_PERMISSIONS"), e.Status == http.StatusForbidden && a.code == "ACCESS_FAILED":
		e.Detail = cmp.Or(a.said(), e.Detail) + "; the one who signed in may lack the administrator role for this environment"
		e.Violations = nil
	case e.Status == http.StatusUnauthorized && !a.oauth:
		e.Detail, e.Violations = "the credential was refused, or is missing or expired", nil
	case !a.structured && e.Status == http.StatusNotFound && a.text != "":
		e.Kind, e.Hint = identity.API, "the address of the tenant may be wrong"
	case a.oauth && e.Status == http.StatusBadRequest:
		e.Kind = identity.Auth
	case len(e.Violations) > 0 && e.Kind != identity.Unavailable:
		e.Detail = ""
	}
}
