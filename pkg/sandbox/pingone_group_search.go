package sandbox

import (
	"fmt"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// direct is the group of a comparison that waysInto has made.
func direct(n filter.Node) (id string, ok bool) {
	c, isComparison := n.(filter.Comparison)
	if !isComparison || len(c.Field) != 2 || c.Field[0] != memberOf {
		return "", false
	}
	return c.Field[1], c.Value == true
}

// leading are groups of which everybody who is selected has been put into one; exact says that the reverse holds too.
func leading(n filter.Node) (groups []string, exact bool) {
	switch n := n.(type) {
	case filter.Comparison:
		if id, ok := direct(n); ok {
			return []string{id}, true
		}
	case filter.And:
		for _, part := range n {
			if found, _ := leading(part); found != nil && (groups == nil || len(found) < len(groups)) {
				groups = found
			}
		}
		return groups, false
	case filter.Or:
		exact = true
		for _, part := range n {
			found, all := leading(part)
			if found == nil {
				return nil, false
			}
			groups, exact = append(groups, found...), exact && all
		}
		return groups, exact
	}
	return nil, false
}

// mostLeading keeps a condition within what the database compiles.
const mostLeading = 300

// narrowUsers narrows a search for users. What an index of users finds goes first; else the members of groups are
// walked along in the order of users, each page where the last one ended.
func narrowUsers(n filter.Node, after int64, want int) filter.Narrowed {
	if n == filter.Node(filter.Constant(false)) {
		return filter.Narrowed{Cond: "0", Exact: true}
	}
	groups, exact := leading(n)
	if len(groups) == 0 || len(groups) > mostLeading {
		return filter.NarrowSCIM(n, indexedUserMembers(), after, want)
	}
	few := slices.DeleteFunc(indexedUserMembers(), func(name string) bool { return name == "population.id" })
	if found := filter.NarrowSCIM(n, few, after, want); found.Cond != "" {
		return found
	}
	var searches []string
	var args []any
	for _, id := range groups {
		// The first so many of all of them are among the first so many of each.
		searches = append(searches, `SELECT CAST(substr(id, 38) AS INTEGER) FROM
			(SELECT id FROM edges WHERE id > ? AND id < ? ORDER BY id LIMIT ?)`)
		args = append(args, memberEdge(id, after), id+"0", max(want, chunk))
	}
	return filter.Narrowed{Cond: "seq IN (" + strings.Join(searches, " UNION ALL ") + ")", Args: args, Exact: exact}
}

// memberEdge is the id of the edge from a user, whose place in the order of users is seq, to a group. The edges of a
// group lie in that order, and whether a user has been put into a group is one look.
func memberEdge(group string, seq int64) string { return fmt.Sprintf("%s/%019d", group, seq) }

// readWithGroups decodes a user together with the groups that the user has been put into.
func (c *pingCall) readWithGroups(o store.Object) (document, error) {
	doc, err := readPublic(o)
	if err != nil {
		return nil, err
	}
	groups, err := c.groupsAbove(c.userRef(o.ID))
	doc[memberOf] = marked(groups)
	return doc, err
}

// marked is what the comparisons that waysInto makes look into.
func marked(groups []string) map[string]any {
	marks := map[string]any{}
	for _, id := range groups {
		marks[id] = true
	}
	return marks
}

// countKnown counts the users of one population or of one group, whose numbers are kept. Of nested groups that are
// large together it says that nobody counts them.
func (c *pingCall) countKnown(n filter.Node) (int64, bool, error) {
	if n, known, err := c.countPopulation(n); known || err != nil {
		return n, known, err
	}
	groups, exact := leading(n)
	if !exact {
		return 0, false, nil
	}
	sum := int64(0)
	for _, id := range groups {
		n, err := c.membersIn(id)
		if err != nil {
			return 0, false, err
		}
		sum += int64(n)
	}
	if len(groups) > 1 && sum > countable {
		return -1, true, nil
	}
	return sum, len(groups) == 1, nil
}
