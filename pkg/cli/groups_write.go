package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

func createGroup(s *session, n noun) *cobra.Command {
	cmd := create(s, n, identity.Groups)
	cmd.Use = "create --name <name>"
	cmd.Long += `

A group with --user-filter is dynamic: the condition says who is in it, and nobody is
put into it by hand. A group of a population stays there for good.`
	cmd.Example = `  realmctl groups create -R sandbox/pingone --name Marketing --description 'Who tells of it'
  realmctl groups create -R sandbox/pingone --name 'Silver tier' --population Customers --user-filter 'tier = "Silver"'`
	groupFlags(s, cmd)
	shortJSON(cmd, "population", "population", "the `population` that it belongs to, by name or id, for good", jsonText)
	return cmd
}

func patchGroup(s *session, n noun) *cobra.Command {
	cmd := patch(s, n, identity.Groups)
	cmd.Example = `  realmctl groups patch Sales -R sandbox/pingone --description 'Who sells it'
  realmctl groups patch 'Gold tier' -R sandbox/pingone --user-filter 'tier = "Gold" and active = true' -n`
	groupFlags(s, cmd)
	return cmd
}

// groupFlags are short for the properties that most groups are given.
func groupFlags(s *session, cmd *cobra.Command) {
	short(cmd, "name", "name", "its `name`: short for --set name=...")
	short(cmd, "description", "description", "a `text` about it: short for --set description=...")
	var where string
	cmd.Flags().StringVar(&where, "user-filter", "", "the `condition` that selects its members, in the portable language (see help filters)")
	short(cmd, "user-filter-native", "condition", "the same `filter` in the platform's own language")
	exclusive(cmd, "user-filter", "user-filter-native")
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if !cmd.Flags().Changed("user-filter") {
			return run(cmd, args)
		}
		f, err := identity.ParseFilter(where)
		if err != nil {
			return s.run(func(context.Context, []string) error { return fmt.Errorf("--user-filter: %w", err) })(cmd, args)
		}
		return s.run(func(ctx context.Context, args []string) error {
			text, err := condition(ctx, s, f)
			if err != nil {
				return err
			}
			if err := cmd.Flags().Set("set", "condition:="+string(identity.Quote(text))); err != nil {
				return err
			}
			return run(cmd, args)
		})(cmd, args)
	}
}

// condition is a filter as the platform of the realm keeps it with a group.
func condition(ctx context.Context, s *session, f identity.Filter) (string, error) {
	r, err := s.target()
	if err != nil {
		return "", err
	}
	d, err := s.open(ctx, r)
	if err != nil {
		return "", err
	}
	store, err := identity.Groups(d)
	if err != nil {
		return "", err
	}
	writer, ok := store.(identity.ConditionWriter)
	if !ok {
		return "", identity.Lacks(d, "groups that a condition fills")
	}
	return writer.WriteCondition(ctx, f)
}

// jsonText is a text as JSON.
func jsonText(text string) (string, error) { return string(identity.Quote(text)), nil }

// replaceGroup is groups replace.
func replaceGroup(s *session, n noun) *cobra.Command {
	var o replaceOptions
	cmd := &cobra.Command{
		Use:   "replace <group> -f <file>",
		Short: "Put a whole document in the place of a group",
		Long: `Put a whole document in the place of a group. Properties that it leaves out are
removed; its population, its members and what the platform sets itself stay. The
write happens only if the group still is as it was when the file was read.`,
		Example: `  realmctl groups get Sales -R sandbox/pingone -o json > sales.json
  realmctl groups replace Sales -R sandbox/pingone -f sales.json`,
		Args: someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			if len(args) != 1 {
				return usagef("groups replace takes one group, found %d", len(args))
			}
			if o.file == "" {
				return usagef("groups replace wants -f FILE")
			}
			return runReplaceGroup(ctx, s, n, args[0], o)
		}),
	}
	cmd.Flags().StringVarP(&o.file, "file", "f", "", "`file` with the group as JSON or YAML; - reads standard input")
	o.revisionFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

func runReplaceGroup(ctx context.Context, s *session, n noun, name string, o replaceOptions) error {
	read, err := s.readDocument(o.file)
	if err != nil {
		return err
	}
	r, store, err := openStore(ctx, s, identity.Groups)
	if err != nil {
		return err
	}
	found, err := store.Find(ctx, name)
	if err != nil {
		return err
	}
	c := change{op: "replace", noun: n, realm: r, store: store, before: found.Document(), secret: secrets(nil)}
	sent, err := encode(read)
	if err != nil {
		return err
	}
	if c.key, err = o.keyFor(found, sent); err != nil {
		return err
	}
	c.after, c.reread = sent, rereads(store, c.key.ID)
	if previewer, ok := store.(identity.ReplacePreviewer); ok {
		if c.after, err = previewer.PreviewReplace(ctx, found.Document(), sent); err != nil {
			return about(err, "replace group", c.key)
		}
	}
	c.send = func(ctx context.Context) (object, error) { return store.Replace(ctx, c.key.ID, c.key.Revision, sent) }
	w, err := s.writer(n, o.writeFlags, true)
	if err != nil {
		return err
	}
	if err := w.do(ctx, c); err != nil {
		return err
	}
	return w.close()
}

// keyFor is the group in whose place a document is put, at the revision that the
// document was made of.
func (o *replaceOptions) keyFor(found identity.Group, document []byte) (identity.Key, error) {
	key, err := found.Key()
	if err != nil {
		return key, err
	}
	read, _ := found.Read(document) // what cannot be read is nothing
	if read.ID != "" && read.ID != key.ID {
		return key, usagef("the file is group %s, not %s (%s)", read.ID, key, key.ID)
	}
	f := o.revisionFlags
	if read.Revision != "" && f.revision == "" && !f.force {
		f.revision = read.Revision
	}
	if err := f.stale(key); err != nil {
		return key, about(err, "replace group", key)
	}
	key.Revision = f.of(key)
	return key, nil
}
