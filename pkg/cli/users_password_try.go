package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

func checkPassword(s *session, n noun) *cobra.Command {
	var f writeFlags
	var p passwordFlags
	cmd := &cobra.Command{
		Use:   "check <user>",
		Short: "Try a password of a user",
		Long: `Try a password of a user: asked for, or read from standard input or a file. If it is
right, its state is printed. If it is wrong or cannot be used now, the exit code is 7
and you are told how many tries are left.

The platform counts the try: one that is wrong may lock the password, one that is
right counts as activity of the user.`,
		Example: "  realmctl users password check ann.adams -R sandbox/pingone --password-file old.txt",
		Args:    oneArg(n),
		RunE:    s.run(func(ctx context.Context, args []string) error { return runCheckPassword(ctx, s, n, args[0], f, p) }),
	}
	p.bindRead(cmd.Flags(), "read the password from standard input")
	f.bind(s, cmd)
	return writes(cmd)
}

func runCheckPassword(ctx context.Context, s *session, n noun, name string, f writeFlags, p passwordFlags) error {
	r, d, store, err := s.openUsers(ctx)
	if err != nil {
		return err
	}
	checker, ok := store.(identity.PasswordChecker)
	if !ok {
		return identity.Lacks(d, "password checks")
	}
	u, err := store.Find(ctx, name)
	if err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	password, err := s.secret(ctx, proof{
		name: "the password", prompt: "Password: ", help: "--password-stdin or --password-file", stdin: p.stdin, file: p.file,
	}, false)
	if err != nil {
		return err
	}
	w, err := s.stateWriter(f, true)
	if err != nil {
		return err
	}
	if err := w.always(); err != nil {
		return err
	}
	change := passwordChange{
		op: "check the password of", n: n, realm: r, hidden: []string{password},
		after: member("attempts", "one is counted if the password is wrong"),
		send: func(ctx context.Context, id string) (identity.PasswordState, error) {
			state, err := checker.CheckPassword(ctx, id, password)
			return state, withTriesLeft(ctx, store, id, err)
		},
	}
	if err := change.one(ctx, s, w, u); err != nil {
		return err
	}
	return w.close()
}

// always makes a writer print what came of it although no format was asked for.
func (w *writer) always() error {
	if w.shown != nil {
		return nil
	}
	ro, err := w.s.renderOptions(listing{noun: passwordNoun(), flags: w.flags.output, single: true})
	w.shown = w.s.rows(ro)
	return err
}

// withTriesLeft adds to a refused try how the password stands now.
func withTriesLeft(ctx context.Context, store any, id string, refused error) error {
	e, ok := errors.AsType[*identity.Error](refused)
	reader, tells := store.(identity.PasswordReader)
	if !ok || !tells || e.Kind != identity.Invalid {
		return refused
	}
	state, err := reader.PasswordState(ctx, id)
	if err != nil {
		return refused // that it is wrong is known; the rest is an extra
	}
	told := *e
	told.Hint = triesLeft(state)
	return &told
}

func triesLeft(state identity.PasswordState) string {
	switch {
	case !state.Usable && state.Words != "":
		return "the password: " + state.Words
	case state.Attempts == 1:
		return "1 try is left"
	case state.Attempts >= 0:
		return fmt.Sprintf("%d tries are left", state.Attempts)
	}
	return ""
}

type resetOptions struct {
	writeFlags
	passwordFlags
	current string
}

func resetPassword(s *session, n noun) *cobra.Command {
	var o resetOptions
	cmd := &cobra.Command{
		Use:   "reset <user>",
		Short: "Change a password as the person would, who knows the present one",
		Long: `Change a password as the person would, who knows the present one. Both are asked
for, or read: --password-stdin reads two lines, the present password and then the
new one. --current-password-file reads the present one from a file; the new one then
comes from a prompt, --password-stdin, --password-file or --generate.

The platform counts a try with a wrong present password.`,
		Example: "  realmctl users password reset ann.adams -R sandbox/pingone --current-password-file old.txt --generate",
		Args:    oneArg(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			if o.generate && s.outputFlag() {
				return usagef("--generate prints the password on stdout, where -o prints its state: use one of them")
			}
			return runResetPassword(ctx, s, n, args[0], o)
		}),
	}
	f := cmd.Flags()
	o.passwordFlags.bind(f, "generate")
	f.Lookup("password-stdin").Usage = "read the present password and the new one from standard input, a line each"
	f.StringVar(&o.current, "current-password-file", "", "read the present password from a `file` that nobody else can read")
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

func runResetPassword(ctx context.Context, s *session, n noun, name string, o resetOptions) error {
	r, d, store, err := s.openUsers(ctx)
	if err != nil {
		return err
	}
	resetter, ok := store.(identity.PasswordResetter)
	if !ok {
		return identity.Lacks(d, "password reset by the present password")
	}
	u, err := store.Find(ctx, name)
	if err != nil {
		return err
	}
	current, next, err := s.replacing(ctx, store, proof{
		name: "the present password", prompt: "Present password: ", help: "--password-stdin or --current-password-file",
		stdin: o.stdin, file: o.current,
	}, wantedPassword{passwordFlags: o.passwordFlags, document: u.Native})
	if err != nil {
		return err
	}
	return passwordChange{
		op: "reset the password of", n: n, realm: r, hidden: []string{current, next}, after: passwordDocument(next, false),
		send: func(ctx context.Context, id string) (identity.PasswordState, error) {
			state, err := resetter.ResetPassword(ctx, id, current, next)
			return state, withTriesLeft(ctx, store, id, err)
		},
	}.tell(ctx, s, u, o.writeFlags, o.generate, next)
}
