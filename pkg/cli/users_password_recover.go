package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

func sendRecoveryCode(s *session, n noun) *cobra.Command {
	return codeVerb{
		use: "send-code", short: "Mail users the code with which a forgotten password is replaced",
		long: `Mail users the code with which a forgotten password is replaced. The code works
for a short time, and once: realmctl users password recover takes it.`,
		example: "  realmctl users password send-code ann.adams -R sandbox/pingone",
		op:      "send a recovery code to", code: "recoveryCode", lacks: "recovery codes for passwords",
		able: func(store any) func(context.Context, string) error {
			if sender, ok := store.(identity.RecoverySender); ok {
				return sender.SendRecoveryCode
			}
			return nil
		},
	}.command(s, n)
}

type recoverOptions struct {
	writeFlags
	passwordFlags
	codeFlags
}

func recoverPassword(s *session, n noun) *cobra.Command {
	var o recoverOptions
	cmd := &cobra.Command{
		Use:   "recover <user>",
		Short: "Replace a forgotten password by the code that was mailed",
		Long: `Replace a forgotten password by the code that was mailed. Code and new password
are asked for, or read: with --code-stdin and --password-stdin standard input has two
lines, the code and then the new password. A code is a secret, so it is no argument.`,
		Example: "  realmctl users password recover ann.adams -R sandbox/pingone --code-stdin --generate",
		Args:    oneArg(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			if o.generate && s.outputFlag() {
				return usagef("--generate prints the password on stdout, where -o prints its state: use one of them")
			}
			return runRecoverPassword(ctx, s, n, args[0], o)
		}),
	}
	o.passwordFlags.bind(cmd.Flags(), "generate")
	o.codeFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

func runRecoverPassword(ctx context.Context, s *session, n noun, name string, o recoverOptions) error {
	r, d, store, err := s.openUsers(ctx)
	if err != nil {
		return err
	}
	recoverer, ok := store.(identity.PasswordRecoverer)
	if !ok {
		return identity.Lacks(d, "recovery codes for passwords")
	}
	u, err := store.Find(ctx, name)
	if err != nil {
		return err
	}
	code, next, err := s.replacing(ctx, store, o.proof("Recovery code: "), wantedPassword{passwordFlags: o.passwordFlags, document: u.Native})
	if err != nil {
		return err
	}
	return passwordChange{
		op: "recover the password of", n: n, realm: r, hidden: []string{code, next}, after: passwordDocument(next, false),
		send: func(ctx context.Context, id string) (identity.PasswordState, error) {
			return recoverer.RecoverPassword(ctx, id, code, next)
		},
	}.tell(ctx, s, u, o.writeFlags, o.generate, next)
}
