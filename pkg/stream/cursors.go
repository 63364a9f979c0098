package stream

import (
	"errors"
	"fmt"
	"hash/maphash"
)

// ErrRepeatedCursor is the error of a list whose page points to one that was
// already fetched: following it would never end.
var ErrRepeatedCursor = errors.New("the server repeats a page cursor")

// maxCursors bounds the memory of a list: about 3 MB for 65 million rows at a
// thousand a page. A set that is full is emptied, so that a circle of fewer pages
// is still found, one round later.
const maxCursors = 1 << 16

// cursors remembers which cursors were followed, by their hashes.
type cursors struct {
	seed maphash.Seed
	seen map[uint64]struct{}
}

// add remembers a cursor; one that was added before is an ErrRepeatedCursor.
func (c *cursors) add(cursor string) error {
	if c.seen == nil {
		c.seed, c.seen = maphash.MakeSeed(), make(map[uint64]struct{})
	}
	h := maphash.String(c.seed, cursor)
	if _, found := c.seen[h]; found {
		return fmt.Errorf("%w: %.80q", ErrRepeatedCursor, cursor)
	}
	if len(c.seen) == maxCursors {
		clear(c.seen)
	}
	c.seen[h] = struct{}{}
	return nil
}
