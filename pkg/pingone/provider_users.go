package pingone

import (
	"context"

	"github.com/realmctl/realmctl/pkg/identity"
)

// CountUsers counts the users of the whole environment who sign in with a provider.
// Those who only have an account of it beside another way in are not among them: the
// platform tells them one user at a time. A service that cannot filter by provider is
// asked for everybody.
func (p *Providers) CountUsers(ctx context.Context, provider string) (int64, error) {
	const op = "count users of identity provider"
	environment := &Client{rest: p.client.rest, options: p.client.options}
	environment.options.Population = ""
	environment.users = Users{environment}
	n, err := environment.users.count(ctx, identity.Query{Native: "identityProvider.id eq " + string(quote(provider))})
	if kindIn(err) == identity.Usage {
		n, err = environment.users.countBound(ctx, provider)
	}
	if err != nil {
		return 0, p.client.fail(op, provider, err)
	}
	return n, nil
}

// countBound counts by looking at each user.
func (u *Users) countBound(ctx context.Context, provider string) (int64, error) {
	p := &pager{client: u.client, path: u.client.path(usersPath), query: usersQuery("", identity.Query{}), spares: sparesFor(1)}
	var n int64
	for row, err := range p.rows(ctx) {
		if err != nil {
			return 0, err
		}
		if textOf(lookUp(row, []string{"identityProvider", "id"})) == provider {
			n++
		}
	}
	return n, nil
}
