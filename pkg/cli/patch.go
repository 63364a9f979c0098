package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

// A finderPatcher is what changing by name takes.
type finderPatcher[T any] interface {
	identity.Finder[T]
	identity.Patcher[T]
}

type changeOptions struct {
	writeFlags
	patchFlags
	revisionFlags
}

// patch is the verb that changes properties of the objects that people name.
func patch[T object, P finderPatcher[T]](s *session, n noun, open func(identity.Directory) (P, error)) *cobra.Command {
	var o changeOptions
	cmd := &cobra.Command{
		Use:   "patch <" + n.one + ">...",
		Short: "Change properties of " + n.many,
		Long: "Change properties of " + n.many + " by " + n.called() + `; - reads names from standard input.

Changes are made in this order: the file, --set, --add, --remove, --unset. What is
not allowed is named before anything is sent. If somebody else changed the object
after it was read, nothing is written.`,
		Args: someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error { return runChange(ctx, s, n, open, args, o) }),
	}
	o.bindPlain(cmd.Flags())
	o.revisionFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

// bindPlain adds the flags for objects that have no numbers to count with.
func (p *patchFlags) bindPlain(f *pflag.FlagSet) {
	f.StringArrayVar(&p.set, "set", nil, "`name=value`: give the property this value")
	f.StringArrayVar(&p.unset, "unset", nil, "`name`: take the property away")
	f.StringArrayVar(&p.add, "add", nil, "`name=value`: add an element to a list, or set what is unset")
	f.StringArrayVar(&p.remove, "remove", nil, "`name=value`: remove an element from a list")
	f.StringVarP(&p.file, "file", "f", "", "`file` with the properties to change as JSON or YAML; - reads standard input")
}

func runChange[T object, P finderPatcher[T]](ctx context.Context, s *session, n noun, open func(identity.Directory) (P, error), args []string, o changeOptions) error {
	if o.empty() {
		return usagef("%s patch wants --set, --unset, --add, --remove or -f", n.path())
	}
	if _, err := parseAssignments(o.set); err != nil {
		return err
	}
	names, err := s.names(args)
	if err != nil {
		return err
	}
	r, store, err := openStore(ctx, s, open)
	if err != nil {
		return err
	}
	changes, schema, err := s.patch(ctx, store, o.patchFlags, n, r.Address())
	if err != nil {
		return err
	}
	p := &patcher[T]{n: n, realm: r, store: store, patch: changes, schema: schema, op: "patch", revisionFlags: o.revisionFlags}
	return s.writeEach(ctx, n, o.writeFlags, names, p.named)
}

// A patcher makes one patch of several objects.
type patcher[T object] struct {
	n      noun
	realm  realm.Realm
	store  finderPatcher[T]
	patch  identity.Patch
	schema *identity.Schema
	op     string
	revisionFlags
}

// named patches the object of a name.
func (p *patcher[T]) named(ctx context.Context, w *writer, name string) error {
	found, err := p.store.Find(ctx, name)
	if err != nil {
		return err
	}
	return p.one(ctx, w, found)
}

func (p *patcher[T]) one(ctx context.Context, w *writer, found T) error {
	key, err := found.Key()
	if err != nil {
		return err
	}
	after, err := p.expected(found.Document())
	if err != nil {
		return about(err, p.op+" "+p.n.one, key)
	}
	return w.do(ctx, change{
		op: p.op, noun: p.n, realm: p.realm, store: p.store, key: key, before: found.Document(), after: after,
		secret: secrets(p.schema), hidden: patchSecrets(p.patch, p.schema),
		send: func(ctx context.Context) (object, error) {
			return p.store.Patch(ctx, key.ID, p.of(key), p.patch)
		},
		reread: rereads(p.store, key.ID),
	})
}

// expected is what the patch will make of an object, by the platform's rules.
func (p *patcher[T]) expected(document json.RawMessage) (json.RawMessage, error) {
	if previewer, ok := p.store.(identity.Previewer); ok {
		return previewer.Preview(document, p.patch)
	}
	return document, nil
}
