package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

func sessionNoun() noun {
	return noun{one: "session", many: "sessions", short: "The sign-ins of users that still hold", columns: []render.Column{
		{Header: "ID", Path: "_id", Priority: 6},
		{Header: "CREATED", Path: "created", Priority: 3, Floor: 20},
		{Header: "USED", Path: "used", Priority: 4, Floor: 20},
		{Header: "EXPIRES", Path: "expires", Priority: 5, Floor: 20},
		{Header: "BROWSER", Path: "browser", Priority: 2},
		{Header: "ADDRESS", Path: "address", Priority: 1},
	}}
}

func linkedNoun() noun {
	return noun{one: "linked account", many: "linked accounts", short: "The accounts elsewhere that users sign in with", columns: []render.Column{
		{Header: "ID", Path: "_id", Priority: 3},
		{Header: "EXTERNAL ID", Path: "externalId", Priority: 2},
		{Header: "PROVIDER", Path: "providerId", Priority: 1},
	}}
}

// sessionsCmd is users sessions.
func sessionsCmd(s *session, n noun) *cobra.Command {
	b := belonging[identity.Session, identity.SessionStore]{user: n, noun: sessionNoun(), open: identity.Sessions, remove: "revoke", word: "<session>"}
	return b.parent(s, "sessions")
}

// linkedCmd is users linked.
func linkedCmd(s *session, n noun) *cobra.Command {
	b := belonging[identity.LinkedAccount, identity.LinkedAccountStore]{user: n, noun: linkedNoun(), open: identity.LinkedAccounts, remove: "unlink", word: "<account>"}
	return b.parent(s, "linked")
}

// A belongingStore is what a user has several of.
type belongingStore[T any] interface {
	identity.Lister[T]
	identity.Getter[T]
	identity.Deleter[T]
}

// A belonging is a kind of thing that users have several of, to be looked at and
// taken away.
type belonging[T object, S belongingStore[T]] struct {
	user, noun noun
	open       func(d identity.Directory, user string) (S, error)
	remove     string // what taking one away is called
	word       string // for one in a usage line
}

func (b belonging[T, S]) parent(s *session, name string) *cobra.Command {
	cmd := &cobra.Command{
		Use: name, Short: b.noun.short, Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(b.listCmd(s, name), b.removeCmd(s, name))
	return local(cmd)
}

func (b belonging[T, S]) listCmd(s *session, name string) *cobra.Command {
	var o outputFlags
	cmd := &cobra.Command{
		Use: "list <user>", Aliases: []string{"ls"},
		Short:   "List the " + b.noun.many + " of a user",
		Example: "  realmctl users " + name + " list ann.adams -R sandbox/pingone",
		Args:    b.oneUser,
		RunE:    s.run(func(ctx context.Context, args []string) error { return b.list(ctx, s, args[0], o) }),
	}
	o.bind(cmd.Flags())
	s.bindCurl(cmd)
	return reads(cmd)
}

func (b belonging[T, S]) oneUser(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("%s takes one user, found %d", spoken(cmd), len(args))
	}
	return nil
}

func (b belonging[T, S]) list(ctx context.Context, s *session, name string, o outputFlags) error {
	realms, err := s.targets()
	if err != nil {
		return err
	}
	ro, err := s.renderOptions(listing{noun: b.noun, flags: o, tagged: len(realms) > 1})
	if err != nil {
		return err
	}
	ro.IDPath, ro.NamePath = "_id", "_id"
	if o.portable {
		ro.IDPath, ro.NamePath = "id", "id"
	}
	rows := across(ctx, s, realms, true, func(ctx context.Context, d identity.Directory) (source[T], error) {
		store, _, err := b.of(ctx, d, name)
		if err != nil {
			return source[T]{}, err
		}
		return source[T]{store.List(ctx, identity.Query{}), store}, nil
	}, o.portable)
	count, err := s.print(ctx, ro, rows)
	if err == nil && count == 0 {
		s.say("%s has no %s in %s", name, b.noun.many, addresses(realms))
	}
	return err
}

// of finds the user and opens what the user has.
func (b belonging[T, S]) of(ctx context.Context, d identity.Directory, name string) (store S, key identity.Key, err error) {
	if _, err = b.open(d, ""); err != nil { // before anything is sent
		return store, key, err
	}
	users, err := identity.Users(d)
	if err != nil {
		return store, key, err
	}
	if _, key, err = findUser(ctx, users, name); err != nil {
		return store, key, err
	}
	store, err = b.open(d, key.ID)
	return store, key, err
}

type removeOptions struct {
	writeFlags
	all     bool
	confirm string
}

func (b belonging[T, S]) removeCmd(s *session, name string) *cobra.Command {
	var o removeOptions
	cmd := &cobra.Command{
		Use:   b.remove + " <user> [" + b.word + "...]",
		Short: title(b.remove) + " " + b.noun.many + " of a user, by id, or all of them",
		Long: title(b.remove) + " " + b.noun.many + ` of a user, given by their ids, or with --all all of them.

You are asked first. Off a terminal --yes is needed; ten or more, and a protected
realm, want the realm's name instead: --confirm acme/alpha.`,
		Example: "  realmctl users " + name + " " + b.remove + " ann.adams --all -R sandbox/pingone",
		RunE: s.run(func(ctx context.Context, args []string) error {
			switch {
			case len(args) == 0:
				return usagef("users %s %s wants the id, name or mail address of a user", name, b.remove)
			case o.all == (len(args) > 1):
				return usagef("users %s %s wants ids of %s behind the user, or --all", name, b.remove, b.noun.many)
			}
			return b.removeEach(ctx, s, args[0], distinctNames(args[1:]), o)
		}),
	}
	cmd.Flags().BoolVar(&o.all, "all", false, "all "+b.noun.many+" of the user")
	cmd.Flags().StringVar(&o.confirm, "confirm", "", "the `realm` that is meant, where a yes is not enough")
	o.bind(s, cmd)
	return writes(cmd)
}

func (b belonging[T, S]) removeEach(ctx context.Context, s *session, name string, ids []string, o removeOptions) error {
	r, err := s.target()
	if err != nil {
		return err
	}
	if err := s.able(ctx, r, havingOf(b.open)); err != nil {
		return err
	}
	c := confirmation{op: b.remove, noun: b.noun, realm: r, count: max(1, len(ids)), confirm: o.confirm}
	ask, err := c.beforehand(s)
	if err != nil {
		return err
	}
	d, err := s.open(ctx, r)
	if err != nil {
		return err
	}
	store, user, err := b.of(ctx, d, name)
	if err != nil {
		return err
	}
	if o.all {
		if ids, err = idsOf(ctx, store); err != nil {
			return err
		}
		if len(ids) == 0 {
			s.say("%s has no %s in %s: nothing to do", user, b.noun.many, r.Address())
			return nil
		}
		c.count = len(ids)
		if ask, err = c.beforehand(s); err != nil { // now that their number is known
			return err
		}
	}
	if ask {
		c.whither = "of " + user.String() + " in"
		if err := c.ask(ctx, s, ids); err != nil {
			return err
		}
	}
	return s.writeEach(ctx, b.noun, o.writeFlags, ids, func(ctx context.Context, w *writer, id string) error {
		found, err := store.Get(ctx, id)
		if err != nil {
			return err
		}
		key := identity.Key{ID: id, Name: fmt.Sprintf("%s of %s", id, user)}
		return w.do(ctx, change{
			op: b.remove, noun: b.noun, realm: r, store: store, key: key, before: found.Document(), secret: secrets(nil),
			send: func(ctx context.Context) (object, error) {
				gone, err := store.Delete(ctx, id, identity.AnyRevision)
				return called{gone, key}, err
			},
		})
	})
}

// called is an object that people know by another name than its own.
type called struct {
	object
	key identity.Key
}

func (c called) Key() (identity.Key, error) { return c.key, nil }

// idsOf are the ids of everything in a store.
func idsOf[T object](ctx context.Context, l identity.Lister[T]) ([]string, error) {
	var ids []string
	for o, err := range l.List(ctx, identity.Query{}) {
		if err != nil {
			return nil, err
		}
		key, err := o.Key()
		if err != nil {
			return nil, err
		}
		ids = append(ids, key.ID)
	}
	return ids, nil
}
