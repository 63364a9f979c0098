package pingone

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/token"
)

const signIn = "sign in"

// An App is an application of an environment through which one signs in. The
// client it is used with is for the region's sign-in host, see [Region.Auth], or for
// a custom domain, and has no layer that authorises.
type App struct {
	// Environment is the id of the environment that the application is in, often
	// that of the administrators; empty for a custom domain, whose addresses have
	// none.
	Environment string
	// ClientID is the application's id.
	ClientID string
	// Secret is asked for when it is needed; nil for an application without one.
	Secret func(context.Context) (string, error)
	// Post sends the secret in the body of the request, not as basic
	// authentication: which of the two is a setting of the application.
	Post bool
	// Tenant is the name in the configuration of what one signs in to, for hints; empty
	// where it is not configured.
	Tenant string
	// Scopes to ask for; an administrator's rights do not come from scopes.
	Scopes []string
}

// path is the address of something at the sign-in host.
func (a App) path(name string) string {
	if a.Environment == "" {
		return "/as/" + name
	}
	return "/" + url.PathEscape(a.Environment) + "/as/" + name
}

// ask sends a form to the token endpoint. The errors name no member of the form or
// the answer.
func (a App) ask(ctx context.Context, c *rest.Client, now time.Time, form ...string) (token.Token, error) {
	body, err := a.post(ctx, c, "token", form...)
	if err != nil {
		return token.Token{}, err
	}
	t, ok := token.ParseGrant(body, now)
	if !ok {
		return token.Token{}, &identity.Error{Kind: identity.API, Detail: "the service answered without an access token", Err: errUnreadable}
	}
	return t, nil
}

// post sends a form with the application's credential.
func (a App) post(ctx context.Context, c *rest.Client, name string, form ...string) (json.RawMessage, error) {
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	secret := ""
	if a.Secret != nil {
		var err error
		if secret, err = a.Secret(ctx); err != nil {
			return nil, err
		}
	}
	switch {
	case secret == "":
		form = append(form, "client_id", a.ClientID)
	case a.Post:
		form = append(form, "client_id", a.ClientID, "client_secret", secret)
	default:
		// Both are form-encoded before they are joined (RFC 6749, 2.3.1).
		r := http.Request{Header: header}
		r.SetBasicAuth(url.QueryEscape(a.ClientID), url.QueryEscape(secret))
	}
	resp, err := c.Do(ctx, rest.Request{Method: http.MethodPost, Path: a.path(name), Header: header, Body: []byte(rest.Parameters(form...)), Replay: rest.ReplayNever})
	if err != nil {
		return nil, err
	}
	return objectOf(resp)
}

// failSignIn makes the error of a sign-in, with what is probably wrong.
func (a App) failSignIn(err error) error {
	e, ok := translate(err)
	if !ok {
		return err
	}
	if e.Op == "" {
		e.Op = signIn
	}
	text := strings.ToLower(e.Detail)
	switch {
	case e.Kind == identity.NotFound:
		e.Kind = identity.Auth
		e.Detail = "there is no environment " + cmp.Or(rest.Clean(a.Environment), "behind this domain") + " to sign in to: its id or the region is wrong"
		e.Hint = a.correct("--client-environment ID --region CODE", "auth.environment", "ID")
	case e.Code == "invalid_client" && strings.Contains(text, "unsupported authentication method"):
		e.Detail = "the application does not take its secret this way (" + e.Detail + ")"
		other := map[bool]string{true: "basic", false: "post"}[a.Post]
		e.Hint = a.correct("--client-auth "+other, "auth.client_auth", other)
	case e.Code == "invalid_client":
		e.Kind = identity.Auth
		e.Detail = "the application's id or its secret was refused; it signs in at the environment that it is in, which need not be the one it manages"
		e.Hint = "realmctl realms add … --client-environment ID"
		if a.Tenant != "" {
			e.Hint = "realmctl auth login " + a.Tenant
		}
	case e.Kind == identity.Invalid, e.Kind == identity.Conflict:
		e.Kind = identity.Auth
	}
	return e
}

// correct is the hint of a sign-in that was described wrongly: the command for a tenant
// that is configured, the flag for one that is not yet.
func (a App) correct(flag, key, value string) string {
	if a.Tenant == "" {
		return "realmctl realms add … " + flag
	}
	return "realmctl config set tenants." + a.Tenant + "." + key + " " + value
}
