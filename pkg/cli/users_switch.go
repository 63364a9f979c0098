package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

// switchUser is users enable and users disable.
func switchUser(s *session, n noun, verb string, enabled bool) *cobra.Command {
	var f writeFlags
	var rev revisionFlags
	short := "Let users sign in again"
	if !enabled {
		short = "Keep users from signing in"
	}
	cmd := &cobra.Command{
		Use:   verb + " <user>...",
		Short: short,
		Args:  someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			names, err := s.names(args)
			if err != nil {
				return err
			}
			r, d, store, err := s.openUsers(ctx)
			if err != nil {
				return err
			}
			keeper, ok := store.(identity.StatusKeeper)
			if !ok {
				return identity.Lacks(d, "accounts to "+verb)
			}
			p := &patcher[identity.User]{n: n, realm: r, store: store, patch: keeper.StatusPatch(enabled), op: verb, revisionFlags: rev}
			return s.writeEach(ctx, n, f, names, p.named)
		}),
	}
	rev.bind(cmd)
	f.bind(s, cmd)
	return writes(cmd)
}
