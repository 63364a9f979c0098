package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

// A container is a kind of object that others are put into, such as groups.
type container struct {
	noun noun
	part part // what people are to it
	// shown is one that the sandbox has, in words of the command line: "Company -R sandbox/pingone".
	shown string
	open  func(identity.Directory) (any, error)
	find  func(ctx context.Context, store any, name string) (object, identity.Key, error)
}

// containing is the container of a noun.
func containing[T object, S identity.Finder[T]](n noun, open func(identity.Directory) (S, error)) container {
	return container{
		noun: n, part: memberPart(n),
		open: func(d identity.Directory) (any, error) { return open(d) },
		find: func(ctx context.Context, store any, name string) (object, identity.Key, error) {
			found, err := store.(S).Find(ctx, name)
			if err != nil {
				return nil, identity.Key{}, err
			}
			key, err := found.Key()
			return found, key, err
		},
	}
}

// showing is a container with an object for the examples of its help.
func (c container) showing(object string) container {
	c.shown = object
	return c
}

// example is a command line of people: "  realmctl groups members list Company ...".
func (c container) example(verb, more string) string {
	name, realm, _ := strings.Cut(c.shown, " -R ")
	return "  realmctl " + c.noun.path() + " " + c.part.many + " " + verb + " " + name + " " + more + " -R " + realm
}

// that is an ability of the container's store beyond those that every one has.
func (c container) that(able func(store any) bool) ability {
	return func(d identity.Directory) error {
		store, err := c.open(d)
		if err == nil && !able(store) {
			err = errors.ErrUnsupported
		}
		return err
	}
}

// an opened is one object of a container, found, or none yet.
type opened struct {
	container
	realm     realm.Realm
	directory identity.Directory
	store     any
	object    object
	key       identity.Key
}

// one opens the store of a directory and finds the object; nothing is sent before
// check has judged what the store can do.
func (c container) one(ctx context.Context, d identity.Directory, name string, check func(*opened) error) (*opened, error) {
	o, err := c.in(d, check)
	if err != nil {
		return nil, err
	}
	return o, o.locate(ctx, name)
}

// in opens the store of a directory, if check finds that it can do what is wanted.
// Nothing is sent.
func (c container) in(d identity.Directory, check func(*opened) error) (*opened, error) {
	o := &opened{container: c, directory: d}
	var err error
	if o.store, err = c.open(d); err != nil {
		return nil, err
	}
	return o, check(o)
}

// locate finds the object.
func (o *opened) locate(ctx context.Context, name string) (err error) {
	o.object, o.key, err = o.find(ctx, o.store, name)
	return err
}

// ableTo asks a store for an ability: "sandbox/alpha (...) has no parents of groups".
func ableTo[A any](d identity.Directory, store any, things string) (A, error) {
	able, ok := store.(A)
	if !ok {
		return able, identity.Lacks(d, things)
	}
	return able, nil
}

// oneObject wants the name of one object of the container, and no more.
func (c container) oneObject(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("%s wants the %s of one %s, found %d", spoken(cmd), c.noun.called(), c.noun.one, len(args))
	}
	return nil
}

// objectAndMore wants the name of an object of the container, and of others.
func (c container) objectAndMore(n noun) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < 2 {
			return usagef("%s wants %s, and behind it the %s of %s", spoken(cmd), c.noun.a(), n.called(), n.many)
		}
		return nil
	}
}

// family is a command with verbs below a noun: groups members.
func family(name, words string, verbs ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use: name, Short: words, Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(verbs...)
	return local(cmd)
}
