package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

type patchOptions struct {
	writeFlags
	patchFlags
	revisionFlags
	queryFlags
}

func patchUser(s *session, n noun) *cobra.Command {
	var o patchOptions
	cmd := &cobra.Command{
		Use:   "patch [<user>...]",
		Short: "Change attributes of users, or of the one user that a query finds",
		Long: `Change attributes of users named by id, user name or mail address, or with
--where or --filter of the one user that matches: none or several are errors.

Changes are made in this order: the file, --set, --add, --remove, --increment,
--unset. A write carries the revision that was read: if somebody else changed the
user meanwhile, nothing is written.`,
		Example: `  realmctl users patch ann -R sandbox/alpha --set mail=ann@example.org --unset description
  realmctl users patch -R sandbox/alpha --where 'userName = "ann"' --set sn=Lee`,
		RunE: s.run(func(ctx context.Context, args []string) error { return runPatch(ctx, s, n, args, o) }),
	}
	o.patchFlags.bind(cmd.Flags())
	o.revisionFlags.bind(cmd)
	o.queryFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

func runPatch(ctx context.Context, s *session, n noun, args []string, o patchOptions) error {
	byQuery := o.where != "" || o.filter != ""
	switch {
	case o.empty():
		return usagef("users patch wants --set, --unset, --add, --remove, --increment or -f")
	case byQuery && len(args) > 0:
		return usagef("users patch takes names of users, or --where or --filter, not both")
	case !byQuery && len(args) == 0:
		return usagef("users patch wants names of users, or --where or --filter")
	case byQuery && (o.force || o.revision != ""):
		return usagef("a patch by query carries no revision: --force and --revision go with names")
	}
	if _, err := parseAssignments(o.set); err != nil {
		return err
	}
	r, d, store, err := s.openUsers(ctx)
	if err != nil {
		return err
	}
	patch, schema, err := s.patch(ctx, store, o.patchFlags, n, d.Realm())
	if err != nil {
		return err
	}
	p := &patcher[identity.User]{n: n, realm: r, store: store, patch: patch, schema: schema, op: "patch", revisionFlags: o.revisionFlags}
	if byQuery {
		return patchMatch(ctx, s, store, p, o)
	}
	return s.writeEach(ctx, n, o.writeFlags, args, p.named)
}
