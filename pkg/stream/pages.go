package stream

import (
	"context"
	"iter"
)

// Page is one page of a list. Next is the cursor of the page after it, "" on the
// last one.
type Page[T any] struct {
	Items []T
	Next  string
}

// A Fetch gets the page at a cursor, the first one at "". Items returned together
// with an error are those that came before it.
type Fetch[T any] func(ctx context.Context, cursor string) (Page[T], error)

// Pages yields the items of all pages, beginning with that of the cursor "".
//
// The next page is fetched while the items of this one are consumed, never more
// than one ahead, so two pages are in memory at most. A page without items is
// followed like any other; a cursor that was followed before ends the list with
// [ErrRepeatedCursor]. When the consumer stops, the context of a fetch under way
// is cancelled, and the range ends when that fetch has returned.
func Pages[T any](ctx context.Context, fetch Fetch[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		p := pager[T]{fetch: fetch}
		defer p.wait()
		defer cancel()
		for result := p.get(ctx, ""); ; result = <-p.ahead {
			more := p.start(ctx, &result)
			for _, item := range result.Items {
				if !yield(item, nil) {
					return
				}
			}
			if result.err != nil {
				var zero T
				yield(zero, result.err)
				return
			}
			if !more {
				return
			}
		}
	}
}

// fetched is what a Fetch returned.
type fetched[T any] struct {
	Page[T]
	err error
}

type pager[T any] struct {
	fetch   Fetch[T]
	cursors cursors
	ahead   chan fetched[T] // nil before the first fetch ahead; closed after each
}

func (p *pager[T]) get(ctx context.Context, cursor string) fetched[T] {
	page, err := p.fetch(ctx, cursor)
	return fetched[T]{page, err}
}

// start begins to fetch the page after this one and reports whether there is one.
// A cursor that was met before becomes the error of this page.
func (p *pager[T]) start(ctx context.Context, this *fetched[T]) bool {
	p.ahead = nil
	if this.Next == "" || this.err != nil {
		return false
	}
	if this.err = p.cursors.add(this.Next); this.err != nil {
		return false
	}
	cursor, ahead := this.Next, make(chan fetched[T], 1)
	p.ahead = ahead
	go func() {
		defer close(ahead)
		ahead <- p.get(ctx, cursor)
	}()
	return true
}

// wait returns when no fetch is under way.
func (p *pager[T]) wait() {
	if p.ahead != nil {
		for range p.ahead { //nolint:revive // the channel is closed by the goroutine that fetches
		}
	}
}
