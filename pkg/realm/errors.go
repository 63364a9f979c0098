package realm

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNoRealm says that a command needs a realm, none was named and no default
// is set. An error about an address that stands for no realm at all wraps it.
var ErrNoRealm = errors.New("no realm was named and no default is set")

// An emptyError is ErrNoRealm in other words: a realm was asked for, and there is none.
type emptyError string

func (e emptyError) Error() string { return string(e) }
func (emptyError) Unwrap() error   { return ErrNoRealm }

// A PlaceError is a mistake in the configuration, with where it is: a file with
// line and column, or the variable or flag.
type PlaceError struct {
	File   string // path as it was given to Load; empty for a variable or flag
	Line   int    // from 1
	Column int    // from 1, counted in characters
	Source string // "REALMCTL_TIMEOUT", "--timeout", when there is no file
	Detail string
}

// Error returns "place: detail".
func (e *PlaceError) Error() string {
	if e.File == "" {
		return e.Source + ": " + e.Detail
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Detail)
}

// A Warning is something in the configuration that is probably not meant, and
// does not stop a command.
type Warning struct {
	File string
	Line int // from 1; 0 when the whole file is meant
	Text string
}

// String returns "file:line: text".
func (w Warning) String() string {
	if w.Line == 0 {
		return w.File + ": " + w.Text
	}
	return fmt.Sprintf("%s:%d: %s", w.File, w.Line, w.Text)
}

// An UnknownRealmError names an address that stands for nothing.
type UnknownRealmError struct {
	Address string
	Nearest string   // the most similar known address or group; empty when none is close
	Known   []string // every known address, groups last
}

// Error names the address and the nearest known one.
func (e *UnknownRealmError) Error() string {
	what := "realm"
	switch {
	case strings.HasPrefix(e.Address, "@"):
		what = "group"
	case isGlob(e.Address):
		return fmt.Sprintf("no realm matches %q", e.Address)
	}
	return fmt.Sprintf("unknown %s %q%s", what, e.Address, didYouMean(e.Nearest))
}

// An AmbiguousRealmError names a tenant that has several realms, or whose
// realms are not listed, where one was wanted.
type AmbiguousRealmError struct {
	Address    string
	Candidates []string // empty on the environment's idm tenant, where any object may be named
}

// Error lists the realms to choose from.
func (e *AmbiguousRealmError) Error() string {
	if len(e.Candidates) == 0 {
		return fmt.Sprintf("%q names no managed object: say which, as in %s/alpha_user", e.Address, EnvTenantName)
	}
	return fmt.Sprintf("%q has several realms: %s", e.Address, strings.Join(e.Candidates, ", "))
}

// An EnvironmentError says what the environment lacks to describe the tenant
// env, everything at once.
type EnvironmentError struct {
	Missing []string // variables, with the choice in words where there is one
	Invalid []error  // [*PlaceError], one per bad value
}

// Error names every missing and every bad variable.
func (e *EnvironmentError) Error() string {
	var parts []string
	for _, err := range e.Invalid {
		parts = append(parts, err.Error())
	}
	if len(e.Missing) > 0 {
		parts = append(parts, "not set: "+strings.Join(e.Missing, ", "))
	}
	return "describe tenant env by the environment: " + strings.Join(parts, "; ")
}

// Unwrap returns the errors about single variables.
func (e *EnvironmentError) Unwrap() []error { return e.Invalid }

func didYouMean(nearest string) string {
	if nearest == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", nearest)
}
