package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

func populationNoun() noun {
	columns := []render.Column{
		{Header: "NAME", Path: "name", Priority: 9},
		{Header: "USERS", Path: "users", Priority: 8, Right: true},
		{Header: "DEFAULT", Path: "default", Priority: 7},
		{Header: "POLICY", Path: "passwordPolicyId", Priority: 5},
		{Header: "ID", Path: "id", Wide: true, Priority: 6},
		{Header: "DESCRIPTION", Path: "description", Wide: true, Priority: 4},
	}
	return noun{
		needs: having(identity.Populations),
		one:   "population", many: "populations", short: "The parts that the users of a PingOne environment are in",
		name: "name", columns: columns, portable: columns, describe: describes(identity.Populations),
	}
}

// describes tells the attributes of objects whose store can tell them.
func describes[S any](open func(identity.Directory) (S, error)) describer {
	return func(ctx context.Context, d identity.Directory) (*identity.Schema, error) {
		store, err := open(d)
		if err != nil {
			return nil, err
		}
		if told, ok := any(store).(identity.Describer); ok {
			return told.Schema(ctx)
		}
		return nil, identity.Lacks(d, "schema")
	}
}

func populationsCmd(s *session) *cobra.Command {
	n := populationNoun()
	return n.parent(s,
		verb{"list ls", func() *cobra.Command { return list(s, n, identity.Populations) }},
		verb{"get", func() *cobra.Command { return get(s, n, identity.Populations) }},
		verb{"create", func() *cobra.Command { return createPopulation(s, n) }},
		verb{"patch", func() *cobra.Command { return patchPopulation(s, n) }},
		verb{"delete rm", func() *cobra.Command { return deletePopulation(s, n) }},
		verb{"set-idp", func() *cobra.Command { return setPopulationProvider(s, n) }},
	)
}

func createPopulation(s *session, n noun) *cobra.Command {
	cmd := create(s, n, identity.Populations)
	cmd.Use = "create --name <name>"
	cmd.Example = `  realmctl populations create -R sandbox/pingone --name Suppliers --description 'People of our suppliers'
  realmctl populations create -R sandbox/pingone --name Everybody --default`
	populationFlags(cmd)
	return cmd
}

func patchPopulation(s *session, n noun) *cobra.Command {
	cmd := patch(s, n, identity.Populations)
	cmd.Example = `  realmctl populations patch Staff -R sandbox/pingone --default
  realmctl populations patch Staff -R sandbox/pingone --set description='On the payroll' --unset preferredLanguage`
	populationFlags(cmd)
	return cmd
}

// populationFlags are short for the properties that most populations are given.
func populationFlags(cmd *cobra.Command) {
	short(cmd, "name", "name", "its `name`: short for --set name=...")
	short(cmd, "description", "description", "a `text` about it: short for --set description=...")
	shortSwitch(cmd, "default", "default", "users for whom no population is named go there: short for --set default=true")
}
