package pingone

import (
	"context"

	"github.com/realmctl/realmctl/pkg/identity"
)

// PatchWhere changes the one user that a query matches. The service has no such
// request: the user is looked for first, by the query, and then changed by id.
func (u *Users) PatchWhere(ctx context.Context, q identity.Query, patch identity.Patch) (identity.User, error) {
	if q.Filter == nil && q.Native == "" {
		return identity.User{}, u.client.fail(patchUser, "", identity.Errorf(identity.Usage, "a patch by query needs a filter"))
	}
	var matches []identity.User
	for row, err := range u.rows(ctx, identity.Query{Filter: q.Filter, Native: q.Native, Limit: mostMatches}, false) {
		if err != nil {
			return identity.User{}, u.client.failList(patchUser, err)
		}
		matches = append(matches, u.user(row))
	}
	switch len(matches) {
	case 0:
		return identity.User{}, u.client.fail(patchUser, "", identity.Errorf(identity.NotFound, "the query matches no user"))
	case 1:
		key, err := matches[0].Key()
		if err != nil {
			return identity.User{}, u.client.fail(patchUser, "", err)
		}
		return u.Patch(ctx, key.ID, identity.AnyRevision, patch)
	}
	e := ambiguous(matches, "")
	e.Detail = "the query matches several users, and has to match one"
	return identity.User{}, u.client.fail(patchUser, "", e)
}
