package cli

import (
	"context"
	"iter"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A groupView is the groups of a directory as tables show them.
type groupView struct {
	wording
	store       identity.GroupStore
	directory   identity.Directory
	populations map[string]string
}

func openGroupView(d identity.Directory) (*groupView, error) {
	store, err := identity.Groups(d)
	if err != nil {
		return nil, err
	}
	words := wordedNames{store, []string{"members", "total", "children", "dynamic", "population", "external"}}
	return &groupView{wording: wording{wordedNames: words}, store: store, directory: d}, nil
}

// Lacking is what the store lacks.
func (v *groupView) Lacking() []string { return identity.LackingOf(v.store) }

// List streams groups, with words if one of these is asked for.
func (v *groupView) List(ctx context.Context, q identity.Query) iter.Seq2[wordedObject, error] {
	words := v.asked(q)
	if words {
		q.Fields = nil // words come from any of them
	}
	return func(yield func(wordedObject, error) bool) {
		for g, err := range v.store.List(ctx, q) {
			o := wordedObject{object: g}
			if err == nil && words {
				o, err = v.worded(ctx, g)
			}
			if !yield(o, err) || err != nil {
				return
			}
		}
	}
}

// Find finds a group, with all counts where the platform has them.
func (v *groupView) Find(ctx context.Context, name string) (wordedObject, error) {
	g, err := v.store.Find(ctx, name)
	if err != nil {
		return wordedObject{}, err
	}
	if g, err = withCounts(ctx, v.store, g); err != nil || !v.inWords {
		return wordedObject{object: g}, err
	}
	return v.worded(ctx, g)
}

// withCounts is a group with all counts, where the platform has more than it told.
func withCounts(ctx context.Context, store identity.GroupStore, g identity.Group) (identity.Group, error) {
	counter, ok := store.(identity.GroupCountReader)
	if !ok {
		return g, nil
	}
	key, err := g.Key()
	if err != nil {
		return g, err
	}
	return counter.GetWithCounts(ctx, key.ID)
}

func (v *groupView) worded(ctx context.Context, g identity.Group) (wordedObject, error) {
	p, err := g.Profile()
	if err != nil {
		return wordedObject{}, err
	}
	words := map[string]any{"dynamic": p.Dynamic(), "external": p.External}
	for name, n := range map[string]int64{"members": p.Direct.Users, "total": p.Total.Users, "children": p.Direct.Groups} {
		if n >= 0 {
			words[name] = n
		}
	}
	if p.PopulationID != "" {
		if words["population"], err = v.population(ctx, p.PopulationID); err != nil {
			return wordedObject{}, err
		}
	}
	return wordedObject{g, words}, nil
}

// population is the name of a population. One that may not be seen keeps its id.
func (v *groupView) population(ctx context.Context, id string) (string, error) {
	if v.populations == nil {
		var err error
		if v.populations, err = populationNames(ctx, v.directory); err != nil {
			return "", err
		}
	}
	if name := v.populations[id]; name != "" {
		return name, nil
	}
	return id, nil
}

// populationNames are the names of all populations by their ids; none where the
// sign-in may not list them.
func populationNames(ctx context.Context, d identity.Directory) (map[string]string, error) {
	names := map[string]string{}
	store, err := identity.Populations(d)
	if err != nil {
		return names, nil // the platform has other things behind its ids
	}
	for p, err := range store.List(ctx, identity.Query{}) {
		switch kind := identity.KindOf(err); {
		case err != nil && (kind == identity.Auth || kind == identity.NotFound):
			return names, nil
		case err != nil:
			return nil, err
		}
		key, err := p.Key()
		if err != nil {
			return nil, err
		}
		names[key.ID] = key.Name
	}
	return names, nil
}
