package aic

import (
	"context"
	"iter"

	"github.com/realmctl/realmctl/pkg/identity"
)

// List streams the objects that match a query. The next page is asked for and
// framed while this one is consumed; each object is a slice of its page. The
// listing ends when the service gives no further cookie, never because a page was
// short or empty. An error comes last, after every row that came before it.
func (m *managed[T]) List(ctx context.Context, q identity.Query) iter.Seq2[T, error] {
	return m.list(ctx, "list "+m.many, "", q)
}

// Stream is [managed.List] for a consumer that is done with each object before it asks
// for the next: the memory of a page is then used again. A long listing costs half
// the time that way, since nothing is left to be collected.
func (m *managed[T]) Stream(ctx context.Context, q identity.Query) iter.Seq2[T, error] {
	return m.rows(ctx, "list "+m.many, "", q, true)
}

// list is List on behalf of another operation, for its errors.
func (m *managed[T]) list(ctx context.Context, op, subject string, q identity.Query) iter.Seq2[T, error] {
	return m.rows(ctx, op, subject, q, false)
}

func (m *managed[T]) rows(ctx context.Context, op, subject string, q identity.Query, reuse bool) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		if len(q.Fields) == 0 {
			q.Fields = m.fields
		}
		query, err := m.client.queryString(q)
		if err != nil {
			yield(none, m.fail(op, subject, err))
			return
		}
		p := pager{rest: m.client.rest, path: m.collection(), query: query, limit: q.Limit, reuse: reuse}
		for row, err := range p.rows(ctx) {
			if err != nil {
				yield(none, m.fail(op, subject, err))
				return
			}
			if !yield(m.make(row), nil) {
				return
			}
		}
	}
}
