package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

type providerChangeOptions struct {
	writeFlags
	patchFlags
	revisionFlags
	secretFlags
	uploadFlags
	homeFlags
}

func patchProvider(s *session, n noun) *cobra.Command {
	var o providerChangeOptions
	cmd := &cobra.Command{
		Use:   "patch <idp>...",
		Short: "Change properties of identity providers",
		Long: `Change properties of identity providers by id or name; - reads names from standard
input. Changes are made in this order: the file, --set, --add, --remove, --unset.

A change sends the whole provider, with its secret. Where the platform does not tell
the secret, it is asked for, or read with --secret-stdin or --secret-file, which also
give a provider another one. Files are uploaded first; certificates stand in the place
of those that the provider has. If somebody else changed the provider after it was
read, nothing is written.`,
		Example: `  realmctl idp patch Google -R sandbox/pingone --set description='For the public'
  realmctl idp patch Google -R sandbox/pingone --secret-file secret.txt --population Customers
  realmctl idp patch 'Partner Federation' -R sandbox/pingone --certificate new.pem -n`,
		Args: someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error { return runPatchProvider(ctx, s, n, args, o) }),
	}
	o.bindPlain(cmd.Flags())
	short(cmd, "name", "name", "its `name`: short for --set name=...")
	o.secretFlags.bind(cmd)
	o.uploadFlags.bind(cmd)
	o.homeFlags.bind(cmd)
	o.revisionFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

func runPatchProvider(ctx context.Context, s *session, n noun, args []string, o providerChangeOptions) error {
	if o.empty() && !o.secretFlags.given() && !o.uploadFlags.given() && !o.homeFlags.given() {
		return usagef("idp patch wants --set, --unset, --add, --remove, -f, a secret, a population, or files to upload")
	}
	if err := refuseProviderSecret(o.set, o.add, o.remove); err != nil {
		return err
	}
	c := &providerChanger{providerChangeOptions: o, s: s, n: n, op: "patch"}
	return c.each(ctx, args)
}

// switchProvider is idp enable and idp disable.
func switchProvider(s *session, n noun, verb string, enabled bool) *cobra.Command {
	var o providerChangeOptions
	about := "Let people sign in with identity providers again"
	if !enabled {
		about = "Keep people from signing in with identity providers"
	}
	cmd := &cobra.Command{
		Use: verb + " <idp>...", Short: about,
		Long: about + `, by id or name. The whole provider is sent: where the
platform does not tell its secret, it is asked for.`,
		Example: "  realmctl idp " + verb + " Yahoo -R sandbox/pingone",
		Args:    someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			c := &providerChanger{providerChangeOptions: o, s: s, n: n, op: verb}
			value, err := encode(enabled)
			if err != nil {
				return err
			}
			c.fixed = identity.Patch{{Op: identity.Set, Path: "enabled", Value: value}}
			return c.each(ctx, args)
		}),
	}
	o.secretFlags.bind(cmd)
	o.revisionFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

// A providerChanger makes one change of several providers.
type providerChanger struct {
	providerChangeOptions
	s      *session
	n      noun
	op     string
	fixed  identity.Patch // in common names, then in those of the store
	d      identity.Directory
	realm  realm.Realm
	store  identity.ProviderStore
	files  *uploader
	secret string
}

func (c *providerChanger) each(ctx context.Context, args []string) error {
	if err := c.oneSecret(args); err != nil {
		return err
	}
	names, err := c.s.names(args)
	if err != nil {
		return err
	}
	if err := c.open(ctx, names); err != nil {
		return err
	}
	names = distinctNames(names)
	w, err := c.s.writer(c.n, c.writeFlags, len(names) == 1 && c.files.empty())
	if err != nil {
		return err
	}
	return w.each(ctx, c.n, names, c.one)
}

// oneSecret refuses what would be read twice, and a secret for more than one provider.
func (c *providerChanger) oneSecret(args []string) error {
	readers := 0
	for _, arg := range args {
		if arg == "-" {
			readers++
		}
	}
	if c.stdin {
		readers++
	}
	if c.patchFlags.file == "-" {
		readers++
	}
	switch {
	case readers > 1:
		return usagef("standard input holds names, the secret or the properties, not more than one of them")
	case c.secretFlags.given() && len(args) > 1:
		return usagef("a secret is that of one provider, and %d are named", len(args))
	}
	return nil
}

// open opens the store, and reads what is the same for every provider.
func (c *providerChanger) open(ctx context.Context, names []string) (err error) {
	if c.realm, err = c.s.target(); err != nil {
		return err
	}
	if c.d, err = c.s.open(ctx, c.realm); err != nil {
		return err
	}
	if c.store, err = identity.IdentityProviders(c.d); err != nil {
		return err
	}
	if c.files, err = c.s.uploader(c.d, c.realm, c.store, c.uploadFlags); err != nil {
		return err
	}
	for i, o := range c.fixed {
		c.fixed[i].Path = "/" + identity.NativeName(c.store, o.Path)
	}
	if c.patchFlags.file != "" {
		read, err := c.s.nativePatch(c.store, c.patchFlags.file, c.realm.Address())
		if err != nil {
			return err
		}
		c.fixed, c.patchFlags.file = append(c.fixed, read...), ""
	}
	home, err := c.homeFlags.patch(ctx, c.d, c.store)
	if err != nil {
		return err
	}
	c.fixed = append(c.fixed, home...)
	if c.secretFlags.given() {
		c.secret, err = c.read(ctx, c.s, names[0])
	}
	return err
}

// one changes a provider.
func (c *providerChanger) one(ctx context.Context, w *writer, name string) error {
	found, err := c.store.Find(ctx, name)
	if err != nil {
		return err
	}
	profile, err := found.Profile()
	if err != nil {
		return err
	}
	key, now := profile.Key(), found.Document()
	patch, err := c.patchOf(ctx, profile)
	if err != nil {
		return about(err, c.op+" "+c.n.one, key)
	}
	after, extra, err := c.foresee(ctx, profile, now, append(patch, c.files.patch()...))
	if err != nil {
		return about(err, c.op+" "+c.n.one, key)
	}
	if err := c.files.send(ctx, w); err != nil {
		return err
	}
	patch = append(append(patch, c.files.patch()...), extra...)
	return w.do(ctx, change{
		op: c.op, noun: c.n, realm: c.realm, store: c.store, key: key, before: now, after: after,
		hidden: secretTexts(c.store, now, after),
		send: func(ctx context.Context) (object, error) {
			return c.store.Patch(ctx, key.ID, c.of(key), patch)
		},
		reread: rereads(c.store, key.ID),
	})
}

// patchOf is the change of a provider, as its type has its properties.
func (c *providerChanger) patchOf(ctx context.Context, p identity.ProviderProfile) (identity.Patch, error) {
	var schema *identity.Schema
	if describer, ok := c.store.(identity.ProviderDescriber); ok {
		schema, _ = describer.ProviderSchema(ctx, p.Type) // a type that is not known is left to the platform
	}
	if schema != nil {
		for _, o := range c.files.patch() {
			if _, ok := schema.Attribute(o.Attribute()); !ok {
				return nil, usagef("an identity provider of type %s has no %s", p.Type, o.Attribute())
			}
		}
	}
	typed, err := c.s.patchBy(c.store, schema, c.patchFlags, c.n, c.realm.Address())
	if err != nil {
		return nil, err
	}
	patch := append(append(identity.Patch(nil), c.fixed...), typed...)
	if c.secret == "" {
		return patch, nil
	}
	secret, err := secretPatch(c.d, c.store, p.Type, c.secret)
	return append(patch, secret...), err
}

// foresee is what a patch makes of a provider. Where the secret is needed and nobody
// knows it, it is asked for, and comes back as a further patch.
func (c *providerChanger) foresee(ctx context.Context, p identity.ProviderProfile, now json.RawMessage, patch identity.Patch) (after json.RawMessage, extra identity.Patch, err error) {
	previewer, ok := c.store.(identity.Previewer)
	if !ok {
		return now, nil, nil
	}
	if after, err = previewer.Preview(now, patch); err != nil {
		return nil, nil, err
	}
	checker, ok := c.store.(identity.ChangeChecker)
	if !ok {
		return after, nil, nil
	}
	err = checker.CheckChange(now, after)
	misser, ok := c.store.(identity.SecretMisser)
	if err == nil || !ok || identity.KindOf(err) != identity.Usage || misser.MissingSecret(after) == "" {
		return after, nil, err
	}
	if !c.s.mayAsk() {
		return nil, nil, hinted(err, c.s.again("--secret-stdin"))
	}
	secret, err := c.read(ctx, c.s, p.Name)
	if err != nil {
		return nil, nil, err
	}
	if extra, err = secretPatch(c.d, c.store, p.Type, secret); err != nil {
		return nil, nil, err
	}
	if after, err = previewer.Preview(after, extra); err != nil {
		return nil, nil, err
	}
	return after, extra, checker.CheckChange(now, after)
}

// hinted gives an error of ours a command to go on with.
func hinted(err error, hint string) error {
	e, ok := err.(*identity.Error) //nolint:errorlint // only our own, unwrapped
	if !ok {
		return err
	}
	told := *e
	told.Hint = hint
	return &told
}
