package pingone

import (
	"context"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Count counts the users that match a query: by the service's own count, or where
// it does not give one, as for very large sets, by walking over all pages.
func (u *Users) Count(ctx context.Context, q identity.Query) (int64, error) {
	const op = "count users"
	total, err := u.count(ctx, identity.Query{Filter: q.Filter, Native: q.Native})
	if err != nil {
		return total, u.client.failList(op, err)
	}
	if q.Limit > 0 {
		total = min(total, int64(q.Limit))
	}
	return total, nil
}

func (u *Users) count(ctx context.Context, q identity.Query) (int64, error) {
	filter, err := u.client.usersFilter(ctx, q)
	if err != nil {
		return 0, err
	}
	counted, err := u.countMatches(ctx, filter)
	if err != nil || counted >= 0 {
		return counted, err
	}
	p := &pager{client: u.client, path: u.client.path(usersPath), query: rest.Parameters("filter", filter, "limit", "200"), spares: sparesFor(1)}
	var total int64
	for page, err := range p.pages(ctx) {
		var around envelope
		if err == nil {
			around, err = page.split(func([]byte) bool { return true })
		}
		if err != nil {
			return total, err
		}
		p.consumed(page.body)
		total += around.rows
	}
	return total, nil
}

// countMatches is the service's own count of what a filter selects, -1 where it
// gives none.
func (u *Users) countMatches(ctx context.Context, filter string) (int64, error) {
	p := &pager{client: u.client, path: u.client.path(usersPath), query: rest.Parameters("filter", filter, "limit", "1")}
	first, err := p.get(ctx, "")
	if err != nil {
		return 0, err
	}
	around, err := first.split(func([]byte) bool { return true })
	if err == nil && around.next == "" && around.count < 0 {
		around.count = around.rows
	}
	return around.count, err
}
