package pingone

import (
	"context"
	"errors"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// named finds the one resource of a name.
func (c *collection[P]) named(ctx context.Context, name string) (identity.Resource[P], error) {
	var exact, folded []identity.Resource[P]
	q := identity.Query{}
	if c.query != nil {
		q.Filter = identity.Comparison{Attribute: "name", Op: identity.StartsWith, Value: identity.Value{Text: name}}
	}
	for r, err := range c.List(ctx, q) {
		if err != nil {
			return r, err
		}
		key, err := r.Key()
		switch {
		case err != nil:
			return r, err
		case key.Name == name:
			exact = append(exact, r)
		case strings.EqualFold(key.Name, name):
			folded = append(folded, r)
		}
	}
	for _, found := range [][]identity.Resource[P]{exact, folded} {
		switch {
		case len(found) == 1:
			return found[0], nil
		case len(found) > 1:
			return identity.Resource[P]{}, c.severalNamed(ctx, found)
		}
	}
	return identity.Resource[P]{}, identity.Errorf(identity.NotFound, "there is no %s with this id or name", c.one)
}

// severalNamed lists the resources of which one should have been meant.
func (c *collection[P]) severalNamed(ctx context.Context, found []identity.Resource[P]) error {
	e := &identity.Error{Kind: identity.Ambiguous, Detail: "several " + c.many + " have this name"}
	for _, r := range found {
		p, err := r.Profile()
		if err != nil {
			continue // one that cannot be read cannot be meant
		}
		key := p.Key()
		if c.place != nil {
			if key.Place, err = c.place(ctx, p); err != nil {
				return err
			}
		}
		e.Matches = append(e.Matches, key)
	}
	return e
}

// uncertain is the error of a write to a resource, which may have been applied.
func (c *Client) uncertain(op, subject string, err error) error {
	failed := c.fail(op, subject, err)
	if e, ok := errors.AsType[*identity.Error](failed); ok && mayBeApplied(err) {
		e.Unknown = true
		e.Detail += appliedAllTheSame
	}
	return failed
}
