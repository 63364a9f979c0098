package pingone

import (
	"context"

	"github.com/realmctl/realmctl/pkg/identity"
)

// Delete removes a user, with devices, memberships and role assignments, and
// returns it as it last was: it is read first. For the revision see [Users.Patch].
func (u *Users) Delete(ctx context.Context, id, revision string) (identity.User, error) {
	const op = "delete user"
	document, err := u.own(ctx, id, "")
	if err != nil {
		return identity.User{}, u.client.fail(op, id, err)
	}
	now, err := parseObject(document)
	if err == nil {
		err = checkRevision(now, revision)
	}
	if err != nil {
		return identity.User{}, u.client.fail(op, id, err)
	}
	if err := u.client.remove(ctx, u.path(id)); err != nil {
		return identity.User{}, u.unknown(op, "", id, err)
	}
	return u.user(document), nil
}
