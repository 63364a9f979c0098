package aic

import (
	"context"
	"net/http"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Delete removes a user on the condition that its revision is still the one given,
// and returns it as it last was. If the answer was lost and the user is gone, it
// returns no more than its id.
func (u *Users) Delete(ctx context.Context, id, revision string) (identity.User, error) {
	return u.write(ctx, write{
		op: "delete user", id: id, revision: revision, repeatable: true, gone: true,
		request: rest.Request{Method: http.MethodDelete, Path: u.path(id), Header: ifMatch(revision), Write: true, Replay: rest.ReplayNever},
	})
}
