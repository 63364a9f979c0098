package cli

import (
	"context"
	"slices"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/render"
)

// fitting leaves out the columns of a noun that would be empty in all of the realms,
// since their platforms have no such thing. Nothing is sent.
func fitting[S any](ctx context.Context, s *session, n noun, realms []realm.Realm, open func(identity.Directory) (S, error)) noun {
	if len(n.filledBy) == 0 {
		return n
	}
	var lacking []string
	for i, r := range realms {
		d, err := s.open(ctx, r)
		if err != nil {
			return n // which is told when the realm is asked
		}
		store, err := open(d)
		if err != nil {
			return n
		}
		if own := identity.LackingOf(store); i == 0 {
			lacking = own
		} else {
			lacking = slices.DeleteFunc(lacking, func(name string) bool { return !slices.Contains(own, name) })
		}
	}
	empty := func(c render.Column) bool { return slices.Contains(lacking, n.filledBy[c.Header]) }
	n.columns = slices.DeleteFunc(slices.Clone(n.columns), empty)
	n.portable = slices.DeleteFunc(slices.Clone(n.portable), empty)
	return n
}
