package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// offerNamed offers the names of objects that begin with what was typed.
func offerNamed[T object, L identity.Lister[T]](open func(identity.Directory) (L, error)) offer {
	return func(ctx context.Context, s *session, t tab) ([]string, error) {
		r, err := s.firstTarget()
		if err != nil {
			return nil, err
		}
		var kind T
		names, err := remembered(ctx, s, r, fmt.Sprintf("%T %s", kind, t.typed), func() ([]string, error) {
			d, err := s.open(ctx, r)
			if err != nil {
				return nil, err
			}
			store, err := open(d)
			if err != nil {
				return nil, err
			}
			return beginning(ctx, store, t.typed)
		})
		return slices.DeleteFunc(names, func(name string) bool { return slices.Contains(t.args, name) }), err
	}
}

// offerRoles offers what the realm calls roles: those of its users, else those of its
// administrators.
func offerRoles(ctx context.Context, s *session, t tab) ([]string, error) {
	names, err := offerNamed(identity.Roles)(ctx, s, t)
	if errors.Is(err, errors.ErrUnsupported) {
		return offerNamed(identity.AdminRoles)(ctx, s, t)
	}
	return names, err
}

// beginning lists the first names that begin like this: the platform is asked for
// them where it can be, else all are looked at.
func beginning[T object](ctx context.Context, l identity.Lister[T], typed string) ([]string, error) {
	var q identity.Query
	if typed != "" {
		q.Filter = identity.Comparison{Attribute: "name", Op: identity.StartsWith, Value: identity.Value{Kind: identity.Text, Text: typed}}
	}
	names, err := firstNames(l.List(ctx, q), typed)
	if errors.Is(err, errors.ErrUnsupported) {
		return firstNames(l.List(ctx, identity.Query{}), typed)
	}
	return names, err
}

// firstNames are names that a terminal shows as they are.
func firstNames[T object](objects iter.Seq2[T, error], typed string) ([]string, error) {
	var names []string
	for o, err := range objects {
		if err != nil {
			return names, err
		}
		key, err := o.Key()
		if err != nil {
			return names, err
		}
		if begins(key.Name, typed) && escape(key.Name) == key.Name && !strings.ContainsAny(key.Name, "\t\n") {
			names = append(names, key.Name)
		}
		if len(names) == mostNames {
			break
		}
	}
	return names, nil
}
