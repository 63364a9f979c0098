package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/pflag"

	"github.com/realmctl/realmctl/pkg/identity"
)

// passwordFlags say where a new password comes from; never an argument.
type passwordFlags struct {
	stdin    bool
	generate bool
}

func (p *passwordFlags) bind(f *pflag.FlagSet, generate string) {
	f.BoolVar(&p.stdin, "password-stdin", false, "read the password from standard input")
	f.BoolVar(&p.generate, generate, false, "make a password that the realm takes, and print it")
}

// maxPassword bounds what is read as a password.
const maxPassword = 4 << 10

// newPassword reads or makes a password and holds it against the realm's rules
// for the user that the document describes. Empty means that none was asked for.
func (s *session) newPassword(ctx context.Context, store any, f passwordFlags, document json.RawMessage, optional bool) (string, error) {
	if f.stdin && f.generate {
		return "", usagef("a password is read or made, not both")
	}
	if optional && !f.stdin && !f.generate {
		return "", nil
	}
	ruler, ok := store.(identity.PasswordRuler)
	if !ok {
		return "", identity.Errorf(identity.Unsupported, "passwords cannot be set on this platform")
	}
	rules, err := ruler.PasswordRules(ctx)
	if err != nil {
		return "", err
	}
	user := profileOf(store, document)
	if f.generate {
		return identity.GeneratePassword(rules, user)
	}
	password, err := s.readPassword(ctx, f)
	if err != nil {
		return "", err
	}
	return password, broken(rules, password, user)
}

func (s *session) readPassword(ctx context.Context, f passwordFlags) (string, error) {
	if f.stdin {
		data, err := io.ReadAll(io.LimitReader(s.reader(), maxPassword+1))
		if err != nil {
			return "", err
		}
		data = bytes.TrimSuffix(bytes.TrimSuffix(data, []byte("\n")), []byte("\r"))
		if len(data) == 0 || len(data) > maxPassword {
			return "", usagef("standard input holds no password, or one of more than %d bytes", maxPassword)
		}
		return string(data), nil
	}
	if !s.mayAsk() {
		return "", usagef("no terminal to ask for the password on: use --password-stdin or --generate")
	}
	first, err := s.readSecret(ctx, "New password: ")
	if err != nil {
		return "", err
	}
	second, err := s.readSecret(ctx, "Once more: ")
	if err != nil {
		return "", err
	}
	if !bytes.Equal(first, second) {
		return "", usagef("the two passwords differ")
	}
	return string(first), nil
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
