package aic

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/token"
)

const (
	tokenPath     = "/am/oauth2/access_token"
	authorizePath = "/am/oauth2/authorize"
	signIn        = "sign in"

	// scopeIDM is the right to all of the identity service, scopeAM to all of access management.
	scopeIDM = "fr:idm:*"
	scopeAM  = "fr:am:*"
)

// A grant is the answer of the token endpoint (RFC 6749, 5.1).
type grant struct {
	AccessToken string          `json:"access_token"`
	TokenType   string          `json:"token_type"`
	Scope       string          `json:"scope"`
	ExpiresIn   json.RawMessage `json:"expires_in"`
}

// askToken sends a form to the token endpoint. The errors name no member of the
// form or the answer.
func askToken(ctx context.Context, c *rest.Client, form string, header http.Header, now time.Time) (token.Token, error) {
	if header == nil {
		header = http.Header{}
	}
	header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := c.Do(ctx, rest.Request{Method: http.MethodPost, Path: tokenPath, Header: header, Body: []byte(form), Replay: rest.ReplayNever})
	if err != nil {
		return token.Token{}, err
	}
	body, err := objectOf(resp)
	if err != nil {
		return token.Token{}, err
	}
	var g grant
	if json.Unmarshal(body, &g) != nil || g.AccessToken == "" {
		return token.Token{}, &identity.Error{Kind: identity.API, Status: resp.Status, Detail: "the service answered without an access token", Err: errUnreadable}
	}
	t := token.Token{Access: g.AccessToken, Scope: strings.Fields(g.Scope)}
	if seconds, err := time.ParseDuration(strings.Trim(string(g.ExpiresIn), `"`) + "s"); err == nil && seconds > 0 {
		t.Expiry = now.Add(seconds)
	}
	return t, nil
}

// failSignIn makes the error of a sign-in. Data that is refused here is a
// credential that is refused.
func failSignIn(err error) error {
	e, ok := translate(err)
	if !ok {
		return err
	}
	if e.Kind == identity.Invalid || e.Kind == identity.Conflict {
		e.Kind = identity.Auth
	}
	if e.Op == "" {
		e.Op = signIn
	}
	return e
}

// refusedScopes are the scopes that an invalid_scope answer names.
func refusedScopes(err error) []string {
	answered, ok := errors.AsType[*rest.StatusError](err)
	if !ok {
		return nil
	}
	a := decodeAnswer(answered.Body, "")
	if a.code != "invalid_scope" {
		return nil
	}
	_, names, found := strings.Cut(a.message, ": ")
	if !found {
		return nil
	}
	return strings.FieldsFunc(names, func(r rune) bool { return r == ',' || r == ' ' })
}
