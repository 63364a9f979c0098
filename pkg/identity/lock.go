package identity

import "context"

// A Locker keeps a user from signing in until the account is unlocked.
type Locker interface {
	Lock(ctx context.Context, id string) (User, error)
}

// An Unlocker lets a locked user in again.
type Unlocker interface {
	Unlock(ctx context.Context, id string) (User, error)
}
