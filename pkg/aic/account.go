package aic

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/token"
)

const grantJWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"

// ServiceAccount is the sign-in of a service account: a signed assertion is traded
// for a token (RFC 7523). The client has no layer that authorises. No scopes means
// those for users and for realm configuration; scopes that the account does not
// have are left out in a second try, as long as the one for users remains.
//
// See https://docs.pingidentity.com/pingoneaic/developer-docs/authenticate-to-rest-api-with-access-token.html.
func ServiceAccount(c *rest.Client, id string, key *token.SigningKey, scopes []string, now func() time.Time) token.Source {
	if len(scopes) == 0 {
		scopes = []string{scopeIDM, scopeAM}
	}
	if now == nil {
		now = time.Now
	}
	a := account{rest: c, id: id, key: key, now: now}
	return token.SourceFunc(func(ctx context.Context) (token.Token, error) {
		t, err := a.token(ctx, scopes)
		if granted := without(scopes, refusedScopes(err)); len(granted) < len(scopes) && slices.Contains(granted, scopeIDM) {
			t, err = a.token(ctx, granted)
		}
		if err != nil {
			return token.Token{}, failSignIn(err)
		}
		return t, nil
	})
}

type account struct {
	rest *rest.Client
	id   string
	key  *token.SigningKey
	now  func() time.Time
}

// token asks once. The assertion is fresh each time: it may be used only once.
func (a account) token(ctx context.Context, scopes []string) (token.Token, error) {
	now := a.now()
	assertion, err := token.Assertion(a.key, a.id, rootWithPort(a.rest)+tokenPath, now)
	if err != nil {
		return token.Token{}, err
	}
	form := rest.Parameters("assertion", assertion, "client_id", "service-account", "grant_type", grantJWT, "scope", strings.Join(scopes, " "))
	return askToken(ctx, a.rest, form, nil, now)
}

func without(scopes, refused []string) []string {
	return slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return slices.Contains(refused, s) })
}
