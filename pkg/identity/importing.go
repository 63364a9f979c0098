package identity

import "context"

// An Importer makes an object as it was elsewhere: with a password that may be
// hashed already, with a state of its life cycle, without the messages that a new
// object causes.
type Importer[T any] interface {
	Import(context.Context, Draft) (T, error)
}
