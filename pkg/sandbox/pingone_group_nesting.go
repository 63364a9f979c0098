package sandbox

import (
	"errors"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// The group in the path is the child, the group in the body or at the end of the path is the parent: the members of
// the first become members of the second.

// nestingEdge is the id of the edge from a group to one that it is nested in.
func nestingEdge(child, parent string) string { return child + " in " + parent }

// nestings are all groups that a group is part of, in the order of their making.
func (c *pingCall) nestings(g *pingGroup) ([]pingMembership, error) {
	put, err := c.groupsAbove(c.groupRef(g.id))
	if err != nil {
		return nil, err
	}
	above, err := c.closure(put, memberOf)
	return inOrder(above, put), err
}

func (c *pingCall) listParents() (answer, error) {
	g, err := c.group()
	if err != nil {
		return answer{}, err
	}
	all, err := c.nestings(g)
	if err != nil {
		return answer{}, err
	}
	return c.pageOfMemberships("/groups/"+g.id, all)
}

// nesting finds the parent of the path among the groups that the group of the path is part of.
func (c *pingCall) nesting() (child *pingGroup, m pingMembership, err error) {
	if child, err = c.group(); err != nil {
		return nil, m, err
	}
	all, err := c.nestings(child)
	if err != nil {
		return nil, m, err
	}
	for _, m := range all {
		if m.group.id == c.r.PathValue("parent") {
			return child, m, nil
		}
	}
	return nil, m, pingNotFound()
}

func (c *pingCall) getParent() (answer, error) {
	child, m, err := c.nesting()
	if err != nil {
		return answer{}, err
	}
	return answerWith(c.showMembership("/groups/"+child.id, m))
}

func (c *pingCall) addParent() (answer, error) {
	child, err := c.group()
	if err != nil {
		return answer{}, err
	}
	parent, err := c.groupWanted()
	if err != nil {
		return answer{}, err
	}
	if err := c.checkNesting(child, parent); err != nil {
		return answer{}, err
	}
	if err := c.nest(child.id, parent.id); err != nil {
		return answer{}, err
	}
	shown, err := c.showMembership("/groups/"+child.id, pingMembership{parent, true})
	if err != nil {
		return answer{}, err
	}
	return created(shown)
}

func (c *pingCall) nest(child, parent string) error {
	_, err := c.tx.Link(store.Edge{ID: nestingEdge(child, parent), From: c.groupRef(child), Property: memberOf,
		To: c.groupRef(parent), Reverse: groupsWithin})
	if errors.Is(err, store.ErrExists) {
		return invalidData(notUnique("id"))
	}
	return err
}

func (c *pingCall) removeParent() (answer, error) {
	child, m, err := c.nesting()
	switch {
	case err != nil:
		return answer{}, err
	case !m.direct:
		return answer{}, requestFailed(constraint("id", "The group is not a direct part of the other one."))
	}
	if _, err := c.tx.Unlink(nestingEdge(child.id, m.group.id)); err != nil {
		return answer{}, err
	}
	return gone()
}
