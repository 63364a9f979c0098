package aic

import (
	"context"
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
	t, ok := token.ParseGrant(body, now)
	if !ok {
		return token.Token{}, &identity.Error{Kind: identity.API, Status: resp.Status, Detail: "the service answered without an access token", Err: errUnreadable}
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
