package filter

import (
	"fmt"
	"strings"
)

// opaque is the key of a value that is not a text. Whoever searches an index
// finds it with everything, since numbers and lists match in ways of their own.
const opaque = "\x00"

// Indexed names the members of a document that [Keys] makes keys of, the one
// that narrows a search best first. They are those by which managed users of
// Advanced Identity Cloud are looked for.
func Indexed() []string {
	return []string{"_id", "userName", "mail", "sn", "givenName", "accountStatus"}
}

// Keys are the values under which an index must hold the document so that
// [SQL] finds it: for each indexed member its text, folded. Members that are
// absent or null have none.
func Keys(doc map[string]any) map[string]string {
	keys := map[string]string{}
	for _, name := range Indexed() {
		switch value := doc[name].(type) {
		case nil:
		case string:
			keys[name] = Fold(value)
		default:
			keys[name] = opaque
		}
	}
	return keys
}

// SQL is a condition that every match of the filter fulfils, under either
// semantics; when exact, everything that fulfils it is a match. An empty
// condition is fulfilled by everything.
//
// It speaks of the column seq, of ?1 as the collection, and of a table
// keys (collection, seq, name, value) filled from [Keys]; its other parameters
// are question marks for args. No text of the filter is in cond.
func SQL(n Node) (cond string, args []any, exact bool) {
	constant, exact := n.(Constant)
	b := narrow(n)
	switch {
	case !b.narrows:
		return "", nil, exact && bool(constant)
	case len(b.searches) == 0:
		return "0", nil, exact
	default:
		return "seq IN (" + strings.Join(b.searches, " UNION ALL ") + ")", b.args, false
	}
}

// A bound is a superset of a filter's matches: what any of its searches finds.
// Searches are put together by UNION ALL, not by OR, for which SQLite would
// read the whole index.
type bound struct {
	narrows  bool // if not, the bound is everything
	searches []string
	args     []any
	cost     int // a guess at how much they find, the lower the better
}

// maxSearches keeps a condition within what SQLite compiles: 500 selects.
const maxSearches = 400

func narrow(n Node) bound {
	switch n := n.(type) {
	case And:
		return narrowBest(n)
	case Or:
		return narrowEach(n)
	case Constant:
		return bound{narrows: !bool(n)}
	case Comparison:
		return narrowComparison(n)
	default:
		return bound{}
	}
}

// narrowBest takes the best bound of the parts: each of them holds, and a
// second search would cost more than it saves.
func narrowBest(parts []Node) bound {
	var best bound
	for _, part := range parts {
		b := narrow(part)
		if b.narrows && (!best.narrows || b.cost < best.cost) {
			best = b
		}
	}
	return best
}

// narrowEach puts the bounds of the parts together, if all of them have one.
func narrowEach(parts []Node) bound {
	sum := bound{narrows: true}
	for _, part := range parts {
		b := narrow(part)
		if !b.narrows || len(sum.searches)+len(b.searches) > maxSearches {
			return bound{}
		}
		sum.searches = append(sum.searches, b.searches...)
		sum.args = append(sum.args, b.args...)
		sum.cost += b.cost
	}
	return sum
}

// narrowComparison searches the index for the text itself, or for what begins
// with it, and for what only Match can judge.
func narrowComparison(c Comparison) bound {
	text, ok := c.Value.(string)
	cost := indexCost(c.Field)
	if !ok || cost == 0 {
		return bound{}
	}
	key := Fold(text)
	search := fmt.Sprintf("SELECT seq FROM keys WHERE collection = ?1 AND name = '%s' AND value ", c.Field[0])
	switch {
	case c.Op == Equal:
		return bound{true, []string{search + "IN (?, ?)"}, []any{opaque, key}, cost}
	case c.Op == StartsWith && key != "":
		return bound{true, []string{search + "= ?", search + ">= ? AND value < ?"}, []any{opaque, key, after(key)}, 10 * cost}
	default:
		return bound{}
	}
}

// indexCost grows with how many documents share a value of the field; 0 is a
// field without an index.
func indexCost(field Pointer) int {
	for i, name := range Indexed() {
		if len(field) == 1 && field[0] == name {
			return 1 + i*i*i
		}
	}
	return 0
}

// after is the least key that is greater than all that begin with prefix. A
// folded text is valid UTF-8, whose bytes stop well below 255.
func after(prefix string) string {
	last := len(prefix) - 1
	return prefix[:last] + string([]byte{prefix[last] + 1})
}
