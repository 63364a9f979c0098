package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

// childrenOfOrganization is organizations children.
func childrenOfOrganization(s *session, n noun) *cobra.Command {
	c := containing(n, identity.Organizations)
	return family("children", "The organizations directly below one",
		listBelow(s, c))
}

func listBelow(s *session, c container) *cobra.Command {
	var o outputFlags
	n := c.noun
	n.columns, n.portable = append(n.columns[:1:1], n.columns[2:]...), append(n.portable[:1:1], n.portable[2:]...)
	cmd := &cobra.Command{
		Use: "list <organization>", Aliases: []string{"ls"},
		Short:   "List the organizations directly below one",
		Example: "  realmctl organizations children list 'Example Europe' -R sandbox/alpha",
		Args:    c.oneObject,
		RunE:    s.run(func(ctx context.Context, args []string) error { return runBelow(ctx, s, n, args[0], o) }),
	}
	o.bind(cmd.Flags())
	s.bindCurl(cmd)
	return reads(cmd)
}

func runBelow(ctx context.Context, s *session, n noun, name string, o outputFlags) error {
	realms, err := s.targets()
	if err != nil {
		return err
	}
	ro, err := s.renderOptions(listing{noun: n, flags: o, tagged: len(realms) > 1})
	if err != nil {
		return err
	}
	rows := across(ctx, s, realms, true, func(ctx context.Context, d identity.Directory) (source[identity.Organization], error) {
		store, err := identity.Organizations(d)
		if err != nil {
			return source[identity.Organization]{}, err
		}
		key, err := finds(store)(ctx, name)
		if err != nil {
			return source[identity.Organization]{}, err
		}
		return source[identity.Organization]{store.Children(ctx, key.ID), store}, nil
	}, o.portable)
	count, err := s.print(ctx, ro, rows)
	if err == nil && count == 0 {
		s.say("nothing is below %s in %s", name, addresses(realms))
	}
	return err
}
