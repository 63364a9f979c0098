package cli

import (
	"context"
	"iter"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// throughNested streams the people who are in a group through nested ones, each once,
// with the way: that which the platform tells, else the one found by going down.
func throughNested(ctx context.Context, lister identity.MemberLister, in *opened, q identity.MemberQuery) iter.Seq2[object, error] {
	return func(yield func(object, error) bool) {
		w := nestedWalk{lister: lister, query: q, seen: map[string]bool{}, been: map[string]bool{in.key.ID: true}}
		w.limit, w.query.Limit = q.Limit, 0
		var err error
		if children, ok := in.store.(identity.ChildLister); ok {
			_, err = w.below(ctx, children, []identity.Key{in.key}, yield)
		} else {
			_, err = w.told(ctx, in.key, yield)
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// A nestedWalk goes from group to group downwards, deepest first.
type nestedWalk struct {
	lister identity.MemberLister
	query  identity.MemberQuery
	limit  int
	seen   map[string]bool // people
	been   map[string]bool // groups
}

// below lists the people of all groups in the first of the path; more is false when
// nobody wants any more.
func (w *nestedWalk) below(ctx context.Context, children identity.ChildLister, path []identity.Key, yield func(object, error) bool) (more bool, err error) {
	var nested []identity.Key
	for child, err := range children.Children(ctx, path[0].ID) {
		if err != nil {
			return false, err
		}
		key, err := child.Key()
		if err != nil {
			return false, err
		}
		nested = append(nested, key)
	}
	for _, key := range nested {
		if w.been[key.ID] {
			continue
		}
		w.been[key.ID] = true
		way := append([]identity.Key{key}, path...)
		if more, err := w.below(ctx, children, way, yield); err != nil || !more {
			return false, err
		}
		for m, err := range w.lister.Members(ctx, key.ID, w.query) {
			if err != nil {
				return false, err
			}
			if more, err := w.yield(m, way, yield); err != nil || !more {
				return false, err
			}
		}
	}
	return true, nil
}

// told lists the people of whom the platform itself says that they are in it through
// others.
func (w *nestedWalk) told(ctx context.Context, group identity.Key, yield func(object, error) bool) (more bool, err error) {
	for m, err := range w.lister.Members(ctx, group.ID, w.query) {
		if err != nil {
			return false, err
		}
		if m.Reach != identity.Indirect && len(m.Path) < 2 {
			continue
		}
		if more, err := w.yield(m, m.Path, yield); err != nil || !more {
			return false, err
		}
	}
	return true, nil
}

// yield yields a person once.
func (w *nestedWalk) yield(m identity.Member, way []identity.Key, yield func(object, error) bool) (more bool, err error) {
	key, err := m.Key()
	if err != nil || w.seen[key.ID] {
		return true, err
	}
	w.seen[key.ID] = true
	words := map[string]any{"through": strings.Join(keyNames(way), " > ")}
	if !yield(wordedObject{m, words}, nil) {
		return false, nil
	}
	return w.limit == 0 || len(w.seen) < w.limit, nil
}
