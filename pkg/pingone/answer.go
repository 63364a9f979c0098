package pingone

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// An answer is the body of an error: the service's own form
// ({id, code, message, details}), that of the token endpoint
// ({error, error_description}), or text that something in between made.
type answer struct {
	id         string
	code       string
	message    string
	details    []detail
	oauth      bool
	structured bool
	text       string // of a body that is no JSON object
	raw        []byte
}

// A detail is one thing that is wrong with a request.
type detail struct {
	code, target, message string
	inner                 inner
}

type wireError struct {
	ID          lenient[string]       `json:"id"`
	Code        lenient[string]       `json:"code"`
	Message     lenient[string]       `json:"message"`
	Details     lenient[[]wireDetail] `json:"details"`
	Error       lenient[string]       `json:"error"`
	Description lenient[string]       `json:"error_description"`
}

// A wireDetail has its last member under two names: services differ. The
// standard decoder folds the case of names, so that one field takes both.
type wireDetail struct {
	Code    lenient[string] `json:"code"`
	Target  lenient[string] `json:"target"`
	Message lenient[string] `json:"message"`
	Inner   lenient[inner]  `json:"innerError"`
}

// inner is what an error says beside its words.
type inner struct {
	AllowedPattern       lenient[string]      `json:"allowedPattern"`
	AllowedValues        texts                `json:"allowedValues"`
	RangeMinimum         lenient[json.Number] `json:"rangeMinimumValue"`
	RangeMaximum         lenient[json.Number] `json:"rangeMaximumValue"`
	Maximum              lenient[json.Number] `json:"maximumValue"`
	ReferencedValues     texts                `json:"referencedValues"`
	ExistingID           lenient[string]      `json:"existingId"`
	Claim                lenient[string]      `json:"claim"`
	QuotaLimit           lenient[json.Number] `json:"quotaLimit"`
	QuotaResetTime       json.RawMessage      `json:"quotaResetTime"`
	RetryAfter           lenient[json.Number] `json:"retryAfter"`
	AttemptsRemaining    lenient[json.Number] `json:"attemptsRemaining"`
	SupportedAttributes  texts                `json:"supportedAttributes"`
	SupportedOperators   texts                `json:"supportedOperators"`
	UnsatisfiedRequireds texts                `json:"unsatisfiedRequirements"`
}

// lenient holds a value if the document has one of that type, else the zero value.
type lenient[T any] struct{ value T }

// UnmarshalJSON never fails.
func (l *lenient[T]) UnmarshalJSON(data []byte) error {
	var v T
	if json.Unmarshal(data, &v) == nil {
		l.value = v
	}
	return nil
}

// texts is the strings of a list, or one string; anything else is none.
type texts []string

// UnmarshalJSON never fails.
func (t *texts) UnmarshalJSON(data []byte) error {
	var several []lenient[string]
	var one lenient[string]
	if json.Unmarshal(data, &several) != nil {
		_ = one.UnmarshalJSON(data)
		several = []lenient[string]{one}
	}
	for _, s := range several {
		if text := rest.Clean(s.value); text != "" {
			*t = append(*t, text)
		}
	}
	return nil
}

// mostDetails bounds how much of a service's complaint is shown.
const mostDetails = 50

// decodeAnswer reads the body of an error leniently: a member of another type
// than expected is left out, never an error.
func decodeAnswer(body []byte, contentType string) answer {
	var w wireError
	if err := json.Unmarshal(body, &w); err != nil {
		return answer{text: describe(body, contentType), raw: body}
	}
	a := answer{structured: true, id: rest.Clean(w.ID.value), code: rest.Clean(w.Code.value), message: rest.Clean(w.Message.value), raw: body}
	if code := rest.Clean(w.Error.value); code != "" {
		a.oauth, a.code, a.message = true, code, rest.Clean(w.Description.value)
	}
	for _, d := range w.Details.value[:min(len(w.Details.value), mostDetails)] {
		a.details = append(a.details, detail{rest.Clean(d.Code.value), rest.Clean(d.Target.value), rest.Clean(d.Message.value), d.Inner.value})
	}
	return a
}

// has reports whether one of the details, or the answer itself, has a code.
func (a answer) has(code string) bool {
	for _, d := range a.details {
		if d.code == code {
			return true
		}
	}
	return a.code == code
}

// said is what the service says itself: the details, without the sentence that
// every error begins with.
func (a answer) said() string {
	var words []string
	for _, d := range a.details {
		if d.message != "" {
			words = append(words, inSentence(d.message))
		}
	}
	if len(words) == 0 {
		return inSentence(strings.TrimPrefix(a.message, "The request could not be completed. "))
	}
	return strings.Join(words, "; ")
}

// words say why, in the service's own words where it has some.
func (a answer) words(status int) string {
	reason := strings.ToLower(http.StatusText(status))
	switch {
	case a.said() != "":
		return a.said()
	case a.code != "":
		return a.code
	case a.text != "":
		return reason + " (" + a.text + ")"
	case reason != "":
		return reason
	}
	return "status " + strconv.Itoa(status)
}

// violations are the details as what was refused of a document, one an attribute,
// and of a password one a rule.
func (a answer) violations() []identity.Violation {
	var vs []identity.Violation
	for _, d := range a.details {
		for _, words := range d.words() {
			vs = append(vs, identity.Violation{Attribute: d.target, Rule: d.code, Words: words})
		}
	}
	return vs
}

// limitWords say which limit was reached and when it is lifted.
func (a answer) limitWords(words string) string {
	for _, d := range a.details {
		if limit := d.inner.QuotaLimit.value.String(); limit != "" {
			words += " than " + limit
			words = strings.Replace(words, "the quota is used up than ", "the quota is used up: ", 1)
		}
		if at := resetTime(d.inner.QuotaResetTime); !at.IsZero() {
			words += ", until " + at.Format(time.RFC3339)
		}
		if d.message != "" {
			return words + " (" + inSentence(d.message) + ")"
		}
	}
	return words
}

// resetTime reads a time in words, or as a Unix time in seconds or milliseconds.
func resetTime(raw json.RawMessage) time.Time {
	if t, err := time.Parse(time.RFC3339, textOf(raw)); err == nil {
		return t.UTC()
	}
	n, err := strconv.ParseInt(strings.Trim(string(raw), `"`), 10, 64)
	const milliseconds = 1_000_000_000_000
	switch {
	case err != nil || n <= 0:
		return time.Time{}
	case n >= milliseconds:
		return time.UnixMilli(n).UTC()
	}
	return time.Unix(n, 0).UTC()
}

// patience says how long the service asks to wait.
func (a answer) patience(after time.Duration) string {
	for _, d := range a.details {
		if seconds, err := d.inner.RetryAfter.value.Int64(); err == nil && after == 0 {
			after = time.Duration(seconds) * time.Second
		}
	}
	if after <= 0 {
		return ""
	}
	return ", and asks to wait " + after.String()
}

// filterWords say what is wrong with a filter and what would do.
func (a answer) filterWords() string {
	words := "the service does not take the filter: " + cmp.Or(a.said(), "it is not one that it can evaluate")
	for _, d := range a.details {
		if list := d.inner.SupportedOperators; len(list) > 0 {
			words += "; operators that it takes: " + strings.Join(list, ", ")
		}
		if list := d.inner.SupportedAttributes; len(list) > 0 {
			words += "; attributes that it takes: " + strings.Join(list, ", ")
		}
	}
	return words
}
