package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

func checkUser(s *session) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "check -f <file>",
		Short: "Ask the realm whether it would take a user, and write nothing",
		Long: `Ask the realm whether it would take a user: the attributes are held against the
schema here, then the server's own validation is asked. Nothing is written.`,
		Args: noArgs,
		RunE: s.run(func(ctx context.Context, _ []string) error {
			if file == "" {
				return usagef("users check wants -f FILE")
			}
			return runCheck(ctx, s, file)
		}),
	}
	cmd.Flags().StringVarP(&file, "file", "f", "", "`file` with the user as JSON or YAML; - reads standard input")
	s.bindCurl(cmd)
	return reads(cmd)
}

func runCheck(ctx context.Context, s *session, file string) error {
	object, err := s.readDocument(file)
	if err != nil {
		return err
	}
	_, d, store, err := s.openUsers(ctx)
	if err != nil {
		return err
	}
	validator, ok := store.(identity.Validator)
	if !ok {
		return identity.Lacks(d, "validation")
	}
	schema, err := s.schemaOf(ctx, store, d.Realm())
	if err != nil {
		return err
	}
	wrong := checkDocument(schema, object)
	delete(object, "_rev")
	document, err := encode(object)
	if err != nil {
		return err
	}
	refused, err := validator.Validate(ctx, profileOf(store, document).ID, document)
	if err != nil {
		return err
	}
	if err := distinct(append(wrong, refused...)).err("check user", d.Realm()); err != nil {
		return err
	}
	s.say("%s would take this user", d.Realm())
	return nil
}

// distinct drops what the schema and the server both said.
func distinct(all violations) violations {
	var kept violations
	seen := map[string]bool{}
	for _, v := range all {
		said := v.Attribute + "\x00" + v.Rule
		if v.Rule == "" || !seen[said] {
			kept = append(kept, v)
		}
		seen[said] = true
	}
	return kept
}
