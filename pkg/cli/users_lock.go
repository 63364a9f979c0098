package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

// lockUser is users lock and users unlock.
func lockUser(s *session, n noun, verb string, locked bool) *cobra.Command {
	var f writeFlags
	short, long := "Lock accounts until somebody unlocks them", `Lock accounts: their users cannot sign in until somebody unlocks them. To switch an
account off for good, disable it.`
	if !locked {
		short, long = "Unlock accounts, also those that failed sign-ins locked", `Unlock accounts, also those that wrong passwords or second factors locked; the
count of failures begins anew.`
	}
	cmd := &cobra.Command{
		Use:     verb + " <user>...",
		Short:   short,
		Long:    long + " - reads names from standard input, one a line.",
		Example: "  realmctl users " + verb + " ann.adams -R sandbox/pingone",
		Args:    someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			names, err := s.names(args)
			if err != nil {
				return err
			}
			return runLock(ctx, s, n, verb, locked, names, f)
		}),
	}
	f.bind(s, cmd)
	return writes(cmd)
}

func runLock(ctx context.Context, s *session, n noun, verb string, locked bool, names []string, f writeFlags) error {
	r, d, store, err := s.openUsers(ctx)
	if err != nil {
		return err
	}
	turn := turns(store, locked)
	if turn == nil {
		e := identity.Lacks(d, "account locks")
		e.Hint = s.instead("users", locked, names, d.Realm())
		return e
	}
	return s.writeEach(ctx, n, f, names, func(ctx context.Context, w *writer, name string) error {
		u, key, err := findUser(ctx, store, name)
		if err != nil {
			return err
		}
		c := change{op: verb, noun: n, realm: r, store: store, key: key, before: u.Native, after: u.Native, secret: secrets(nil)}
		if p, ok := store.(identity.LockPreviewer); ok {
			if c.after, err = p.PreviewLock(u.Native, locked); err != nil {
				return err
			}
		}
		c.send = func(ctx context.Context) (object, error) { return turn(ctx, key.ID) }
		return w.do(ctx, c)
	})
}

// turns is what locks users, or unlocks them; nil where the store cannot.
func turns(store any, locked bool) func(context.Context, string) (identity.User, error) {
	if l, ok := store.(identity.Locker); ok && locked {
		return l.Lock
	}
	if u, ok := store.(identity.Unlocker); ok && !locked {
		return u.Unlock
	}
	return nil
}

// instead is the command that comes nearest to a lock where there are none.
func (s *session) instead(many string, locked bool, names []string, realm string) string {
	verb := "enable"
	if locked {
		verb = "disable"
	}
	return commandLine(append([]string{"realmctl", many, verb}, append(names, "-R", realm)...)...)
}

// findUser finds a user with the key.
func findUser(ctx context.Context, store identity.Finder[identity.User], name string) (identity.User, identity.Key, error) {
	u, err := store.Find(ctx, name)
	if err != nil {
		return u, identity.Key{}, err
	}
	key, err := u.Key()
	return u, key, err
}
