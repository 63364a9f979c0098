package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

// deleteGroup is groups delete: before anybody is asked it says what a group holds.
func deleteGroup(s *session, n noun) *cobra.Command {
	var o deleteOptions
	cmd := &cobra.Command{
		Use:     "delete <group>...",
		Aliases: []string{"rm"},
		Short:   "Delete groups, but not the people and groups in them",
		Long: `Delete groups by id or name; - reads names from standard input.

People and groups in it stay, but are not in it any more, nor by it in other groups;
roles that they had by it are gone. How many these are is said first.

You are asked then. Off a terminal --yes is needed; ten groups or more, and a
protected realm, want the realm's name instead: --confirm acme/alpha.`,
		Example: "  realmctl groups delete Engineering -R sandbox/pingone -n",
		Args:    someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			return runDelete(ctx, s, n, identity.Groups, args, o, s.sayHeld)
		}),
	}
	cmd.Flags().StringVar(&o.confirm, "confirm", "", "the `realm` whose groups shall go, where a yes is not enough")
	o.revisionFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

// sayHeld says what is in a group that is to be deleted, and what becomes of it.
func (s *session) sayHeld(g identity.Group) error {
	p, err := g.Profile()
	if err != nil {
		return err
	}
	switch held := heldWords(p.Direct); {
	case held != "":
		s.say("%s holds %s: they stay, but leave it and the groups that it is in", p.Key(), held)
	case p.Dynamic():
		s.say("%s selects its members by a condition: they stay, but leave it and the groups that it is in", p.Key())
	}
	return nil
}

// heldWords says how many users and groups there are: "2 users and 3 groups", "" for
// none.
func heldWords(n identity.MemberCount) string {
	users, groups := "", ""
	if n.Users > 0 {
		users = peopleWords(n.Users)
	}
	if n.Groups > 0 {
		groups = plural(int(n.Groups), "group")
	}
	if users != "" && groups != "" {
		return users + " and " + groups
	}
	return users + groups
}

// plural says how many of something there are: "1 group", "1,200 groups".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%s %ss", grouped(n), one)
}
