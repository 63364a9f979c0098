package pingone

import (
	"context"
	"net/url"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// platform is the name people know the service by.
const platform = "PingOne"

// Options say which realm a [Client] is for.
type Options struct {
	// Realm is the address the client was opened for, such as "ping-eu/staff"; it
	// stands in errors.
	Realm string
	// Environment is the id of the environment.
	Environment string
	// Population narrows the realm to one population of it, by id or name; empty
	// means the whole environment.
	Population string
	// Parallel is how many parts of a long listing are asked for at a time; 1 or
	// less means one sequence of pages.
	Parallel int
	// Warn is told what a person should know although nothing failed; nil keeps
	// quiet.
	Warn func(message string)
}

// A Client is a live connection to the identities of one realm. It is safe for
// use by several goroutines.
type Client struct {
	rest    *rest.Client
	options Options
	gate    gate
	users   Users
	schema  kept[*knownSchema]
	home    kept[string] // the id of the population that the realm is narrowed to
	// sortable is how many users are sorted in memory.
	sortable int
}

var (
	_ identity.Directory                  = (*Client)(nil)
	_ identity.UserDirectory              = (*Client)(nil)
	_ identity.PopulationDirectory        = (*Client)(nil)
	_ identity.PasswordPolicyDirectory    = (*Client)(nil)
	_ identity.SchemaEditor               = (*Client)(nil)
	_ identity.SessionDirectory           = (*Client)(nil)
	_ identity.LinkedAccountDirectory     = (*Client)(nil)
	_ identity.GroupDirectory             = (*Client)(nil)
	_ identity.AdminRoleDirectory         = (*Client)(nil)
	_ identity.ProviderDirectory          = (*Client)(nil)
	_ identity.ProviderAttributeDirectory = (*Client)(nil)
	_ identity.CertificateDirectory       = (*Client)(nil)
	_ identity.TotalCounter               = (*Client)(nil)
	_ identity.ActiveCounter              = (*Client)(nil)
	_ identity.LicenseCounter             = (*Client)(nil)
)

// New makes a client of a realm. The base URL of c is that of the region's API
// host without the version, such as "https://api.pingone.eu". Nothing is sent.
func New(c *rest.Client, o Options) *Client {
	if o.Warn == nil {
		o.Warn = func(string) {}
	}
	client := &Client{rest: c, options: o, sortable: mostSorted}
	client.users = Users{client}
	return client
}

// Realm is the address the client was opened for.
func (c *Client) Realm() string { return c.options.Realm }

// Platform is the name of the service.
func (c *Client) Platform() string { return platform }

// Users returns the store of the realm's users, which is a *[Users].
func (c *Client) Users() identity.UserStore { return &c.users }

// path is the address of something in the environment; the steps are escaped here.
func (c *Client) path(steps ...string) string {
	p := environmentsPath + "/" + url.PathEscape(c.options.Environment)
	for _, s := range steps {
		p += "/" + url.PathEscape(s)
	}
	return p
}

// population is the id of the population that the realm is narrowed to, "" for
// the whole environment.
func (c *Client) population(ctx context.Context) (string, error) {
	if c.options.Population == "" {
		return "", nil
	}
	return c.home.get(func() (string, error) { return c.populationID(ctx, c.options.Population) })
}
