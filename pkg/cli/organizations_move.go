package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

type placeOptions struct {
	writeFlags
	revisionFlags
	below string
	top   bool
}

// moveOrganization is organizations move.
func moveOrganization(s *session, n noun) *cobra.Command {
	var o placeOptions
	cmd := &cobra.Command{
		Use:   "move <organization>... --below <organization>",
		Short: "Put organizations below another one, or at the top",
		Long: `Put organizations below another one, with all that is below them, or at the top. The
administrators of what is above an organization administer it too. - reads names from
standard input.`,
		Example: `  realmctl organizations move 'Example Oslo' --below Example -R sandbox/alpha -n
  realmctl organizations move 'Example Oslo' --top -R sandbox/alpha -n`,
		Args: someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			if (o.below == "") != o.top {
				return usagef("organizations move wants --below with the name or id of an organization, or --top")
			}
			names, err := s.names(args)
			if err != nil {
				return err
			}
			return runPlace(ctx, s, n, names, o)
		}),
	}
	cmd.Flags().StringVar(&o.below, "below", "", "the `organization` to put them directly below, by name or id")
	cmd.Flags().BoolVar(&o.top, "top", false, "put them at the top")
	exclusive(cmd, "below", "top")
	o.revisionFlags.bind(cmd)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

func runPlace(ctx context.Context, s *session, n noun, names []string, o placeOptions) error {
	r, store, err := openStore(ctx, s, identity.Organizations)
	if err != nil {
		return err
	}
	var above identity.Key
	if !o.top {
		if above, err = finds(store)(ctx, o.below); err != nil {
			return err
		}
	}
	return s.writeEach(ctx, n, o.writeFlags, names, func(ctx context.Context, w *writer, name string) error {
		found, err := store.Find(ctx, name)
		if err != nil {
			return err
		}
		c := change{op: "move", noun: n, realm: r, store: store, secret: secrets(nil)}
		if c.key, err = found.Key(); err != nil {
			return err
		}
		if stale := o.stale(c.key); stale != nil {
			return c.against(stale, nil)
		}
		if c.before, err = placeOf(ctx, store, c.key.ID); err != nil {
			return err
		}
		if checker, ok := store.(identity.ParentChecker); ok && above.ID != "" {
			if err := checker.CheckParent(ctx, c.key.ID, above.ID); err != nil {
				return about(err, "move organization", c.key)
			}
		}
		c.after = place(above)
		c.send = func(ctx context.Context) (object, error) {
			return store.SetParent(ctx, c.key.ID, o.of(c.key), above.ID)
		}
		c.reread = rereads(store, c.key.ID)
		return w.do(ctx, c)
	})
}

// placeOf is which organization one is below, as the difference of a move shows it.
func placeOf(ctx context.Context, store identity.OrganizationStore, id string) (json.RawMessage, error) {
	above, err := store.Parent(ctx, id)
	if err != nil && identity.KindOf(err) == identity.NotFound {
		return place(identity.Key{}), nil
	}
	if err != nil {
		return nil, err
	}
	key, err := above.Key()
	return place(key), err
}

func place(above identity.Key) json.RawMessage {
	if above.ID == "" {
		return json.RawMessage(`{}`)
	}
	document, _ := json.Marshal(map[string]string{"below": above.String()}) // texts always encode
	return document
}
