package pingone

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// A Report is what [Client.Test] found.
type Report struct {
	// Environment is what the service tells of it; empty where it may not be read.
	Environment Environment
	// Realm and Users are true if the realm's users could be read.
	Realm, Users bool
	// Schema is true if the environment tells which attributes users have.
	Schema bool
	// Populations is how many there are, -1 if they may not be read.
	Populations int
}

// String says in words what works.
func (r Report) String() string {
	var works []string
	if r.Users {
		works = append(works, "users can be read")
	}
	if r.Schema {
		works = append(works, "the schema is known")
	} else {
		works = append(works, "the schema may not be read")
	}
	if r.Populations >= 0 {
		works = append(works, plural(r.Populations, "population"))
	}
	return strings.Join(works, ", ")
}

// Test reads as little as proves that the region, the credential, its roles and
// the environment are right: one page of one user. If that fails, the error says
// what is probably wrong. The rest of the report is what else could be found out;
// that it could not is no error.
func (c *Client) Test(ctx context.Context) (Report, error) {
	r := Report{Populations: -1}
	for _, err := range c.users.rows(ctx, identity.Query{Limit: 1}, false) {
		if err != nil {
			return r, c.fail("test realm", "", c.diagnose(ctx, err))
		}
	}
	if err := c.populationExists(ctx); err != nil {
		return r, err
	}
	r.Realm, r.Users = true, true
	if document, err := c.read(ctx, c.path(), ""); err == nil {
		_ = json.Unmarshal(document, &r.Environment)
	}
	_, err := c.knownSchema(ctx)
	r.Schema = err == nil
	if names, err := c.populationIDs(ctx); err == nil {
		r.Populations = len(names)
	}
	return r, nil
}

// populationExists asks for the population that the realm is narrowed to: of one that is
// not there no user is listed, which is no error.
func (c *Client) populationExists(ctx context.Context) error {
	id, err := c.population(ctx)
	if err != nil || id == "" {
		return err
	}
	_, err = c.read(ctx, c.path("populations", id), "")
	if rest.IsStatus(err, http.StatusNotFound) {
		return c.fail("test realm", "", identity.Errorf(identity.NotFound, "there is no population %s in the environment", rest.Clean(id)))
	}
	return nil // that it may not be read proves nothing
}

// diagnose asks which environments the sign-in can see, and says what that means
// for one that cannot be read.
func (c *Client) diagnose(ctx context.Context, err error) error {
	e, ok := translate(err)
	if !ok || e.Status != http.StatusNotFound && e.Status != http.StatusForbidden {
		return err
	}
	var names []string
	for seen, listErr := range Environments(ctx, c.rest) {
		if listErr != nil {
			return err
		}
		if seen.ID == c.options.Environment {
			e.Kind = identity.Auth
			e.Detail = "the environment " + rest.Clean(seen.Name) + " is there, but its users may not be read: the one who signed in needs the role Identity Data Admin or Identity Data Read Only for it"
			e.Hint = "realmctl realms show " + c.options.Realm
			return e
		}
		names = append(names, rest.Clean(seen.Name)+" ("+rest.Clean(seen.ID)+")")
	}
	if len(names) == 0 {
		e.Kind = identity.Auth
		e.Detail = "the one who signed in can see no environment at all: it has no administrator role, or the region is wrong"
		e.Hint = "realmctl realms show " + c.options.Realm
		return e
	}
	const most = 5
	more := ""
	if len(names) > most {
		names, more = names[:most], ", …"
	}
	e.Kind = identity.NotFound
	e.Detail = "there is no environment " + rest.Clean(c.options.Environment) + " that this sign-in can see; it sees " + strings.Join(names, ", ") + more
	e.Hint = "realmctl realms show " + c.options.Realm
	return e
}

// populationIDs lists the ids of all populations.
func (c *Client) populationIDs(ctx context.Context) ([]string, error) {
	p := &pager{client: c, path: c.path("populations")}
	var ids []string
	for row, err := range p.rows(ctx) {
		if err != nil {
			return nil, err
		}
		population, err := readPopulation(row)
		if err != nil {
			return nil, err
		}
		ids = append(ids, population.ID)
	}
	return ids, nil
}
