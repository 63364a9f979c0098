package pingone

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/token"
)

// Browser signs a person in with a browser on this machine: an authorisation code
// with PKCE that comes back to http://127.0.0.1:PORT/callback (RFC 8252), which has
// to be a redirect URI of the application. Port 0 takes any that is free; open
// shows an address to the person.
func Browser(ctx context.Context, c *rest.Client, a App, port int, open func(address string) error) (token.Token, error) {
	t, err := a.browse(ctx, c, port, open)
	if err != nil {
		return token.Token{}, a.failSignIn(err)
	}
	return t, nil
}

func (a App) browse(ctx context.Context, c *rest.Client, port int, open func(string) error) (token.Token, error) {
	pkce, err := token.NewPKCE()
	if err != nil {
		return token.Token{}, err
	}
	back, err := token.Listen(ctx, port)
	if err != nil {
		return token.Token{}, identity.Errorf(identity.Usage, "%w", err)
	}
	defer back.Close()
	address := strings.TrimSuffix(c.Base().String(), "/") + a.path("authorize") + "?" + rest.Parameters(
		"response_type", "code", "client_id", a.ClientID, "redirect_uri", back.Redirect, "scope", strings.Join(append([]string{"openid"}, a.Scopes...), " "),
		"state", back.State, "code_challenge", pkce.Challenge, "code_challenge_method", "S256")
	if err := open(address); err != nil {
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
	return a.ask(ctx, c, time.Now(), "grant_type", "authorization_code", "code", code, "redirect_uri", back.Redirect, "code_verifier", pkce.Verifier)
}

// codeOf reads the parameters that the browser brought.
func codeOf(came url.Values) (string, error) {
	if refusal := came.Get("error"); refusal != "" {
		return "", &identity.Error{Kind: identity.Auth, Code: rest.Clean(refusal), Detail: inSentence(rest.Clean(cmp.Or(came.Get("error_description"), refusal)))}
	}
	if code := came.Get("code"); code != "" {
		return code, nil
	}
	return "", &identity.Error{Kind: identity.API, Detail: "the service gave no authorisation code", Err: errUnreadable}
}
