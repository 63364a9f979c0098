package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// offerNames offers the names of objects of which a realm has few, such as
// populations. Where the realm has none of that kind, nothing is offered.
func offerNames[T object, L identity.Lister[T]](what string, open func(identity.Directory) (L, error)) offer {
	return func(ctx context.Context, s *session, t tab) ([]string, error) {
		r, err := s.firstTarget()
		if err != nil {
			return nil, err
		}
		words, err := remembered(ctx, s, r, what, func() ([]string, error) {
			d, err := s.open(ctx, r)
			if err != nil {
				return nil, err
			}
			lister, err := open(d)
			if err != nil {
				return nil, err
			}
			return namesOf(ctx, lister)
		})
		words = slices.DeleteFunc(words, func(word string) bool { return slices.Contains(t.args, word) })
		return matching(words, "", t.typed), err
	}
}

// namesOf are the first names; one that a terminal could stumble over is left out.
func namesOf[T object](ctx context.Context, l identity.Lister[T]) ([]string, error) {
	var names []string
	for o, err := range l.List(ctx, identity.Query{Limit: mostNames}) {
		if err != nil {
			return names, err
		}
		key, err := o.Key()
		if err != nil {
			return names, err
		}
		if key.Name != "" && escape(key.Name) == key.Name && !strings.ContainsAny(key.Name, "\t\n") {
			names = append(names, key.Name)
		}
	}
	return names, nil
}
