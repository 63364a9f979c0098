package pingone

import (
	"context"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/token"
)

// Refresh renews a person's sign-in with the refresh token of the last one (RFC 6749, 6).
// The token that comes back holds the refresh token for the next time, which may be the
// same: services that rotate them take each once. A nil now means the system's clock. A
// refresh token that is no longer good is an error of kind [identity.Auth] with the code
// invalid_grant.
func Refresh(ctx context.Context, c *rest.Client, a App, refresh string, now func() time.Time) (token.Token, error) {
	if now == nil {
		now = time.Now
	}
	t, err := a.ask(ctx, c, now(), "grant_type", "refresh_token", "refresh_token", refresh)
	if err != nil {
		return token.Token{}, a.failRefresh(err)
	}
	if t.Refresh == "" {
		t.Refresh = refresh
	}
	return t, nil
}

// failRefresh says that the sign-in has ended where the service no longer takes the
// refresh token.
func (a App) failRefresh(err error) error {
	err = a.failSignIn(err)
	if e, ok := translate(err); ok && e.Code == "invalid_grant" {
		e.Kind, e.Detail = identity.Auth, "the sign-in has ended: sign in again"
		return e
	}
	return err
}
