package sandbox

import (
	"errors"
	"slices"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// What the edges of groups are called at their far end: the users that were put into a group, and the groups that are
// nested in it. At the near end both are memberOf.
const (
	usersWithin  = "users"
	groupsWithin = "groups"
)

// mostNested is how many groups one group may hold, in breadth and depth together.
const mostNested = 250

func (c *pingCall) userRef(id string) store.Ref { return store.Ref{Collection: c.users(), ID: id} }

// groupsAbove are the groups that a user or a group was put into.
func (c *pingCall) groupsAbove(end store.Ref) ([]string, error) { return c.farEnds(end, memberOf) }

func (c *pingCall) farEnds(end store.Ref, property string) ([]string, error) {
	var ids []string
	for e, err := range c.tx.Edges(end, property, 0, 0) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, e.To.ID)
	}
	return ids, nil
}

// below is a group and all that are nested in it, each once; none if there is no such group.
func (c *pingCall) below(id string) ([]*pingGroup, error) {
	return c.closure([]string{id}, groupsWithin)
}

// closure is some groups and all that follow from them, each once.
func (c *pingCall) closure(from []string, property string) ([]*pingGroup, error) {
	var all []*pingGroup
	seen := map[string]bool{}
	for next := slices.Clone(from); len(next) > 0; next = next[1:] {
		if seen[next[0]] {
			continue
		}
		seen[next[0]] = true
		g, err := c.readGroup(next[0])
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, g)
		further, err := c.farEnds(c.groupRef(g.id), property)
		if err != nil {
			return nil, err
		}
		next = append(next, further...)
	}
	return all, nil
}

// reaches says whether the members of a group depend on those of another one: over nesting, and over conditions that
// ask for groups.
func (c *pingCall) reaches(from, to string) (bool, error) {
	seen := map[string]bool{}
	for next := []string{from}; len(next) > 0; next = next[1:] {
		if next[0] == to {
			return true, nil
		}
		if seen[next[0]] {
			continue
		}
		seen[next[0]] = true
		parts, err := c.partsOf(next[0])
		if err != nil {
			return false, err
		}
		next = append(next, parts...)
	}
	return false, nil
}

// partsOf are the groups on which the members of a group depend at once.
func (c *pingCall) partsOf(id string) ([]string, error) {
	g, err := c.readGroup(id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	parts, err := c.farEnds(c.groupRef(id), groupsWithin)
	if err != nil || !g.dynamic() {
		return parts, err
	}
	node, err := c.readUserFilter(g)
	var refused *pingError
	if errors.As(err, &refused) { // nobody is in it
		return parts, nil
	}
	return append(parts, groupsIn(node)...), err
}

// checkNesting says what is wrong with putting one group into another.
func (c *pingCall) checkNesting(child, parent *pingGroup) error {
	refuse := func(message string) error { return requestFailed(constraint("id", message)) }
	if child.external() || parent.external() {
		return refuse("An external group cannot be nested.")
	}
	if parent.population() != "" && child.population() != parent.population() {
		return refuse("A group of a population takes only groups of the same population.")
	}
	circle, err := c.reaches(child.id, parent.id)
	switch {
	case err != nil:
		return err
	case circle:
		return refuse("A group cannot be a part of itself.")
	}
	return c.checkRoom(child, parent)
}

// checkRoom counts what would be nested in each group above.
func (c *pingCall) checkRoom(child, parent *pingGroup) error {
	added, err := c.below(child.id)
	if err != nil {
		return err
	}
	above, err := c.closure([]string{parent.id}, memberOf)
	if err != nil {
		return err
	}
	for _, g := range above {
		held, err := c.below(g.id)
		if err != nil {
			return err
		}
		within := map[string]bool{}
		for _, one := range slices.Concat(held, added) {
			within[one.id] = true
		}
		if len(within)-1 > mostNested {
			return requestFailed(pingDetail{Code: "SIZE_LIMIT_EXCEEDED", Target: "id", Message: "too many groups are nested",
				Inner: map[string]any{"maximumValue": mostNested}})
		}
	}
	return nil
}
