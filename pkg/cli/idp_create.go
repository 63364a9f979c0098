package cli

import (
	"context"
	"encoding/json"
	"maps"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

// homeFlags say where the people of a provider go.
type homeFlags struct {
	population string
	none       bool
}

func (f *homeFlags) bind(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.population, "population", "", "make it authoritative: who signs in for the first time becomes a user of this `population`")
	cmd.Flags().BoolVar(&f.none, "no-population", false, "make it external: it brings no users")
	exclusive(cmd, "population", "no-population")
}

func (f *homeFlags) given() bool { return f.none || f.population != "" }

// patch is what the flags make of a provider.
func (f *homeFlags) patch(ctx context.Context, d identity.Directory, store identity.ProviderStore) (identity.Patch, error) {
	if !f.given() {
		return nil, nil
	}
	homer, ok := store.(identity.ProviderHomer)
	if !ok {
		return nil, identity.Lacks(d, "populations of identity providers")
	}
	if f.none {
		return homer.PopulationPatch(""), nil
	}
	populations, err := identity.Populations(d)
	if err != nil {
		return nil, err
	}
	key, err := finds(populations)(ctx, f.population)
	return homer.PopulationPatch(key.ID), err
}

type providerDraftOptions struct {
	draftFlags
	secretFlags
	uploadFlags
	homeFlags
	kind, discover, metadata string
}

func createProvider(s *session, n noun) *cobra.Command {
	var o providerDraftOptions
	cmd := &cobra.Command{
		Use:   "create --type <type> --name <name>",
		Short: "Create an identity provider",
		Long: `Create an identity provider: of a type, from what an OpenID provider publishes about
itself (--discover), from SAML metadata (--metadata), or from a file; idp template
prints one. What the type needs and is missing is named before anything is sent.

A secret is asked for, or read with --secret-stdin or --secret-file; it may stand in
the file, and is never an argument. Certificates and the icon are uploaded first, then
the provider is made. With --population it is authoritative.`,
		Example: `  realmctl idp create -R sandbox/pingone --type GITHUB --name Octocat --set clientId=Iv1.abc --secret-file secret.txt
  realmctl idp create -R sandbox/pingone --discover https://login.acme.example --name Acme --set clientId=realm --population Staff
  realmctl idp create -R sandbox/pingone --metadata idp.xml --name Federation --set spEntityId=https://us.example/sp -n`,
		Args: noArgs,
		RunE: s.run(func(ctx context.Context, _ []string) error { return runCreateProvider(ctx, s, n, o) }),
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.set, "set", nil, "`name=value` of a property; may be given several times")
	f.StringVarP(&o.draftFlags.file, "file", "f", "", "`file` with the identity provider as JSON or YAML; - reads standard input")
	f.StringVar(&o.kind, "type", "", "the `type`, such as GOOGLE, OPENID_CONNECT or SAML")
	f.StringVar(&o.discover, "discover", "", "the `address` of an OpenID provider, or of the document that it publishes")
	f.StringVar(&o.metadata, "metadata", "", "`file` with the SAML metadata of the provider")
	exclusive(cmd, "discover", "metadata")
	short(cmd, "name", "name", "its `name`: short for --set name=...")
	o.secretFlags.bind(cmd)
	o.uploadFlags.bind(cmd)
	o.homeFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	s.completeProviderTypes(cmd)
	return writes(cmd)
}

// A providerDraft is an identity provider that is being made.
type providerDraft struct {
	providerDraftOptions
	s      *session
	n      noun
	d      identity.Directory
	realm  realm.Realm
	store  identity.ProviderStore
	schema *identity.Schema // nil where the platform tells none
	object map[string]json.RawMessage
	kind   string
	files  *uploader
	wrong  violations
}

func runCreateProvider(ctx context.Context, s *session, n noun, o providerDraftOptions) error {
	if err := refuseProviderSecret(o.set); err != nil {
		return err
	}
	if o.kind == "" && o.discover == "" && o.metadata == "" && o.draftFlags.file == "" {
		return usagef("idp create wants --type, --discover, --metadata or -f FILE")
	}
	if o.stdin && o.draftFlags.file == "-" {
		return usagef("standard input holds the secret or the provider, not both")
	}
	r, err := s.target()
	if err != nil {
		return err
	}
	d, err := s.open(ctx, r)
	if err != nil {
		return err
	}
	store, err := identity.IdentityProviders(d)
	if err != nil {
		return err
	}
	p := &providerDraft{providerDraftOptions: o, s: s, n: n, d: d, realm: r, store: store, object: map[string]json.RawMessage{}}
	for _, step := range []func(context.Context) error{p.begin, p.typed, p.fill, p.complete} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return p.make(ctx)
}

// begin gathers what the sources say: what was discovered, or the metadata, then the file.
func (p *providerDraft) begin(ctx context.Context) (err error) {
	if p.files, err = p.s.uploader(p.d, p.realm, p.store, p.uploadFlags); err != nil {
		return err
	}
	var document json.RawMessage
	switch {
	case p.discover != "":
		document, err = p.discovered(ctx)
	case p.metadata != "":
		document, err = p.described()
	}
	if err != nil {
		return err
	}
	if p.object, err = members(document); err != nil {
		return err
	}
	if p.object == nil {
		p.object = map[string]json.RawMessage{}
	}
	if p.draftFlags.file == "" {
		return nil
	}
	read, err := p.s.readDocument(p.draftFlags.file)
	maps.Copy(p.object, read)
	return err
}

func (p *providerDraft) discovered(ctx context.Context) (json.RawMessage, error) {
	discoverer, ok := p.store.(identity.ProviderDiscoverer)
	if !ok {
		return nil, identity.Lacks(p.d, "identity providers to make from a discovery document")
	}
	found, err := p.s.discover(ctx, p.discover)
	if err != nil {
		return nil, err
	}
	return discoverer.FromDiscovery(found)
}

// described reads the metadata; its certificates go before those of the flags.
func (p *providerDraft) described() (json.RawMessage, error) {
	reader, ok := p.store.(identity.ProviderMetadataReader)
	if !ok {
		return nil, identity.Lacks(p.d, "identity providers to make from SAML metadata")
	}
	metadata, err := p.s.readInput(p.metadata)
	if err != nil {
		return nil, err
	}
	document, certificates, err := reader.FromMetadata(metadata)
	if err != nil {
		return nil, err
	}
	var all []*upload
	for _, c := range certificates {
		all = append(all, newUpload(c))
	}
	p.files.certificates = append(all, p.files.certificates...)
	return document, p.files.able()
}

// typed settles the type, and what a provider of it holds.
func (p *providerDraft) typed(ctx context.Context) (err error) {
	name := identity.NativeName(p.store, "type")
	p.kind = textAt(p.object, name)
	switch given := strings.ToUpper(p.providerDraftOptions.kind); {
	case p.providerDraftOptions.kind == "":
	case p.kind != "" && !strings.EqualFold(p.kind, given):
		return usagef("--type %s: what was read makes a provider of type %s", p.providerDraftOptions.kind, p.kind)
	default:
		p.kind = given
	}
	if p.kind == "" {
		return usagef("idp create wants the type of the provider: --type")
	}
	if describer, ok := p.store.(identity.ProviderDescriber); ok {
		if p.schema, err = describer.ProviderSchema(ctx, p.kind); err != nil {
			return err
		}
		p.kind = p.schema.Object
	}
	return put(p.object, name, identity.Quote(p.kind))
}

// textAt is the text at a path of an object; "" where there is none.
func textAt(object map[string]json.RawMessage, path string) (text string) {
	first, rest, deeper := strings.Cut(path, ".")
	if !deeper {
		_ = json.Unmarshal(object[first], &text) // no text, none
		return text
	}
	child, err := members(object[first])
	if err != nil {
		return ""
	}
	return textAt(child, rest)
}

// fill puts in what the flags say, and what the platform wants to be told though it
// is as usual.
func (p *providerDraft) fill(ctx context.Context) error {
	assignments, err := parseAssignments(p.set)
	if err != nil {
		return err
	}
	if p.wrong, err = p.s.assign(p.store, p.schema, p.object, assignments); err != nil {
		return err
	}
	home, err := p.patch(ctx, p.d, p.store)
	if err != nil {
		return err
	}
	if err := fillIn(p.object, home); err != nil {
		return err
	}
	if p.schema != nil {
		for _, a := range p.schema.Required() {
			if absent(p.object[a.Name]) && a.Default != nil {
				p.object[a.Name] = a.Default
			}
		}
	}
	return fillIn(p.object, p.files.patch())
}

// fillIn makes the changes of a patch in a document that is not sent yet.
func fillIn(object map[string]json.RawMessage, patch identity.Patch) error {
	for _, o := range patch {
		if o.Op == identity.Unset {
			delete(object, o.Attribute())
			continue
		}
		if err := put(object, o.Path, o.Value); err != nil {
			return err
		}
	}
	return nil
}

// complete reads the secret, and refuses a document that the platform would refuse. A
// person is asked for the secret only if nothing else is missing.
func (p *providerDraft) complete(ctx context.Context) error {
	if !p.secretFlags.given() && p.secretMissing() && p.s.mayAsk() {
		if err := fillInSecret(p, "not asked for yet"); err != nil {
			return err
		}
		if err := p.check(ctx); err != nil {
			return err
		}
	} else if !p.secretFlags.given() {
		return p.check(ctx)
	}
	secret, err := p.read(ctx, p.s, textAt(p.object, identity.NativeName(p.store, "name")))
	if err == nil {
		err = fillInSecret(p, secret)
	}
	if err != nil {
		return err
	}
	return p.check(ctx)
}

// secretMissing reports whether the type wants a secret, and the document has none.
func (p *providerDraft) secretMissing() bool {
	document, err := encode(p.object)
	misser, ok := p.store.(identity.SecretMisser)
	return err == nil && ok && misser.MissingSecret(document) != ""
}

func fillInSecret(p *providerDraft, secret string) error {
	patch, err := secretPatch(p.d, p.store, p.kind, secret)
	if err != nil {
		return err
	}
	return fillIn(p.object, patch)
}

// check tells what is wrong with the document, once for each property.
func (p *providerDraft) check(ctx context.Context) error {
	document, err := encode(p.object)
	if err != nil {
		return err
	}
	wrong := p.wrong
	if p.schema != nil {
		wrong = append(wrong, checkDocument(p.schema, p.object)...)
	}
	if wrong, err = wrong.andThose(ctx, p.store, document); err != nil {
		return err
	}
	err = eachOnce(wrong).err("create "+p.n.one, p.realm.Address())
	if told, ok := err.(*identity.Error); ok && p.secretMissing() { //nolint:errorlint // our own, unwrapped
		told.Hint = "the secret is read with --secret-stdin or --secret-file FILE"
	}
	return err
}

// eachOnce keeps the first of what is wrong with each attribute.
func eachOnce(all violations) violations {
	var kept violations
	seen := map[string]bool{}
	for _, v := range all {
		if !seen[v.Attribute] {
			kept = append(kept, v)
		}
		seen[v.Attribute] = true
	}
	return kept
}

// make uploads the files and makes the provider that points at them.
func (p *providerDraft) make(ctx context.Context) error {
	w, err := p.s.writer(p.n, p.writeFlags, p.files.empty())
	if err != nil {
		return err
	}
	if err := p.files.send(ctx, w); err != nil {
		return err
	}
	if err := fillIn(p.object, p.files.patch()); err != nil {
		return err
	}
	document, err := encode(p.object)
	if err != nil {
		return err
	}
	draft := identity.Draft{Document: document}
	err = w.do(ctx, change{
		op: "create", noun: p.n, realm: p.realm, store: p.store, key: p.n.keyOf(p.store, draft), after: document,
		hidden: secretTexts(p.store, document),
		send:   func(ctx context.Context) (object, error) { return p.store.Create(ctx, draft) },
	})
	if err != nil {
		return err
	}
	return w.close()
}
