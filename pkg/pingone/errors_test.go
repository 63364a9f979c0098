package pingone

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

func TestErrorForms(t *testing.T) {
	t.Parallel()
	const prefix = "The request could not be completed. "
	for name, c := range map[string]struct {
		status int
		body   string
		kind   identity.Kind
		text   string
	}{
		"duplicate": {400, `{"code":"INVALID_DATA","message":"` + prefix + `One or more validation errors were in the request.","details":[{"code":"UNIQUENESS_VIOLATION","target":"username","message":"is unique but a non-unique value is provided","innerError":{"existingId":"u1"}}]}`,
			identity.Conflict, "username: is taken (by u1)"},
		"409": {409, `{"code":"CONFLICT","message":"it is there"}`, identity.Conflict, "it is there"},
		"required": {400, `{"code":"INVALID_DATA","details":[{"code":"REQUIRED_VALUE","target":"username"},{"code":"EMPTY_VALUE","target":"email"}]}`,
			identity.Invalid, "username: is required; email: must not be empty"},
		"values": {400, `{"code":"INVALID_DATA","details":[{"code":"INVALID_VALUE","target":"shirtSize","message":"Not allowed.","innererror":{"allowedValues":["M","L"]}}]}`,
			identity.Invalid, "shirtSize: not allowed (allowed: M, L)"},
		"pattern": {400, `{"code":"INVALID_DATA","details":[{"code":"INVALID_VALUE","target":"name.family","innerError":{"allowedPattern":"^[a-z]*$"}}]}`,
			identity.Invalid, "name.family: is not valid (pattern ^[a-z]*$)"},
		"range": {400, `{"code":"INVALID_REQUEST","details":[{"code":"OUT_OF_RANGE","target":"limit","innerError":{"rangeMinimumValue":1,"rangeMaximumValue":200}}]}`,
			identity.Invalid, "limit: has to be between 1 and 200"},
		"filter": {400, `{"code":"INVALID_REQUEST","details":[{"code":"INVALID_FILTER","target":"filter","message":"Unsupported operator.","innerError":{"supportedOperators":["eq","sw"],"supportedAttributes":["username"]}}]}`,
			identity.Usage, "the service does not take the filter: unsupported operator; operators that it takes: eq, sw; attributes that it takes: username"},
		"password": {400, `{"code":"INVALID_DATA","details":[{"code":"INVALID_VALUE","target":"value","message":"x","innerError":{"unsatisfiedRequirements":["length","minCharacters"]}}]}`,
			identity.Invalid, "value: has the wrong length; value: has too few kinds of characters"},
		"licence": {403, `{"code":"ACCESS_FAILED","details":[{"code":"LICENSE_EXCEEDED","message":"Too many users.","innerError":{"quotaLimit":1000}}]}`,
			identity.API, "the licence of the organization allows no more than 1000 (too many users)"},
		"quota": {429, `{"code":"REQUEST_LIMITED","details":[{"code":"QUOTA_EXCEEDED","innerError":{"quotaLimit":50,"quotaResetTime":"2026-11-23T00:00:00.000Z"}}]}`,
			identity.Throttled, "the quota is used up: 50, until 2026-11-23T00:00:00Z"},
		"quota in ms": {429, `{"details":[{"code":"QUOTA_EXCEEDED","innerError":{"quotaResetTime":1795392000000}}]}`,
			identity.Throttled, "the quota is used up, until 2026-11-23T00:00:00Z"},
		"throttled": {429, `{"code":"REQUEST_LIMITED","message":"` + prefix + `The request was rate limited.","details":[{"code":"LIMIT_EXCEEDED","innerError":{"retryAfter":7}}]}`,
			identity.Throttled, "the request was rate limited, and asks to wait 7s"},
		"token": {401, `{"code":"ACCESS_FAILED","details":[{"code":"INVALID_TOKEN","message":"x"}]}`,
			identity.Auth, "the credential was refused, or is missing or expired"},
		"gateway": {403, `{"message":"'eyJ' not a valid key=value pair (missing equal-sign) in Authorization header"}`,
			identity.Auth, "the token was refused before it came to PingOne: it is probably of another region than the tenant's"},
		"no password": {400, `{"code":"REQUEST_FAILED","details":[{"code":"NO_PASSWORD"}]}`, identity.Invalid, "the user has no password"},
		"unusable":    {400, `{"code":"REQUEST_FAILED","details":[{"code":"ACCOUNT_NOT_USABLE","message":"Locked."}]}`, identity.Invalid, "locked"},
		"external":    {400, `{"code":"REQUEST_FAILED","message":"` + prefix + `The user is managed elsewhere."}`, identity.Invalid, "the user is managed elsewhere"},
		"media":       {415, `{"code":"INVALID_REQUEST","message":"no"}`, identity.Unsupported, "no"},
		"method":      {405, `{"code":"INVALID_REQUEST"}`, identity.Unsupported, "INVALID_REQUEST"},
		"server":      {500, `{"code":"UNEXPECTED_ERROR","message":"An unexpected error occurred."}`, identity.Unavailable, "an unexpected error occurred"},
		"html":        {404, "<html>lost</html>", identity.API, "not found (text/html: lost)"},
		"nothing":     {502, "", identity.Unavailable, "bad gateway"},
		"strange":     {400, `{"id":7,"code":["x"],"message":{"a":1},"details":"no","innerError":3}`, identity.Invalid, "bad request"},
		"control":     {400, `{"message":"a\u001b[31mb\u0000\nc"}`, identity.Invalid, "a [31mb c"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kind := "application/json"
			if strings.HasPrefix(c.body, "<") {
				kind = "text/html"
			}
			e := fromStatus(&rest.StatusError{Status: c.status, Header: http.Header{"Content-Type": {kind}}, Body: []byte(c.body)})
			if e.Kind != c.kind || e.Error() != c.text {
				t.Errorf("got  %s: %s\nwant %s: %s", e.Kind, e, c.kind, c.text)
			}
		})
	}
}

func TestResetTime(t *testing.T) {
	t.Parallel()
	want := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for _, raw := range []string{`"2026-11-23T00:00:00Z"`, `1795392000`, `1795392000000`, `"1795392000"`} {
		if got := resetTime(json.RawMessage(raw)); !got.Equal(want) {
			t.Errorf("%s: %v", raw, got)
		}
	}
	for _, raw := range []string{`null`, `"soon"`, `{}`, ``, `-1`} {
		if got := resetTime(json.RawMessage(raw)); !got.IsZero() {
			t.Errorf("%s: %v", raw, got)
		}
	}
}

// FuzzError: whatever comes, the error is one line that can be printed.
func FuzzError(f *testing.F) {
	f.Add(400, []byte(`{"code":"INVALID_DATA","details":[{"code":"INVALID_VALUE","target":"x\u0007","innerError":{"allowedValues":[1,"\u001b"]}}]}`), "application/json")
	f.Add(429, []byte(`{"details":[{"code":"QUOTA_EXCEEDED","innerError":{"quotaResetTime":99999999999999999999}}]}`), "")
	f.Add(403, []byte("<html>"), "text/html")
	f.Fuzz(func(t *testing.T, status int, body []byte, contentType string) {
		e := fromStatus(&rest.StatusError{Status: status, Header: http.Header{"Content-Type": {contentType}}, Body: body})
		text := e.Error()
		if text == "" || rest.Clean(e.Code) != e.Code || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Errorf("%q: %q", body, text)
		}
	})
}

// TestNetworkErrors: each class of failure has its kind, and its words and hint stay.
func TestNetworkErrors(t *testing.T) {
	t.Parallel()
	locked := errors.New("the keyring is locked")
	for _, c := range []struct {
		err  error
		kind identity.Kind
		text string
		hint string
	}{
		{context.Canceled, identity.Interrupted, "interrupted", ""},
		{context.DeadlineExceeded, identity.Timeout, "context deadline exceeded", "--timeout"},
		{syscall.ECONNREFUSED, identity.Unavailable, "nothing answers at api.pingone.eu (connection refused)", ""},
		{&rest.RedirectError{To: "https://x", Reason: "another host"}, identity.API, "redirected to https://x: another host", "address"},
		{locked, identity.API, "the keyring is locked", ""},
	} {
		lost := &rest.TransportError{URL: "https://api.pingone.eu/v1", Err: c.err}
		e, ok := translate(lost)
		if !ok || e.Kind != c.kind || e.Error() != c.text || !strings.Contains(e.Hint, c.hint) || !errors.Is(e, c.err) {
			t.Errorf("%v: got %s %q, hint %q", c.err, e.Kind, e, e.Hint)
		}
		if kept := errors.Is(e, lost); kept == errors.Is(c.err, locked) {
			t.Errorf("%v: the request is in the chain: %v", c.err, kept)
		}
	}
}
