package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/realmctl/realmctl/pkg/identity"
)

// passwordFlags say where a new password comes from; never an argument.
type passwordFlags struct {
	stdin    bool
	file     string
	generate bool
}

// bind adds the flags; generate is the name of the one that makes a password.
func (p *passwordFlags) bind(f *pflag.FlagSet, generate string) {
	p.bindRead(f, "read the password from standard input")
	f.BoolVar(&p.generate, generate, false, "make a password that the realm takes, and print it")
}

// bindRead adds the flags that read a password.
func (p *passwordFlags) bindRead(f *pflag.FlagSet, stdin string) {
	f.BoolVar(&p.stdin, "password-stdin", false, stdin)
	f.StringVar(&p.file, "password-file", "", "read the password from a `file` that nobody else can read")
}

// given reports whether a password is wanted at all.
func (p *passwordFlags) given() bool { return p.stdin || p.generate || p.file != "" }

// check refuses a password from two places.
func (p *passwordFlags) check() error {
	if p.generate && (p.stdin || p.file != "") {
		return usagef("a password is read or made, not both")
	}
	if p.stdin && p.file != "" {
		return usagef("a password is read from standard input or from a file, not both")
	}
	return nil
}

// A wantedPassword is a new password of somebody.
type wantedPassword struct {
	passwordFlags
	document json.RawMessage // the user's
	optional bool            // none need be given
	unjudged bool            // the rules do not matter
	hashed   bool            // one that is hashed already is taken as it is
}

// newPassword reads or makes a password and holds it against the rules for its user.
// Empty means that none was asked for.
func (s *session) newPassword(ctx context.Context, store any, w wantedPassword) (string, error) {
	if err := w.check(); err != nil {
		return "", err
	}
	if w.optional && !w.given() {
		return "", nil
	}
	var rules []identity.PasswordRule
	if !w.unjudged || w.generate {
		var err error
		if rules, err = rulesFor(ctx, store, w.document); err != nil {
			return "", err
		}
	}
	user := profileOf(store, w.document)
	if w.generate {
		return identity.GeneratePassword(rules, user)
	}
	password, err := s.readPassword(ctx, w.passwordFlags)
	if err != nil || w.hashed && isHashed(password) {
		return password, err
	}
	return password, broken(rules, password, user)
}

// rulesFor are the rules for the password of the user whom a document describes; none
// where the store tells none.
func rulesFor(ctx context.Context, store any, document json.RawMessage) ([]identity.PasswordRule, error) {
	if ruler, ok := store.(identity.PasswordUserRuler); ok {
		return ruler.PasswordRulesFor(ctx, document)
	}
	if ruler, ok := store.(identity.PasswordRuler); ok {
		return ruler.PasswordRules(ctx)
	}
	return nil, nil
}

// isHashed reports a password as a directory keeps it: "{SSHA512}" and base64.
func isHashed(password string) bool {
	scheme, rest, closed := strings.Cut(password, "}")
	scheme, opened := strings.CutPrefix(scheme, "{")
	if !opened || !closed || scheme == "" || rest == "" {
		return false
	}
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	return strings.Trim(scheme, letters+"-_") == "" && strings.Trim(rest, letters+"+/=$.") == ""
}

// broken names every rule that a password breaks.
func broken(rules []identity.PasswordRule, password string, user identity.Profile) error {
	var wrong violations
	for _, r := range rules {
		if !r.Holds(password, user) {
			wrong = append(wrong, identity.Violation{Attribute: "password", Rule: r.Name, Words: "needs " + r.Words})
		}
	}
	return wrong.err("set the password of "+user.UserName, "")
}

// withPassword adds a password to a document.
func withPassword(store any, document json.RawMessage, password string) (json.RawMessage, error) {
	if password == "" {
		return document, nil
	}
	patcher, ok := store.(identity.PasswordPatcher)
	if !ok {
		return nil, identity.Errorf(identity.Unsupported, "passwords cannot be set on this platform")
	}
	patch, err := patcher.PasswordPatch(password)
	if err != nil {
		return nil, err
	}
	object, err := members(document)
	if err != nil {
		return nil, err
	}
	for _, o := range patch {
		if err := put(object, o.Path, o.Value); err != nil {
			return nil, err
		}
	}
	return encode(object)
}

// reveal prints a password that was made here: the one secret that is data.
func (s *session) reveal(password string) { fmt.Fprintln(s.app.Out, password) }
