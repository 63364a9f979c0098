package aic

import (
	"context"
	"net/http"

	"github.com/realmctl/realmctl/pkg/rest"
)

// Delete removes an object on the condition that its revision is still the one given,
// and returns it as it last was. If the answer was lost and the object is gone, it
// returns no more than its id.
func (m *managed[T]) Delete(ctx context.Context, id, revision string) (T, error) {
	return m.write(ctx, write{
		op: m.op("delete"), id: id, revision: revision, repeatable: true, gone: true,
		request: rest.Request{Method: http.MethodDelete, Path: m.path(id), Header: ifMatch(revision), Write: true, Replay: rest.ReplayNever},
	})
}
