package identity

import (
	"context"
	"encoding/json"
)

// A Population is a set of users that share a password policy and a default
// identity provider. Every user of a realm that has populations is in exactly one.
type Population = Resource[PopulationProfile]

// A PopulationProfile is what every platform with populations can say of one.
type PopulationProfile struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	// Default is true for the population of users for whom none is named.
	Default bool `json:"default"`
	// Users is how many there are, -1 where the platform does not say.
	Users int64 `json:"users"`
	// PolicyID is the id of its password policy; empty means the realm's own.
	PolicyID string `json:"passwordPolicyId,omitempty"`
	Revision string `json:"revision,omitempty"`
}

// Key names the population.
func (p PopulationProfile) Key() Key { return Key{ID: p.ID, Revision: p.Revision, Name: p.Name} }

// A PopulationStore is what every directory of populations can do. One that
// still holds users is not deleted; see [Mover].
type PopulationStore interface {
	Lister[Population]
	Getter[Population]
	Finder[Population]
	Creator[Population]
	Patcher[Population]
	Deleter[Population]
}

// A PopulationDirectory is a directory whose users are in populations.
type PopulationDirectory interface{ Populations() PopulationStore }

// Populations returns the populations of d, or an error of kind [Unsupported].
func Populations(d Directory) (PopulationStore, error) {
	if p, ok := d.(PopulationDirectory); ok {
		return p.Populations(), nil
	}
	return nil, Lacks(d, "populations")
}

// A Mover brings users from one population to another, which is named by id or
// name.
type Mover interface {
	Move(ctx context.Context, id, population string) (User, error)
}

// A Resident tells which population a user is in, by its id, from the user's
// document.
type Resident interface {
	PopulationID(document json.RawMessage) (string, error)
}

// A MoveAdviser tells what a user would lose by leaving the population: the
// groups that belong to it.
type MoveAdviser interface {
	LostByMove(ctx context.Context, id, population string) ([]Key, error)
}

// A Provider refers to an identity provider.
type Provider struct {
	ID   string `json:"id,omitempty"`
	Type string `json:"type,omitempty"`
}

// A PopulationProviderKeeper knows which identity provider the users of a
// population sign in with unless another is named.
type PopulationProviderKeeper interface {
	Provider(ctx context.Context, population string) (Provider, error)
	SetProvider(ctx context.Context, population string, p Provider) (Provider, error)
}
