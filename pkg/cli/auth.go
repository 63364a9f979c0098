package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/render"
	"github.com/realmctl/realmctl/pkg/secret"
	"github.com/realmctl/realmctl/pkg/token"
)

func authCmd(s *session) *cobra.Command {
	n := noun{one: "auth", many: "auth", short: "Sign in to tenants, and see how"}
	cmd := n.parent(s,
		verb{"login", func() *cobra.Command { return authLogin(s) }},
		verb{"logout", func() *cobra.Command { return authLogout(s) }},
		verb{"status", func() *cobra.Command { return authStatus(s) }},
		verb{"token", func() *cobra.Command { return authToken(s) }},
	)
	cmd.Aliases = nil
	return cmd
}

// tenants are those named, or those of the realms that the command is about.
func (s *session) tenants(names []string) ([]*realm.Tenant, error) {
	c, err := s.config()
	if err != nil {
		return nil, err
	}
	var tenants []*realm.Tenant
	for _, name := range names {
		t, err := c.Tenant(name)
		if err != nil {
			return nil, err
		}
		tenants = append(tenants, t)
	}
	if len(names) > 0 {
		return tenants, nil
	}
	realms, err := s.targets()
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, r := range realms {
		if !seen[r.Tenant.Name] {
			tenants = append(tenants, r.Tenant)
		}
		seen[r.Tenant.Name] = true
	}
	return tenants, nil
}

// oneTenant is the tenant that a command is about.
func (s *session) oneTenant(args []string) (*realm.Tenant, error) {
	if len(args) > 1 {
		return nil, usagef("one tenant is wanted, found %d", len(args))
	}
	tenants, err := s.tenants(args)
	if err != nil {
		return nil, err
	}
	if len(tenants) != 1 {
		return nil, usagef("one tenant is wanted: name it")
	}
	return tenants[0], nil
}

func authLogout(s *session) *cobra.Command {
	return local(&cobra.Command{
		Use: "logout [<tenant>]", Short: "Forget a tenant's secret and its access tokens",
		RunE: s.run(func(ctx context.Context, args []string) error {
			t, err := s.oneTenant(args)
			if err != nil {
				return err
			}
			if t.Platform == realm.Sandbox || t.Name == realm.EnvTenantName {
				return usagef("%s keeps no secret to forget", t.Name)
			}
			if err := s.forget(ctx, t); err != nil {
				return err
			}
			s.say("signed out of %s", t.Name)
			return nil
		}),
	})
}

func ignoreAbsent(err error) error {
	if errors.Is(err, secret.ErrNotFound) {
		return nil
	}
	return err
}

func authToken(s *session) *cobra.Command {
	var show bool
	cmd := &cobra.Command{
		Use: "token [<tenant>]", Short: "Print an access token, for other programs",
		Long: "Print an access token, for other programs. On a terminal it is printed only with --show.",
		RunE: s.run(func(ctx context.Context, args []string) error {
			t, err := s.oneTenant(args)
			if err != nil {
				return err
			}
			if terminal(s.app.Out) != nil && !show {
				return usagef("the token would be on the screen for all to see: add --show, or send it into a pipe")
			}
			src, err := s.tokenSource(t)
			if err != nil {
				return err
			}
			held, err := src.Token(ctx)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(s.app.Out, held.Access)
			return err
		}),
	}
	cmd.Flags().BoolVar(&show, "show", false, "print the token also on a terminal")
	return reads(cmd)
}

// tokenSource is where a tenant's access tokens come from.
func (s *session) tokenSource(t *realm.Tenant) (token.Source, error) {
	switch {
	case t.Platform == realm.Sandbox:
		return s.sandboxSource(s.chosen(t)), nil
	case t.Auth.Method == realm.MethodIDMHeaders:
		return nil, &identity.Error{Kind: identity.Unsupported, Op: "make a token for", Subject: t.Name, Detail: "it is signed in to with headers, not tokens"}
	case t.Auth.Method == realm.MethodToken:
		return s.givenToken(t)
	}
	return s.cached(t, s.source(t))
}

// chosen is the realm of a tenant that the command line names, else its first.
func (s *session) chosen(t *realm.Tenant) realm.Realm {
	if realms, err := s.targets(); err == nil {
		for _, r := range realms {
			if r.Tenant.Name == t.Name {
				return r
			}
		}
	}
	return t.Realms[0]
}

// An authRow is what is known of one tenant's sign-in.
type authRow struct {
	Tenant  string     `json:"tenant"`
	Method  string     `json:"method"`
	Who     string     `json:"who,omitempty"`
	Secret  string     `json:"secret"`
	Expires *time.Time `json:"expires,omitempty"`
	Works   *bool      `json:"works,omitempty"`
	Detail  string     `json:"detail,omitempty"`
}

func (r authRow) Document() json.RawMessage { return marshal(r) }

func authStatus(s *session) *cobra.Command {
	var o outputFlags
	var check bool
	n := noun{one: "sign-in", many: "sign-ins", columns: []render.Column{
		{Header: "TENANT", Path: "tenant", Priority: 9},
		{Header: "METHOD", Path: "method", Priority: 7},
		{Header: "WHO", Path: "who", Priority: 6},
		{Header: "SECRET", Path: "secret", Priority: 8},
		{Header: "EXPIRES", Path: "expires", Priority: 5, Floor: 20},
		{Header: "WORKS", Path: "works", Priority: 4, Style: render.StatusStyle},
		{Header: "DETAIL", Path: "detail", Priority: 3},
	}}
	cmd := &cobra.Command{
		Use: "status [<tenant>...]", Short: "Tell for each tenant who signs in, how, and where the secret rests",
		RunE: s.run(func(ctx context.Context, args []string) error {
			tenants, err := s.statusTenants(args)
			if err != nil {
				return err
			}
			return s.printRows(ctx, listing{noun: n, flags: o}, "tenant", s.authRows(ctx, tenants, check))
		}),
	}
	cmd.Flags().BoolVar(&check, "check", false, "sign in and ask the tenant, to see whether it works")
	o.bind(cmd.Flags())
	return reads(cmd)
}

// statusTenants are those named, or all that are known.
func (s *session) statusTenants(args []string) ([]*realm.Tenant, error) {
	if len(args) > 0 || len(s.realms) > 0 {
		return s.tenants(args)
	}
	realms, _, err := s.knownRealms()
	if err != nil {
		return nil, err
	}
	var tenants []*realm.Tenant
	for _, r := range realms {
		if len(tenants) == 0 || tenants[len(tenants)-1].Name != r.Tenant.Name {
			tenants = append(tenants, r.Tenant)
		}
	}
	return tenants, nil
}

func (s *session) authRows(ctx context.Context, tenants []*realm.Tenant, check bool) iter.Seq2[render.Row, error] {
	return func(yield func(render.Row, error) bool) {
		var failed failures
		for _, t := range tenants {
			row := s.authRow(ctx, t)
			if check {
				err := s.check(ctx, t)
				works := err == nil
				if row.Works = &works; err != nil {
					row.Detail = classify(err).Error()
					failed.add(err)
				}
			}
			if !yield(render.Row{Doc: row.Document()}, nil) {
				return
			}
		}
		if err := failed.of(len(tenants), "tenants"); err != nil {
			yield(render.Row{}, err)
		}
	}
}

// authRow tells what is known without asking the tenant.
func (s *session) authRow(ctx context.Context, t *realm.Tenant) authRow {
	row := authRow{Tenant: t.Name, Method: t.Auth.Method, Who: who(t)}
	switch {
	case t.Platform == realm.Sandbox:
		row.Method, row.Secret = realm.MethodServiceAccount, "its own folder"
		return row
	case t.Auth.Method == realm.MethodToken:
		row.Secret = "REALMCTL_TOKEN"
		return row
	case t.Auth.JWKFile != "":
		row.Secret = "file " + t.Auth.JWKFile
	case t.Auth.PasswordFile != "":
		row.Secret = "file " + t.Auth.PasswordFile
	case t.Auth.SecretFile != "" && !person(t):
		row.Secret = "file " + t.Auth.SecretFile
	default:
		row.Secret, row.Detail = s.whereSecret(ctx, t)
	}
	if t.Name != realm.EnvTenantName && t.Auth.Method != realm.MethodIDMHeaders {
		s.addExpiry(ctx, t, &row)
	}
	return row
}

func who(t *realm.Tenant) string {
	for _, name := range []string{t.Auth.ID, t.Auth.Username, t.Auth.ClientID} {
		if name != "" {
			return name
		}
	}
	return ""
}

// tokenAlone is said of a sign-in of which nothing long-lived is kept.
const tokenAlone = "none is kept: the token alone"

func (s *session) whereSecret(ctx context.Context, t *realm.Tenant) (where, detail string) {
	if person(t) && t.Platform != realm.PingOne {
		return tokenAlone, ""
	}
	store, err := s.secrets(t)
	if err == nil {
		if where, err = store.Where(ctx, secretName(t)); err == nil {
			return where, ""
		}
	}
	switch {
	case errors.Is(err, secret.ErrNotFound) && person(t):
		return tokenAlone, ""
	case errors.Is(err, secret.ErrNotFound):
		return "none", notSignedIn(t)
	}
	return "unknown", err.Error()
}

func (s *session) addExpiry(ctx context.Context, t *realm.Tenant, row *authRow) {
	src, err := s.cached(t, s.source(t))
	if err != nil {
		return
	}
	held, ok := src.Peek(ctx)
	switch {
	case ok && !held.Expiry.IsZero():
		expires := held.Expiry.UTC().Truncate(time.Second)
		row.Expires = &expires
	case !ok && row.Detail == "":
		row.Detail = s.whyNoToken(ctx, t, row.Secret)
	}
}

// whyNoToken tells a place that cannot be opened from one that holds no token. For
// a person of whom nothing is kept that means to sign in; others do so by themselves.
func (s *session) whyNoToken(ctx context.Context, t *realm.Tenant, kept string) string {
	store, err := s.secrets(t)
	if err != nil {
		return err.Error()
	}
	_, err = store.Probe(ctx)
	switch {
	case errors.Is(err, secret.ErrLocked), errors.Is(err, secret.ErrUnavailable), errors.Is(err, secret.ErrTimeout):
		return err.Error()
	case person(t) && kept == tokenAlone:
		return notSignedIn(t)
	}
	return ""
}

// person reports whether somebody signs in to a tenant in person, so that nothing
// is kept but the token and, on PingOne, what renews it.
func person(t *realm.Tenant) bool {
	switch t.Auth.Method {
	case realm.MethodAdministrator, realm.MethodBrowser, realm.MethodDeviceCode:
		return true
	}
	return false
}

func notSignedIn(t *realm.Tenant) string { return "not signed in: realmctl auth login " + t.Name }

// check asks the tenant whether the credential works.
func (s *session) check(ctx context.Context, t *realm.Tenant) error {
	if len(t.Realms) == 0 {
		return identity.Errorf(identity.Usage, "%s has no realm to ask for", t.Name)
	}
	d, err := s.open(ctx, t.Realms[0])
	if err != nil {
		return err
	}
	_, _, err = test(ctx, d)
	return err
}
