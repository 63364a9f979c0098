package sandbox

import (
	"bytes"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// chunk is how many objects one transaction reads. Between two chunks nothing is held, so that a slow reader keeps
// nobody waiting, least of all itself when it writes to what it reads.
const chunk = 500

// rows hands out the rows of an answer in pieces of bounded size.
type rows interface {
	// next appends at most want rows, commas between them, and says how many there were, where a next page would
	// begin, and whether nothing follows.
	next(b *bytes.Buffer, want int) (n int, at cookie, done bool, err error)
}

// scanner yields the matches of a search in the order of creation.
type scanner struct {
	*call
	*search
	after int64
	skip  int
}

func (s *scanner) next(b *bytes.Buffer, want int) (n int, at cookie, done bool, err error) {
	cond, args, exact := filter.SQL(s.filter)
	limit := chunk
	if exact && s.skip == 0 {
		limit = min(want, chunk)
	}
	err = s.store.Read(s.r.Context(), func(tx *store.Tx) error {
		batch, err := collect(tx, s.t.Collection, cond, args, s.after, limit)
		if err != nil {
			return err
		}
		done = len(batch) < limit
		v := newView(tx, &s.schemas, s.t, s.fields)
		for _, o := range batch {
			if n == want {
				done = false
				break
			}
			s.after = o.Seq
			matches, err := s.matches(tx, o, exact)
			if err != nil {
				return err
			}
			if matches && s.skip > 0 {
				s.skip--
				continue
			}
			if !matches {
				continue
			}
			if n > 0 {
				b.WriteByte(',')
			}
			if err := v.appendObject(b, o); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, cookie(s.after), done, err
}

// collect reads a batch of candidates, so that the connection is free when each is looked at.
func collect(tx *store.Tx, collection, cond string, args []any, after int64, limit int) ([]store.Object, error) {
	batch := make([]store.Object, 0, limit)
	for o, err := range tx.Scan(collection, cond, args, after, limit) {
		if err != nil {
			return nil, err
		}
		batch = append(batch, o)
	}
	return batch, nil
}

// matches has the last word on a candidate, with the relationships that the filter looks into.
func (s *search) matches(tx *store.Tx, o store.Object, exact bool) (bool, error) {
	if exact {
		return true, nil
	}
	doc, err := readDocument(o)
	if err != nil {
		return false, err
	}
	for _, p := range s.relations {
		edges, err := edgesOf(tx, store.Ref{Collection: o.Collection, ID: o.ID}, p.Name)
		if err != nil {
			return false, err
		}
		if doc[p.Name] = referenceList(p, edges); doc[p.Name] == nil {
			delete(doc, p.Name)
		}
	}
	return filter.Directory.Match(s.filter, map[string]any(doc)), nil
}

// referenceList is a relationship as a filter sees it: what its references are, nothing of their targets.
func referenceList(p *property, edges []store.Edge) any {
	var list []any
	for _, e := range edges {
		list = append(list, map[string]any{
			"_ref": e.To.String(), "_refResourceCollection": e.To.Collection, "_refResourceId": e.To.ID,
		})
	}
	_, many := p.relation()
	switch {
	case len(list) == 0:
		return nil
	case many:
		return list
	}
	return list[0]
}

// each calls do with every match, in chunks.
func (c *call) each(s *search, do func(store.Object) error) error {
	cond, args, exact := filter.SQL(s.filter)
	for after, more := int64(0), true; more; {
		err := c.store.Read(c.r.Context(), func(tx *store.Tx) error {
			batch, err := collect(tx, s.t.Collection, cond, args, after, chunk)
			if err != nil {
				return err
			}
			more = len(batch) == chunk
			for _, o := range batch {
				after = o.Seq
				matches, err := s.matches(tx, o, exact)
				if err != nil {
					return err
				}
				if matches {
					if err := do(o); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// count is the number of matches.
func (c *call) count(s *search) (n int64, err error) {
	if s.filter == filter.Node(filter.Constant(true)) {
		err = c.store.Read(c.r.Context(), func(tx *store.Tx) error {
			n, err = tx.Count(s.t.Collection)
			return err
		})
		return n, err
	}
	err = c.each(s, func(store.Object) error {
		n++
		return nil
	})
	return n, err
}
