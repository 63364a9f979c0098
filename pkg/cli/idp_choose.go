package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

// platformProvider is the type of the provider that the platform is itself.
const platformProvider = "PING_ONE"

// A providerChoice says with which identity provider people sign in.
type providerChoice struct {
	idp  string
	none bool
}

func (c *providerChoice) bind(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.idp, "idp", "", "the `name` or id of the identity provider, or "+platformProvider)
	cmd.Flags().BoolVar(&c.none, "none", false, "no provider but the platform itself")
	exclusive(cmd, "idp", "none")
}

// check refuses a choice of nothing, before anything is asked.
func (c *providerChoice) check(command string) error {
	if !c.none && c.idp == "" {
		return usagef("%s wants --idp with the name or id of an identity provider, or --none", command)
	}
	return nil
}

// find is the provider that was chosen; the platform itself has no id.
func (c *providerChoice) find(ctx context.Context, d identity.Directory) (identity.Provider, error) {
	if c.none || strings.EqualFold(c.idp, platformProvider) {
		return identity.Provider{Type: platformProvider}, nil
	}
	found, err := findProvider(ctx, d, c.idp)
	if err != nil {
		return identity.Provider{}, err
	}
	profile, err := found.Profile()
	return identity.Provider{ID: profile.ID, Type: profile.Type}, err
}

// findProvider finds a provider by id or name.
func findProvider(ctx context.Context, d identity.Directory, name string) (identity.IdentityProvider, error) {
	store, err := identity.IdentityProviders(d)
	if err != nil {
		return identity.IdentityProvider{}, err
	}
	return store.Find(ctx, name)
}
