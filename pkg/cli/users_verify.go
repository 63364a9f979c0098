package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

func verifyEmail(s *session, n noun) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify-email",
		Short: "Prove that a mail address is the user's, by a code",
		Args:  unknownCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		s.needing(sendVerification(s, n), usersThat(is[identity.VerificationSender])),
		s.needing(confirmVerification(s, n), usersThat(is[identity.VerificationConfirmer])),
	)
	return local(cmd)
}

func sendVerification(s *session, n noun) *cobra.Command {
	return codeVerb{
		use: "send", short: "Mail users the code that proves their address",
		example: "  realmctl users verify-email send ann.adams -R sandbox/pingone",
		op:      "send a verification code to", code: "verificationCode", lacks: "verification of mail addresses",
		able: func(store any) func(context.Context, string) error {
			if sender, ok := store.(identity.VerificationSender); ok {
				return sender.SendVerification
			}
			return nil
		},
	}.command(s, n)
}

type confirmOptions struct {
	writeFlags
	codeFlags
}

func confirmVerification(s *session, n noun) *cobra.Command {
	var o confirmOptions
	cmd := &cobra.Command{
		Use:   "confirm <user>",
		Short: "Take the code that was mailed: the address is the user's",
		Long: `Take the code that was mailed: the address is the user's. The code is asked for, or
read from standard input or a file; it is a secret, so it is no argument. A wrong one
is exit code 7.`,
		Example: "  realmctl users verify-email confirm ann.adams -R sandbox/pingone --code-stdin",
		Args:    oneArg(n),
		RunE:    s.run(func(ctx context.Context, args []string) error { return runConfirm(ctx, s, n, args[0], o) }),
	}
	o.codeFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

func runConfirm(ctx context.Context, s *session, n noun, name string, o confirmOptions) error {
	r, d, store, err := s.openUsers(ctx)
	if err != nil {
		return err
	}
	confirmer, ok := store.(identity.VerificationConfirmer)
	if !ok {
		return identity.Lacks(d, "verification of mail addresses")
	}
	u, err := store.Find(ctx, name)
	if err != nil {
		return err
	}
	key, err := u.Key()
	if err != nil {
		return err
	}
	code, err := s.secret(ctx, o.proof("Verification code: "), false)
	if err != nil {
		return err
	}
	w, err := s.writer(n, o.writeFlags, true)
	if err != nil {
		return err
	}
	err = w.do(ctx, change{
		op: "verify the mail address of", noun: n, realm: r, store: store, key: key,
		before: member("emailVerified", isVerified(u)), after: member("emailVerified", true), hidden: []string{code},
		send: func(ctx context.Context) (object, error) { return confirmer.ConfirmVerification(ctx, key.ID, code) },
	})
	if err != nil {
		return err
	}
	return w.close()
}

// isVerified reports a user whose mail address is proven already, as far as the
// document tells.
func isVerified(u identity.User) bool {
	var told struct {
		EmailVerified bool `json:"emailVerified"`
	}
	return json.Unmarshal(u.Native, &told) == nil && told.EmailVerified
}
