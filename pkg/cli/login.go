package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/realmctl/realmctl/pkg/aic"
	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/secret"
	"github.com/realmctl/realmctl/pkg/token"
)

// credentialFlags say where a tenant's long-lived secret comes from.
type credentialFlags struct {
	jwkFile       string
	passwordFile  string
	passwordStdin bool
	secretFile    string
	secretStdin   bool
	noBrowser     bool
}

func (c *credentialFlags) bind(f *pflag.FlagSet) {
	f.StringVar(&c.jwkFile, "jwk-file", "", "`file` with the private key of the service account, a JWK")
	f.StringVar(&c.passwordFile, "password-file", "", "`file` with the password of header credentials")
	f.BoolVar(&c.passwordStdin, "password-stdin", false, "read the password from standard input")
	f.StringVar(&c.secretFile, "client-secret-file", "", "`file` with the secret of the client")
	f.BoolVar(&c.secretStdin, "client-secret-stdin", false, "read the secret of the client from standard input")
	f.BoolVar(&c.noBrowser, "no-browser", false, "print the address to sign in at instead of opening a browser")
}

func authLogin(s *session) *cobra.Command {
	var c credentialFlags
	cmd := &cobra.Command{
		Use:   "login [<tenant>]",
		Short: "Sign in to a tenant",
		Long: `Sign in to a tenant the way it is configured: with the key of a service account,
as an administrator (the tenant's own questions are asked here), in a browser
where the tenant has a client for that, or with header credentials; to PingOne with
the secret of a worker application, in a browser, or with a code that is typed on
another device. The secret is proven against the tenant before it is kept.`,
		RunE: s.run(func(ctx context.Context, args []string) error {
			t, err := s.oneTenant(args)
			if err != nil {
				return err
			}
			if t.Platform == realm.Sandbox || t.Name == realm.EnvTenantName {
				return usagef("%s needs no sign-in: its credential is where it is", t.Name)
			}
			if err := s.login(ctx, t, c, true); err != nil {
				return err
			}
			s.say("signed in to %s", t.Name)
			return nil
		}),
	}
	c.bind(cmd.Flags())
	return local(cmd)
}

// login obtains a tenant's credential, proves it if test is set, and keeps it. The
// tokens of an earlier one would prove nothing, so they go first.
func (s *session) login(ctx context.Context, t *realm.Tenant, c credentialFlags, test bool) error {
	if err := s.forgetTokens(ctx, t); err != nil {
		return err
	}
	if person(t) && t.Platform != realm.PingOne {
		return s.loginPerson(ctx, t, c)
	}
	keep, err := s.obtain(ctx, t, c)
	if err != nil {
		return err
	}
	if err := prove(ctx, s, t, test); err != nil {
		return err
	}
	return keep(ctx)
}

// obtain gets a tenant's credential and makes it known to this run. What it returns
// keeps the credential for later ones, once it is proven.
func (s *session) obtain(ctx context.Context, t *realm.Tenant, c credentialFlags) (keep func(context.Context) error, err error) {
	if t.Auth.Method == realm.MethodToken || s.referred(t) {
		return func(context.Context) error { return nil }, s.readable(ctx, t)
	}
	if err := s.chooseStore(ctx, t); err != nil {
		return nil, err
	}
	if person(t) {
		return s.obtainPerson(ctx, t, c)
	}
	value, err := s.longLived(ctx, t, c)
	if err != nil {
		return nil, err
	}
	s.offer(t, value)
	return func(ctx context.Context) error {
		store, err := s.secrets(t)
		if err != nil {
			return err
		}
		return store.Set(ctx, secretName(t), value)
	}, nil
}

// readable proves that the file with a service account's key holds one, and that the
// file with a client's secret can be read.
func (s *session) readable(ctx context.Context, t *realm.Tenant) error {
	var err error
	switch {
	case t.Auth.JWKFile != "":
		_, err = s.readKey(ctx, t, t.Auth.JWKFile)
	case t.Auth.SecretFile != "":
		if _, err = os.ReadFile(t.Auth.SecretFile); err != nil {
			return &usageError{err}
		}
	}
	return err
}

// prove checks a tenant's credential unless that was declined.
func prove(ctx context.Context, s *session, t *realm.Tenant, test bool) error {
	if !test {
		return nil
	}
	return s.check(ctx, t)
}

// referred reports whether the configuration names the file of the secret, so
// that nothing has to be kept.
func (s *session) referred(t *realm.Tenant) bool {
	return t.Auth.JWKFile != "" || t.Auth.PasswordFile != "" || t.Auth.SecretFile != "" && t.Auth.Method == realm.MethodClientCredentials
}

// chooseStore makes sure, before anything is asked, that a secret can be kept.
// With no keyring at all a person is offered the file.
func (s *session) chooseStore(ctx context.Context, t *realm.Tenant) error {
	store, err := s.secrets(t)
	if err != nil {
		return err
	}
	mode, err := store.Probe(ctx)
	chosen, _ := s.resolved.Value("store")
	switch {
	case err == nil && mode == secret.None:
		return keepsNothing(t)
	case err == nil && chosen.Source == realm.SourceEnv:
		return s.keepStore(ctx, t, mode) // the next command may not have that variable
	case err == nil:
		return nil
	case !errors.Is(err, secret.ErrUnavailable) || !s.mayAsk():
		return err
	}
	if err := s.agree(ctx, "This machine has no keyring. Keep secrets in a file that a passphrase opens?"); err != nil {
		return err
	}
	return s.keepStore(ctx, t, secret.File)
}

// keepStore notes where a tenant's secret rests: in the file if the tenant is
// there, else with what is going to be written.
func (s *session) keepStore(ctx context.Context, t *realm.Tenant, mode secret.Mode) error {
	if t.Store != "" {
		return nil
	}
	t.Store = string(mode)
	if !s.configured(t) {
		return nil
	}
	return realm.Edit(ctx, s.conf.Path, func(e *realm.Editor) error {
		return e.Set("tenants."+t.Name+".store", t.Store)
	})
}

// keepsNothing is the error of a sign-in whose secret would be lost at once.
func keepsNothing(t *realm.Tenant) error {
	const why = "the setting store is none, so no secret is kept"
	hint := "realmctl config set tenants." + t.Name + ".store auto"
	switch t.Auth.Method {
	case realm.MethodServiceAccount:
		hint = "name the file with the key: --jwk-file with realms add, or realmctl config set tenants." + t.Name + ".auth.jwk_file FILE"
	case realm.MethodIDMHeaders:
		hint = "name the file with the password: --password-file with realms add, or realmctl config set tenants." + t.Name + ".auth.password_file FILE"
	case realm.MethodClientCredentials:
		hint = "name the file with the secret: --client-secret-file with realms add, or realmctl config set tenants." + t.Name + ".auth.secret_file FILE"
	}
	return &identity.Error{Kind: identity.Auth, Op: "sign in", Realm: t.Name, Detail: why, Hint: hint}
}

// configured reports whether a tenant is in the file already.
func (s *session) configured(t *realm.Tenant) bool {
	for _, known := range s.conf.Tenants {
		if known.Name == t.Name {
			return true
		}
	}
	return false
}

// longLived reads the secret that is going to be kept.
func (s *session) longLived(ctx context.Context, t *realm.Tenant, c credentialFlags) ([]byte, error) {
	if t.Auth.Method == realm.MethodServiceAccount {
		return s.readKey(ctx, t, c.jwkFile)
	}
	if t.Auth.Method == realm.MethodClientCredentials {
		return s.clientSecret(ctx, t, c)
	}
	switch {
	case c.passwordStdin:
		password, err := s.readPassword(ctx, passwordFlags{stdin: true})
		return []byte(password), err
	case c.passwordFile != "":
		data, err := os.ReadFile(c.passwordFile)
		return []byte(strings.TrimRight(string(data), "\r\n")), err
	}
	return s.readSecret(ctx, fmt.Sprintf("Password of %s at %s: ", t.Auth.Username, t.Name))
}

// readKey reads the key of a service account, and proves that it is one.
func (s *session) readKey(ctx context.Context, t *realm.Tenant, file string) ([]byte, error) {
	if file == "" {
		if !s.mayAsk() {
			return nil, usagef("the key of the service account is wanted: --jwk-file FILE")
		}
		fmt.Fprintf(s.app.Err, "File with the key of service account %s: ", t.Auth.ID)
		answer, err := s.readLine(ctx)
		if err != nil {
			return nil, err
		}
		file = strings.TrimSpace(answer)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, &usageError{err}
	}
	if _, err := token.ParseJWK(data); err != nil {
		return nil, usagef("%s: %w", file, err)
	}
	return data, nil
}

// offer makes a secret known to this run before it is kept.
func (s *session) offer(t *realm.Tenant, value []byte) {
	if s.offered == nil {
		s.offered = map[string][]byte{}
	}
	s.offered[t.Name] = value
}

// loginPerson signs a person in and keeps the access token.
func (s *session) loginPerson(ctx context.Context, t *realm.Tenant, c credentialFlags) error {
	if t.Auth.Method == realm.MethodAdministrator && !s.mayAsk() {
		return &identity.Error{
			Kind: identity.Usage, Op: "sign in", Realm: t.Name,
			Detail: "the questions for an administrator are asked on a terminal, and there is none",
			Hint:   "a service account signs in without one: realmctl realms add --help",
		}
	}
	if err := s.chooseStore(ctx, t); err != nil {
		return err
	}
	client, err := s.signInClient(t, t.Platform)
	if err != nil {
		return err
	}
	signIn := token.SourceFunc(func(ctx context.Context) (token.Token, error) {
		if t.Auth.Method == realm.MethodBrowser {
			return aic.Browser(ctx, client, aic.BrowserOptions{
				ClientID: t.Auth.ClientID, Port: t.Auth.RedirectPort, Scopes: t.Auth.Scopes, Open: s.browse(c.noBrowser),
			})
		}
		return aic.Journey(ctx, client, t.Auth.Username, s.answer)
	})
	src, err := s.cached(t, signIn)
	if err != nil {
		return err
	}
	_, err = src.Token(ctx)
	return err
}

// answer puts one question of a journey to a person.
func (s *session) answer(ctx context.Context, p aic.Prompt) (string, error) {
	if !s.mayAsk() {
		return "", usagef("%s: there is no terminal to ask on", p.Message)
	}
	switch p.Kind {
	case aic.PromptText:
		s.say("%s", p.Message)
		return "", nil
	case aic.PromptPassword:
		value, err := s.readSecret(ctx, escape(p.Message)+": ")
		return string(value), err
	case aic.PromptChoice:
		return s.choose(ctx, p)
	}
	fmt.Fprintf(s.app.Err, "%s: ", escape(p.Message))
	return s.readLine(ctx)
}

// choose lets a person pick one of several by number; the answer is its index.
func (s *session) choose(ctx context.Context, p aic.Prompt) (string, error) {
	for i, choice := range p.Choices {
		s.say("  %d  %s", i+1, choice)
	}
	fmt.Fprintf(s.app.Err, "%s [1-%d]: ", escape(p.Message), len(p.Choices))
	line, err := s.readLine(ctx)
	if err != nil {
		return "", err
	}
	n, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || n < 1 || n > len(p.Choices) {
		return "", usagef("%q is none of the %d choices", line, len(p.Choices))
	}
	return strconv.Itoa(n - 1), nil
}

// browse opens a browser, or only says where to go.
func (s *session) browse(no bool) func(string) error {
	return func(address string) error {
		s.say("Sign in at:\n  %s", address)
		if no {
			return nil
		}
		if err := browser(address).Start(); err != nil {
			s.say("no browser could be opened: %v", err)
		}
		return nil
	}
}

func browser(address string) *exec.Cmd {
	switch runtime.GOOS {
	case "darwin":
		return &exec.Cmd{Path: "/usr/bin/open", Args: []string{"open", address}}
	case "windows":
		return exec.Command("rundll32", "url.dll,FileProtocolHandler", address) //nolint:noctx // outlives the command
	}
	return exec.Command("xdg-open", address) //nolint:noctx // outlives the command
}
