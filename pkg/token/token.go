// Package token is where access tokens come from and where they may go.
//
// A [Source] gets a token by signing in. [Cached] puts memory and an encrypted
// cache before it, so that one sign-in serves many commands, also when several
// run at once. An [Authorizer] puts the credential on a request, and [Transport]
// applies it to every request to the tenant's own hosts, and to no other:
//
//	source := token.Cached(signIn, key, store, time.Now)
//	transport := &token.Transport{Base: base, Auth: token.Bearer(source), Hosts: hosts}
//
// The package also holds what a sign-in is made of: [ParseJWK] and [Assertion]
// for service accounts (RFC 7523), [NewPKCE] for authorisation codes (RFC 7636),
// [Listen] for the browser that brings one (RFC 8252), [ParseGrant] for the token.
//
// Tokens, keys and verifiers print as "[redacted]", however they are printed.
package token

import (
	"context"
	"time"
)

// Token is an access token.
type Token struct {
	// Access is the token itself, as it goes into the header.
	Access string
	// Expiry is when the server stops taking it; zero means that nobody knows.
	Expiry time.Time
	// Refresh is the secret with which the next token is asked for, where the server
	// gave one (RFC 6749, 6). It is a long-lived secret: [Cached] does not keep it, the
	// source that obtains it does.
	Refresh string
	// Scope is what the server granted, in no particular order.
	Scope []string
}

// Source gets an access token, usually by signing in. Its errors say what was
// refused and never hold a credential.
type Source interface {
	Token(ctx context.Context) (Token, error)
}

// SourceFunc is a function that is a Source.
type SourceFunc func(ctx context.Context) (Token, error)

// Token calls f.
func (f SourceFunc) Token(ctx context.Context) (Token, error) { return f(ctx) }

// Static returns a Source of one token that cannot be renewed, such as one from
// the environment.
func Static(access string) Source {
	return SourceFunc(func(context.Context) (Token, error) { return Token{Access: access}, nil })
}
