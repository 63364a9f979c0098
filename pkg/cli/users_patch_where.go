package cli

import (
	"context"

	"github.com/realmctl/realmctl/pkg/identity"
)

// patchMatch patches the one user that matches, in one request where the platform has
// one.
func patchMatch(ctx context.Context, s *session, store identity.UserStore, p *patcher[identity.User], o patchOptions) error {
	q, err := o.query()
	if err != nil {
		return err
	}
	byQuery, ok := store.(identity.QueryPatcher[identity.User])
	if !ok {
		return identity.Errorf(identity.Unsupported, "%s cannot patch by query", p.realm.Address())
	}
	w, err := s.writer(p.n, o.writeFlags, true)
	if err != nil {
		return err
	}
	c := change{
		op: "patch", noun: p.n, realm: p.realm, store: p.store, secret: secrets(p.schema), hidden: patchSecrets(p.patch, p.schema),
		send: func(ctx context.Context) (object, error) {
			return byQuery.PatchWhere(ctx, q, p.patch)
		},
	}
	if s.dryRun {
		if err := foresee(ctx, store, p, &c, q); err != nil {
			return err
		}
	}
	if err := w.do(ctx, c); err != nil {
		return err
	}
	return w.close()
}

// foresee finds the one user that a patch by query would change.
func foresee(ctx context.Context, store identity.UserStore, p *patcher[identity.User], c *change, q identity.Query) error {
	u, err := onlyMatch(ctx, store, q, "patch user", p.realm.Address())
	if err != nil {
		return err
	}
	if c.key, err = u.Key(); err != nil {
		return err
	}
	c.before = u.Native
	c.after, err = p.expected(u.Native)
	return err
}

// onlyMatch returns the one object that matches, or says how many there are.
func onlyMatch[T object](ctx context.Context, l identity.Lister[T], q identity.Query, op, realm string) (only T, err error) {
	const shown = 10
	q.Limit = shown
	var matches []identity.Key
	for o, err := range l.List(ctx, q) {
		if err != nil {
			return only, err
		}
		key, err := o.Key()
		if err != nil {
			return only, err
		}
		matches, only = append(matches, key), o
	}
	switch len(matches) {
	case 1:
		return only, nil
	case 0:
		return only, &identity.Error{Kind: identity.NotFound, Op: op, Realm: realm, Detail: "the query matches nobody"}
	}
	return only, &identity.Error{
		Kind: identity.Ambiguous, Op: op, Realm: realm, Matches: matches,
		Detail: "the query matches several and one is wanted",
	}
}
