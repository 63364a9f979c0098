package aic

import (
	"context"
	"iter"

	"github.com/realmctl/realmctl/pkg/identity"
)

// List streams the users that match a query. The next page is asked for and
// framed while this one is consumed; each user is a slice of its page. The
// listing ends when the service gives no further cookie, never because a page was
// short or empty. An error comes last, after every row that came before it.
func (u *Users) List(ctx context.Context, q identity.Query) iter.Seq2[identity.User, error] {
	return u.list(ctx, "list users", "", q)
}

// Stream is [Users.List] for a consumer that is done with each user before it asks
// for the next: the memory of a page is then used again. A long listing costs half
// the time that way, since nothing is left to be collected.
func (u *Users) Stream(ctx context.Context, q identity.Query) iter.Seq2[identity.User, error] {
	return u.users(ctx, "list users", "", q, true)
}

// list is List on behalf of another operation, for its errors.
func (u *Users) list(ctx context.Context, op, subject string, q identity.Query) iter.Seq2[identity.User, error] {
	return u.users(ctx, op, subject, q, false)
}

func (u *Users) users(ctx context.Context, op, subject string, q identity.Query, reuse bool) iter.Seq2[identity.User, error] {
	return func(yield func(identity.User, error) bool) {
		query, err := u.client.queryString(q)
		if err != nil {
			yield(identity.User{}, u.client.fail(op, subject, err))
			return
		}
		p := pager{rest: u.client.rest, path: u.client.collection(), query: query, limit: q.Limit, reuse: reuse}
		for row, err := range p.rows(ctx) {
			if err != nil {
				yield(identity.User{}, u.client.fail(op, subject, err))
				return
			}
			if !yield(u.user(row), nil) {
				return
			}
		}
	}
}
