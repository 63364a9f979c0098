package cli

import (
	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

func roleNoun() noun {
	columns := []render.Column{
		{Header: "NAME", Path: "name", Priority: 9},
		{Header: "CONDITION", Path: "condition", Priority: 7},
		{Header: "DESCRIPTION", Path: "description", Priority: 6},
		{Header: "ID", Path: "id", Wide: true, Priority: 8},
	}
	return noun{
		needs: having(identity.Roles),
		one:   "role", many: "roles", short: "What people get in applications, by hand or by a condition", id: "id", name: "name",
		losing: "everybody loses what they had by the role", columns: columns, portable: columns, describe: describes(identity.Roles),
	}
}

func rolesCmd(s *session) *cobra.Command {
	n := roleNoun()
	c := containing(n, identity.Roles).showing("Auditor -R sandbox/alpha")
	return n.parent(s,
		verb{"list ls", func() *cobra.Command { return list(s, n, identity.Roles) }},
		verb{"get", func() *cobra.Command { return get(s, n, identity.Roles) }},
		verb{"create", func() *cobra.Command { return createRole(s, n, c) }},
		verb{"patch", func() *cobra.Command { return patchRole(s, n, c) }},
		verb{"replace", func() *cobra.Command { return replaceRole(s, n) }},
		verb{"delete rm", func() *cobra.Command { return remove(s, n, identity.Roles) }},
		verb{"members", func() *cobra.Command { return membersCmd(s, c) }},
	)
}

func createRole(s *session, n noun, c container) *cobra.Command {
	cmd := create(s, n, identity.Roles)
	cmd.Use = "create --name <name>"
	cmd.Long += `

A role with --user-filter is granted to everybody whom the condition selects, beside
those whom it is granted by hand.`
	cmd.Example = `  realmctl roles create -R sandbox/alpha --name Translator --description 'Reads and writes texts'
  realmctl roles create -R sandbox/alpha --name 'Legal files' --user-filter 'frIndexedString1 = "Legal"'`
	nameFlags(cmd)
	conditionFlags(s, cmd, c)
	return cmd
}

func patchRole(s *session, n noun, c container) *cobra.Command {
	cmd := patch(s, n, identity.Roles)
	cmd.Example = `  realmctl roles patch Auditor -R sandbox/alpha --description 'Reads everything'
  realmctl roles patch 'Building A' -R sandbox/alpha --user-filter 'city = "Oslo"' -n`
	nameFlags(cmd)
	conditionFlags(s, cmd, c)
	return cmd
}

func replaceRole(s *session, n noun) *cobra.Command {
	cmd := replace(s, n, identity.Roles)
	cmd.Example = `  realmctl roles get Auditor -R sandbox/alpha -o json > auditor.json
  realmctl roles replace Auditor -R sandbox/alpha -f auditor.json`
	return cmd
}
