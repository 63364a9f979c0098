package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/aic"
	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/pingone"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/sandbox"
	"github.com/realmctl/realmctl/pkg/secret"
	"github.com/realmctl/realmctl/pkg/token"
)

// Waits for the keyring: off a terminal nobody can unlock it.
const (
	keyringWait         = 3 * time.Second
	keyringWaitTerminal = 60 * time.Second
)

// secretName is where a tenant's long-lived secret rests in the store.
func secretName(t *realm.Tenant) string { return "tenant:" + t.Name }

// secrets opens the store of a tenant's secrets; nothing is touched yet.
func (s *session) secrets(t *realm.Tenant) (*secret.Store, error) {
	set, err := s.settings()
	if err != nil {
		return nil, err
	}
	mode := set.Store()
	if t != nil && t.Store != "" {
		mode = t.Store
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stores[mode] == nil {
		if s.stores == nil {
			s.stores = map[string]*secret.Store{}
		}
		s.stores[mode] = secret.Open(secret.Options{
			Mode: secret.Mode(mode), Dir: realm.StateDir(s.app.Env), Wait: s.keyringWait(), NoUnlock: s.quick != 0,
			Notify: func(message string) { s.say("%s", message) }, Passphrase: s.passphrase, Ring: s.app.Ring,
		})
	}
	return s.stores[mode], nil
}

func (s *session) keyringWait() time.Duration {
	if s.quick != 0 {
		return s.quick
	}
	if s.mayAsk() {
		return keyringWaitTerminal
	}
	return keyringWait
}

// passphrase opens the file store: from a file that the environment names, else
// from the person.
func (s *session) passphrase(ctx context.Context, confirm bool) ([]byte, error) {
	if file := s.app.Env("REALMCTL_PASSPHRASE_FILE"); file != "" {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, identity.Errorf(identity.Auth, "REALMCTL_PASSPHRASE_FILE: %w", err)
		}
		return []byte(strings.TrimRight(string(data), "\r\n")), nil
	}
	if !s.mayAsk() {
		return nil, &identity.Error{
			Kind: identity.Auth, Detail: "the secrets lie in a file that a passphrase opens, and there is no terminal to ask for it",
			Hint: "set REALMCTL_PASSPHRASE_FILE",
		}
	}
	first, err := s.readSecret(ctx, "Passphrase of the secrets file: ")
	if err != nil || !confirm {
		return first, err
	}
	second, err := s.readSecret(ctx, "Once more: ")
	if err != nil {
		return nil, err
	}
	if string(first) != string(second) {
		return nil, usagef("the two passphrases differ")
	}
	return first, nil
}

// authorizer is what puts a tenant's credential on requests about a realm. No secret
// is read before a request needs it.
func (s *session) authorizer(_ context.Context, r realm.Realm) (token.Authorizer, error) {
	t := r.Tenant
	if t.Platform == realm.Sandbox {
		return token.Bearer(s.sandboxSource(r)), nil
	}
	switch t.Auth.Method {
	case realm.MethodIDMHeaders:
		return token.Headers(t.Auth.Username, func(ctx context.Context) (string, error) { return s.password(ctx, t) }), nil
	case realm.MethodToken:
		source, err := s.givenToken(t)
		return token.Bearer(source), err
	case realm.MethodServiceAccount, realm.MethodAdministrator, realm.MethodBrowser, realm.MethodClientCredentials, realm.MethodDeviceCode:
		source, err := s.cached(t, s.source(t))
		return token.Bearer(source), err
	}
	return nil, signInError(t, "no way to sign in is configured")
}

// givenToken is the token that the environment holds.
func (s *session) givenToken(t *realm.Tenant) (token.Source, error) {
	access := strings.TrimSpace(s.app.Env("REALMCTL_TOKEN"))
	if access == "" {
		return nil, signInError(t, "REALMCTL_TOKEN is not set")
	}
	return token.Static(access), nil
}

// cached keeps the access tokens of a tenant between runs.
func (s *session) cached(t *realm.Tenant, src token.Source) (*token.CachedSource, error) {
	store, err := s.secrets(t)
	if err != nil {
		return nil, err
	}
	var cache token.Cache = store
	if t.Name == realm.EnvTenantName || s.offered[t.Name] != nil {
		cache = nil // what the environment describes leaves nothing behind; nor does a trial
	}
	return token.Cached(src, cacheKey(t), cache, s.app.Now), nil
}

// cacheKey tells tokens apart that could have been granted different rights.
func cacheKey(t *realm.Tenant) token.Key {
	config := sha256.Sum256([]byte(strings.Join(append([]string{t.Auth.Method, t.Auth.JWKFile}, t.Auth.Scopes...), "\n")))
	issuer := ""
	if t.URL != nil {
		issuer = t.URL.String()
	}
	if t.Platform == realm.PingOne {
		issuer = strings.Join([]string{issuer, strings.ToUpper(t.Region), t.Domain, t.Application()}, "\n")
	}
	return token.Key{
		Tenant: t.Name, Issuer: issuer, Client: t.Auth.ID + t.Auth.Username + t.Auth.ClientID,
		Config: hex.EncodeToString(config[:]),
	}
}

// source signs in anew.
func (s *session) source(t *realm.Tenant) token.Source {
	if t.Platform == realm.PingOne {
		return s.pingOneSource(t)
	}
	if t.Auth.Method != realm.MethodServiceAccount {
		return token.SourceFunc(func(context.Context) (token.Token, error) {
			return token.Token{}, signInError(t, "the sign-in has ended")
		})
	}
	return token.SourceFunc(func(ctx context.Context) (token.Token, error) {
		key, err := s.accountKey(ctx, t)
		if err != nil {
			return token.Token{}, err
		}
		return s.serviceAccount(ctx, t, t.Auth.ID, key)
	})
}

// serviceAccount trades a signed assertion for a token.
func (s *session) serviceAccount(ctx context.Context, t *realm.Tenant, id string, key *token.SigningKey) (token.Token, error) {
	c, err := s.signInClient(t, realm.AIC)
	if err != nil {
		return token.Token{}, err
	}
	return aic.ServiceAccount(c, id, key, t.Auth.Scopes, s.app.Now).Token(ctx)
}

// signInClient speaks to a tenant without a credential.
func (s *session) signInClient(t *realm.Tenant, p realm.Platform) (*rest.Client, error) {
	base, err := signInURL(t, p)
	if err != nil {
		return nil, err
	}
	wire, err := s.wire(t)
	if err != nil {
		return nil, err
	}
	return s.plainClient(base, rest.Retry(rest.Limit(wire), rest.RetryOptions{}))
}

// accountKey is the private key of a tenant's service account: from the file
// that the configuration names, else from the store.
func (s *session) accountKey(ctx context.Context, t *realm.Tenant) (*token.SigningKey, error) {
	var data []byte
	var err error
	if t.Auth.JWKFile != "" {
		data, err = os.ReadFile(t.Auth.JWKFile)
	} else {
		data, err = s.storedSecret(ctx, t)
	}
	if err != nil {
		return nil, keyError(t, err)
	}
	key, err := token.ParseJWK(data)
	if err != nil {
		return nil, keyError(t, err)
	}
	return key, nil
}

func keyError(t *realm.Tenant, err error) error {
	if _, told := errors.AsType[*identity.Error](err); told {
		return err
	}
	return &identity.Error{
		Kind: identity.Auth, Op: "sign in", Realm: t.Name, Err: err,
		Hint: "realmctl auth login " + t.Name,
	}
}

// password is the password of header credentials.
func (s *session) password(ctx context.Context, t *realm.Tenant) (string, error) {
	return s.secretText(ctx, t, t.Auth.PasswordFile)
}

// secretText is a secret that a person could type: from the file that the configuration
// names, else from the store.
func (s *session) secretText(ctx context.Context, t *realm.Tenant, file string) (string, error) {
	if file != "" {
		data, err := os.ReadFile(file)
		if err != nil {
			return "", keyError(t, err)
		}
		return strings.TrimRight(string(data), "\r\n"), nil
	}
	data, err := s.storedSecret(ctx, t)
	if err != nil {
		return "", keyError(t, err)
	}
	return string(data), nil
}

// storedSecret reads a tenant's secret; that there is none is a reason to sign in.
func (s *session) storedSecret(ctx context.Context, t *realm.Tenant) ([]byte, error) {
	if offered := s.offered[t.Name]; offered != nil {
		return offered, nil
	}
	store, err := s.secrets(t)
	if err != nil {
		return nil, err
	}
	data, err := store.Get(ctx, secretName(t))
	if errors.Is(err, secret.ErrNotFound) {
		return nil, signInError(t, "not signed in")
	}
	return data, err
}

func signInError(t *realm.Tenant, why string) error {
	hint := "realmctl auth login " + t.Name
	if t.Name == realm.EnvTenantName {
		hint = "realmctl help environment"
	}
	return &identity.Error{Kind: identity.Auth, Op: "sign in", Realm: t.Name, Detail: why, Hint: hint}
}

// sandboxSource signs in to the sandbox as the platform of a realm wants it, with the
// credentials in the sandbox's own folder.
func (s *session) sandboxSource(r realm.Realm) token.Source {
	signIn := s.sandboxAccount
	if r.Platform() == realm.PingOne {
		signIn = s.sandboxWorker
	}
	return token.Cached(token.SourceFunc(func(ctx context.Context) (token.Token, error) { return signIn(ctx, r.Tenant) }),
		token.Key{Tenant: r.Tenant.Name}, nil, s.app.Now)
}

// sandboxAccount signs in as the service account.
func (s *session) sandboxAccount(ctx context.Context, t *realm.Tenant) (token.Token, error) {
	c, err := s.sandbox().Credentials(ctx)
	if err != nil {
		return token.Token{}, err
	}
	data, err := os.ReadFile(c.JWKFile)
	if err != nil {
		return token.Token{}, fmt.Errorf("read the sandbox's key: %w", err)
	}
	key, err := token.ParseJWK(data)
	if err != nil {
		return token.Token{}, err
	}
	return s.serviceAccount(ctx, t, c.ServiceAccountID, key)
}

// sandboxWorker signs in as the worker application.
func (s *session) sandboxWorker(ctx context.Context, t *realm.Tenant) (token.Token, error) {
	found, err := s.sandbox().PingOne(ctx)
	if err != nil {
		return token.Token{}, err
	}
	c, err := s.signInClient(t, realm.PingOne)
	if err != nil {
		return token.Token{}, err
	}
	app := pingone.App{
		Environment: sandbox.PingOneHome(), ClientID: found.ClientID,
		Secret: func(context.Context) (string, error) { return found.ClientSecret, nil },
	}
	return pingone.WorkerApp(c, app, s.app.Now).Token(ctx)
}
