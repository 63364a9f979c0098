package identity

import (
	"context"
	"encoding/json"
)

// An Importer makes an object as it was elsewhere: with a password that may be
// hashed already, with a state of its life cycle, without the messages that a new
// object causes.
type Importer[T any] interface {
	Import(context.Context, Draft) (T, error)
}

// An Arrival is what a new user brings from elsewhere beside attributes.
type Arrival struct {
	// Password is in clear text, or hashed as another directory kept it: "{SSHA512}…".
	// Empty brings none.
	Password string
	// MustChange makes the user choose another password at the first sign-in.
	MustChange bool
	// Lifecycle is the platform's own name of a state; empty leaves it to the platform.
	Lifecycle string
	// SuppressVerification sends no code to the user's mail address.
	SuppressVerification bool
	// EmailVerified tells that the address is known to be the user's.
	EmailVerified bool
}

// An ArrivalDrafter writes what a new user brings into the document that an
// [Importer] takes. A state that the platform does not know is an error of kind
// [Usage].
type ArrivalDrafter interface {
	DraftArrival(document json.RawMessage, a Arrival) (json.RawMessage, error)
}
