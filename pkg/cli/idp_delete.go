package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

func deleteProvider(s *session, n noun) *cobra.Command {
	var o deleteOptions
	cmd := &cobra.Command{
		Use:     "delete <idp>...",
		Aliases: []string{"rm"},
		Short:   "Delete identity providers by id or name",
		Long: `Delete identity providers by id or name; - reads names from standard input. How many
people sign in with each is counted and shown first; if that cannot be counted, nothing
is deleted.

You are asked first. Off a terminal --yes is needed; ten providers or more, ten people
or more who sign in with them, and a protected realm, want the realm's name instead:
--confirm acme/alpha.`,
		Example: `  realmctl idp delete Yahoo -R sandbox/pingone --dry-run
  realmctl idp delete Yahoo -R sandbox/pingone --yes`,
		Args: someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error { return runDeleteProviders(ctx, s, n, args, o) }),
	}
	cmd.Flags().StringVar(&o.confirm, "confirm", "", "the `realm` whose providers shall go, where a yes is not enough")
	o.revisionFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

// A retirement is a provider that is to be deleted, and how many people sign in with it.
type retirement struct {
	provider identity.IdentityProvider
	key      identity.Key
	people   int64 // -1 where the platform does not tell
}

func runDeleteProviders(ctx context.Context, s *session, n noun, args []string, o deleteOptions) error {
	names, err := s.names(args)
	if err != nil {
		return err
	}
	names = distinctNames(names)
	r, store, err := openStore(ctx, s, identity.IdentityProviders)
	if err != nil {
		return err
	}
	c := confirmation{op: "delete", noun: n, realm: r, count: len(names), confirm: o.confirm}
	if _, err := c.beforehand(s); err != nil {
		return err
	}
	var plan []retirement
	var ids []string
	for _, name := range names {
		one, err := retiring(ctx, n, store, name)
		if err != nil {
			return err
		}
		if !slices.Contains(ids, one.key.ID) {
			plan, ids = append(plan, one), append(ids, one.key.ID)
		}
	}
	if err := s.agreeToRetire(ctx, c, plan); err != nil {
		return err
	}
	return s.writeEach(ctx, n, o.writeFlags, ids, func(ctx context.Context, w *writer, id string) error {
		return w.do(ctx, retire(n, r, store, plan[slices.Index(ids, id)], o))
	})
}

func retire(n noun, r realm.Realm, store identity.ProviderStore, one retirement, o deleteOptions) change {
	return change{
		op: "delete", noun: n, realm: r, store: store, key: one.key, before: one.provider.Document(),
		send: func(ctx context.Context) (object, error) {
			return store.Delete(ctx, one.key.ID, o.of(one.key))
		},
		reread: rereads(store, one.key.ID),
	}
}

// retiring finds a provider and counts its people.
func retiring(ctx context.Context, n noun, store identity.ProviderStore, name string) (one retirement, err error) {
	if one.provider, one.key, err = condemned(ctx, n, store, name); err != nil {
		return one, err
	}
	counter, ok := store.(identity.ProviderUserCounter)
	if !ok {
		one.people = -1
		return one, nil
	}
	one.people, err = counter.CountUsers(ctx, one.key.ID)
	return one, about(err, "count who signs in with "+n.one, one.key)
}

// agreeToRetire says how many people it touches, and asks where the flags do not agree
// to it.
func (s *session) agreeToRetire(ctx context.Context, c confirmation, plan []retirement) error {
	var people int64
	shown := make([]string, len(plan))
	for i, one := range plan {
		shown[i] = one.key.String() + "  " + one.key.ID
		s.say("%s", one.touches())
		people += max(0, one.people)
	}
	if c.count = len(plan); people >= manyObjects {
		c.grounds = peopleWords(people) + " sign in with what would go"
	}
	ask, err := c.beforehand(s)
	if err != nil || !ask {
		return err
	}
	return c.ask(ctx, s, shown)
}

// touches says who signs in with a provider.
func (r retirement) touches() string {
	switch r.people {
	case -1:
		return "how many people sign in with " + r.key.String() + " is not told here"
	case 0:
		return "nobody signs in with " + r.key.String()
	case 1:
		return "1 user signs in with " + r.key.String()
	}
	return peopleWords(r.people) + " sign in with " + r.key.String()
}
