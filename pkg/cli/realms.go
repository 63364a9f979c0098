package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/render"
	"github.com/realmctl/realmctl/pkg/stream"
	"github.com/realmctl/realmctl/pkg/token"
)

func realmNoun() noun {
	return noun{
		one: "realm", many: "realms", short: "The places where users live: tenants and their realms",
		columns: []render.Column{
			{Header: "REALM", Path: "realm", Priority: 9},
			{Header: "PLATFORM", Path: "platform", Priority: 8},
			{Header: "SIGN-IN", Path: "auth", Priority: 6},
			{Header: "URL", Path: "url", Priority: 7},
			{Header: "CURRENT", Path: "current", Priority: 5},
			{Header: "PROTECTED", Path: "protected", Priority: 4},
			{Header: "OBJECT", Path: "object", Wide: true, Priority: 3},
			{Header: "REGION", Path: "region", Wide: true, Priority: 2},
			{Header: "ENVIRONMENT", Path: "environment", Wide: true, Priority: 3},
			{Header: "POPULATION", Path: "population", Wide: true, Priority: 2},
		},
	}
}

func realmsCmd(s *session) *cobra.Command {
	n := realmNoun()
	cmd := n.parent(s,
		verb{"list ls", func() *cobra.Command { return listRealms(s, n) }},
		verb{"show", func() *cobra.Command { return showRealm(s, n) }},
		verb{"add", func() *cobra.Command { return addRealm(s) }},
		verb{"use", func() *cobra.Command { return useCmd(s) }},
		verb{"remove rm", func() *cobra.Command { return removeRealm(s) }},
		verb{"test", func() *cobra.Command { return testRealms(s) }},
	)
	cmd.Long = realmsHelp
	return cmd
}

// A realmRow is a realm as an object to print.
type realmRow struct {
	Realm       string `json:"realm"`
	Platform    string `json:"platform"`
	Auth        string `json:"auth,omitempty"`
	URL         string `json:"url,omitempty"`
	Object      string `json:"object,omitempty"`
	Region      string `json:"region,omitempty"`
	Environment string `json:"environment,omitempty"`
	Population  string `json:"population,omitempty"`
	Current     bool   `json:"current"`
	Protected   bool   `json:"protected"`
}

func newRealmRow(r realm.Realm, current string) realmRow {
	row := realmRow{
		Realm: r.Address(), Platform: string(r.Platform()), Auth: r.Tenant.Auth.Method, Object: r.Object,
		Region: r.Tenant.Region, Environment: r.Environment, Population: r.Population,
		Current: r.Address() == current, Protected: r.Protected,
	}
	if r.Tenant.Platform == realm.Sandbox {
		return row
	}
	if u, err := apiURL(r.Tenant, r.Platform()); err == nil {
		row.URL = u.String()
	}
	return row
}

// marshal is the JSON of a row made of strings, numbers and booleans, which always encode.
func marshal(row any) json.RawMessage {
	doc, _ := json.Marshal(row)
	return doc
}

// printRows prints objects of our own making.
func (s *session) printRows(ctx context.Context, l listing, key string, rows iter.Seq2[render.Row, error]) error {
	o, err := s.renderOptions(l)
	if err != nil {
		return err
	}
	o.IDPath, o.NamePath = key, key
	_, err = s.print(ctx, o, rows)
	return err
}

func listRealms(s *session, n noun) *cobra.Command {
	var o outputFlags
	cmd := &cobra.Command{
		Use: "list", Aliases: []string{"ls"}, Args: noArgs,
		Short: "List the realms that are configured, and the sandbox",
		RunE: s.run(func(ctx context.Context, _ []string) error {
			realms, current, err := s.knownRealms()
			if err != nil {
				return err
			}
			rows := make([]render.Row, len(realms))
			for i, r := range realms {
				rows[i] = render.Row{Doc: marshal(newRealmRow(r, current))}
			}
			return s.printRows(ctx, listing{noun: n, flags: o}, "realm", stream.Of(rows...))
		}),
	}
	o.bind(cmd.Flags())
	return local(cmd)
}

// knownRealms are the realms of the environment, of the file and of the sandbox,
// and the address that is used by default.
func (s *session) knownRealms() (realms []realm.Realm, current string, err error) {
	c, err := s.config()
	if err != nil {
		return nil, "", err
	}
	set, err := s.settings()
	if err != nil {
		return nil, "", err
	}
	if realm.EnvDescribed(s.app.Env) {
		env, err := c.Tenant(realm.EnvTenantName)
		if err != nil {
			return nil, "", err
		}
		realms = append(realms, env.Realms...)
	}
	box, err := c.Tenant(realm.SandboxTenant)
	if err != nil {
		return nil, "", err
	}
	return append(append(realms, c.Realms()...), box.Realms...), set.Realm(), nil
}

func showRealm(s *session, n noun) *cobra.Command {
	var o outputFlags
	cmd := &cobra.Command{
		Use: "show <realm>...", Short: "Show realms by address: acme/alpha, a tenant, a glob or @group",
		RunE: s.run(func(ctx context.Context, args []string) error {
			realms, err := s.named(args)
			if err != nil {
				return err
			}
			_, current, err := s.knownRealms()
			if err != nil {
				return err
			}
			rows := make([]render.Row, len(realms))
			for i, r := range realms {
				rows[i] = render.Row{Doc: marshal(newRealmRow(r, current))}
			}
			return s.printRows(ctx, listing{noun: n, flags: o, single: len(realms) == 1}, "realm", stream.Of(rows...))
		}),
	}
	o.bind(cmd.Flags())
	return local(cmd)
}

// named are the realms of arguments; a tenant stands for all of its realms.
func (s *session) named(args []string) ([]realm.Realm, error) {
	c, err := s.config()
	if err != nil {
		return nil, err
	}
	for i, arg := range args {
		if t, err := c.Tenant(arg); err == nil && len(t.Realms) > 0 {
			args[i] = arg + "/*"
		}
	}
	if len(args) > 0 {
		s.realms = args
	}
	return s.targets()
}

func useCmd(s *session) *cobra.Command {
	return local(&cobra.Command{
		Use: "use <realm>", Short: "Make a realm the one that commands work on by default",
		Example: "  realmctl use acme/alpha",
		RunE: s.run(func(ctx context.Context, args []string) error {
			if len(args) != 1 {
				return usagef("use wants one realm, such as acme/alpha")
			}
			c, err := s.config()
			if err != nil {
				return err
			}
			if _, err := c.Resolve(args); err != nil {
				return err
			}
			if err := realm.Edit(ctx, c.Path, func(e *realm.Editor) error { return e.SetCurrent(args[0]) }); err != nil {
				return err
			}
			s.say("commands work on %s by default", args[0])
			return nil
		}),
	})
}

func removeRealm(s *session) *cobra.Command {
	return local(&cobra.Command{
		Use: "remove <tenant>", Aliases: []string{"rm"},
		Short: "Forget a tenant, or one realm of it, and its secret",
		Long:  "Forget a tenant with all of its realms and its secret, or one realm of an idm or pingone tenant. Nothing is changed at the tenant itself.",
		RunE:  s.run(func(ctx context.Context, args []string) error { return runRemoveRealm(ctx, s, args) }),
	})
}

func runRemoveRealm(ctx context.Context, s *session, args []string) error {
	if len(args) != 1 {
		return usagef("realms remove wants one tenant, such as acme")
	}
	c, err := s.config()
	if err != nil {
		return err
	}
	name, inner, one := strings.Cut(args[0], "/")
	t, err := c.Tenant(name)
	if err != nil {
		return err
	}
	if !slices.Contains(c.Tenants, t) {
		return usagef("%s is not in the configuration file", name)
	}
	if err := s.agree(ctx, fmt.Sprintf("Forget %s and its secret?", args[0])); err != nil {
		return err
	}
	edit := func(e *realm.Editor) error { return e.RemoveTenant(name) }
	if one && inner != "" {
		edit = func(e *realm.Editor) error { return e.RemoveRealm(args[0]) }
	}
	if !one { // the secret first: without the tenant nobody could find it
		if err := s.forget(ctx, t); err != nil {
			return err
		}
	}
	if err := realm.Edit(ctx, c.Path, edit); err != nil {
		return err
	}
	s.say("%s is forgotten", args[0])
	return nil
}

// agree asks for a yes where --yes was not given.
func (s *session) agree(ctx context.Context, question string) error {
	if s.yes {
		return nil
	}
	refused := &identity.Error{Kind: identity.Cancelled, Detail: "not confirmed; nothing was changed", Hint: s.again("--yes")}
	if !s.mayAsk() {
		return refused
	}
	fmt.Fprintf(s.app.Err, "%s [y/N] ", escape(question))
	answer, err := s.readLine(ctx)
	if err != nil {
		return err
	}
	if strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes") {
		return nil
	}
	refused.Hint = ""
	return refused
}

// A testRow is the outcome of testing one realm.
type testRow struct {
	Realm   string `json:"realm"`
	OK      bool   `json:"ok"`
	Version string `json:"version,omitempty"`
	Detail  string `json:"detail,omitempty"`
}

func (r testRow) Document() json.RawMessage          { return marshal(r) }
func (r testRow) Portable() (json.RawMessage, error) { return marshal(r), nil }
func (r testRow) Key() (identity.Key, error)         { return identity.Key{Name: r.Realm}, nil }

func testRealms(s *session) *cobra.Command {
	var o outputFlags
	n := noun{one: "realm", many: "realm tests", columns: []render.Column{
		{Header: "REALM", Path: "realm", Priority: 3},
		{Header: "OK", Path: "ok", Priority: 4, Style: render.StatusStyle},
		{Header: "VERSION", Path: "version", Priority: 1},
		{Header: "DETAIL", Path: "detail", Priority: 2},
	}}
	cmd := &cobra.Command{
		Use: "test [<realm>...]", Short: "Prove that address, credential and realm work, with one cheap read",
		RunE: s.run(func(ctx context.Context, args []string) error {
			realms, err := s.named(args)
			if err != nil {
				return err
			}
			ro, err := s.renderOptions(listing{noun: n, flags: o})
			if err != nil {
				return err
			}
			ro.IDPath, ro.NamePath = "realm", "realm"
			rows := across(ctx, s, realms, false, func(ctx context.Context, d identity.Directory) (source[testRow], error) {
				return source[testRow]{objects: testOne(ctx, d)}, nil
			}, false)
			_, err = s.print(ctx, ro, rows)
			return err
		}),
	}
	o.bind(cmd.Flags())
	s.bindCurl(cmd)
	return reads(cmd)
}

func testOne(ctx context.Context, d identity.Directory) iter.Seq2[testRow, error] {
	return func(yield func(testRow, error) bool) {
		version, works, err := test(ctx, d)
		if err != nil {
			yield(testRow{}, err)
			return
		}
		yield(testRow{Realm: d.Realm(), OK: true, Version: version, Detail: works}, nil)
	}
}

// forget drops a tenant's tokens, which takes no keyring, and its secret.
func (s *session) forget(ctx context.Context, t *realm.Tenant) error {
	if err := s.forgetTokens(ctx, t); err != nil || s.referred(t) || t.Auth.Method == realm.MethodToken {
		return err
	}
	store, err := s.secrets(t)
	if err != nil {
		return err
	}
	return ignoreAbsent(store.Delete(ctx, secretName(t)))
}

func (s *session) forgetTokens(ctx context.Context, t *realm.Tenant) error {
	store, err := s.secrets(t)
	if err != nil {
		return err
	}
	return ignoreAbsent(token.Forget(ctx, store, t.Name))
}
