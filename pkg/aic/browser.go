package aic

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/token"
)

// BrowserOptions say how to sign in with a browser.
type BrowserOptions struct {
	// ClientID is a public OAuth 2 client of the tenant that redirects to
	// http://127.0.0.1:PORT/callback.
	ClientID string
	// Port is that port; 0 takes any that is free.
	Port int
	// Scopes to ask for; none means those for users and for realm configuration.
	Scopes []string
	// Open shows an address to the person.
	Open func(address string) error
}

// Browser signs a person in with a browser on this machine: an authorisation code
// with PKCE that comes back to a loopback address (RFC 8252). The answer has to
// carry the state that was sent, and to come within five minutes.
func Browser(ctx context.Context, c *rest.Client, o BrowserOptions) (token.Token, error) {
	t, err := browse(ctx, c, o)
	if err != nil {
		return token.Token{}, failSignIn(err)
	}
	return t, nil
}

func browse(ctx context.Context, c *rest.Client, o BrowserOptions) (token.Token, error) {
	if o.ClientID == "" {
		return token.Token{}, identity.Errorf(identity.Usage, "signing in with a browser needs the id of a client of the tenant")
	}
	pkce, err := token.NewPKCE()
	if err != nil {
		return token.Token{}, err
	}
	back, err := token.Listen(ctx, o.Port)
	if err != nil {
		return token.Token{}, identity.Errorf(identity.Usage, "%w", err)
	}
	defer back.Close()
	if err := o.Open(root(c) + authorizePath + "?" + o.query(back, pkce.Challenge)); err != nil {
		return token.Token{}, identity.Errorf(identity.API, "open the browser: %w", err)
	}
	came, err := back.Wait(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return token.Token{}, identity.Errorf(identity.Timeout, "%w", err)
	}
	if err != nil {
		return token.Token{}, err
	}
	code, err := codeOf(came)
	if err != nil {
		return token.Token{}, err
	}
	form := rest.Parameters("grant_type", "authorization_code", "code", code, "redirect_uri", back.Redirect, "code_verifier", pkce.Verifier, "client_id", o.ClientID)
	return askToken(ctx, c, form, nil, time.Now())
}

// query is what the browser asks the tenant.
func (o BrowserOptions) query(back *token.Loopback, challenge string) string {
	scopes := o.Scopes
	if len(scopes) == 0 {
		scopes = []string{scopeIDM, scopeAM}
	}
	return rest.Parameters(
		"response_type", "code", "client_id", o.ClientID, "redirect_uri", back.Redirect, "scope", strings.Join(scopes, " "),
		"state", back.State, "code_challenge", challenge, "code_challenge_method", "S256")
}
