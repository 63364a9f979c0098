package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

func idpAttributeNoun() noun {
	columns := []render.Column{
		{Header: "NAME", Path: "name", Priority: 9},
		{Header: "VALUE", Path: "value", Priority: 8},
		{Header: "UPDATE", Path: "update", Priority: 7},
		{Header: "ID", Path: "id", Wide: true, Priority: 5},
	}
	return noun{
		needs: havingOf(identity.ProviderAttributes),
		one:   "attribute", many: "attributes", under: "idp", short: "Which attributes of users a provider fills, and from what",
		name: "name", columns: columns, portable: append(columns, render.Column{Header: "CORE", Path: "core", Priority: 6}),
	}
}

// idpAttributesCmd is idp attributes.
func idpAttributesCmd(s *session) *cobra.Command {
	n, idp := idpAttributeNoun(), new(string)
	open := func(d identity.Directory) (identity.ProviderAttributeStore, error) {
		return s.attributesOfProvider(d, *idp)
	}
	n.describe = func(ctx context.Context, d identity.Directory) (*identity.Schema, error) {
		return describes(func(d identity.Directory) (identity.ProviderAttributeStore, error) {
			return identity.ProviderAttributes(d, "")
		})(ctx, d)
	}
	of := func(cmd *cobra.Command, use, example string) *cobra.Command {
		cmd.Use, cmd.Example = use, "  realmctl idp attributes "+example
		cmd.Flags().StringVar(idp, "idp", "", "the `name` or id of the identity provider")
		return cmd
	}
	return n.parent(s,
		verb{"list ls", func() *cobra.Command {
			return of(list(s, n, open), "list --idp <name>", "list --idp 'Acme Login' -R sandbox/pingone")
		}},
		verb{"get", func() *cobra.Command {
			return of(get(s, n, open), "get <idp-attribute>...", "get username --idp Google -R sandbox/pingone")
		}},
		verb{"create", func() *cobra.Command {
			cmd := of(create(s, n, open), "create --idp <name> --name <attribute> --value <value>",
				"create --idp Google --name name.given --value '${providerAttributes.name.givenName}' --update ALWAYS -R sandbox/pingone")
			return attributeOfProviderFlags(cmd)
		}},
		verb{"patch", func() *cobra.Command {
			cmd := of(patch(s, n, open), "patch <idp-attribute>...", "patch email --idp 'Acme Login' --update EMPTY_ONLY -R sandbox/pingone")
			return attributeOfProviderFlags(cmd)
		}},
		verb{"delete rm", func() *cobra.Command {
			return of(remove(s, n, open), "delete <idp-attribute>...", "delete name.given --idp 'Acme Login' -R sandbox/pingone --yes")
		}},
	)
}

// attributesOfProvider opens the attributes of the provider that --idp names.
func (s *session) attributesOfProvider(d identity.Directory, idp string) (identity.ProviderAttributeStore, error) {
	if _, err := identity.ProviderAttributes(d, ""); err != nil { // before anything is sent
		return nil, err
	}
	if idp == "" {
		return nil, usagef("attributes are those of one identity provider: --idp NAME")
	}
	found, err := findProvider(s.ctx, d, idp)
	if err != nil {
		return nil, err
	}
	key, err := found.Key()
	if err != nil {
		return nil, err
	}
	return identity.ProviderAttributes(d, key.ID)
}

// attributeOfProviderFlags are short for the properties of an attribute.
func attributeOfProviderFlags(cmd *cobra.Command) *cobra.Command {
	short(cmd, "name", "name", "the `attribute` of users: short for --set name=...")
	short(cmd, "value", "value", "where it comes from, such as ${providerAttributes.email}: short for --set `value`=...")
	short(cmd, "update", "update", "`when` it is filled: EMPTY_ONLY or ALWAYS")
	return cmd
}
