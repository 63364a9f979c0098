package cli

import (
	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

func userNoun() noun {
	return noun{
		one: "user", many: "users", short: "The people of a realm", portable: portableColumns(),
		columns: []render.Column{
			{Header: "USERNAME", Path: "userName", Priority: 9},
			{Header: "GIVEN NAME", Path: "givenName", Priority: 5},
			{Header: "SURNAME", Path: "sn", Priority: 6},
			{Header: "MAIL", Path: "mail", Priority: 8},
			{Header: "STATUS", Path: "accountStatus", Priority: 7, Style: render.StatusStyle},
			{Header: "ID", Path: "_id", Wide: true, Priority: 4},
			{Header: "PHONE", Path: "telephoneNumber", Wide: true, Priority: 3},
			{Header: "CITY", Path: "city", Wide: true, Priority: 2},
			{Header: "COUNTRY", Path: "country", Wide: true, Priority: 1},
		},
	}
}

// portableColumns are the columns of the one shape that all platforms share.
func portableColumns() []render.Column {
	return []render.Column{
		{Header: "USERNAME", Path: "userName", Priority: 9},
		{Header: "GIVEN NAME", Path: "givenName", Priority: 5},
		{Header: "SURNAME", Path: "familyName", Priority: 6},
		{Header: "MAIL", Path: "mail", Priority: 8},
		{Header: "ENABLED", Path: "enabled", Priority: 7, Style: render.StatusStyle},
		{Header: "ID", Path: "id", Wide: true, Priority: 4},
		{Header: "PHONE", Path: "phone", Wide: true, Priority: 3},
	}
}

func usersCmd(s *session) *cobra.Command {
	n := userNoun()
	return n.parent(s, func() []*cobra.Command {
		return []*cobra.Command{
			list(s, n, identity.Users),
			get(s, n, identity.Users),
			count(s, n, identity.Users),
			createUser(s, n),
			patchUser(s, n),
			replaceUser(s, n),
			remove(s, n, identity.Users),
			switchUser(s, n, "enable", true),
			switchUser(s, n, "disable", false),
			userTemplate(s, n),
			checkUser(s),
			passwordCmd(s, n),
		}
	})
}
