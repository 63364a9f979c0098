package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

// providerTemplate is idp template.
func providerTemplate(s *session, n noun) *cobra.Command {
	var kind string
	cmd := &cobra.Command{
		Use:   "template --type <type>",
		Short: "Print a skeleton of an identity provider of a type",
		Long: `Print a commented YAML skeleton of an identity provider of a type: what it needs first,
the rest commented out. Fill it in and give it to idp create -f. Its secret is read
apart from it.`,
		Example: "  realmctl idp template --type GOOGLE -R sandbox/pingone > google.yaml",
		Args:    noArgs,
		RunE:    s.run(func(ctx context.Context, _ []string) error { return runProviderTemplate(ctx, s, n, kind) }),
	}
	cmd.Flags().StringVar(&kind, "type", "", "the `type`, such as GOOGLE, OPENID_CONNECT or SAML")
	s.completeProviderTypes(cmd)
	return local(cmd)
}

func runProviderTemplate(ctx context.Context, s *session, n noun, kind string) error {
	r, store, err := openStore(ctx, s, identity.IdentityProviders)
	if err != nil {
		return err
	}
	describer, ok := store.(identity.ProviderDescriber)
	if !ok {
		return identity.Errorf(identity.Unsupported, "%s has no templates of identity providers", r.Address())
	}
	if kind == "" {
		return missingType(ctx, store)
	}
	schema, err := describer.ProviderSchema(ctx, kind)
	if err != nil {
		return err
	}
	secret := ""
	for _, a := range schema.Attributes {
		if a.Secret {
			secret = fmt.Sprintf("# %s is asked for, or read with --secret-stdin or --secret-file\n", a.Name)
		}
	}
	t := template{schema: schema, n: n, realm: r.Address(), asides: partsOf(schema)}
	first, rest, _ := strings.Cut(t.String(), "\n")
	_, err = io.WriteString(s.app.Out, first+"\n"+secret+rest)
	return err
}

// partsOf shows of objects what they consist of.
func partsOf(schema *identity.Schema) map[string]aside {
	parts := map[string]aside{}
	for _, a := range schema.Attributes {
		if len(a.Children) > 0 {
			parts[a.Name] = aside{example: skeleton(a), words: cmp.Or(a.Description, "with parts")}
		}
	}
	return parts
}

// skeleton is an empty value of an attribute with its parts, on one line.
func skeleton(a identity.Attribute) string {
	if len(a.Children) == 0 && a.Type == identity.List && a.Items == identity.Object {
		return `[{id: ""}]`
	}
	if len(a.Children) == 0 {
		return example(a)
	}
	parts := make([]string, len(a.Children))
	for i, child := range a.Children {
		parts[i] = child.Name + ": " + skeleton(child)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// missingType names the types that there are.
func missingType(ctx context.Context, store identity.ProviderStore) error {
	if typer, ok := store.(identity.ProviderTyper); ok {
		if kinds, err := typer.ProviderTypes(ctx); err == nil {
			return usagef("idp template wants --type: %s", strings.Join(kinds, ", "))
		}
	}
	return usagef("idp template wants --type")
}
