package cli

import (
	"context"

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
