package cli

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// treeOfGroups is groups tree.
func treeOfGroups(s *session, n noun) *cobra.Command {
	n.columns = []render.Column{
		{Header: "GROUP", Path: "tree", Priority: 9},
		{Header: "MEMBERS", Path: "members", Priority: 8, Right: true},
		{Header: "DYNAMIC", Path: "dynamic", Priority: 7},
		{Header: "POPULATION", Path: "population", Priority: 5},
		{Header: "ID", Path: "id", Wide: true, Priority: 6},
	}
	cmd := treeCmd(s, n, func(ctx context.Context, d identity.Directory, name string) (*forest, treeNode, error) {
		return growGroups(ctx, s, d, name)
	})
	cmd.Short = "Draw which groups are in which"
	cmd.Long = `Draw which groups are in which: all of them, or what is in one, with the number of
members that were put into each. A group that is in several others is drawn below
each of them, but what is in it only once.`
	cmd.Example = `  realmctl groups tree -R sandbox/pingone
  realmctl groups tree Company -R sandbox/pingone`
	groups := containing(n, identity.Groups)
	return s.needing(cmd, groups.that(is[identity.ParentLister]))
}

// nodeOfGroup is a group as a line of a tree.
func nodeOfGroup(p identity.GroupProfile, populations map[string]string) treeNode {
	dynamic := p.Dynamic()
	n := treeNode{Name: p.Name, ID: p.ID, Dynamic: &dynamic, Population: cmp.Or(populations[p.PopulationID], p.PopulationID)}
	if p.Direct.Users >= 0 {
		n.Members = &p.Direct.Users
	}
	return n
}

// growGroups reads all groups of a directory, and of each those that it is in; root is
// the one that is wanted, if one is.
func growGroups(ctx context.Context, s *session, d identity.Directory, name string) (f *forest, root treeNode, err error) {
	store, err := identity.Groups(d)
	if err != nil {
		return nil, root, err
	}
	lister, err := ableTo[identity.ParentLister](d, store, "groups within groups")
	if err != nil {
		return nil, root, err
	}
	groups, err := groupsFor(ctx, store, name)
	if err != nil {
		return nil, root, err
	}
	parents, err := parentsOfEach(ctx, s, lister, groups)
	if err != nil {
		return nil, root, err
	}
	populations, err := populationsOf(ctx, d, groups)
	if err != nil {
		return nil, root, err
	}
	if name != "" {
		root = nodeOfGroup(groups[0], populations)
	}
	return forestOfGroups(groups, parents, populations), root, nil
}

// groupsFor are the groups to draw: all of them, that of a name at the head. One that
// has none in it is alone.
func groupsFor(ctx context.Context, store identity.GroupStore, name string) ([]identity.GroupProfile, error) {
	var groups []identity.GroupProfile
	if name != "" {
		g, err := store.Find(ctx, name)
		if err != nil {
			return nil, err
		}
		p, err := g.Profile()
		if groups = append(groups, p); err != nil || p.Direct.Groups == 0 {
			return groups, err
		}
	}
	for g, err := range store.List(ctx, identity.Query{}) {
		if err != nil {
			return nil, err
		}
		p, err := g.Profile()
		if err != nil {
			return nil, err
		}
		if len(groups) == 0 || p.ID != groups[0].ID {
			groups = append(groups, p)
		}
	}
	return groups, nil
}

// populationsOf are the names of populations by their ids, if a group belongs to one.
func populationsOf(ctx context.Context, d identity.Directory, groups []identity.GroupProfile) (map[string]string, error) {
	if !slices.ContainsFunc(groups, func(p identity.GroupProfile) bool { return p.PopulationID != "" }) {
		return nil, nil
	}
	return populationNames(ctx, d)
}

// forestOfGroups puts groups below those that they are in.
func forestOfGroups(groups []identity.GroupProfile, parents map[string][]string, populations map[string]string) *forest {
	nodes := make([]treeNode, len(groups))
	for i, p := range groups {
		nodes[i] = nodeOfGroup(p, populations)
	}
	f := newForest(nodes)
	for _, n := range f.nodes {
		for _, parent := range parents[n.ID] {
			f.put(n, parent)
		}
	}
	return f
}

// parentsOfEach asks each group which ones it is in, a few at a time.
func parentsOfEach(ctx context.Context, s *session, lister identity.ParentLister, groups []identity.GroupProfile) (map[string][]string, error) {
	if !slices.ContainsFunc(groups, func(p identity.GroupProfile) bool { return p.Direct.Groups != 0 }) {
		return nil, nil // none has another one in it
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	parents := make([][]string, len(groups))
	next := make(chan int)
	var workers sync.WaitGroup
	for range s.parts() {
		workers.Go(func() {
			for i := range next {
				found, err := directParents(ctx, lister, groups[i])
				if err != nil {
					cancel(err)
				}
				parents[i] = found
			}
		})
	}
	for i := range groups {
		next <- i
	}
	close(next)
	workers.Wait()
	byID := map[string][]string{}
	for i, p := range groups {
		byID[p.ID] = parents[i]
	}
	return byID, context.Cause(ctx)
}

// directParents are the ids of the groups into which one was put.
func directParents(ctx context.Context, lister identity.ParentLister, p identity.GroupProfile) ([]string, error) {
	if p.External || ctx.Err() != nil {
		return nil, nil // the systems that keep external groups nest them elsewhere
	}
	var ids []string
	for m, err := range lister.Parents(ctx, p.ID) {
		if err != nil {
			return nil, err
		}
		parent, err := m.Profile()
		if err != nil {
			return nil, err
		}
		if parent.Reach != identity.Indirect {
			ids = append(ids, parent.GroupID)
		}
	}
	return ids, nil
}
