package identity

import (
	"context"
	"encoding/json"
)

// An AspectReader reads what a platform keeps of a user beside the user's own
// document: "sessions", "linked" accounts, ... A name that [AspectReader.Aspects]
// does not list is an error of kind [Usage].
type AspectReader interface {
	Aspects() []string
	Aspect(ctx context.Context, id, name string) (json.RawMessage, error)
}

// An AspectSpeaker says an aspect in the few words that a cell of a table has room
// for.
type AspectSpeaker interface {
	AspectWords(name string, document json.RawMessage) string
}

// A GroupIncluder reads a user with the names of the groups that the user is in.
type GroupIncluder interface {
	GetWithGroups(ctx context.Context, id string) (User, error)
}

// A UserProviderKeeper says with which identity provider a user signs in. An
// empty id means the platform itself.
type UserProviderKeeper interface {
	SetUserProvider(ctx context.Context, id, provider string) (User, error)
	// PreviewUserProvider shows what that will make of a user's document.
	PreviewUserProvider(document json.RawMessage, provider string) (json.RawMessage, error)
}

// A VerifyStatusKeeper lets a user's identity be verified, or not.
type VerifyStatusKeeper interface {
	SetVerifyStatus(ctx context.Context, id, status string) (User, error)
}
