package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A copied object can tell which object an edited copy of its document is of.
type copied interface {
	object
	KeyOf(document json.RawMessage) (identity.Key, error)
}

// A finderReplacer is what replacing by name takes.
type finderReplacer[T any] interface {
	identity.Finder[T]
	identity.Replacer[T]
}

type replaceOptions struct {
	writeFlags
	revisionFlags
	file string
}

// replace is the verb that puts a whole document in the place of an object.
func replace[T copied, R finderReplacer[T]](s *session, n noun, open func(identity.Directory) (R, error)) *cobra.Command {
	var o replaceOptions
	cmd := &cobra.Command{
		Use:   "replace <" + n.one + "> -f <file>",
		Short: "Put a whole document in the place of " + n.a(),
		Long: "Put a whole document in the place of " + n.a() + `. Attributes that it leaves out are
removed; what the platform sets itself, references and nulls in the file are left
alone. The write happens only if the ` + n.one + ` still has the revision of the file or,
if that has none, the one just read.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("%s takes one %s, found %d", spoken(cmd), n.one, len(args))
			}
			return nil
		},
		RunE: s.run(func(ctx context.Context, args []string) error {
			if o.file == "" {
				return usagef("%s replace wants -f FILE", n.path())
			}
			return runReplace(ctx, s, n, open, args[0], o)
		}),
	}
	cmd.Flags().StringVarP(&o.file, "file", "f", "", "`file` with the "+n.one+" as JSON or YAML; - reads standard input")
	o.revisionFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

func runReplace[T copied, R finderReplacer[T]](ctx context.Context, s *session, n noun, open func(identity.Directory) (R, error), name string, o replaceOptions) error {
	document, err := s.readDocument(o.file)
	if err != nil {
		return err
	}
	r, store, err := openStore(ctx, s, open)
	if err != nil {
		return err
	}
	schema, err := s.schemaOf(ctx, store, r.Address())
	if err != nil {
		return err
	}
	if err := checkDocument(schema, document).err("replace "+n.one+" "+name, r.Address()); err != nil {
		return err
	}
	found, err := store.Find(ctx, name)
	if err != nil {
		return err
	}
	c := change{op: "replace", noun: n, realm: r, store: store, before: found.Document(), secret: secrets(schema)}
	sent, err := o.put(&c, found, document, schema)
	if err != nil {
		return err
	}
	c.reread = rereads(store, c.key.ID)
	c.send = func(ctx context.Context) (object, error) { return store.Replace(ctx, c.key.ID, c.key.Revision, sent) }
	if previewer, ok := any(store).(identity.ReplacePreviewer); ok {
		if c.after, err = previewer.PreviewReplace(ctx, found.Document(), sent); err != nil {
			return about(err, "replace "+n.one, c.key)
		}
	}
	w, err := s.writer(n, o.writeFlags, true)
	if err != nil {
		return err
	}
	if err := w.do(ctx, c); err != nil {
		return err
	}
	return w.close()
}

// put makes a document the change of an object that was found, at the revision that
// the document was made of. It returns what is sent.
func (o replaceOptions) put(c *change, found copied, document map[string]json.RawMessage, schema *identity.Schema) (json.RawMessage, error) {
	sent, err := encode(document)
	if err != nil {
		return nil, err
	}
	if c.key, err = found.Key(); err != nil {
		return nil, err
	}
	c.after, c.hidden = sent, documentSecrets(sent, schema)
	own, _ := found.KeyOf(sent) // what cannot be read is nothing
	if own.ID != "" && own.ID != c.key.ID {
		return nil, usagef("the file is %s %s, not %s (%s)", c.noun.one, own.ID, c.key, c.key.ID)
	}
	f := o.revisionFlags
	if own.Revision != "" && f.revision == "" && !f.force {
		f.revision = own.Revision
	}
	if stale := f.stale(c.key); stale != nil {
		return nil, c.against(stale, sent)
	}
	c.key.Revision = f.of(c.key)
	return sent, nil
}
