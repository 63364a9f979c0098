package pingone

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Populations is the store of an environment's populations.
type Populations struct {
	collection[identity.PopulationProfile]
}

var _ identity.PopulationProviderKeeper = (*Populations)(nil)

// Populations returns the environment's populations, which is a *[Populations].
// Those of a realm that is one population are all of the environment's too: a user
// may be moved to each.
func (c *Client) Populations() identity.PopulationStore { return c.populations() }

func (c *Client) populations() *Populations {
	return &Populations{collection[identity.PopulationProfile]{
		client: c, one: "population", many: "populations", path: c.path("populations"), read: readPopulation, query: nameQuery,
		names: populationName,
	}}
}

func readPopulation(document json.RawMessage) (identity.PopulationProfile, error) {
	var w struct {
		ID             string `json:"id"`
		Name           string `json:"name"`
		Description    string `json:"description"`
		Default        bool   `json:"default"`
		UserCount      *int64 `json:"userCount"`
		UpdatedAt      string `json:"updatedAt"`
		PasswordPolicy struct {
			ID string `json:"id"`
		} `json:"passwordPolicy"`
	}
	if err := json.Unmarshal(document, &w); err != nil {
		return identity.PopulationProfile{}, identity.Errorf(identity.API, "read population: the platform sent something that is none: %w", err)
	}
	p := identity.PopulationProfile{ID: w.ID, Name: w.Name, Description: w.Description, Default: w.Default, Users: -1, PolicyID: w.PasswordPolicy.ID, Revision: w.UpdatedAt}
	if w.UserCount != nil {
		p.Users = *w.UserCount
	}
	return p, nil
}

// nameQuery prints the two conditions that the service knows for populations.
func nameQuery(q identity.Query) (string, error) {
	size := sizeOf(q)
	if q.Native != "" || q.Filter == nil {
		return rest.Parameters("filter", q.Native, "limit", size), nil
	}
	f, ok := q.Filter.(identity.Comparison)
	switch {
	case ok && f.Attribute == "name" && f.Op == identity.StartsWith:
		return rest.Parameters("filter", "name sw "+f.Value.String(), "limit", size), nil
	case ok && f.Attribute == "id" && f.Op == identity.Equal:
		return rest.Parameters("filter", "id eq "+f.Value.String(), "limit", size), nil
	}
	refused := identity.Errorf(identity.Unsupported, `%s can filter populations with name sw "…" or id = "…" only`, platform)
	refused.Hint = `narrow with name sw "…", and finish with --jq: select(.name == "…")`
	return "", refused
}

// populationID is the id of a population that is given by id or name.
func (c *Client) populationID(ctx context.Context, named string) (string, error) {
	if uuid.Validate(named) == nil {
		return named, nil
	}
	found, err := c.populations().named(ctx, named)
	if err != nil {
		if e, ok := translate(err); ok && e.Op == "" {
			e.Detail = "the population " + rest.Clean(named) + ": " + e.Detail
			return "", e
		}
		return "", err
	}
	key, err := found.Key()
	return key.ID, err
}

// Create makes a population. The name has to be free in the environment.
func (p *Populations) Create(ctx context.Context, d identity.Draft) (identity.Population, error) {
	const op = "create population"
	o, err := parseObject(d.Document)
	if err != nil {
		return identity.Population{}, p.client.fail(op, "", identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	o.deleteNulls()
	o.deletePopulationsOwn()
	created, err := p.client.write(ctx, write{method: http.MethodPost, path: p.path, body: o.bytes()})
	if err != nil {
		return identity.Population{}, p.client.uncertain(op, rest.Clean(o.text("name")), err)
	}
	return p.resource(created), nil
}

// deletePopulationsOwn leaves out what the service says of a population itself.
func (o *object) deletePopulationsOwn() {
	o.delete("_links", "_embedded", "id", "environment", "userCount", "createdAt", "updatedAt")
}

// Patch changes a population. The service has no PATCH for it: the population is
// read, changed here and put back whole.
func (p *Populations) Patch(ctx context.Context, id, revision string, patch identity.Patch) (identity.Population, error) {
	const op = "patch population"
	present, err := p.get(ctx, id)
	if err != nil {
		return identity.Population{}, p.client.fail(op, id, err)
	}
	body, err := changedPopulation(present, revision, patch)
	if err != nil {
		return identity.Population{}, p.client.fail(op, id, err)
	}
	if now, err := parseObject(present); err == nil && len(membersChanged(now, body)) == 0 {
		return p.resource(present), nil
	}
	body.deletePopulationsOwn()
	put, err := p.client.write(ctx, write{method: http.MethodPut, path: p.at(id), body: body.bytes(), repeatable: true})
	if err != nil {
		return identity.Population{}, p.client.uncertain(op, id, err)
	}
	return p.resource(put), nil
}

// changedWhole applies a patch to the document of a resource.
func changedWhole(present json.RawMessage, revision string, patch identity.Patch) (object, error) {
	now, err := parseObject(present)
	if err == nil {
		err = checkRevision(now, revision)
	}
	if err != nil {
		return nil, err
	}
	changes, err := plainChanges(patch)
	if err != nil {
		return nil, err
	}
	after, err := apply(present, changes, func(string) bool { return false })
	if err != nil {
		return nil, err
	}
	return parseObject(after)
}

// plainChanges translates a patch of something that is no user: names are the
// platform's own.
func plainChanges(patch identity.Patch) ([]change, error) {
	changes := make([]change, len(patch))
	for i, o := range patch {
		c, err := translateOperation(o, func(path string) ([]string, error) { return steps(path, func(p string) string { return p }) })
		if err != nil {
			return nil, err
		}
		changes[i] = c
	}
	return changes, nil
}

// ReadPatch reads the members of a population to change; null takes one away.
func (p *Populations) ReadPatch(document []byte) (identity.Patch, error) {
	o, err := parseObject(document)
	if err != nil {
		return nil, p.client.fail("read patch", "", identity.Errorf(identity.Invalid, "a patch is a JSON object with the members to change: %w", err))
	}
	o.deletePopulationsOwn()
	return readPatch(o), nil
}

// Provider tells which identity provider the users of a population sign in with.
func (p *Populations) Provider(ctx context.Context, id string) (identity.Provider, error) {
	const op = "get identity provider of population"
	if !isStep(id) {
		return identity.Provider{}, p.client.fail(op, id, identity.Errorf(identity.NotFound, "this is no id"))
	}
	document, err := p.client.read(ctx, p.at(id)+"/defaultIdentityProvider", "")
	if err != nil {
		return identity.Provider{}, p.client.fail(op, id, err)
	}
	return readProvider(document), nil
}

// SetProvider says which identity provider they sign in with.
func (p *Populations) SetProvider(ctx context.Context, id string, provider identity.Provider) (identity.Provider, error) {
	const op = "set identity provider of population"
	if !isStep(id) {
		return identity.Provider{}, p.client.fail(op, id, identity.Errorf(identity.NotFound, "this is no id"))
	}
	body, err := json.Marshal(provider)
	if err != nil {
		return identity.Provider{}, p.client.fail(op, id, err)
	}
	document, err := p.client.write(ctx, write{method: http.MethodPut, path: p.at(id) + "/defaultIdentityProvider", body: body, repeatable: true})
	if err != nil {
		return identity.Provider{}, p.client.uncertain(op, id, err)
	}
	return readProvider(document), nil
}

func readProvider(document json.RawMessage) identity.Provider {
	return identity.Provider{ID: rest.Clean(textOf(lookUp(document, []string{"id"}))), Type: rest.Clean(textOf(lookUp(document, []string{"type"})))}
}
