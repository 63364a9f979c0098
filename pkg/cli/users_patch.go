package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/render"
)

// patchFlags say what shall change.
type patchFlags struct {
	set, unset, add, remove, increment []string
	file                               string
}

func (p *patchFlags) bind(f *pflag.FlagSet) {
	f.StringArrayVar(&p.set, "set", nil, "`name=value`: give the attribute this value")
	f.StringArrayVar(&p.unset, "unset", nil, "`name`: take the attribute away")
	f.StringArrayVar(&p.add, "add", nil, "`name=value`: add an element to a list, or set what is unset")
	f.StringArrayVar(&p.remove, "remove", nil, "`name=value`: remove an element from a list")
	f.StringArrayVar(&p.increment, "increment", nil, "`name=number`: add to a number")
	f.StringVarP(&p.file, "file", "f", "", "`file` with a patch in the platform's own language; - reads standard input")
}

func (p *patchFlags) empty() bool {
	return len(p.set)+len(p.unset)+len(p.add)+len(p.remove)+len(p.increment) == 0 && p.file == ""
}

// revisionFlags say what an object must be like for a change to happen.
type revisionFlags struct {
	revision string
	force    bool
}

func (r *revisionFlags) bind(cmd *cobra.Command) {
	cmd.Flags().StringVar(&r.revision, "revision", "", "change the object only if it still has this `revision`")
	cmd.Flags().BoolVar(&r.force, "force", false, "change the object whatever its revision is by then")
	exclusive(cmd, "revision", "force")
}

// of is the revision that a change of the object is made against.
func (r *revisionFlags) of(key identity.Key) string {
	switch {
	case r.force:
		return identity.AnyRevision
	case r.revision != "":
		return r.revision
	}
	return key.Revision
}

// stale is the error for an object that has another revision by now than the one
// that a change is meant for; it is known before anything is sent.
func (r *revisionFlags) stale(key identity.Key) *identity.Error {
	if r.force || r.revision == "" || r.revision == key.Revision {
		return nil
	}
	return identity.Errorf(identity.Conflict, "it changed meanwhile: its revision is %s, not %s", key.Revision, r.revision)
}

type patchOptions struct {
	writeFlags
	patchFlags
	revisionFlags
	queryFlags
}

func patchUser(s *session, n noun) *cobra.Command {
	var o patchOptions
	cmd := &cobra.Command{
		Use:   "patch [<user>...]",
		Short: "Change attributes of users, or of the one user that a query finds",
		Long: `Change attributes of users named by id, user name or mail address, or with
--where or --filter of the one user that matches: none or several are errors.

Changes are made in this order: the file, --set, --add, --remove, --increment,
--unset. A write carries the revision that was read: if somebody else changed the
user meanwhile, nothing is written.`,
		Example: `  realmctl users patch ann -R sandbox/alpha --set mail=ann@example.org --unset description
  realmctl users patch -R sandbox/alpha --where 'userName = "ann"' --set sn=Lee`,
		RunE: s.run(func(ctx context.Context, args []string) error { return runPatch(ctx, s, n, args, o) }),
	}
	o.patchFlags.bind(cmd.Flags())
	o.revisionFlags.bind(cmd)
	o.queryFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

func runPatch(ctx context.Context, s *session, n noun, args []string, o patchOptions) error {
	byQuery := o.where != "" || o.filter != ""
	switch {
	case o.empty():
		return usagef("users patch wants --set, --unset, --add, --remove, --increment or -f")
	case byQuery && len(args) > 0:
		return usagef("users patch takes names of users, or --where or --filter, not both")
	case !byQuery && len(args) == 0:
		return usagef("users patch wants names of users, or --where or --filter")
	case byQuery && (o.force || o.revision != ""):
		return usagef("a patch by query carries no revision: --force and --revision go with names")
	}
	if _, err := parseAssignments(o.set); err != nil {
		return err
	}
	r, d, store, err := s.openUsers(ctx)
	if err != nil {
		return err
	}
	patch, schema, err := s.patch(ctx, store, o.patchFlags, n, d.Realm())
	if err != nil {
		return err
	}
	p := userPatcher{s: s, n: n, realm: r, store: store, patch: patch, schema: schema, op: "patch", revisionFlags: o.revisionFlags}
	if byQuery {
		return p.query(ctx, o)
	}
	return p.each(ctx, args, o.writeFlags)
}

// patch makes the list of changes from the flags, typed by the schema.
func (s *session) patch(ctx context.Context, store any, f patchFlags, n noun, realm string) (identity.Patch, *identity.Schema, error) {
	schema, err := s.schemaOf(ctx, store, realm)
	if err != nil {
		return nil, nil, err
	}
	patch, err := s.patchBy(store, schema, f, n, realm)
	return patch, schema, err
}

// patchBy is [session.patch] by a schema that is known.
func (s *session) patchBy(store any, schema *identity.Schema, f patchFlags, n noun, realm string) (patch identity.Patch, err error) {
	if f.file != "" {
		if patch, err = s.nativePatch(store, f.file, realm); err != nil {
			return nil, err
		}
	}
	b := patchBuilder{s: s, store: store, schema: schema, patch: patch}
	b.assign(identity.Set, f.set)
	b.assign(identity.Add, f.add)
	b.assign(identity.Remove, f.remove)
	b.assign(identity.Increment, f.increment)
	b.unset(f.unset)
	if b.err != nil {
		return nil, b.err
	}
	return b.patch, b.wrong.err("patch "+n.one, realm)
}

// nativePatch reads a patch in the platform's own language.
func (s *session) nativePatch(store any, name, realm string) (identity.Patch, error) {
	reader, ok := store.(identity.PatchReader)
	if !ok {
		return nil, identity.Errorf(identity.Unsupported, "%s takes no patch from a file", realm)
	}
	data, err := s.readInput(name)
	if err != nil {
		return nil, err
	}
	if doc, err := render.ReadDocument(data); err == nil && !json.Valid(data) {
		data = doc // YAML
	}
	return reader.ReadPatch(data)
}

// A patchBuilder gathers operations, and everything that is wrong with them.
type patchBuilder struct {
	s      *session
	store  any
	schema *identity.Schema
	patch  identity.Patch
	wrong  violations
	err    error
}

func (b *patchBuilder) assign(op identity.Change, args []string) {
	assignments, err := parseAssignments(args)
	if err != nil {
		b.err = err
		return
	}
	for _, a := range assignments {
		o, err := b.operation(op, native(b.store, a))
		if err := b.wrong.add(err); err != nil {
			b.err = err
			return
		}
		b.patch = append(b.patch, o)
	}
}

// operation makes one change; adding to and removing from a list takes one element.
func (b *patchBuilder) operation(op identity.Change, a identity.Assignment) (identity.Operation, error) {
	o := identity.Operation{Op: op, Path: a.Path}
	attr, err := attribute(b.schema, a.Path)
	if err != nil {
		return o, err
	}
	element := attr.Type == identity.List && (op == identity.Add || op == identity.Remove)
	if element && !a.JSON && !a.File {
		if op == identity.Add {
			o.Path += "/-"
		}
		o.Value, err = attr.Element(a.Text)
		return o, err
	}
	if op == identity.Increment && attr.Type == "" {
		attr.Type = identity.Float
		o.Value, err = attr.Value(a.Text)
		return o, err
	}
	o.Value, err = b.s.value(b.schema, a)
	return o, err
}

func (b *patchBuilder) unset(names []string) {
	for _, name := range names {
		name = identity.NativeName(b.store, name)
		a, err := attribute(b.schema, name)
		if err == nil && a.Required {
			err = violation(a.Name, "is required, so it cannot be taken away")
		}
		if err := b.wrong.add(err); err != nil {
			b.err = err
		}
		b.patch = append(b.patch, identity.Operation{Op: identity.Unset, Path: name})
	}
}

// A userPatcher makes one patch of several users.
type userPatcher struct {
	s      *session
	n      noun
	realm  realm.Realm
	store  identity.UserStore
	patch  identity.Patch
	schema *identity.Schema
	op     string
	revisionFlags
}

// each patches the named users one after the other.
func (p *userPatcher) each(ctx context.Context, names []string, f writeFlags) error {
	return p.s.writeEach(ctx, p.n, f, names, func(ctx context.Context, w *writer, name string) error {
		u, err := p.store.Find(ctx, name)
		if err != nil {
			return err
		}
		return p.one(ctx, w, u)
	})
}

func (p *userPatcher) one(ctx context.Context, w *writer, u identity.User) error {
	key, err := u.Key()
	if err != nil {
		return err
	}
	after, err := p.expected(u)
	if err != nil {
		return about(err, p.op+" "+p.n.one, key)
	}
	return w.do(ctx, change{
		op: p.op, noun: p.n, realm: p.realm, store: p.store, key: key, before: u.Native, after: after,
		secret: secrets(p.schema), hidden: patchSecrets(p.patch, p.schema),
		send: func(ctx context.Context) (object, error) {
			return p.store.Patch(ctx, key.ID, p.of(key), p.patch)
		},
		reread: rereads(p.store, key.ID),
	})
}

// expected is what the patch will make of a user, by the platform's rules.
func (p *userPatcher) expected(u identity.User) (json.RawMessage, error) {
	if previewer, ok := p.store.(identity.Previewer); ok {
		return previewer.Preview(u.Native, p.patch)
	}
	return u.Native, nil
}

// query patches the one user that matches, in one request.
func (p *userPatcher) query(ctx context.Context, o patchOptions) error {
	q, err := o.query()
	if err != nil {
		return err
	}
	byQuery, ok := p.store.(identity.QueryPatcher[identity.User])
	if !ok {
		return identity.Errorf(identity.Unsupported, "%s cannot patch by query", p.realm.Address())
	}
	w, err := p.s.writer(p.n, o.writeFlags, true)
	if err != nil {
		return err
	}
	c := change{
		op: "patch", noun: p.n, realm: p.realm, store: p.store, secret: secrets(p.schema), hidden: patchSecrets(p.patch, p.schema),
		send: func(ctx context.Context) (object, error) {
			return byQuery.PatchWhere(ctx, q, p.patch)
		},
	}
	if p.s.dryRun {
		if err := p.foresee(ctx, &c, q); err != nil {
			return err
		}
	}
	if err := w.do(ctx, c); err != nil {
		return err
	}
	return w.close()
}

// foresee finds the one user that a patch by query would change.
func (p *userPatcher) foresee(ctx context.Context, c *change, q identity.Query) error {
	u, err := onlyMatch(ctx, p.store, q, "patch user", p.realm.Address())
	if err != nil {
		return err
	}
	if c.key, err = u.Key(); err != nil {
		return err
	}
	c.before = u.Native
	c.after, err = p.expected(u)
	return err
}

// onlyMatch returns the one object that matches, or says how many there are.
func onlyMatch[T object](ctx context.Context, l identity.Lister[T], q identity.Query, op, realm string) (only T, err error) {
	const shown = 10
	q.Limit = shown
	var matches []identity.Key
	for o, err := range l.List(ctx, q) {
		if err != nil {
			return only, err
		}
		key, err := o.Key()
		if err != nil {
			return only, err
		}
		matches, only = append(matches, key), o
	}
	switch len(matches) {
	case 1:
		return only, nil
	case 0:
		return only, &identity.Error{Kind: identity.NotFound, Op: op, Realm: realm, Detail: "the query matches nobody"}
	}
	return only, &identity.Error{
		Kind: identity.Ambiguous, Op: op, Realm: realm, Matches: matches,
		Detail: "the query matches several and one is wanted",
	}
}
