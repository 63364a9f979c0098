package stream

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
)

// SourceError is the error of one source of a Merge.
type SourceError struct {
	Index int // of the source, from 0
	Err   error
}

func (e *SourceError) Error() string { return fmt.Sprintf("source %d: %v", e.Index+1, e.Err) }

func (e *SourceError) Unwrap() error { return e.Err }

// SourceErrors returns the errors of the failed sources within err, the last
// error of a Merge, in the order of the sources; nil if it is not one of those.
func SourceErrors(err error) []*SourceError {
	var list sourceErrors
	errors.As(err, &list)
	return list
}

// sourceErrors are the errors of one merge.
type sourceErrors []*SourceError

func (l sourceErrors) Error() string { return errors.Join(l.Unwrap()...).Error() }

func (l sourceErrors) Unwrap() []error {
	errs := make([]error, len(l))
	for i, e := range l {
		errs[i] = e
	}
	return errs
}

// Merge yields the values of several sources side by side, at most limit sources
// at a time (all if limit is 0 or less). The values of one source keep their
// order. A source that fails does not end the others: when all have ended, one
// error is yielded with a [*SourceError] for each that failed; see [SourceErrors].
// A value is yielded as soon as its source has it.
//
// When the consumer stops, or ctx ends, the sources are stopped at their next
// value. To stop a source that waits for one, see [MergeFunc].
func Merge[T any](ctx context.Context, limit int, sources ...iter.Seq2[T, error]) iter.Seq2[T, error] {
	open := make([]func(context.Context) iter.Seq2[T, error], len(sources))
	for i, seq := range sources {
		open[i] = func(context.Context) iter.Seq2[T, error] { return seq }
	}
	return MergeFunc(ctx, limit, open...)
}

// MergeFunc is [Merge] of sources that are opened when their turn comes, with a
// context that ends when the consumer stops.
func MergeFunc[T any](ctx context.Context, limit int, sources ...func(context.Context) iter.Seq2[T, error]) iter.Seq2[T, error] {
	return merge(ctx, limit, false, sources)
}

// InOrder is [MergeFunc] that yields all values of one source before those of the
// next, while the sources run side by side: each may be a few hundred values ahead.
func InOrder[T any](ctx context.Context, limit int, sources ...func(context.Context) iter.Seq2[T, error]) iter.Seq2[T, error] {
	return merge(ctx, limit, true, sources)
}

func merge[T any](ctx context.Context, limit int, ordered bool, sources []func(context.Context) iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		m := newMerger(limit, sources)
		m.ordered = ordered
		defer m.workers.Wait()
		context.AfterFunc(ctx, m.stop)
		defer cancel()
		m.start(ctx)
		if !m.drain(yield) {
			return
		}
		if failed := m.failed(); len(failed) > 0 {
			var zero T
			yield(zero, failed)
		}
	}
}

// A merger runs the sources, each into a lane of its own, and one consumer that
// takes from the lanes what is there.
type merger[T any] struct {
	sources []func(context.Context) iter.Seq2[T, error]
	lanes   []*lane[T]
	limit   int
	ordered bool
	next    atomic.Int64  // the source whose turn is next
	ready   chan struct{} // holds one when a lane may have news
	workers sync.WaitGroup
}

func newMerger[T any](limit int, sources []func(context.Context) iter.Seq2[T, error]) *merger[T] {
	if limit <= 0 || limit > len(sources) {
		limit = len(sources)
	}
	m := &merger[T]{sources: sources, limit: limit, ready: make(chan struct{}, 1)}
	m.lanes = make([]*lane[T], len(sources))
	for i := range m.lanes {
		m.lanes[i] = newLane[T](m.ready)
	}
	return m
}

// start runs as many workers as sources may run at a time.
func (m *merger[T]) start(ctx context.Context) {
	for range m.limit {
		m.workers.Go(func() {
			for i := int(m.next.Add(1)) - 1; i < len(m.sources); i = int(m.next.Add(1)) - 1 {
				m.run(ctx, i)
			}
		})
	}
}

// run carries the values of one source to its lane.
func (m *merger[T]) run(ctx context.Context, i int) {
	l := m.lanes[i]
	if err := ctx.Err(); err != nil {
		l.end(err)
		return
	}
	for v, err := range m.sources[i](ctx) {
		if err != nil {
			l.end(err)
			return
		}
		if !l.put(v) {
			l.end(ctx.Err())
			return
		}
	}
	l.end(nil)
}

// drain yields what the lanes hold until all have ended, or yield is false.
func (m *merger[T]) drain(yield func(T, error) bool) bool {
	open := append([]*lane[T](nil), m.lanes...)
	var batch []T
	for len(open) > 0 {
		idle := true
		for i := 0; i < m.taking(open); i++ {
			var ended bool
			batch, ended = open[i].take(batch)
			for _, v := range batch {
				if !yield(v, nil) {
					return false
				}
			}
			idle = idle && len(batch) == 0 && !ended
			if ended {
				open = append(open[:i], open[i+1:]...)
				i--
			}
		}
		if idle {
			<-m.ready
		}
	}
	return true
}

// taking is how many of the open lanes are looked into: one after the other where
// order matters.
func (m *merger[T]) taking(open []*lane[T]) int {
	if m.ordered {
		return min(1, len(open))
	}
	return len(open)
}

func (m *merger[T]) stop() {
	for _, l := range m.lanes {
		l.stop()
	}
}

// failed is called after all lanes have ended.
func (m *merger[T]) failed() sourceErrors {
	var list sourceErrors
	for i, l := range m.lanes {
		if l.err != nil {
			list = append(list, &SourceError{Index: i, Err: l.err})
		}
	}
	return list
}
