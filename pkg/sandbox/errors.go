package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// failure is an answer that is not a success, in the shape of Common REST:
// {"code","reason","message","detail"}. Message is kept as a person would write it; it is escaped when it is sent.
type failure struct {
	status  int
	message string
	detail  any
	// bare marks the refusals of the filter in front of the resources, which carry no Content-API-Version.
	bare bool
}

// Error returns the message as it is before escaping.
func (f *failure) Error() string { return f.message }

func fail(status int, format string, args ...any) *failure {
	return &failure{status: status, message: fmt.Sprintf(format, args...)}
}

func badRequest(format string, args ...any) *failure {
	return fail(http.StatusBadRequest, format, args...)
}

func preconditionFailed(format string, args ...any) *failure {
	return fail(http.StatusPreconditionFailed, format, args...)
}

// notFound is the platform's answer for a type, a field or a configuration that does not exist.
func notFound() *failure { return fail(http.StatusNotFound, "Not Found") }

// unauthorized and accessDenied differ in one capital letter, as recorded.
func unauthorized() *failure {
	return &failure{status: http.StatusUnauthorized, message: "Access Denied", bare: true}
}

func accessDenied() *failure {
	return &failure{status: http.StatusForbidden, message: "Access denied", bare: true}
}

// asFailure finds the answer for any error: one of ours, or what the store says, or an internal error whose cause
// stays inside.
func asFailure(err error) *failure {
	var f *failure
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &tooLarge):
		return fail(http.StatusRequestEntityTooLarge, "Request Entity Too Large")
	case errors.Is(err, store.ErrNotFound):
		return notFound()
	default:
		return fail(http.StatusInternalServerError, "Internal Server Error")
	}
}

// body is the JSON of a failure. On /openidm the message is escaped for HTML, elsewhere it is not.
func (f *failure) body(escape bool) []byte {
	message := f.message
	if escape {
		message = escapeHTML(message)
	}
	return encode(struct {
		Code    int    `json:"code"`
		Reason  string `json:"reason"`
		Message string `json:"message"`
		Detail  any    `json:"detail,omitempty"`
	}{f.status, http.StatusText(f.status), message, f.detail})
}

// escapeHTML escapes as the platform does: recordings show &#39; and &#61;, which is the set of the encoder that
// also escapes plus, at and back quote.
func escapeHTML(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;",
		"+", "&#43;", "=", "&#61;", "@", "&#64;", "`", "&#96;").Replace(s)
}

// encode writes compact JSON and leaves <, > and & alone, as the platform does. The values given to it are our own
// and always encode.
func encode(v any) []byte {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return []byte("null")
	}
	return []byte(strings.TrimSuffix(b.String(), "\n"))
}
