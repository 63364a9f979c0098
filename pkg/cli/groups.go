package cli

import (
	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

func groupNoun() noun {
	return noun{
		needs: having(identity.Groups),
		one:   "group", many: "groups", short: "Sets of people, and of other groups", id: "id", name: "name",
		describe: describes(identity.Groups),
		filledBy: map[string]string{"POPULATION": "populationId", "EXTERNAL": "external", "MEMBERS": "direct.users"},
		columns: []render.Column{
			{Header: "NAME", Path: "name", Priority: 9},
			{Header: "MEMBERS", Path: "members", Priority: 8, Right: true},
			{Header: "DYNAMIC", Path: "dynamic", Priority: 6},
			{Header: "POPULATION", Path: "population", Priority: 7},
			{Header: "EXTERNAL", Path: "external", Priority: 5},
			{Header: "ID", Path: "id", Wide: true, Priority: 4},
			{Header: "DESCRIPTION", Path: "description", Wide: true, Priority: 3},
			{Header: "CONDITION", Path: "condition", Wide: true, Priority: 2},
		},
		portable: []render.Column{
			{Header: "NAME", Path: "name", Priority: 9},
			{Header: "MEMBERS", Path: "direct.users", Priority: 8, Right: true},
			{Header: "CONDITION", Path: "condition", Priority: 5},
			{Header: "POPULATION", Path: "populationId", Priority: 6},
			{Header: "EXTERNAL", Path: "external", Priority: 7},
			{Header: "ID", Path: "id", Wide: true, Priority: 4},
			{Header: "DESCRIPTION", Path: "description", Wide: true, Priority: 3},
		},
	}
}

func groupsCmd(s *session) *cobra.Command {
	n := groupNoun()
	c := containing(n, identity.Groups).showing("Engineering -R sandbox/pingone")
	return n.parent(s,
		verb{"list ls", func() *cobra.Command { return listGroups(s, n) }},
		verb{"get", func() *cobra.Command { return getGroup(s, n) }},
		verb{"create", func() *cobra.Command { return createGroup(s, n) }},
		verb{"patch", func() *cobra.Command { return patchGroup(s, n) }},
		verb{"replace", func() *cobra.Command { return replaceGroup(s, n) }},
		verb{"delete rm", func() *cobra.Command { return deleteGroup(s, n) }},
		verb{"tree", func() *cobra.Command { return treeOfGroups(s, n) }},
		verb{"members", func() *cobra.Command { return membersCmd(s, c) }},
		verb{"parents", func() *cobra.Command { return parentsCmd(s, c) }},
		verb{"children", func() *cobra.Command { return childrenCmd(s, c) }},
		verb{"roles", func() *cobra.Command { return groupRolesCmd(s, c) }},
	)
}

func listGroups(s *session, n noun) *cobra.Command {
	cmd := list(s, n, openGroupView)
	cmd.Example = `  realmctl groups list -R sandbox/pingone
  realmctl groups list -R sandbox/pingone --where 'name sw "New"' --columns name,population`
	return cmd
}

// getGroup is groups get: as get of any noun, with the number of all members, which
// some platforms count only when they are asked.
func getGroup(s *session, n noun) *cobra.Command {
	n.columns = append(n.columns[:2:2], append([]render.Column{
		{Header: "WITH NESTED", Path: "total", Priority: 7, Right: true},
		{Header: "GROUPS", Path: "children", Priority: 6, Right: true},
	}, n.columns[2:]...)...)
	n.filledBy = map[string]string{"POPULATION": "populationId", "EXTERNAL": "external", "GROUPS": "direct.groups"}
	cmd := get(s, n, openGroupView)
	cmd.Long += `

The number of members is told of those who were put into a group, and of all whom it
has by nesting and by conditions too.`
	cmd.Example = "  realmctl groups get Company -R sandbox/pingone"
	return cmd
}
