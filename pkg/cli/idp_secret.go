package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

// secretFlags say where the secret of a provider comes from; never an argument.
type secretFlags struct {
	stdin bool
	file  string
}

func (f *secretFlags) bind(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.stdin, "secret-stdin", false, "read the provider's secret from standard input")
	cmd.Flags().StringVar(&f.file, "secret-file", "", "read the provider's secret from a `file` that nobody else can read")
	exclusive(cmd, "secret-stdin", "secret-file")
}

func (f *secretFlags) given() bool { return f.stdin || f.file != "" }

// read reads the secret, or asks for it.
func (f *secretFlags) read(ctx context.Context, s *session, of string) (string, error) {
	return s.secret(ctx, proof{
		name: "the secret", prompt: "Secret of " + escape(of) + ": ", help: "--secret-stdin or --secret-file", stdin: f.stdin, file: f.file,
	}, false)
}

// secretPatch gives a provider of a type the secret; it says so where there is no place
// for one.
func secretPatch(d identity.Directory, store identity.ProviderStore, kind, secret string) (identity.Patch, error) {
	secreter, ok := store.(identity.ProviderSecreter)
	if !ok {
		return nil, identity.Lacks(d, "secrets of identity providers to set")
	}
	patch := secreter.SecretPatch(kind, secret)
	if len(patch) == 0 {
		return nil, usagef("an identity provider of type %s has no secret", kind)
	}
	return patch, nil
}

// refuseProviderSecret keeps secrets of providers out of arguments.
func refuseProviderSecret(lists ...[]string) error {
	for _, list := range lists {
		assignments, err := parseAssignments(list)
		if err != nil {
			return err
		}
		for _, a := range assignments {
			steps := strings.FieldsFunc(a.Path, func(r rune) bool { return r == '.' || r == '/' })
			if slices.ContainsFunc(steps, isProviderSecret) {
				return &identity.Error{
					Kind: identity.Usage, Detail: "a secret is never an argument: everybody on this machine could read it",
					Hint: "--secret-stdin or --secret-file FILE",
				}
			}
		}
	}
	return nil
}
