package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

type userProviderOptions struct {
	writeFlags
	providerChoice
}

// setUserProvider is users set-idp.
func setUserProvider(s *session, n noun) *cobra.Command {
	var o userProviderOptions
	cmd := &cobra.Command{
		Use:   "set-idp <user>...",
		Short: "Say with which identity provider users sign in",
		Long: `Say with which identity provider users sign in: one of the realm's, by name or id,
or none but the platform itself. - reads names of users from standard input.`,
		Example: `  realmctl users set-idp ann.adams -R sandbox/pingone --idp Google
  realmctl users set-idp ann.adams -R sandbox/pingone --none`,
		Args: someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			if err := o.check("users set-idp"); err != nil {
				return err
			}
			names, err := s.names(args)
			if err != nil {
				return err
			}
			return runSetUserProvider(ctx, s, n, names, o)
		}),
	}
	o.providerChoice.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

func runSetUserProvider(ctx context.Context, s *session, n noun, names []string, o userProviderOptions) error {
	r, d, store, err := s.openUsers(ctx)
	if err != nil {
		return err
	}
	keeper, ok := store.(identity.UserProviderKeeper)
	if !ok {
		return identity.Lacks(d, "identity providers of users to set")
	}
	wanted, err := o.find(ctx, d)
	if err != nil {
		return err
	}
	return s.writeEach(ctx, n, o.writeFlags, names, func(ctx context.Context, w *writer, name string) error {
		u, key, err := findUser(ctx, store, name)
		if err != nil {
			return err
		}
		after, err := keeper.PreviewUserProvider(u.Native, wanted.ID)
		if err != nil {
			return err
		}
		return w.do(ctx, change{
			op: "set the identity provider of", noun: n, realm: r, store: store, key: key,
			before: u.Native, after: after, secret: secrets(nil),
			send: func(ctx context.Context) (object, error) { return keeper.SetUserProvider(ctx, key.ID, wanted.ID) },
		})
	})
}
