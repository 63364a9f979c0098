package cli

import (
	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

func userNoun() noun {
	return noun{
		one: "user", many: "users", short: "The people of a realm", by: "id, name or mail address", portable: portableColumns(),
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
	return n.parent(s,
		verb{"list ls", func() *cobra.Command { return list(s, n, identity.Users) }},
		verb{"get", func() *cobra.Command { return getUser(s, n) }},
		verb{"count", func() *cobra.Command { return count(s, n, identity.Users) }},
		verb{"create", func() *cobra.Command { return createUser(s, n) }},
		verb{"patch", func() *cobra.Command { return patchUser(s, n) }},
		verb{"replace", func() *cobra.Command { return replaceUser(s, n) }},
		verb{"delete rm", func() *cobra.Command { return remove(s, n, identity.Users) }},
		verb{"enable", func() *cobra.Command { return switchUser(s, n, "enable", true) }},
		verb{"disable", func() *cobra.Command { return switchUser(s, n, "disable", false) }},
		verb{"lock", func() *cobra.Command { return s.needing(lockUser(s, n, "lock", true), usersThat(is[identity.Locker])) }},
		verb{"unlock", func() *cobra.Command {
			return s.needing(lockUser(s, n, "unlock", false), usersThat(is[identity.Unlocker]))
		}},
		verb{"move", func() *cobra.Command { return s.needing(moveUser(s, n), usersThat(is[identity.Mover])) }},
		verb{"set-idp", func() *cobra.Command {
			return s.needing(setUserProvider(s, n), usersThat(is[identity.UserProviderKeeper]))
		}},
		verb{"sessions", func() *cobra.Command { return s.needing(sessionsCmd(s, n), havingOf(identity.Sessions)) }},
		verb{"linked", func() *cobra.Command { return s.needing(linkedCmd(s, n), havingOf(identity.LinkedAccounts)) }},
		verb{"groups", func() *cobra.Command { return userGroupsCmd(s, n) }},
		verb{"roles", func() *cobra.Command { return userRolesCmd(s, n) }},
		verb{"template", func() *cobra.Command { return userTemplate(s, n) }},
		verb{"check", func() *cobra.Command { return checkUser(s) }},
		verb{"password", func() *cobra.Command { return passwordCmd(s, n) }},
		verb{"verify-email", func() *cobra.Command { return verifyEmail(s, n) }},
	)
}

func replaceUser(s *session, n noun) *cobra.Command {
	cmd := replace(s, n, identity.Users)
	cmd.Example = `  realmctl users get ann -R sandbox/alpha -o json > ann.json
  realmctl users replace ann -R sandbox/alpha -f ann.json`
	return cmd
}
