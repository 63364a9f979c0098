package pingone

import (
	"context"
	"encoding/json"
	"iter"

	"github.com/realmctl/realmctl/pkg/identity"
)

// List streams the users that match a query. The next page is asked for while
// this one is consumed; each user is a slice of its page. A long listing may come
// in parts side by side, in no order; see [Options.Parallel]. The service sorts no
// users: a query that wants an order is sorted here, with what does not fit into
// memory on disk, and nothing comes before the last page. An error comes last,
// after every row that came before it. Of attributes that the query names the rest is
// left out here.
func (u *Users) List(ctx context.Context, q identity.Query) iter.Seq2[identity.User, error] {
	return u.users(ctx, q, false)
}

// Stream is [Users.List] for a consumer that is done with each user before it asks
// for the next: the memory of a page is then used again.
func (u *Users) Stream(ctx context.Context, q identity.Query) iter.Seq2[identity.User, error] {
	return u.users(ctx, q, true)
}

func (u *Users) users(ctx context.Context, q identity.Query, reuse bool) iter.Seq2[identity.User, error] {
	const op = "list users"
	return func(yield func(identity.User, error) bool) {
		for row, err := range u.pruned(u.rows(ctx, q, reuse), q.Fields) {
			if err != nil {
				yield(identity.User{}, u.client.failList(op, err))
				return
			}
			if !yield(u.user(row), nil) {
				return
			}
		}
	}
}

// rows yields the documents of a listing.
func (u *Users) rows(ctx context.Context, q identity.Query, reuse bool) iter.Seq2[json.RawMessage, error] {
	if len(q.Sort) > 0 {
		whole := q
		whole.Limit, whole.Sort = 0, nil // the first of the order may come last
		return u.client.sorted(u.rows(ctx, whole, true), q, u.NativeName)
	}
	return func(yield func(json.RawMessage, error) bool) {
		filter, err := u.client.usersFilter(ctx, q)
		if err != nil {
			yield(nil, err)
			return
		}
		p := &pager{client: u.client, path: u.client.path(usersPath), query: usersQuery(filter, q), limit: q.Limit}
		if reuse {
			p.spares = sparesFor(u.client.options.Parallel)
		}
		rows := p.rows(ctx)
		if u.client.options.Parallel > 1 && q.Limit == 0 && q.PageSize == 0 {
			rows = p.divided(ctx, filter)
		}
		for row, err := range rows {
			if !yield(row, err) {
				return
			}
		}
	}
}
