package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/render"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/secret"
	"github.com/realmctl/realmctl/pkg/token"
)

// exitInterrupted is the code of a process that a person stopped: 128 + SIGINT.
const exitInterrupted = 130

// ending is one row of the table of exit codes.
type ending struct {
	code    int
	kinds   []identity.Kind
	meaning string
}

// endings is the table of exit codes: of the process and of the help page.
func endings() []ending {
	return []ending{
		{0, nil, "done, or nothing to do"},
		{1, []identity.Kind{identity.API}, "any other failure"},
		{2, []identity.Kind{identity.Usage, identity.Cancelled, identity.Unsupported}, "bad arguments, unconfirmed, not on this platform"},
		{3, []identity.Kind{identity.NotFound}, "no such object"},
		{4, []identity.Kind{identity.Auth}, "not signed in, refused, keyring unavailable"},
		{5, []identity.Kind{identity.Conflict}, "exists already, revision changed, not unique"},
		{6, []identity.Kind{identity.Partial}, "some rows or realms failed"},
		{7, []identity.Kind{identity.Invalid, identity.Ambiguous}, "the data was refused; several objects match"},
		{8, []identity.Kind{identity.Unavailable, identity.Throttled, identity.Timeout}, "trying again later is sensible"},
		{9, []identity.Kind{identity.Differences}, "differences were found, and --exit-code asked to know"},
		{exitInterrupted, []identity.Kind{identity.Interrupted}, "interrupted"},
	}
}

// exitCode is the process's exit code for an error of kind k.
func exitCode(k identity.Kind) int {
	for _, e := range endings() {
		for _, kind := range e.kinds {
			if kind == k {
				return e.code
			}
		}
	}
	return 1
}

// end turns the error of a command into words on stderr and an exit code.
func (s *session) end(ctx context.Context, err error) int {
	switch {
	case err == nil, errors.Is(err, rest.ErrIntercepted), closedPipe(err):
		return 0
	case ctx.Err() != nil && errors.Is(context.Cause(ctx), context.Canceled):
		err = interrupted(err)
	}
	e := classify(err)
	if s.machineErrors() {
		printMachineError(s.app.Err, e, causes(err))
		return exitCode(e.Kind)
	}
	p := s.palette(s.app.Err)
	for _, cause := range causes(err) {
		printError(s.app.Err, classify(cause), p)
	}
	printError(s.app.Err, e, p)
	return exitCode(e.Kind)
}

// interrupted is the error of a command that a person stopped. Of a write that may
// have been applied it says so.
func interrupted(err error) error {
	var e *identity.Error
	if !errors.As(err, &e) || !e.Unknown {
		return identity.Errorf(identity.Interrupted, "interrupted")
	}
	c := *e
	c.Kind = identity.Interrupted
	return &c
}

// causes are the failures behind a partial one, also of names within realms.
func causes(err error) []error {
	var partial *partialError
	if !errors.As(err, &partial) {
		return nil
	}
	var all []error
	for _, cause := range partial.causes {
		if inner := causes(cause); inner != nil {
			all = append(all, inner...)
			continue
		}
		all = append(all, cause)
	}
	return all
}

// machineErrors reports whether errors go out as JSON. It asks nothing that
// could fail: the error may be about the settings themselves.
func (s *session) machineErrors() bool {
	if s.app.Env("REALMCTL_ERRORS") == "json" {
		return true
	}
	if s.resolved != nil {
		if set := s.resolved.Errors(); set == "json" || set == "text" {
			return set == "json"
		}
		return s.resolved.Output() == "json" || s.resolved.Output() == "ndjson"
	}
	format, _ := s.flag("output")
	if format == "" {
		format = s.app.Env("REALMCTL_OUTPUT")
	}
	return format == "json" || format == "ndjson"
}

func closedPipe(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe)
}

// classify gives an error from any package its kind, words and hint.
func classify(err error) *identity.Error {
	var partial *partialError
	if errors.As(err, &partial) {
		return &identity.Error{Kind: identity.Partial, Detail: partial.headline(), Err: err}
	}
	var e *identity.Error
	if errors.As(err, &e) {
		return advised(withheld(e))
	}
	if e := classifyRealm(err); e != nil {
		return e
	}
	if e := classifySecret(err); e != nil {
		return e
	}
	var usage *render.UsageError
	var syntax *identity.SyntaxError
	switch {
	case errors.As(err, &usage), errors.As(err, &syntax), errors.As(err, new(*usageError)):
		return &identity.Error{Kind: identity.Usage, Detail: err.Error(), Err: err}
	case errors.Is(err, context.DeadlineExceeded):
		return &identity.Error{Kind: identity.Timeout, Detail: err.Error(), Err: err}
	}
	return &identity.Error{Kind: identity.API, Detail: err.Error(), Err: err}
}

// withheld corrects the class of a request that was not sent, since its credential
// does not belong where it was going.
func withheld(e *identity.Error) *identity.Error {
	var host *token.HostError
	if !errors.As(e, &host) {
		return e
	}
	c := *e
	if c.Kind = identity.Auth; host.Plain {
		c.Kind = identity.Usage
	}
	return &c
}

// advised corrects class and advice where more is known here: of a keyring below a
// request, and of the environment, whose credential is in its variables.
func advised(e *identity.Error) *identity.Error {
	c := *e
	if kept := classifySecret(e); kept != nil && !errors.Is(e, secret.ErrNotFound) {
		c.Kind, c.Hint = kept.Kind, kept.Hint
	}
	if c.Hint == "realmctl auth login "+realm.EnvTenantName {
		c.Hint = "realmctl help environment"
	}
	return &c
}

func classifyRealm(err error) *identity.Error {
	e := &identity.Error{Kind: identity.Usage, Detail: err.Error(), Err: err}
	var unknown *realm.UnknownRealmError
	var ambiguous *realm.AmbiguousRealmError
	var place *realm.PlaceError
	var environment *realm.EnvironmentError
	switch {
	case errors.Is(err, realm.ErrNoRealm):
		e.Hint = "realmctl realms add                    # a tenant of your own\nrealmctl users list -R sandbox/alpha   # try it on the sandbox"
	case errors.As(err, &unknown):
		e.Hint = "realmctl realms list"
	case errors.As(err, &environment):
		e.Hint = "realmctl help environment"
	case errors.As(err, &ambiguous), errors.As(err, &place):
	default:
		return nil
	}
	return e
}

func classifySecret(err error) *identity.Error {
	e := &identity.Error{Kind: identity.Auth, Detail: err.Error(), Err: err}
	switch {
	case errors.Is(err, secret.ErrUnavailable):
		e.Hint = "realmctl config set store file     # an encrypted file with a passphrase of yours"
	case errors.Is(err, secret.ErrLocked), errors.Is(err, secret.ErrTimeout):
		e.Hint = "unlock the keyring and try again, or: realmctl config set store file"
	case errors.Is(err, secret.ErrPassphrase):
		e.Hint = "try again, or see what REALMCTL_PASSPHRASE_FILE names"
	case errors.Is(err, secret.ErrNotFound):
		e.Hint = "realmctl auth login"
	default:
		return nil
	}
	return e
}

// printError writes one line that says what went wrong, then what helps.
func printError(w io.Writer, e *identity.Error, p palette) {
	fmt.Fprintf(w, "%s %s\n", p.bad("realmctl:"), escape(headline(e)))
	for _, v := range e.Violations {
		if e.Detail != "" || len(e.Violations) > 1 {
			fmt.Fprintf(w, "  %s\n", escape(v.String()))
		}
	}
	for _, m := range e.Matches {
		fmt.Fprintf(w, "  %s  %s\n", escape(m.ID), escape(placed(m)))
	}
	for line := range strings.Lines(e.Hint) {
		fmt.Fprintf(w, "  %s\n", p.faint(strings.TrimSuffix(line, "\n")))
	}
}

// placed is the name of an object with what tells it apart from others of the name.
func placed(k identity.Key) string {
	if k.Place == "" {
		return k.Name
	}
	return k.Name + " (" + k.Place + ")"
}

// headline is the error without the list of violations that follows it.
func headline(e *identity.Error) string {
	if len(e.Violations) > 1 && e.Detail == "" {
		c := *e
		c.Detail = violations(e.Violations).counted()
		return c.Error()
	}
	return e.Error()
}

// machineError is the JSON form of an error.
type machineError struct {
	Class      string               `json:"class"`
	Code       int                  `json:"code"`
	Message    string               `json:"message"`
	Hint       string               `json:"hint,omitempty"`
	Realm      string               `json:"realm,omitempty"`
	Status     int                  `json:"status,omitempty"`
	RequestID  string               `json:"requestId,omitempty"`
	Unknown    bool                 `json:"outcomeUnknown,omitempty"`
	Violations []identity.Violation `json:"details,omitempty"`
	Matches    []machineMatch       `json:"matches,omitempty"`
	Failures   []machineError       `json:"failures,omitempty"`
}

type machineMatch struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Place string `json:"place,omitempty"`
}

func printMachineError(w io.Writer, e *identity.Error, causes []error) {
	m := newMachineError(e)
	for _, cause := range causes {
		m.Failures = append(m.Failures, newMachineError(classify(cause)))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(m) // stderr is the last place to tell anybody
}

func newMachineError(e *identity.Error) machineError {
	m := machineError{
		Class: e.Kind.String(), Code: exitCode(e.Kind), Message: e.Error(), Hint: e.Hint, Realm: e.Realm,
		Status: e.Status, RequestID: e.RequestID, Unknown: e.Unknown, Violations: e.Violations,
	}
	for _, k := range e.Matches {
		m.Matches = append(m.Matches, machineMatch{k.ID, k.Name, k.Place})
	}
	return m
}

// A usageError is a mistake in the arguments, found by cobra or before a request.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }
