package sandbox

import "time"

// activeCounts lists periods from one on: step is the beginning of the n-th after a time. Periods that end before the first
// day of which something is known are not there.
func (c *pingCall) activeCounts(environments []*environment, from time.Time, most int, step func(time.Time, int) time.Time) (answer, error) {
	backwards, err := c.descending()
	if err != nil {
		return answer{}, err
	}
	histories := make([]*history, len(environments))
	for i, env := range environments {
		if histories[i], err = historyOf(c.tx, env, c.at); err != nil {
			return answer{}, err
		}
	}
	first, n := periods(histories, from, c.at, step)
	at, limit, err := c.pageOf(n, most)
	if err != nil {
		return answer{}, err
	}
	var items [][]byte
	for i := int(at.after); i < n && len(items) < limit; i++ {
		k := first + i
		if backwards {
			k = first + n - 1 - i
		}
		item, err := activeItem(histories, step(from, k), step(from, k+1))
		if err != nil {
			return answer{}, err
		}
		items = append(items, item)
	}
	next := ""
	if at.after += int64(len(items)); int(at.after) < n {
		next = c.withCursor(at)
	}
	return ok(c.envelope("activeIdentityCounts", items, at.count, next))
}

// periods are those that have begun: the first of which something is known, and how many.
func periods(histories []*history, from, now time.Time, step func(time.Time, int) time.Time) (first, n int) {
	known := now
	for _, h := range histories {
		if h.first.Before(known) {
			known = h.first
		}
	}
	for !step(from, first+1).After(known) && step(from, first).Before(now) {
		first++
	}
	for step(from, first+n).Before(now) {
		n++
	}
	return first, n
}

func activeItem(histories []*history, from, to time.Time) ([]byte, error) {
	value := int64(0)
	for _, h := range histories {
		n, err := h.activeIn(from, to)
		if err != nil {
			return nil, err
		}
		value += n
	}
	return encode(document{"startDate": from.UTC().Format(time.RFC3339), "endDate": to.UTC().Format(time.RFC3339), "value": value}), nil
}

// pageOf is where the page of a request begins, and how many periods it has.
func (c *pingCall) pageOf(n, most int) (cursor, int, error) {
	at := cursor{count: int64(n)}
	if text := c.r.URL.Query().Get("cursor"); text != "" {
		var err error
		if at, err = parseCursor(text); err != nil {
			return at, 0, err
		}
	}
	limit, err := c.limit(most)
	if c.r.URL.Query().Get("limit") == "" {
		limit = min(limit, activePage)
	}
	return at, limit, err
}
