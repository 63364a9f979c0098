package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

type replaceOptions struct {
	writeFlags
	revisionFlags
	file string
}

func replaceUser(s *session, n noun) *cobra.Command {
	var o replaceOptions
	cmd := &cobra.Command{
		Use:   "replace <user> -f <file>",
		Short: "Put a whole document in the place of a user",
		Long: `Put a whole document in the place of a user. Attributes that it leaves out are
removed; what the platform computes itself, references and nulls in the file are
left alone. The write happens only if the user still has the revision of the
file (_rev) or, if it has none, the one just read.`,
		Example: `  realmctl users get ann -R sandbox/alpha -o json > ann.json
  realmctl users replace ann -R sandbox/alpha -f ann.json`,
		Args: someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			if len(args) != 1 {
				return usagef("users replace takes one user, found %d", len(args))
			}
			if o.file == "" {
				return usagef("users replace wants -f FILE")
			}
			return runReplace(ctx, s, n, args[0], o)
		}),
	}
	cmd.Flags().StringVarP(&o.file, "file", "f", "", "`file` with the user as JSON or YAML; - reads standard input")
	o.revisionFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

func runReplace(ctx context.Context, s *session, n noun, name string, o replaceOptions) error {
	document, err := s.readDocument(o.file)
	if err != nil {
		return err
	}
	r, d, store, err := s.openUsers(ctx)
	if err != nil {
		return err
	}
	schema, err := s.schemaOf(ctx, store, d.Realm())
	if err != nil {
		return err
	}
	if err := checkDocument(schema, document).err("replace user "+name, d.Realm()); err != nil {
		return err
	}
	u, err := store.Find(ctx, name)
	if err != nil {
		return err
	}
	c, err := replacement(r, n, store, u, document, schema, o.revisionFlags)
	if err != nil {
		return err
	}
	sent := c.after
	c.send = func(ctx context.Context) (object, error) {
		return store.Replace(ctx, c.key.ID, c.key.Revision, sent)
	}
	c.reread = rereads(store, c.key.ID)
	if previewer, ok := store.(identity.ReplacePreviewer); ok {
		if c.after, err = previewer.PreviewReplace(ctx, u.Native, sent); err != nil {
			return err
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

// replacement is the change that a document makes of a user.
func replacement(r realm.Realm, n noun, store any, u identity.User, document map[string]json.RawMessage, schema *identity.Schema, f revisionFlags) (change, error) {
	c := change{op: "replace", noun: n, realm: r, store: store, before: u.Native, secret: secrets(schema)}
	var err error
	if c.key, err = u.Key(); err != nil {
		return c, err
	}
	if c.after, err = encode(document); err != nil {
		return c, err
	}
	read := profileOf(store, c.after)
	if read.ID != "" && read.ID != c.key.ID {
		return c, usagef("the file is user %s, not %s (%s)", read.ID, c.key, c.key.ID)
	}
	if read.Revision != "" && f.revision == "" && !f.force {
		f.revision = read.Revision
	}
	if err := f.stale(c.key); err != nil {
		return c, c.against(err, c.after)
	}
	c.key.Revision = f.of(c.key)
	c.hidden = documentSecrets(c.after, schema)
	return c, nil
}
