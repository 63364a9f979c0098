package pingone

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Move brings a user into another population, given by id or name. The user
// leaves the groups that belong to the old one; see [Users.LostByMove]. A realm that
// is one population gives the user away by it.
func (u *Users) Move(ctx context.Context, id, population string) (identity.User, error) {
	const op = "move user"
	if err := u.guard(ctx, id); err != nil {
		return identity.User{}, u.client.fail(op, id, err)
	}
	target, err := u.client.populationID(ctx, population)
	if err != nil {
		return identity.User{}, u.client.fail(op, id, err)
	}
	return u.putPart(ctx, op, id, "population", idObject(target))
}

// PopulationID is the population that a user's document names.
func (u *Users) PopulationID(document json.RawMessage) (string, error) {
	w, err := readUser(document)
	return w.Population.ID, err
}

// LostByMove lists the groups that a user would leave by moving to a population.
func (u *Users) LostByMove(ctx context.Context, id, population string) ([]identity.Key, error) {
	lost, err := u.lostByMove(ctx, id, population)
	if err != nil {
		return nil, u.client.fail("list groups of user", id, err)
	}
	return lost, nil
}

func (u *Users) lostByMove(ctx context.Context, id, population string) ([]identity.Key, error) {
	document, err := u.own(ctx, id, "")
	if err != nil {
		return nil, err
	}
	now, err := readUser(document)
	if err != nil {
		return nil, err
	}
	target, err := u.client.populationID(ctx, population)
	if err != nil || target == now.Population.ID {
		return nil, err
	}
	var lost []identity.Key
	p := &pager{client: u.client, path: u.path(id, "memberOfGroups"), query: "expand=group"}
	for row, err := range p.rows(ctx) {
		if rest.IsStatus(err, http.StatusNotFound) {
			return nil, nil // the user is there: it is groups that are not
		}
		if err != nil {
			return nil, err
		}
		if m := readMembership(row); m.population == now.Population.ID {
			lost = append(lost, m.key)
		}
	}
	return lost, nil
}

// A membership is a group that a user is in.
type membership struct {
	key        identity.Key
	population string // that the group belongs to; empty means the environment
}

func readMembership(row json.RawMessage) membership {
	type group struct {
		ID         string                       `json:"id"`
		Name       string                       `json:"name"`
		Population lenient[struct{ ID string }] `json:"population"`
	}
	var w struct {
		group
		Embedded lenient[struct{ Group group }] `json:"_embedded"`
	}
	_ = json.Unmarshal(row, &w) // what cannot be read has no population
	full := w.Embedded.value.Group
	return membership{
		key:        identity.Key{ID: cmp.Or(w.ID, full.ID), Name: rest.Clean(cmp.Or(w.Name, full.Name))},
		population: cmp.Or(full.Population.value.ID, w.Population.value.ID),
	}
}
