package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A finderDeleter is what deleting by name takes.
type finderDeleter[T any] interface {
	identity.Finder[T]
	identity.Deleter[T]
}

type deleteOptions struct {
	writeFlags
	revisionFlags
	confirm string
}

// remove is the verb that deletes the objects that people name.
func remove[T object, D finderDeleter[T]](s *session, n noun, open func(identity.Directory) (D, error)) *cobra.Command {
	var o deleteOptions
	cmd := &cobra.Command{
		Use:     "delete <" + n.one + ">...",
		Aliases: []string{"rm"},
		Short:   "Delete " + n.many + " by " + n.called(),
		Long: "Delete " + n.many + " by " + n.called() + "; - reads names from standard input." + n.alsoLost() + `

You are asked first. Off a terminal --yes is needed; ten objects or more, and a
protected realm, want the realm's name instead: --confirm acme/alpha.`,
		Args: someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error { return runDelete(ctx, s, n, open, args, o, nil) }),
	}
	cmd.Flags().StringVar(&o.confirm, "confirm", "", "the `realm` whose objects shall go, where a yes is not enough")
	o.revisionFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

// runDelete deletes what people name. Of each that was found tell says what goes with
// it, before anybody is asked; nil where there is nothing to say.
func runDelete[T object, D finderDeleter[T]](ctx context.Context, s *session, n noun, open func(identity.Directory) (D, error), args []string, o deleteOptions, tell func(T) error) error {
	names, err := s.names(args)
	if err != nil {
		return err
	}
	names = distinctNames(names)
	r, err := s.target()
	if err != nil {
		return err
	}
	if n.needs != nil {
		if err := s.able(ctx, r, n.needs); err != nil {
			return err
		}
	}
	c := confirmation{op: "delete", noun: n, realm: r, count: len(names), confirm: o.confirm}
	ask, err := c.beforehand(s)
	if err != nil {
		return err
	}
	_, store, err := openStore(ctx, s, open)
	if err != nil {
		return err
	}
	if n.losing != "" && (ask || s.dryRun) {
		s.say("%s", n.losing)
	}
	if ask {
		if names, err = c.agreed(ctx, s, names, func(ctx context.Context, name string) (identity.Key, error) {
			found, key, err := condemned(ctx, n, store, name)
			if err == nil && tell != nil {
				err = tell(found)
			}
			return key, err
		}); err != nil {
			return err
		}
	}
	return s.writeEach(ctx, n, o.writeFlags, names, func(ctx context.Context, w *writer, name string) error {
		found, key, err := condemned(ctx, n, store, name)
		if err == nil && !ask && tell != nil {
			err = tell(found)
		}
		if err != nil {
			return err
		}
		return w.do(ctx, change{
			op: "delete", noun: n, realm: r, store: store, key: key, before: found.Document(), secret: secrets(nil),
			send:   func(ctx context.Context) (object, error) { return store.Delete(ctx, key.ID, o.of(key)) },
			reread: rereads(store, key.ID),
		})
	})
}

// condemned finds an object that is to be deleted, and refuses what the platform
// would not delete.
func condemned[T object](ctx context.Context, n noun, store identity.Finder[T], name string) (found T, key identity.Key, err error) {
	if found, err = store.Find(ctx, name); err != nil {
		return found, key, err
	}
	if key, err = found.Key(); err != nil {
		return found, key, err
	}
	if checker, ok := store.(identity.DeleteChecker); ok {
		err = checker.CheckDelete(found.Document())
	}
	return found, key, about(err, "delete "+n.one, key)
}

// finds is how names become keys.
func finds[T object](f identity.Finder[T]) func(context.Context, string) (identity.Key, error) {
	return func(ctx context.Context, name string) (identity.Key, error) {
		found, err := f.Find(ctx, name)
		if err != nil {
			return identity.Key{}, err
		}
		return found.Key()
	}
}

// alsoLost is what the help says of things that go with an object.
func (n noun) alsoLost() string {
	if n.losing == "" {
		return ""
	}
	return "\n" + title(n.losing) + "."
}

// agreed resolves the names and asks; it returns the ids, so that what is
// deleted is what the person saw.
func (c confirmation) agreed(ctx context.Context, s *session, names []string, find func(context.Context, string) (identity.Key, error)) ([]string, error) {
	ids, shown := make([]string, len(names)), make([]string, len(names))
	for i, name := range names {
		key, err := find(ctx, name)
		if err != nil {
			return nil, err
		}
		ids[i], shown[i] = key.ID, key.String()+"  "+key.ID
	}
	return ids, c.ask(ctx, s, shown)
}

// distinctNames drops names that were given before.
func distinctNames(names []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		before := seen[name]
		seen[name] = true
		return before
	})
}

// writeEach changes one named object after the other. What fails is told at the
// end, and what was done stays done.
func (s *session) writeEach(ctx context.Context, n noun, f writeFlags, names []string, one func(context.Context, *writer, string) error) error {
	names = distinctNames(names)
	w, err := s.writer(n, f, len(names) == 1)
	if err != nil {
		return err
	}
	return w.each(ctx, n, names, one)
}

// each is [session.writeEach] for a writer that was made before, which it closes.
func (w *writer) each(ctx context.Context, n noun, names []string, one func(context.Context, *writer, string) error) error {
	var failed failures
	for _, name := range names {
		err := one(ctx, w, name)
		if err == nil {
			continue
		}
		failed.add(err)
		if ctx.Err() != nil {
			break
		}
	}
	closing := w.close()
	if err := failed.of(len(names), n.many); err != nil {
		return err
	}
	return closing
}
