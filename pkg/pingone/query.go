package pingone

import (
	"context"
	"strconv"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// mostUsers is the most users that the service gives on a page.
const mostUsers = 200

// usersQuery prints a query as the parameters of the first page. The attributes
// wanted are not part of it: the service always gives whole users.
func usersQuery(filter string, q identity.Query) string {
	size := mostUsers
	if q.PageSize > 0 {
		size = min(size, q.PageSize)
	}
	if q.Limit > 0 {
		size = min(size, q.Limit)
	}
	return rest.Parameters("filter", filter, "limit", strconv.Itoa(size))
}

// mostNamed is the most groups, populations or memberships that are asked for at a time.
const mostNamed = 100

// sizeOf is the size of a page of those as a parameter; empty leaves it to the service.
func sizeOf(q identity.Query) string {
	if q.PageSize <= 0 {
		return ""
	}
	return strconv.Itoa(min(q.PageSize, mostNamed))
}

// usersFilter is the filter of a query in the service's language, narrowed to the
// population that the realm is; empty means everybody.
func (c *Client) usersFilter(ctx context.Context, q identity.Query) (string, error) {
	filter, err := c.filterText(ctx, q)
	if err != nil {
		return "", err
	}
	home, err := c.population(ctx)
	if err != nil || home == "" {
		return filter, err
	}
	return within(home, filter), nil
}

// within narrows a filter to one population.
func within(population, filter string) string {
	narrowed := "population.id eq " + string(quote(population))
	if filter != "" {
		narrowed += " and (" + filter + ")"
	}
	return narrowed
}

func (c *Client) filterText(ctx context.Context, q identity.Query) (string, error) {
	switch {
	case q.Native != "" && q.Filter != nil:
		return "", identity.Errorf(identity.Usage, "a query takes one filter, portable or native, not both")
	case q.Native != "":
		return q.Native, nil
	case q.Filter == nil:
		return "", nil
	}
	if and, ok := q.Filter.(identity.And); ok && len(and) == 0 {
		return "", nil
	}
	compile := c.compiler(ctx)
	text, err := compile.print(q.Filter)
	if err != nil {
		return "", c.refusedFilter(q.Filter, compile, err)
	}
	return text, nil
}

// compiler knows the environment: its schema is read only where a condition asks
// for something that custom attributes alone may allow.
func (c *Client) compiler(ctx context.Context) *compiler {
	return &compiler{
		name: c.users.NativeName,
		contains: func(path string) bool {
			s, err := c.knownSchema(ctx)
			return err == nil && s.contains(path)
		},
		population: func(name string) (string, error) { return c.populationID(ctx, name) },
	}
}
