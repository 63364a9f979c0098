package pingone

import (
	"context"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/token"
)

// WorkerApp is the sign-in of a worker application, by its own credential (RFC
// 6749, 4.4). What it may do depends on the administrator roles that it was given.
// A nil now means the system's clock.
func WorkerApp(c *rest.Client, a App, now func() time.Time) token.Source {
	if now == nil {
		now = time.Now
	}
	return token.SourceFunc(func(ctx context.Context) (token.Token, error) {
		t, err := a.ask(ctx, c, now(), "grant_type", "client_credentials", "scope", strings.Join(a.Scopes, " "))
		if err != nil {
			return token.Token{}, a.failSignIn(err)
		}
		return t, nil
	})
}
