package cli

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A tie is that one thing is in another: a member in a group, a role with a group. It
// is about to be made or cut.
type tie struct {
	key    identity.Key // of the thing
	store  any          // whose names the document has that is shown
	object object       // the thing
	words  string       // what a dry run calls it, if not by its name
	send   func(context.Context) (object, error)
}

// A tier makes or cuts ties of one object of a container.
type tier struct {
	container container
	things    noun   // what is put into it: members
	op        string // "add", "remove"
	to        string // "to", "from"
	cuts      bool   // so it asks
	word      string // for a thing in a usage line
	short     string
	long      string
	example   string
	// open asks the directory for what the tier needs, before anything is sent; what it
	// returns finds a thing by its name.
	open func(o *opened) (finder func(ctx context.Context, name string) (tie, error), err error)
}

type tieOptions struct {
	writeFlags
	confirm string
}

// cmd is the verb.
func (t tier) cmd(s *session) *cobra.Command {
	var o tieOptions
	cmd := &cobra.Command{
		Use:   t.op + " <" + t.container.noun.one + "> " + t.word + "...",
		Short: t.short,
		Long:  t.long + " - reads names from standard input.",
		Args:  t.container.objectAndMore(t.things),
		RunE: s.run(func(ctx context.Context, args []string) error {
			names, err := s.names(args[1:])
			if err != nil {
				return err
			}
			return t.run(ctx, s, args[0], distinctNames(names), o)
		}),
		Example: t.example,
	}
	if t.cuts {
		cmd.Long += `

You are asked first. Off a terminal --yes is needed; ten or more, and a protected
realm, want the realm's name instead: --confirm acme/alpha.`
		cmd.Flags().StringVar(&o.confirm, "confirm", "", "the `realm` that is meant, where a yes is not enough")
	}
	o.bind(s, cmd)
	return writes(cmd)
}

func (t tier) run(ctx context.Context, s *session, name string, names []string, o tieOptions) error {
	r, err := s.target()
	if err != nil {
		return err
	}
	d, err := s.open(ctx, r)
	if err != nil {
		return err
	}
	var find func(context.Context, string) (tie, error)
	in, err := t.container.in(d, func(o *opened) (err error) {
		find, err = t.open(o)
		return err
	})
	if err != nil {
		return err
	}
	c := confirmation{op: t.op, noun: t.things, realm: r, count: len(names), confirm: o.confirm}
	ask := false
	if t.cuts {
		if ask, err = c.beforehand(s); err != nil {
			return err
		}
	}
	if err := in.locate(ctx, name); err != nil {
		return err
	}
	in.realm, find = r, namingRealm(find, r.Address())
	known := map[string]tie{}
	if ask {
		c.whither = t.to + " " + in.key.String() + " in"
		if names, err = c.agreed(ctx, s, names, func(ctx context.Context, name string) (identity.Key, error) {
			found, err := find(ctx, name)
			known[found.key.ID] = found
			return found.key, err
		}); err != nil {
			return err
		}
	}
	return s.writeEach(ctx, t.things, o.writeFlags, names, func(ctx context.Context, w *writer, name string) error {
		found, ok := known[name]
		if !ok {
			if found, err = find(ctx, name); err != nil {
				return err
			}
		}
		return w.do(ctx, t.change(in, found))
	})
}

// namingRealm makes the errors of a finder name the realm.
func namingRealm(find func(context.Context, string) (tie, error), address string) func(context.Context, string) (tie, error) {
	return func(ctx context.Context, name string) (tie, error) {
		found, err := find(ctx, name)
		if e, ok := errors.AsType[*identity.Error](err); ok && e.Realm == "" {
			told := *e
			told.Realm, err = address, &told
		}
		return found, err
	}
}

// change is the write of a tie.
func (t tier) change(in *opened, found tie) change {
	key := identity.Key{ID: found.key.ID, Name: found.key.String() + " " + t.to + " " + in.key.String()}
	c := change{
		op: t.op, noun: t.things, realm: in.realm, store: found.store, key: key, secret: secrets(nil),
		send: func(ctx context.Context) (object, error) {
			done, err := found.send(ctx)
			if done == nil {
				done = found.object
			}
			return called{done, key}, err
		},
	}
	words := found.words
	if words == "" {
		words = found.key.String()
	}
	document, _ := json.Marshal(map[string]string{t.things.one: words}) // texts always encode
	if c.before, c.after = json.RawMessage(`{}`), document; t.cuts {
		c.before, c.after = c.after, c.before
	}
	return c
}
