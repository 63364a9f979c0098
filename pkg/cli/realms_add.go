package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/secret"
)

type addOptions struct {
	credentialFlags
	platform, url, auth string
	accountID, username string
	clientID            string
	pingOneOptions
	redirectPort          int
	objects, protected    []string
	scopes                []string
	caFile, certFile, key string
	store                 string
	noTest, current       bool
}

func addRealm(s *session) *cobra.Command {
	var o addOptions
	cmd := &cobra.Command{
		Use:   "add <tenant>",
		Short: "Add a tenant with its realms",
		// Its name is a new one: there is nothing to complete it from.
		ValidArgsFunction: cobra.NoFileCompletions,
		Long: `Add a tenant with its realms: asked for on a terminal, given by flags elsewhere.
The connection is tested before anything is written; --no-test skips that.

An Advanced Identity Cloud tenant (--platform aic) has the realms alpha and bravo.
A PingIDM or OpenIDM server (--platform idm) has those that --object names:
users=user means that TENANT/users is managed/user.

A PingOne tenant (--platform pingone) is a region and an application to sign in
through: a worker application with its secret, or one through which a person signs
in, with a browser or with a code for another device. Its realms are the
environments that --environment names, by name or id, each with a name of its own
behind = if you like; --population narrows one. Without --environment the
environments that the sign-in can see are listed to choose from.`,
		Example: `  realmctl realms add acme --platform aic --url https://openam-acme.example.com \
    --service-account-id 1f0c8a52-6f0e-4e0f-9c8c-2f0c5c1f7b11 --jwk-file acme.jwk
  realmctl realms add lab --platform idm --url https://idm.lab.example:8443 --username openidm-admin --object users=user
  realmctl realms add ping-eu --platform pingone --region EU --client-id 9c4bd3a2-7c55-4a9e-b0f0-2f6a1c8f4e21 \
    --client-environment 02a8e1f4-3c8b-4b6e-9a55-8f0d6f4b7c33 --client-secret-file worker.secret \
    --environment Staff --environment Customers=retail --population retail=Retail`,
		RunE: s.run(func(ctx context.Context, args []string) error { return runAddRealm(ctx, s, args, o) }),
	}
	f := cmd.Flags()
	f.StringVar(&o.platform, "platform", "", "`platform`: aic, pingone or idm")
	f.StringVar(&o.url, "url", "", "`address` of the tenant")
	f.StringVar(&o.auth, "auth", "", "`method`: service-account, administrator, browser, idm-headers, client-credentials, device-code (default by the other flags)")
	f.StringVar(&o.accountID, "service-account-id", "", "`UUID` of the service account")
	f.StringVar(&o.username, "username", "", "`name` of the administrator, or of header credentials")
	f.StringVar(&o.clientID, "client-id", "", "OAuth `client` of the tenant's own: a worker application, or one to sign in with a browser or a code")
	f.IntVar(&o.redirectPort, "redirect-port", 0, "loopback `port` that the client redirects to; 0 takes a free one")
	f.StringSliceVar(&o.objects, "object", nil, "realm of an idm server: `name=type`, such as users=user")
	f.StringSliceVar(&o.protected, "protected", nil, "`realms` in which deletion wants their name typed")
	f.StringSliceVar(&o.scopes, "scopes", nil, "`scopes` to ask for (default fr:idm:* fr:am:*, on PingOne offline_access for a person)")
	f.StringVar(&o.caFile, "ca-file", "", "`file` with certificates to trust besides the system's, PEM")
	f.StringVar(&o.certFile, "client-cert", "", "`file` with a client certificate, PEM")
	f.StringVar(&o.key, "client-key", "", "`file` with its key, PEM")
	f.StringVar(&o.store, "store", "", "`where` this tenant's secret rests: keyring, file or none")
	f.BoolVar(&o.noTest, "no-test", false, "do not test the connection first")
	f.BoolVar(&o.current, "use", false, "make its first realm the default")
	o.credentialFlags.bind(f)
	o.pingOneOptions.bind(f)
	return local(cmd)
}

func runAddRealm(ctx context.Context, s *session, args []string, o addOptions) error {
	c, err := s.config()
	if err != nil {
		return err
	}
	t, err := s.newTenant(ctx, args, &o)
	if err != nil {
		return err
	}
	if s.configured(t) {
		return &identity.Error{
			Kind: identity.Conflict, Op: "add tenant", Subject: t.Name, Detail: "it is configured already",
			Hint: "realmctl realms remove " + t.Name,
		}
	}
	if t.Platform == realm.PingOne {
		t, err = s.joinPingOne(ctx, t, o)
	} else {
		err = s.login(ctx, t, o.credentialFlags, !o.noTest)
	}
	if err != nil {
		return err
	}
	first := t.Name
	if len(t.Realms) > 0 {
		first = t.Realms[0].Address()
	}
	use := o.current || c.Current == ""
	err = realm.Edit(ctx, c.Path, func(e *realm.Editor) error {
		if err := e.AddTenant(*t); err != nil || !use {
			return err
		}
		return e.SetCurrent(first)
	})
	if err != nil {
		return err
	}
	s.say("added %s", addresses(t.Realms))
	if use {
		s.say("commands work on %s by default; another: realmctl use ADDRESS", first)
	}
	return nil
}

// newTenant is the tenant that flags and answers describe.
func (s *session) newTenant(ctx context.Context, args []string, o *addOptions) (*realm.Tenant, error) {
	if len(args) > 1 {
		return nil, usagef("realms add takes one name, found %d", len(args))
	}
	name := ""
	if len(args) == 1 {
		name = args[0]
	}
	if err := s.complete(ctx, &name, o); err != nil {
		return nil, err
	}
	platform := realm.Platform(o.platform)
	switch platform {
	case realm.AIC, realm.IDM, realm.PingOne:
	default:
		return nil, usagef("--platform %q: there are aic, pingone and idm", o.platform)
	}
	t, err := realm.NewTenant(describeTenant(name, platform, o), o.url)
	if err != nil {
		return nil, &usageError{err}
	}
	return t, nil
}

// describeTenant puts the flags into a tenant, files with absolute names.
func describeTenant(name string, platform realm.Platform, o *addOptions) realm.Tenant {
	t := realm.Tenant{
		Name: name, Platform: platform, Protected: o.protected, Store: o.store,
		CAFile: absolute(o.caFile), CertFile: absolute(o.certFile), KeyFile: absolute(o.key),
		Auth: realm.Auth{
			Method: o.auth, ID: o.accountID, Username: o.username, ClientID: o.clientID,
			RedirectPort: o.redirectPort, Scopes: o.scopes,
		},
	}
	if o.store == string(secret.None) {
		t.Auth.JWKFile, t.Auth.PasswordFile, t.Auth.SecretFile = absolute(o.jwkFile), absolute(o.passwordFile), absolute(o.secretFile)
	}
	if platform == realm.PingOne {
		o.describe(&t)
	}
	for _, pair := range o.objects {
		short, object, found := strings.Cut(pair, "=")
		if !found {
			object = short
		}
		t.Realms = append(t.Realms, realm.Realm{Name: short, Object: object})
	}
	return t
}

func absolute(file string) string {
	if file == "" {
		return ""
	}
	full, err := filepath.Abs(file)
	if err != nil {
		return file
	}
	return full
}

// A question asks for a setting that no flag gave.
type question struct {
	value  *string
	flag   string
	words  string
	preset string
	needed bool
	moot   func() bool // an earlier answer makes it needless; nil: never
}

// complete asks for what the flags leave open, or names all of it at once.
func (s *session) complete(ctx context.Context, name *string, o *addOptions) error {
	if err := s.askAll(ctx, []question{
		{value: name, flag: "a name for the tenant", words: "Name of the tenant, as in NAME/alpha", needed: true},
		{value: &o.platform, flag: "--platform", words: "Platform: aic (Advanced Identity Cloud), pingone (PingOne) or idm (PingIDM, OpenIDM)", preset: string(realm.AIC), needed: true},
		{value: &o.url, flag: "--url", words: "Address, https://…", needed: true, moot: o.isPingOne},
		{value: &o.region, flag: "--region", words: regionWords(), needed: true, moot: func() bool { return !o.isPingOne() || o.url != "" }},
	}); err != nil {
		return err
	}
	if o.auth == "" {
		o.auth = inferMethod(o)
	}
	if o.auth == "" && o.isPingOne() && !s.mayAsk() {
		o.auth = realm.MethodClientCredentials
	}
	if o.auth == "" && s.mayAsk() {
		if err := s.askAll(ctx, []question{o.methodQuestion()}); err != nil {
			return err
		}
	}
	objects := strings.Join(o.objects, ",")
	questions := methodQuestions(o)
	if o.platform == string(realm.IDM) {
		questions = append(questions, question{
			value: &objects, flag: "--object", words: "Realms: users=user makes managed/user the realm " + *name + "/users",
			preset: "users=user", needed: true,
		})
	}
	if err := s.askAll(ctx, questions); err != nil || objects == "" {
		return err
	}
	o.objects = strings.Split(objects, ",")
	return nil
}

// inferMethod guesses how to sign in from the other flags.
func inferMethod(o *addOptions) string {
	switch {
	case o.platform == string(realm.IDM):
		return realm.MethodIDMHeaders
	case o.isPingOne() && (o.secretStdin || o.secretFile != ""):
		return realm.MethodClientCredentials
	case o.isPingOne():
		return ""
	case o.accountID != "" || o.jwkFile != "":
		return realm.MethodServiceAccount
	case o.clientID != "":
		return realm.MethodBrowser
	case o.username != "":
		return realm.MethodAdministrator
	}
	return ""
}

// methodQuestion asks how to sign in.
func (o *addOptions) methodQuestion() question {
	if o.isPingOne() {
		return question{value: &o.auth, words: "Sign in as: client-credentials (a worker application), device-code or browser (a person)", preset: realm.MethodClientCredentials}
	}
	return question{value: &o.auth, words: "Sign in as: service-account or administrator", preset: realm.MethodServiceAccount}
}

func methodQuestions(o *addOptions) []question {
	if o.isPingOne() {
		return o.applicationQuestions()
	}
	var asked []question
	switch o.auth {
	case realm.MethodServiceAccount:
		asked = append(asked, question{value: &o.accountID, flag: "--service-account-id", words: "UUID of the service account", needed: true})
	case realm.MethodIDMHeaders:
		asked = append(asked, question{value: &o.username, flag: "--username", words: "User name", preset: "openidm-admin", needed: true})
	case realm.MethodAdministrator:
		asked = append(asked, question{value: &o.username, flag: "--username", words: "User name of the administrator", needed: true})
	case realm.MethodBrowser:
		asked = append(asked, question{value: &o.clientID, flag: "--client-id", words: "OAuth client of the tenant's own", needed: true})
	case "":
		asked = append(asked, question{value: &o.auth, flag: "--service-account-id with --jwk-file, or --username", needed: true})
	}
	return asked
}

func (s *session) askAll(ctx context.Context, questions []question) error {
	var missing []string
	for _, q := range questions {
		if *q.value != "" || q.moot != nil && q.moot() {
			continue
		}
		if !s.mayAsk() {
			if q.needed {
				missing = append(missing, q.flag)
			}
			continue
		}
		if err := s.put(ctx, q); err != nil {
			return err
		}
	}
	if len(missing) > 0 {
		return usagef("realms add wants %s", strings.Join(missing, ", "))
	}
	return nil
}

// put asks one question until there is an answer.
func (s *session) put(ctx context.Context, q question) error {
	for *q.value == "" {
		preset := ""
		if q.preset != "" {
			preset = " [" + q.preset + "]"
		}
		fmt.Fprintf(s.app.Err, "%s%s: ", q.words, preset)
		answer, err := s.readLine(ctx)
		if err != nil {
			return err
		}
		if *q.value = strings.TrimSpace(answer); *q.value == "" {
			*q.value = q.preset
		}
		if !q.needed {
			return nil
		}
	}
	return nil
}
