package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/pingone"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/token"
)

// application is the application through which one signs in to a PingOne tenant. That
// of a person needs no secret.
func (s *session) application(t *realm.Tenant) (pingone.App, error) {
	a := pingone.App{
		Environment: t.Application(), ClientID: t.Auth.ClientID,
		Post: t.Auth.ClientAuth == realm.ClientAuthPost, Scopes: t.Auth.Scopes,
	}
	if s.configured(t) {
		a.Tenant = t.Name
	}
	switch {
	case a.ClientID == "":
		return a, applicationError(t, "no application to sign in through is configured", "client_id")
	case a.Environment == "" && t.Domain == "":
		return a, applicationError(t, "the environment of the application is not configured", "environment")
	case t.Auth.Method == realm.MethodClientCredentials:
		a.Secret = func(ctx context.Context) (string, error) { return s.secretText(ctx, t, t.Auth.SecretFile) }
	case t.Auth.SecretFile != "":
		a.Secret = func(ctx context.Context) (string, error) { return s.secretText(ctx, t, t.Auth.SecretFile) }
	}
	return a, nil
}

func applicationError(t *realm.Tenant, why, key string) error {
	return &identity.Error{
		Kind: identity.Auth, Op: "sign in", Realm: t.Name, Detail: why,
		Hint: "realmctl config set tenants." + t.Name + ".auth." + key + " ID",
	}
}

// pingOneSource signs in to PingOne anew: as a worker application, or with what is left of
// the sign-in of a person.
func (s *session) pingOneSource(t *realm.Tenant) token.Source {
	if t.Auth.Method == realm.MethodClientCredentials {
		return token.SourceFunc(func(ctx context.Context) (token.Token, error) { return s.workerApp(ctx, t) })
	}
	return token.SourceFunc(func(ctx context.Context) (token.Token, error) { return s.renewed(ctx, t) })
}

func (s *session) workerApp(ctx context.Context, t *realm.Tenant) (token.Token, error) {
	a, err := s.application(t)
	if err != nil {
		return token.Token{}, err
	}
	c, err := s.signInClient(t, realm.PingOne)
	if err != nil {
		return token.Token{}, err
	}
	g, err := pingone.WorkerApp(c, a, s.app.Now).Token(ctx)
	return g, ofTenant(t, err)
}

// ofTenant says in the error of a sign-in which tenant it is about.
func ofTenant(t *realm.Tenant, err error) error {
	e, ok := errors.AsType[*identity.Error](err)
	if !ok || e.Realm != "" {
		return err
	}
	told := *e
	told.Realm = t.Name
	if t.Name == realm.EnvTenantName {
		told.Hint = "realmctl help environment"
	}
	return &told
}

// renewed trades a person's refresh token for an access token and the next refresh token,
// which is kept at once. Where two processes could not wait for each other, the one that
// came second finds what the first has kept.
func (s *session) renewed(ctx context.Context, t *realm.Tenant) (token.Token, error) {
	if g, ok := s.takeGrant(t); ok {
		return g, nil
	}
	refresh, err := s.storedSecret(ctx, t)
	if err != nil {
		return token.Token{}, err
	}
	if len(refresh) == 0 {
		return token.Token{}, signInError(t, "the sign-in has ended")
	}
	g, err := s.refresh(ctx, t, refresh)
	if refused(err) {
		if newer, storeErr := s.storedSecret(ctx, t); storeErr == nil && string(newer) != string(refresh) {
			g, err = s.refresh(ctx, t, newer)
		}
	}
	if refused(err) {
		return token.Token{}, signInError(t, "the sign-in has ended: sign in again")
	}
	if err != nil {
		return token.Token{}, err
	}
	if err := s.keepRefresh(ctx, t, g); err != nil {
		s.say("warning: %s has to be signed in to again when this access token ends: %v", t.Name, err)
	}
	return g, nil
}

// refused reports whether a refresh token is no longer good.
func refused(err error) bool {
	e, ok := errors.AsType[*identity.Error](err)
	return ok && e.Code == "invalid_grant"
}

func (s *session) refresh(ctx context.Context, t *realm.Tenant, refresh []byte) (token.Token, error) {
	a, err := s.application(t)
	if err != nil {
		return token.Token{}, err
	}
	c, err := s.signInClient(t, realm.PingOne)
	if err != nil {
		return token.Token{}, err
	}
	g, err := pingone.Refresh(ctx, c, a, string(refresh), s.app.Now)
	return g, ofTenant(t, err)
}

// keepRefresh puts a refresh token in the place of the last one. A sign-in that was given
// none leaves none behind.
func (s *session) keepRefresh(ctx context.Context, t *realm.Tenant, g token.Token) error {
	if s.offered[t.Name] != nil {
		s.offer(t, []byte(g.Refresh))
		return nil
	}
	store, err := s.secrets(t)
	if err != nil {
		return err
	}
	if g.Refresh == "" {
		return ignoreAbsent(store.Delete(ctx, secretName(t)))
	}
	return store.Set(ctx, secretName(t), []byte(g.Refresh))
}

// signInPerson signs a person in to PingOne.
func (s *session) signInPerson(ctx context.Context, t *realm.Tenant, f credentialFlags) (token.Token, error) {
	a, err := s.application(t)
	if err != nil {
		return token.Token{}, err
	}
	if len(a.Scopes) == 0 {
		a.Scopes = []string{"offline_access"} // what a refresh token is given for
	}
	c, err := s.signInClient(t, realm.PingOne)
	if err != nil {
		return token.Token{}, err
	}
	if t.Auth.Method == realm.MethodBrowser {
		return pingone.Browser(ctx, c, a, t.Auth.RedirectPort, s.browse(f.noBrowser))
	}
	a.Scopes = append([]string{"openid"}, a.Scopes...)
	return pingone.DeviceCode(ctx, c, a, s.showDevice)
}

// showDevice tells a person where to type which code.
func (s *session) showDevice(d pingone.Device) error {
	s.say("Sign in on any device at:\n  %s\nwith the code:\n  %s", d.Address, d.Code)
	if d.Complete != "" {
		s.say("or, with the code in it, at:\n  %s", d.Complete)
	}
	if !d.Expires.IsZero() {
		s.say("The code is good until %s. Ctrl-C gives up.", d.Expires.Local().Format("15:04"))
	}
	return nil
}

// hold lets the next request of this run use a token that was just given.
func (s *session) hold(t *realm.Tenant, g token.Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.granted == nil {
		s.granted = map[string]token.Token{}
	}
	s.granted[t.Name] = g
}

func (s *session) takeGrant(t *realm.Tenant) (token.Token, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, ok := s.granted[t.Name]
	delete(s.granted, t.Name)
	return g, ok
}

// keepGrant keeps a person's sign-in: the refresh token where secrets rest, the access
// token where access tokens are.
func (s *session) keepGrant(ctx context.Context, t *realm.Tenant, g token.Token) error {
	if err := s.keepRefresh(ctx, t, g); err != nil {
		return err
	}
	s.hold(t, g)
	src, err := s.cached(t, s.source(t))
	if err != nil {
		return err
	}
	_, err = src.Token(ctx)
	return err
}

// obtainPerson signs a person in for this run. What it returns keeps the sign-in; the
// refresh token may be another one by then.
func (s *session) obtainPerson(ctx context.Context, t *realm.Tenant, c credentialFlags) (keep func(context.Context) error, err error) {
	g, err := s.signInPerson(ctx, t, c)
	if err != nil {
		return nil, ofTenant(t, err)
	}
	s.offer(t, []byte(g.Refresh))
	s.hold(t, g)
	return func(ctx context.Context) error {
		g.Refresh = string(s.offered[t.Name])
		delete(s.offered, t.Name)
		return s.keepGrant(ctx, t, g)
	}, nil
}

// clientSecret reads the secret of a worker application that is going to be kept.
func (s *session) clientSecret(ctx context.Context, t *realm.Tenant, c credentialFlags) ([]byte, error) {
	var value []byte
	var err error
	switch {
	case c.secretStdin:
		value, err = io.ReadAll(io.LimitReader(s.reader(), maxPassword+1))
	case c.secretFile != "":
		if value, err = os.ReadFile(c.secretFile); err != nil {
			return nil, &usageError{err}
		}
	case !s.mayAsk():
		return nil, usagef("the secret of the client is wanted: --client-secret-stdin or --client-secret-file FILE")
	default:
		value, err = s.readSecret(ctx, fmt.Sprintf("Secret of client %s at %s: ", t.Auth.ClientID, t.Name))
	}
	if err != nil {
		return nil, err
	}
	if value = bytes.TrimRight(value, "\r\n"); len(value) == 0 || len(value) > maxPassword {
		return nil, usagef("the secret of the client is empty, or longer than %d bytes", maxPassword)
	}
	return value, nil
}
