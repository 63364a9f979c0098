package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// treeOfOrganizations is organizations tree.
func treeOfOrganizations(s *session, n noun) *cobra.Command {
	n.columns = []render.Column{
		{Header: "ORGANIZATION", Path: "tree", Priority: 9},
		{Header: "ID", Path: "id", Wide: true, Priority: 6},
	}
	cmd := treeCmd(s, n, growOrganizations)
	cmd.Short = "Draw which organizations are below which"
	cmd.Long = "Draw which organizations are below which: all of them, or one and what is below it."
	cmd.Example = `  realmctl organizations tree -R sandbox/alpha
  realmctl organizations tree 'Example Europe' -R sandbox/alpha`
	return cmd
}

// growOrganizations reads all organizations of a directory; each says which one it is
// below. root is the one that is wanted, if one is.
func growOrganizations(ctx context.Context, d identity.Directory, name string) (f *forest, root treeNode, err error) {
	store, err := identity.Organizations(d)
	if err != nil {
		return nil, root, err
	}
	if name != "" {
		found, err := store.Find(ctx, name)
		if err != nil {
			return nil, root, err
		}
		key, err := found.Key()
		if root = (treeNode{Name: key.Name, ID: key.ID}); err != nil {
			return nil, root, err
		}
	}
	var nodes []treeNode
	for o, err := range store.List(ctx, identity.Query{}) {
		if err != nil {
			return nil, root, err
		}
		p, err := o.Profile()
		if err != nil {
			return nil, root, err
		}
		nodes = append(nodes, treeNode{Name: p.Name, ID: p.ID, Parent: p.ParentID})
	}
	f = newForest(nodes)
	for _, n := range f.nodes {
		if n.Parent != "" {
			f.put(n, n.Parent)
		}
	}
	return f, root, nil
}

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

type placeOptions struct {
	writeFlags
	revisionFlags
	below string
	top   bool
}

// moveOrganization is organizations move.
func moveOrganization(s *session, n noun) *cobra.Command {
	var o placeOptions
	cmd := &cobra.Command{
		Use:   "move <organization>... --below <organization>",
		Short: "Put organizations below another one, or at the top",
		Long: `Put organizations below another one, with all that is below them, or at the top. The
administrators of what is above an organization administer it too. - reads names from
standard input.`,
		Example: `  realmctl organizations move 'Example Oslo' --below Example -R sandbox/alpha -n
  realmctl organizations move 'Example Oslo' --top -R sandbox/alpha -n`,
		Args: someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			if (o.below == "") != o.top {
				return usagef("organizations move wants --below with the name or id of an organization, or --top")
			}
			names, err := s.names(args)
			if err != nil {
				return err
			}
			return runPlace(ctx, s, n, names, o)
		}),
	}
	cmd.Flags().StringVar(&o.below, "below", "", "the `organization` to put them directly below, by name or id")
	cmd.Flags().BoolVar(&o.top, "top", false, "put them at the top")
	exclusive(cmd, "below", "top")
	o.revisionFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

func runPlace(ctx context.Context, s *session, n noun, names []string, o placeOptions) error {
	r, store, err := openStore(ctx, s, identity.Organizations)
	if err != nil {
		return err
	}
	var above identity.Key
	if !o.top {
		if above, err = finds(store)(ctx, o.below); err != nil {
			return err
		}
	}
	return s.writeEach(ctx, n, o.writeFlags, names, func(ctx context.Context, w *writer, name string) error {
		found, err := store.Find(ctx, name)
		if err != nil {
			return err
		}
		c := change{op: "move", noun: n, realm: r, store: store, secret: secrets(nil)}
		if c.key, err = found.Key(); err != nil {
			return err
		}
		if stale := o.stale(c.key); stale != nil {
			return c.against(stale, nil)
		}
		if c.before, err = placeOf(ctx, store, c.key.ID); err != nil {
			return err
		}
		if checker, ok := store.(identity.ParentChecker); ok && above.ID != "" {
			if err := checker.CheckParent(ctx, c.key.ID, above.ID); err != nil {
				return about(err, "move organization", c.key)
			}
		}
		c.after = place(above)
		c.send = func(ctx context.Context) (object, error) {
			return store.SetParent(ctx, c.key.ID, o.of(c.key), above.ID)
		}
		c.reread = rereads(store, c.key.ID)
		return w.do(ctx, c)
	})
}

// placeOf is which organization one is below, as the difference of a move shows it.
func placeOf(ctx context.Context, store identity.OrganizationStore, id string) (json.RawMessage, error) {
	above, err := store.Parent(ctx, id)
	if err != nil && identity.KindOf(err) == identity.NotFound {
		return place(identity.Key{}), nil
	}
	if err != nil {
		return nil, err
	}
	key, err := above.Key()
	return place(key), err
}

func place(above identity.Key) json.RawMessage {
	if above.ID == "" {
		return json.RawMessage(`{}`)
	}
	document, _ := json.Marshal(map[string]string{"below": above.String()}) // texts always encode
	return document
}
