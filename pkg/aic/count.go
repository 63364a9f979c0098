package aic

import (
	"context"

	"github.com/realmctl/realmctl/pkg/identity"
)

// Count counts the users that match a query, exactly: it walks over all pages and
// asks for nothing but the ids. The totals that the service offers are not
// reliable: they may be missing, estimated or those of the whole collection.
func (u *Users) Count(ctx context.Context, q identity.Query) (int64, error) {
	const op = "count users"
	query, err := u.client.queryString(identity.Query{
		Filter: q.Filter, Native: q.Native, Fields: []string{"_id"}, PageSize: q.PageSize,
	})
	if err != nil {
		return 0, u.client.fail(op, "", err)
	}
	p := pager{rest: u.client.rest, path: u.client.collection(), query: query, reuse: true}
	var total int64
	for page, err := range p.pages(ctx) {
		var around envelope
		if err == nil {
			around, err = p.check(page, func([]byte) bool { return true })
		}
		if err != nil {
			return total, u.client.fail(op, "", err)
		}
		total += around.rows
	}
	if q.Limit > 0 {
		total = min(total, int64(q.Limit))
	}
	return total, nil
}
