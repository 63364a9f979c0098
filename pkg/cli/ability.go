package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

// An ability asks a directory whether it has something: the error is of kind
// [identity.Unsupported] where it has not. Nothing is sent.
type ability func(identity.Directory) error

// needing says what the directory of a realm has to be able to do for a command and those
// below it. Completion leaves the command out where it cannot.
func (s *session) needing(cmd *cobra.Command, able ability) *cobra.Command {
	s.abilities[cmd] = able
	return cmd
}

// able refuses what the platform of a realm lacks, before anybody is asked to confirm it.
func (s *session) able(ctx context.Context, r realm.Realm, can ability) error {
	d, err := s.open(ctx, r)
	if err != nil {
		return err
	}
	return can(d)
}

// having is the ability that one of the open functions of identity asks for.
func having[S any](open func(identity.Directory) (S, error)) ability {
	return func(d identity.Directory) error {
		_, err := open(d)
		return err
	}
}

// havingOf is the ability that one of the open functions for things of a user asks for.
func havingOf[S any](open func(identity.Directory, string) (S, error)) ability {
	return func(d identity.Directory) error {
		_, err := open(d, "")
		return err
	}
}

// usersThat is an ability of users beyond those that every store of users has.
func usersThat(able func(store any) bool) ability {
	return func(d identity.Directory) error {
		store, err := identity.Users(d)
		if err == nil && !able(store) {
			err = errors.ErrUnsupported
		}
		return err
	}
}

// is reports whether a store implements an interface.
func is[A any](store any) bool {
	_, ok := store.(A)
	return ok
}
