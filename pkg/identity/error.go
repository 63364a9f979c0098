package identity

import (
	"errors"
	"fmt"
	"strings"
)

// A Kind is the class of an error: what a person or a script can do about it.
type Kind int

// The kinds, and what each asks of the reader.
const (
	API         Kind = iota // any other failure
	Usage                   // bad arguments
	Cancelled               // not confirmed
	Unsupported             // this platform has no such thing
	NotFound                // no such object
	Auth                    // not signed in, refused, or no keyring
	Conflict                // exists already, revision changed, not unique
	Partial                 // some objects or realms failed
	Invalid                 // the data was refused
	Ambiguous               // several objects match
	Unavailable             // the service cannot answer now
	Throttled               // too many requests
	Timeout                 // no answer in time
	Differences             // two things differ, and the caller asked to know
	Interrupted             // the person pressed Ctrl-C
)

var kindNames = [...]string{
	"api", "usage", "cancelled", "unsupported", "not_found", "auth", "conflict", "partial",
	"invalid", "ambiguous", "unavailable", "throttled", "timeout", "differences", "interrupted",
}

// String is the name of the class in machine-readable errors, such as "not_found".
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return kindNames[API]
	}
	return kindNames[k]
}

// An Error tells what was attempted on what and why it failed.
type Error struct {
	Kind Kind
	// Op is what was attempted: "patch user".
	Op string
	// Subject is what it was attempted on: "ann".
	Subject string
	// Realm is where: "acme/alpha".
	Realm string
	// Detail says why, in words.
	Detail string
	// Hint is a command that can be pasted, or a sentence that helps.
	Hint string
	// Status, Code and RequestID are the service's own words, if it answered.
	Status    int
	Code      string
	RequestID string
	// Unknown is true when a write may or may not have been applied.
	Unknown bool
	// Violations name each attribute that was refused.
	Violations []Violation
	// Matches lists the objects when several match.
	Matches []Key
	// Err is the cause, if there is one to unwrap.
	Err error
}

// Error is one line: what was attempted on what, then why.
func (e *Error) Error() string {
	what := strings.TrimSpace(e.Op + " " + e.Subject)
	switch {
	case what == "":
		what = e.Realm
	case e.Realm != "":
		what += between(what) + e.Realm
	}
	if what == "" {
		return e.why()
	}
	return what + ": " + e.why()
}

// between joins what was attempted with where: "patch user ann in acme/alpha", but
// "sign in to acme/alpha".
func between(attempted string) string {
	if strings.HasSuffix(attempted, " in") {
		return " to "
	}
	return " in "
}

func (e *Error) why() string {
	switch {
	case e.Detail != "":
		return e.Detail
	case len(e.Violations) > 0:
		return joinViolations(e.Violations)
	case e.Err != nil:
		return e.Err.Error()
	}
	return e.Kind.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is makes every error of kind [Unsupported] match [errors.ErrUnsupported].
func (e *Error) Is(target error) bool {
	return target == errors.ErrUnsupported && e.Kind == Unsupported
}

// A Violation is one attribute that was refused, and why.
type Violation struct {
	// Attribute is the name as the platform knows it; empty if the whole document is meant.
	Attribute string `json:"attribute,omitempty"`
	// Rule is the platform's own name of the rule, such as "MIN_LENGTH".
	Rule string `json:"rule,omitempty"`
	// Words say it to a person: "needs at least 8 characters".
	Words string `json:"message"`
}

// String reads "mail: not a mail address".
func (v Violation) String() string {
	if v.Attribute == "" {
		return v.Words
	}
	return v.Attribute + ": " + v.Words
}

func joinViolations(vs []Violation) string {
	words := make([]string, len(vs))
	for i, v := range vs {
		words[i] = v.String()
	}
	return strings.Join(words, "; ")
}

// KindOf returns the kind of the first [Error] in err's chain, else [API].
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return API
}

// Errorf makes an error of a kind from words.
func Errorf(k Kind, format string, args ...any) *Error {
	e := fmt.Errorf(format, args...)
	return &Error{Kind: k, Detail: e.Error(), Err: errors.Unwrap(e)}
}

// Lacks is the error for an ability that a platform does not have:
// "sandbox/alpha (Advanced Identity Cloud) has no populations".
func Lacks(d Directory, things string) *Error {
	return Errorf(Unsupported, "%s (%s) has no %s", d.Realm(), d.Platform(), things)
}
