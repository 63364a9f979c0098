package aic

import (
	"sync"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// A Dialect is one of the two services that speak this protocol.
type Dialect int

// The dialects. They differ in where the schema and the rules for passwords lie
// and in what a PUT does to attributes it leaves out.
const (
	Cloud Dialect = iota // PingOne Advanced Identity Cloud
	IDM                  // self-managed PingIDM or OpenIDM
)

// String is the name people know the service by.
func (d Dialect) String() string {
	if d == IDM {
		return "PingIDM"
	}
	return "Advanced Identity Cloud"
}

// Options say which realm of a tenant a [Client] is for.
type Options struct {
	// Realm is the address the client was opened for, such as "acme/alpha"; it
	// stands in errors.
	Realm string
	// Object is the type of managed object that the realm's users are, such as
	// "alpha_user".
	Object string
	// Dialect says which service answers.
	Dialect Dialect
	// Warn is told, at most once for each cause, what a person should know
	// although nothing failed; nil keeps quiet.
	Warn func(message string)
}

// A Client is a live connection to the identities of one realm. It is safe for
// use by several goroutines.
type Client struct {
	rest          *rest.Client
	options       Options
	users         Users
	groups        Groups
	roles         Roles
	organizations Organizations
	awkward       sync.Once // the warning about quotes in filters
}

var (
	_ identity.Directory     = (*Client)(nil)
	_ identity.UserDirectory = (*Client)(nil)
)

// New makes a client of a realm. The base URL of c is the tenant's root, such as
// "https://openam-acme.forgeblocks.com"; of a self-managed server it may carry
// the context path, which is "/openidm" where none is given. Nothing is sent.
func New(c *rest.Client, o Options) *Client {
	if o.Warn == nil {
		o.Warn = func(string) {}
	}
	client := &Client{rest: c, options: o}
	client.users = newUsers(client)
	client.groups = newGroups(client)
	client.roles = newRoles(client)
	client.organizations = newOrganizations(client)
	return client
}

// Realm is the address the client was opened for.
func (c *Client) Realm() string { return c.options.Realm }

// Platform is the name of the service.
func (c *Client) Platform() string { return c.options.Dialect.String() }

// Users returns the store of the realm's users, which is a *[Users].
func (c *Client) Users() identity.UserStore { return &c.users }

// openidm is the path of a resource of the identity service, such as
// "managed/alpha_user". A self-managed server is addressed with its context path.
func (c *Client) openidm(resource string) string {
	if c.options.Dialect == IDM && hasContext(c.rest) {
		return "/" + resource
	}
	return "/openidm/" + resource
}
