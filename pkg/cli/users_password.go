package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

func passwordCmd(s *session, n noun) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "password",
		Short: "Set passwords, see their state, and what else is done with them",
		Long: `Set passwords, see their state, and what else is done with them.

A password or a code is never an argument, where everybody on the machine could
read it: it is asked for, read from standard input or a file, or made here.
Advanced Identity Cloud has set and status; the other verbs are PingOne's.`,
		Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		setPassword(s, n), passwordStatus(s, n),
		s.needing(resetPassword(s, n), usersThat(is[identity.PasswordResetter])),
		s.needing(checkPassword(s, n), usersThat(is[identity.PasswordChecker])),
		s.needing(unsetPassword(s, n), usersThat(is[identity.PasswordUnsetter])),
		s.needing(forcePasswordChange(s, n), usersThat(is[identity.PasswordForcer])),
		s.needing(unlockPassword(s, n), usersThat(is[identity.PasswordUnlocker])),
		s.needing(sendRecoveryCode(s, n), usersThat(is[identity.RecoverySender])),
		s.needing(recoverPassword(s, n), usersThat(is[identity.PasswordRecoverer])),
	)
	return local(cmd)
}

type setPasswordOptions struct {
	writeFlags
	passwordFlags
	revisionFlags
	mustChange   bool
	bypassPolicy bool
}

func setPassword(s *session, n noun) *cobra.Command {
	var o setPasswordOptions
	cmd := &cobra.Command{
		Use:   "set <user>",
		Short: "Give a user a new password",
		Long: `Give a user a new password: asked for on the terminal, read from standard input
or a file, or made here. It is held against the policy for the user before it is
sent, and every rule that it breaks is named.`,
		Example: `  realmctl users password set ann.adams -R sandbox/alpha --generate
  realmctl users password set ann.adams -R sandbox/pingone --password-file new.txt --must-change`,
		Args: oneArg(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			if o.generate && s.outputFlag() {
				return usagef("--generate prints the password on stdout, where -o prints what was changed: use one of them")
			}
			return runSetPassword(ctx, s, n, args[0], o)
		}),
	}
	f := cmd.Flags()
	o.passwordFlags.bind(f, "generate")
	f.BoolVar(&o.mustChange, "must-change", false, "make the user choose another password at the next sign-in (PingOne)")
	f.BoolVar(&o.bypassPolicy, "bypass-policy", false, "set a password that the policy would refuse (PingOne)")
	o.revisionFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

// oneArg wants exactly one name.
func oneArg(n noun) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 1 {
			return usagef("%s takes one %s, found %d", spoken(cmd), n.one, len(args))
		}
		return someArgs(n)(cmd, args)
	}
}

func runSetPassword(ctx context.Context, s *session, n noun, name string, o setPasswordOptions) error {
	r, d, store, err := s.openUsers(ctx)
	if err != nil {
		return err
	}
	setter, sets := store.(identity.PasswordSetter)
	patcher, patches := store.(identity.PasswordPatcher)
	switch {
	case !sets && o.mustChange:
		return identity.Lacks(d, "passwords that have to be changed at the next sign-in")
	case !sets && o.bypassPolicy:
		return identity.Lacks(d, "way around its password policy")
	case !sets && !patches:
		return identity.Lacks(d, "passwords to set")
	}
	u, err := store.Find(ctx, name)
	if err != nil {
		return err
	}
	password, err := s.newPassword(ctx, store, wantedPassword{passwordFlags: o.passwordFlags, document: u.Native, unjudged: o.bypassPolicy})
	if err != nil {
		return err
	}
	if sets {
		return givePassword(ctx, s, n, r, u, setter, password, o)
	}
	return patchPassword(ctx, s, n, r, store, u, patcher, password, o)
}

// givePassword sets a password where the platform has an operation for it.
func givePassword(ctx context.Context, s *session, n noun, r realm.Realm, u identity.User, setter identity.PasswordSetter, password string, o setPasswordOptions) error {
	key, err := u.Key()
	if err != nil {
		return err
	}
	if stale := o.stale(key); stale != nil {
		stale.Realm = r.Address()
		return about(stale, "set the password of "+n.one, key)
	}
	return passwordChange{
		op: "set the password of", n: n, realm: r, hidden: []string{password}, after: passwordDocument(password, o.mustChange),
		send: func(ctx context.Context, id string) (identity.PasswordState, error) {
			return setter.SetPassword(ctx, id, identity.PasswordChange{Password: password, MustChange: o.mustChange, BypassPolicy: o.bypassPolicy})
		},
	}.tell(ctx, s, u, o.writeFlags, o.generate, password)
}

// patchPassword sets a password where it is an attribute of the user.
func patchPassword(ctx context.Context, s *session, n noun, r realm.Realm, store identity.UserStore, u identity.User, sets identity.PasswordPatcher, password string, o setPasswordOptions) error {
	patch, err := sets.PasswordPatch(password)
	if err != nil {
		return err
	}
	w, err := s.writer(n, o.writeFlags, true)
	if err != nil {
		return err
	}
	if o.generate && !s.dryRun {
		w.shown = nil // stdout is the password's
	}
	p := &patcher[identity.User]{n: n, realm: r, store: store, patch: patch, op: "set the password of", revisionFlags: o.revisionFlags}
	if err := p.one(ctx, w, u); err != nil {
		return err
	}
	if o.generate && !s.dryRun {
		s.reveal(password)
	}
	return w.close()
}
