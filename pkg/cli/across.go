package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/render"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/stream"
)

// A source is what a realm answers with.
type source[T object] struct {
	objects iter.Seq2[T, error]
	store   any // whose names the documents have; nil where the documents are our own
}

// An asker asks an open realm.
type asker[T object] func(context.Context, identity.Directory) (source[T], error)

// across asks several realms and yields their objects as rows: as they come, or
// realm after realm when they are ordered. A realm that fails does not hide the
// others; its error comes after all rows.
func across[T object](ctx context.Context, s *session, realms []realm.Realm, ordered bool, ask asker[T], portable bool) iter.Seq2[render.Row, error] {
	var failed failures
	sources := make([]func(context.Context) iter.Seq2[render.Row, error], len(realms))
	for i, r := range realms {
		sources[i] = func(ctx context.Context) iter.Seq2[render.Row, error] {
			return failed.collect(fromRealm(ctx, s, r, ask, portable))
		}
	}
	merged := stream.MergeFunc(ctx, s.resolved.Parallel(), sources...)
	switch {
	case len(realms) == 1: // no goroutine between the wire and the output
		merged = sources[0](ctx)
	case ordered:
		merged = stream.InOrder(ctx, s.resolved.Parallel(), sources...)
	}
	return func(yield func(render.Row, error) bool) {
		for row, err := range merged {
			if !yield(row, err) {
				return
			}
		}
		if err := failed.of(len(realms), "realms"); err != nil {
			yield(render.Row{}, err)
		}
	}
}

// fromRealm opens a realm when its first row is wanted.
func fromRealm[T object](ctx context.Context, s *session, r realm.Realm, ask asker[T], portable bool) iter.Seq2[render.Row, error] {
	return func(yield func(render.Row, error) bool) {
		address := r.Address()
		d, err := s.open(ctx, r)
		if err != nil {
			yield(render.Row{}, inRealm(address, err))
			return
		}
		answer, err := ask(ctx, d)
		if err != nil {
			yield(render.Row{}, inRealm(address, err))
			return
		}
		var dialect *render.Dialect
		if !portable {
			dialect = dialectOf(answer.store)
		}
		for object, err := range answer.objects {
			row := render.Row{Realm: address, Dialect: dialect}
			if err == nil {
				row.Doc, err = document(answer.store, object, portable)
			}
			if !yield(row, inRealm(address, err)) || err != nil {
				return
			}
		}
	}
}

// inRealm names the realm in an error that names nothing.
func inRealm(address string, err error) error {
	if err == nil {
		return nil
	}
	if _, known := errors.AsType[*identity.Error](err); known || errors.Is(err, rest.ErrIntercepted) {
		return err
	}
	e := classify(err)
	e.Realm = address
	return e
}

// document is an object as it is shown.
func document[T object](store any, o T, portable bool) ([]byte, error) {
	if portable {
		return o.Portable()
	}
	return masked(store, o.Document()), nil
}

// failures gathers what went wrong while the rest went on.
type failures struct {
	mu     sync.Mutex
	causes []error
}

func (f *failures) add(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.causes = append(f.causes, err)
}

// collect yields what source yields but its error, which it keeps.
func (f *failures) collect(source iter.Seq2[render.Row, error]) iter.Seq2[render.Row, error] {
	return func(yield func(render.Row, error) bool) {
		for row, err := range source {
			if err != nil {
				f.add(err)
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// of returns nil, the one error if there was nothing else to do, or a
// [partialError] over all of them. That a request was shown instead of sent is
// only an error if nothing else is.
func (f *failures) of(total int, what string) error {
	var causes []error
	for _, c := range f.causes {
		if !errors.Is(c, rest.ErrIntercepted) {
			causes = append(causes, c)
		}
	}
	switch {
	case len(f.causes) == 0:
		return nil
	case len(causes) == 0:
		return rest.ErrIntercepted
	case total == 1:
		return causes[0]
	}
	return &partialError{total: total, what: what, causes: causes}
}

// A partialError says that some of several things failed.
type partialError struct {
	total  int
	what   string
	causes []error
}

func (e *partialError) Error() string {
	return fmt.Sprintf("%s: %v", e.headline(), errors.Join(e.causes...))
}

func (e *partialError) headline() string {
	return fmt.Sprintf("%d of %d %s failed", len(e.causes), e.total, e.what)
}

func (e *partialError) Unwrap() []error { return e.causes }
