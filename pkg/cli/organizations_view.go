package cli

import (
	"cmp"
	"context"
	"iter"

	"github.com/realmctl/realmctl/pkg/identity"
)

// An organizationView is organizations as tables show them: with the name of the one
// that each is below.
type organizationView struct {
	wording
	store identity.OrganizationStore
	names map[string]string // by id
}

func openOrganizationView(d identity.Directory) (*organizationView, error) {
	store, err := identity.Organizations(d)
	words := wordedNames{store, []string{"below"}}
	return &organizationView{wording{wordedNames: words}, store, map[string]string{}}, err
}

// List streams organizations, with words if they are asked for.
func (v *organizationView) List(ctx context.Context, q identity.Query) iter.Seq2[wordedObject, error] {
	words := v.asked(q)
	if words {
		q.Fields = nil // the word comes from another one
	}
	return func(yield func(wordedObject, error) bool) {
		for o, err := range v.store.List(ctx, q) {
			shown := wordedObject{object: o}
			if err == nil && words {
				shown, err = v.worded(ctx, o)
			}
			if !yield(shown, err) || err != nil {
				return
			}
		}
	}
}

// Find finds an organization.
func (v *organizationView) Find(ctx context.Context, name string) (wordedObject, error) {
	o, err := v.store.Find(ctx, name)
	if err != nil || !v.inWords {
		return wordedObject{object: o}, err
	}
	return v.worded(ctx, o)
}

func (v *organizationView) worded(ctx context.Context, o identity.Organization) (wordedObject, error) {
	p, err := o.Profile()
	if err != nil {
		return wordedObject{}, err
	}
	v.names[p.ID] = p.Name
	words := map[string]any{}
	if p.ParentID != "" {
		if words["below"], err = v.name(ctx, p.ParentID); err != nil {
			return wordedObject{}, err
		}
	}
	return wordedObject{o, words}, nil
}

// name is that of an organization, which is asked for once. One that is gone keeps its
// id.
func (v *organizationView) name(ctx context.Context, id string) (string, error) {
	if name, ok := v.names[id]; ok {
		return name, nil
	}
	o, err := v.store.Get(ctx, id)
	var key identity.Key
	if err == nil {
		key, err = o.Key()
	}
	if err != nil && identity.KindOf(err) != identity.NotFound {
		return "", err
	}
	v.names[id] = cmp.Or(key.Name, id)
	return v.names[id], nil
}
