package identity

import (
	"context"
	"encoding/json"
)

// A Locker keeps a user from signing in until the account is unlocked.
type Locker interface {
	Lock(ctx context.Context, id string) (User, error)
}

// An Unlocker lets a locked user in again.
type Unlocker interface {
	Unlock(ctx context.Context, id string) (User, error)
}

// A LockPreviewer shows what a lock, or its end, will make of a user's document;
// nothing is sent. When it happens is the platform's to say and is left out.
type LockPreviewer interface {
	PreviewLock(document json.RawMessage, locked bool) (json.RawMessage, error)
}
