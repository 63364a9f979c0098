package cli

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

// platformProvider is the type of the provider that the platform is itself.
const platformProvider = "PING_ONE"

type providerOptions struct {
	writeFlags
	idp  string
	none bool
}

// provider is the one that the flags name.
func (o providerOptions) provider() (identity.Provider, error) {
	switch {
	case o.none, strings.EqualFold(o.idp, platformProvider):
		return identity.Provider{Type: platformProvider}, nil
	case len(o.idp) == 36 && strings.Count(o.idp, "-") == 4:
		return identity.Provider{ID: o.idp}, nil
	case o.idp == "":
		return identity.Provider{}, usagef("populations set-idp wants --idp with the id of an identity provider, or --none")
	}
	return identity.Provider{}, usagef("--idp %q: wants the id of an identity provider, or %s", o.idp, platformProvider)
}

func setPopulationProvider(s *session, n noun) *cobra.Command {
	var o providerOptions
	cmd := &cobra.Command{
		Use:   "set-idp <population>",
		Short: "Say with which identity provider the users of a population sign in",
		Long: `Say with which identity provider the users of a population sign in unless another
is named. --none is the platform itself, with its own passwords.`,
		Example: `  realmctl populations set-idp Partners -R sandbox/pingone --none`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("%s wants the %s of one %s", spoken(cmd), n.called(), n.one)
			}
			return nil
		},
		RunE: s.run(func(ctx context.Context, args []string) error { return runSetProvider(ctx, s, n, args[0], o) }),
	}
	cmd.Flags().StringVar(&o.idp, "idp", "", "the `id` of the identity provider, or "+platformProvider)
	cmd.Flags().BoolVar(&o.none, "none", false, "no provider but the platform itself")
	exclusive(cmd, "idp", "none")
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

func runSetProvider(ctx context.Context, s *session, n noun, name string, o providerOptions) error {
	wanted, err := o.provider()
	if err != nil {
		return err
	}
	r, store, err := openStore(ctx, s, identity.Populations)
	if err != nil {
		return err
	}
	keeper, ok := store.(identity.PopulationProviderKeeper)
	if !ok {
		return identity.Errorf(identity.Unsupported, "%s has no identity providers of populations", r.Address())
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
	if wanted.ID != "" && wanted.ID == now.ID {
		wanted = now
	}
	err = w.do(ctx, change{
		op: "set the identity provider of", noun: n, realm: r, store: store, key: key, before: providerDocument(now), after: providerDocument(wanted),
		send: func(ctx context.Context) (object, error) {
			_, err := keeper.SetProvider(ctx, key.ID, wanted)
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
