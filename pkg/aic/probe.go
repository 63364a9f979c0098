package aic

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// A Report is what [Client.Test] found.
type Report struct {
	// Version is that of the server, empty if it does not tell.
	Version string
	// Realm and Users are true if the realm's users could be read.
	Realm, Users bool
	// Schema is true if the realm tells which attributes users have.
	Schema bool
}

// String says in words what works.
func (r Report) String() string {
	works := []string{}
	if r.Users {
		works = append(works, "users can be read")
	}
	if r.Schema {
		works = append(works, "the schema is known")
	} else {
		works = append(works, "the realm tells no schema")
	}
	return strings.Join(works, ", ")
}

// Test reads as little as proves that the address, the credential and the realm
// are right: one id of one user. The rest of the report is what else could be found
// out; that it could not is no error.
func (c *Client) Test(ctx context.Context) (Report, error) {
	for _, err := range c.users.list(ctx, "test realm", "", identity.Query{Fields: []string{"_id"}, Limit: 1}) {
		if err != nil {
			return Report{}, err
		}
	}
	r := Report{Realm: true, Users: true, Version: c.version(ctx)}
	_, err := c.users.Schema(ctx)
	r.Schema = err == nil
	return r, nil
}

// version asks the server for its version; "" if it does not say.
func (c *Client) version(ctx context.Context) string {
	path, header := "/am/json/serverinfo/version", apiVersion()
	if c.options.Dialect == IDM {
		path, header = c.openidm("info/version"), http.Header{}
	}
	resp, err := c.rest.Do(ctx, rest.Request{Path: path, Header: header})
	if err != nil {
		return ""
	}
	body, err := objectOf(resp)
	if err != nil {
		return ""
	}
	var info struct {
		Version        string `json:"version"`
		ProductVersion string `json:"productVersion"`
	}
	if json.Unmarshal(body, &info) != nil {
		return ""
	}
	return clean(cmp.Or(info.ProductVersion, info.Version))
}
