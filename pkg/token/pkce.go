package token

import "golang.org/x/oauth2"

// PKCE proves that whoever redeems an authorisation code also asked for it
// (RFC 7636, method S256).
type PKCE struct {
	// Verifier is the secret, sent with the code as code_verifier.
	Verifier string
	// Challenge is its hash, sent before as code_challenge.
	Challenge string
}

// NewPKCE returns a fresh pair. The error is for a system without randomness;
// Go ends the program there by itself, so it is nil today.
func NewPKCE() (PKCE, error) {
	verifier := oauth2.GenerateVerifier()
	return PKCE{Verifier: verifier, Challenge: oauth2.S256ChallengeFromVerifier(verifier)}, nil
}
