package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

type providerOptions struct {
	writeFlags
	providerChoice
}

func setPopulationProvider(s *session, n noun) *cobra.Command {
	var o providerOptions
	cmd := &cobra.Command{
		Use:   "set-idp <population>",
		Short: "Say with which identity provider the users of a population sign in",
		Long: `Say with which identity provider the users of a population sign in unless another
is named. --none is the platform itself, with its own passwords.`,
		Example: `  realmctl populations set-idp Partners -R sandbox/pingone --idp 'Partner Federation'
  realmctl populations set-idp Partners -R sandbox/pingone --none`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("%s wants the %s of one %s", spoken(cmd), n.called(), n.one)
			}
			return nil
		},
		RunE: s.run(func(ctx context.Context, args []string) error {
			if err := o.check("populations set-idp"); err != nil {
				return err
			}
			return runSetProvider(ctx, s, n, args[0], o)
		}),
	}
	o.providerChoice.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

func runSetProvider(ctx context.Context, s *session, n noun, name string, o providerOptions) error {
	r, err := s.target()
	if err != nil {
		return err
	}
	d, err := s.open(ctx, r)
	if err != nil {
		return err
	}
	store, err := identity.Populations(d)
	if err != nil {
		return err
	}
	keeper, ok := store.(identity.PopulationProviderKeeper)
	if !ok {
		return identity.Lacks(d, "identity providers of populations")
	}
	wanted, err := o.find(ctx, d)
	if err != nil {
		return err
	}
	found, err := store.Find(ctx, name)
	if err != nil {
		return err
	}
	key, err := found.Key()
	if err != nil {
		return err
	}
	now, err := keeper.Provider(ctx, key.ID)
	if err != nil {
		return err
	}
	w, err := s.writer(n, o.writeFlags, true)
	if err != nil {
		return err
	}
	sent := wanted
	if sent.ID != "" {
		sent.Type = "" // the platform knows it
	}
	err = w.do(ctx, change{
		op: "set the identity provider of", noun: n, realm: r, store: store, key: key, before: providerDocument(now), after: providerDocument(wanted),
		send: func(ctx context.Context) (object, error) {
			_, err := keeper.SetProvider(ctx, key.ID, sent)
			return found, err
		},
	})
	if err != nil {
		return err
	}
	return w.close()
}

// providerDocument is a provider as a property of what signs in with it.
func providerDocument(p identity.Provider) json.RawMessage {
	doc, _ := json.Marshal(map[string]identity.Provider{"identityProvider": p}) // texts always encode
	return doc
}
