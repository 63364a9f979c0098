package sandbox

import (
	"bytes"
	"errors"
	"slices"
	"sync"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// keptSnapshots is how many sorted lists are remembered between pages.
const keptSnapshots = 4

// snapshots remember the ids of sorted searches, so that the pages of one walk neither sort again nor shift under
// each other. One that was forgotten is sorted anew.
type snapshots struct {
	mu    sync.Mutex
	lists []snapshot // the most recent last
}

type snapshot struct {
	name string
	ids  []string
}

func (s *snapshots) get(name string) ([]string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, list := range s.lists {
		if list.name == name {
			return list.ids, true
		}
	}
	return nil, false
}

func (s *snapshots) put(name string, ids []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lists = slices.DeleteFunc(s.lists, func(list snapshot) bool { return list.name == name })
	s.lists = append(s.lists, snapshot{name, ids})
	if len(s.lists) > keptSnapshots {
		s.lists = s.lists[1:]
	}
}

func (s *snapshots) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lists = nil
}

// answerSorted sorts the ids of the matches, which is all that is kept of them, and reads the objects of the page.
func (c *call) answerSorted(s *search) error {
	ids, known := c.sorted.get(s.name)
	if !known || !s.resumed {
		var err error
		if ids, err = c.sortedIDs(s); err != nil {
			return err
		}
	}
	if s.pageSize > 0 {
		c.sorted.put(s.name, ids)
	}
	begin := min(int(s.cookie)+s.skip, len(ids))
	return c.answerPage(s, &list{call: c, search: s, ids: ids, at: begin})
}

func (c *call) sortedIDs(s *search) ([]string, error) {
	type ranked struct {
		rank filter.Rank
		id   string
	}
	var all []ranked
	err := c.each(s, func(o store.Object) error {
		doc, err := readDocument(o)
		if err != nil {
			return err
		}
		all = append(all, ranked{filter.RankOf(s.keys, map[string]any(doc)), o.ID})
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return filter.CompareRanks(s.keys, a.rank, b.rank) })
	ids := make([]string, len(all))
	for i, r := range all {
		ids[i] = r.id
	}
	return ids, nil
}

// list yields objects by their ids; those that are gone by now are left out.
type list struct {
	*call
	*search
	ids []string
	at  int
}

func (l *list) next(b *bytes.Buffer, want int) (n int, at cookie, done bool, err error) {
	err = l.store.Read(l.r.Context(), func(tx *store.Tx) error {
		v := newView(tx, &l.schemas, l.t, l.fields)
		for l.at < len(l.ids) && n < min(want, chunk) {
			o, err := tx.Get(l.t.Collection, l.ids[l.at])
			l.at++
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
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
	return n, cookie(l.at), l.at >= len(l.ids), err
}
