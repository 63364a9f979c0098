package identity

import "context"

// A VerificationSender sends a code to a user's mail address, to prove that the
// address is the user's.
type VerificationSender interface {
	SendVerification(ctx context.Context, id string) error
}

// A VerificationConfirmer takes the code that was sent. A wrong one is an error
// of kind [Invalid].
type VerificationConfirmer interface {
	ConfirmVerification(ctx context.Context, id, code string) (User, error)
}
