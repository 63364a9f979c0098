package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

// completeProviderTypes completes --type of a command of providers.
func (s *session) completeProviderTypes(cmd *cobra.Command) {
	_ = cmd.RegisterFlagCompletionFunc("type", s.offering(offerProviderTypes, thenBlank)) // fails only for a flag that is not there
}

func offerProviderTypes(ctx context.Context, s *session, t tab) ([]string, error) {
	r, err := s.firstTarget()
	if err != nil {
		return nil, err
	}
	d, err := s.open(ctx, r)
	if err != nil {
		return nil, err
	}
	store, err := identity.IdentityProviders(d)
	if err != nil {
		return nil, err
	}
	typer, ok := store.(identity.ProviderTyper)
	if !ok {
		return nil, nil
	}
	kinds, err := typer.ProviderTypes(ctx)
	return matching(kinds, "", strings.ToUpper(t.typed)), err
}

// offerIDPAttributes offers the attributes of the provider that --idp names; without one,
// those that users have.
func offerIDPAttributes(ctx context.Context, s *session, t tab) ([]string, error) {
	idp, _ := s.flag("idp")
	if idp == "" {
		return offerNamed(identity.SchemaAttributes)(ctx, s, t)
	}
	s.ctx = ctx // of the session of this press of the key
	return offerNamed(func(d identity.Directory) (identity.ProviderAttributeStore, error) {
		return s.attributesOfProvider(d, idp)
	})(ctx, s, t)
}

// offerChosen offers what --idp takes: providers, and the platform itself.
func offerChosen(ctx context.Context, s *session, t tab) ([]string, error) {
	names, err := offerNamed(identity.IdentityProviders)(ctx, s, t)
	return append(names, matching([]string{platformProvider + "\tPingOne itself"}, "", t.typed)...), err
}

// describeProviders tells the properties that providers have, of one type or another.
func describeProviders(ctx context.Context, d identity.Directory) (*identity.Schema, error) {
	store, err := identity.IdentityProviders(d)
	if err != nil {
		return nil, err
	}
	typer, typed := store.(identity.ProviderTyper)
	describer, described := store.(identity.ProviderDescriber)
	if !typed || !described {
		return nil, identity.Lacks(d, "schema")
	}
	kinds, err := typer.ProviderTypes(ctx)
	all := &identity.Schema{}
	for _, kind := range kinds {
		schema, err := describer.ProviderSchema(ctx, kind)
		if err != nil {
			return nil, err
		}
		for _, a := range schema.Attributes {
			if !slices.ContainsFunc(all.Attributes, func(known identity.Attribute) bool { return known.Name == a.Name }) {
				all.Attributes = append(all.Attributes, a)
			}
		}
	}
	return all, err
}
