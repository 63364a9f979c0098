package filter

import (
	"fmt"
	"slices"
	"strings"
)

// A Narrowed is a condition for [SQL]'s table of keys: every match of a filter
// fulfils it. Cond "" is fulfilled by everything.
type Narrowed struct {
	Cond  string
	Args  []any
	Exact bool // everything that fulfils it is a match
}

// NarrowSCIM looks for the parts of a filter that an index can answer. Indexed
// names the attributes, with dots, whose folded text ([Fold]) every object that
// has the attribute keeps as a key; they are the program's own words and go
// into the condition as they are. Only objects behind after, a sequence number,
// are looked for, and where the index has them in their order not more than
// limit; 0 is all of them.
func NarrowSCIM(n Node, indexed []string, after int64, limit int) Narrowed {
	s := scimNarrower{indexed, after}
	if c, ok := n.(Comparison); ok && c.Op == Equal && limit > 0 {
		if search, args := s.search(c); search != "" {
			return Narrowed{"seq IN (" + search + " ORDER BY seq LIMIT ?)", append(args, limit), true}
		}
	}
	b := s.narrow(n)
	if len(b.conds) == 0 {
		always, isConstant := n.(Constant)
		return Narrowed{Exact: isConstant && bool(always)}
	}
	return Narrowed{Cond: strings.Join(b.conds, " AND "), Args: b.args, Exact: b.exact}
}

// A scimBound is a superset of a filter's matches: what fulfils all of conds.
type scimBound struct {
	conds []string
	args  []any
	exact bool
}

type scimNarrower struct {
	indexed []string
	after   int64
}

func (s scimNarrower) narrow(n Node) scimBound {
	switch n := n.(type) {
	case And:
		return s.narrowAll(n)
	case Or:
		return s.narrowAny(n)
	case Comparison:
		search, args := s.search(n)
		if search == "" {
			return scimBound{}
		}
		return scimBound{[]string{"seq IN (" + search + ")"}, args, true}
	default:
		return scimBound{}
	}
}

// narrowAll joins the conditions of the parts that have one.
func (s scimNarrower) narrowAll(parts []Node) scimBound {
	sum := scimBound{exact: true}
	for _, part := range parts {
		b := s.narrow(part)
		if len(sum.args)+len(b.args) > maxSearches {
			b = scimBound{}
		}
		sum.conds = append(sum.conds, b.conds...)
		sum.args = append(sum.args, b.args...)
		sum.exact = sum.exact && b.exact
	}
	return sum
}

// narrowAny puts the searches of the parts together, if each of them is one.
func (s scimNarrower) narrowAny(parts []Node) scimBound {
	var searches []string
	sum := scimBound{exact: true}
	for _, part := range parts {
		c, ok := part.(Comparison)
		if !ok {
			return scimBound{}
		}
		search, args := s.search(c)
		if search == "" || len(searches) == maxSearches/4 {
			return scimBound{}
		}
		searches = append(searches, search)
		sum.args = append(sum.args, args...)
	}
	sum.conds = []string{"seq IN (" + strings.Join(searches, " UNION ALL ") + ")"}
	return sum
}

// search finds the objects of one comparison in the index; "" if it cannot.
func (s scimNarrower) search(c Comparison) (search string, args []any) {
	text, isText := c.Value.(string)
	name := strings.Join(c.Field, ".")
	if !isText || !slices.Contains(s.indexed, name) {
		return "", nil
	}
	key := Fold(text)
	search = fmt.Sprintf("SELECT seq FROM keys WHERE collection = ?1 AND name = '%s' AND value ", name)
	switch {
	case c.Op == Equal:
		return search + "= ? AND seq > ?", []any{key, s.after}
	case c.Op == StartsWith && key != "":
		return search + ">= ? AND value < ? AND seq > ?", []any{key, after(key), s.after}
	}
	return "", nil
}
