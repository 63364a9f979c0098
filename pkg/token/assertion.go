package token

import (
	"crypto/rand"
	"fmt"
	"time"
)

// assertionLife is how long an assertion is good for. The platform takes 180 s
// at most, counted by its own clock.
const assertionLife = 179 * time.Second

// Assertion returns the signed JWT with which a service account asks for a token
// (RFC 7523): iss and sub are the account's id, aud the token endpoint, exp lies
// 179 s after now, and jti is fresh, so that it can be used once.
func Assertion(key *SigningKey, iss, audience string, now time.Time) (string, error) {
	return key.Sign(map[string]any{
		"iss": iss,
		"sub": iss,
		"aud": audience,
		"exp": now.Add(assertionLife).Unix(),
		"jti": newUUID(),
	})
}

// newUUID returns a random UUID (RFC 9562, version 4).
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: Go ends the program instead
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
