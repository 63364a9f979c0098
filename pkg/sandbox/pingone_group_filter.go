package sandbox

import (
	"errors"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
)

// memberOf is the member of users, in filters alone, and the relationship of users and groups to the groups that they
// are in.
const memberOf = "memberOfGroups"

// resolveGroups replaces what a filter says of being in a group by what it takes: to have been put into the group or
// into one that is nested in it, or to fulfil the condition of one of them.
func (c *pingCall) resolveGroups(n filter.Node) (filter.Node, error) {
	switch n := n.(type) {
	case filter.And:
		parts, err := c.resolveParts(n)
		return filter.And(parts), err
	case filter.Or:
		parts, err := c.resolveParts(n)
		return filter.Or(parts), err
	case filter.Comparison:
		if id, ok := groupIn(n); ok {
			return c.waysInto(id)
		}
	}
	return n, nil
}

func (c *pingCall) resolveParts(parts []filter.Node) ([]filter.Node, error) {
	resolved := make([]filter.Node, len(parts))
	for i, part := range parts {
		var err error
		if resolved[i], err = c.resolveGroups(part); err != nil {
			return nil, err
		}
	}
	return resolved, nil
}

// groupIn is the group that a comparison asks for.
func groupIn(n filter.Comparison) (id string, ok bool) {
	if len(n.Field) != 2 || n.Field[0] != memberOf || n.Field[1] != "id" {
		return "", false
	}
	text, _ := n.Value.(string)
	return strings.ToLower(text), true
}

// groupsIn are the groups that a filter asks for.
func groupsIn(n filter.Node) []string {
	var all []string
	switch n := n.(type) {
	case filter.And:
		for _, part := range n {
			all = append(all, groupsIn(part)...)
		}
	case filter.Or:
		for _, part := range n {
			all = append(all, groupsIn(part)...)
		}
	case filter.Comparison:
		if id, ok := groupIn(n); ok {
			all = append(all, id)
		}
	}
	return all
}

// waysInto is the condition that the members of a group fulfil; nobody is in one that is not there.
func (c *pingCall) waysInto(id string) (filter.Node, error) {
	all, err := c.below(id)
	if err != nil {
		return nil, err
	}
	var ways filter.Or
	for _, g := range all {
		ways = append(ways, filter.Comparison{Field: filter.Pointer{memberOf, g.id}, Op: filter.Equal, Value: true})
		if !g.dynamic() {
			continue
		}
		rule, err := c.rule(g)
		if err != nil {
			return nil, err
		}
		ways = append(ways, rule)
	}
	switch len(ways) {
	case 0:
		return filter.Constant(false), nil
	case 1:
		return ways[0], nil
	}
	return ways, nil
}

// rule is the condition on members of a dynamic group, its population included. A condition that the schema does not
// allow any more selects nobody.
func (c *pingCall) rule(g *pingGroup) (filter.Node, error) {
	node, err := c.readUserFilter(g)
	var refused *pingError
	if errors.As(err, &refused) {
		return filter.Constant(false), nil
	}
	if err == nil {
		node, err = c.resolveGroups(node)
	}
	if err != nil || g.population() == "" {
		return node, err
	}
	own := filter.Comparison{Field: filter.Pointer{"population", "id"}, Op: filter.Equal, Value: g.population()}
	return filter.And{own, node}, nil
}
