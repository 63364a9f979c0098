package aic

import (
	"context"

	"github.com/realmctl/realmctl/pkg/identity"
)

// Count counts the objects that match a query, exactly: it walks over all pages and
// asks for nothing but the ids. The totals that the service offers are not
// reliable: they may be missing, estimated or those of the whole collection.
func (m *managed[T]) Count(ctx context.Context, q identity.Query) (int64, error) {
	op := "count " + m.many
	query, err := m.client.queryString(identity.Query{
		Filter: q.Filter, Native: q.Native, Fields: []string{"_id"}, PageSize: q.PageSize,
	})
	if err != nil {
		return 0, m.fail(op, "", err)
	}
	p := pager{rest: m.client.rest, path: m.collection(), query: query, reuse: true}
	var total int64
	for page, err := range p.pages(ctx) {
		var around envelope
		if err == nil {
			around, err = p.check(page, func([]byte) bool { return true })
		}
		if err != nil {
			return total, m.fail(op, "", err)
		}
		total += around.rows
	}
	if q.Limit > 0 {
		total = min(total, int64(q.Limit))
	}
	return total, nil
}
