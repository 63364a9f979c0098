package aic

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// An answer is the body of an error, in whatever form it came: Common REST
// ({code, reason, message, detail}), OAuth 2 ({error, error_description}),
// {code, message}, {message}, text, HTML or nothing.
type answer struct {
	code       string // a word or number of the service's own, where it has one beside the status
	message    string // decoded, on one line
	violations []identity.Violation
	text       string // the title or beginning of a body that is not JSON
	structured bool   // the body is a JSON object
}

type wireError struct {
	Code             json.RawMessage `json:"code"`
	Reason           json.RawMessage `json:"reason"`
	Message          json.RawMessage `json:"message"`
	Detail           json.RawMessage `json:"detail"`
	Error            json.RawMessage `json:"error"`
	ErrorDescription json.RawMessage `json:"error_description"`
}

// decodeAnswer reads the body of an error leniently: a member of another type
// than expected is left out, never an error.
func decodeAnswer(body []byte, contentType string) answer {
	var w wireError
	if err := json.Unmarshal(body, &w); err != nil {
		return answer{text: describeText(body, contentType)}
	}
	a := answer{structured: true, code: plain(w.Code), message: clean(plain(w.Message))}
	if a.message == "" {
		a.message = clean(plain(w.ErrorDescription))
	}
	if code := plain(w.Error); code != "" {
		a.code = code
	}
	if a.message == "" {
		a.message = clean(plain(w.Reason))
	}
	a.code = clean(a.code)
	a.violations = violations(w.Detail)
	if a.violations == nil && len(w.Detail) > 0 && w.Detail[0] == '"' && a.message != "" {
		if detail := firstSentence(clean(plain(w.Detail))); detail != "" {
			a.message += ": " + detail
		}
	}
	return a
}

// plain is the text of a JSON string or number, else "".
func plain(raw json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	var s string
	if raw[0] == '"' && json.Unmarshal(raw, &s) == nil {
		return s
	}
	if raw[0] == '-' || digit(raw[0]) {
		return string(raw)
	}
	return ""
}

// firstSentence drops the position in a Java stream that parser messages end with.
func firstSentence(text string) string {
	text, _, _ = strings.Cut(text, " at [Source:")
	return text
}

// words say why, in the service's own words where it has some.
func (a answer) words(status int) string {
	reason := strings.ToLower(http.StatusText(status))
	switch {
	case a.message != "" && !strings.EqualFold(a.message, reason):
		return decapitalise(a.message)
	case a.text != "" && !strings.Contains(a.text, http.StatusText(status)):
		return strings.TrimSpace(reason + aside(a.text))
	case a.text != "":
		return a.text
	case reason != "":
		return reason
	}
	return "status " + strconv.Itoa(status)
}

// decapitalise makes a sentence of the service part of ours. A name in capitals, a
// title ("No Such Entry") or an attribute stays as it is.
func decapitalise(s string) string {
	s = strings.TrimSuffix(s, ".")
	_, rest, _ := strings.Cut(s, " ")
	if rest != "" && rest[0] >= 'A' && rest[0] <= 'Z' {
		return s
	}
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && (s[1] >= 'a' && s[1] <= 'z' || s[1] == ' ') {
		return string(s[0]|0x20) + s[1:]
	}
	return s
}
