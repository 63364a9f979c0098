package aic

import (
	"context"
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/identity"
)

// Roles is the store of a realm's roles: what users get in applications by assignments.
// A role is granted by hand, or to everybody whom its condition selects.
type Roles struct {
	managed[identity.Role]
	people
}

var (
	_ identity.RoleDirectory           = (*Client)(nil)
	_ identity.RoleStore               = (*Roles)(nil)
	_ identity.Streamer[identity.Role] = (*Roles)(nil)
	_ identity.Counter                 = (*Roles)(nil)
	_ identity.Describer               = (*Roles)(nil)
	_ identity.Validator               = (*Roles)(nil)
	_ identity.Previewer               = (*Roles)(nil)
	_ identity.PatchReader             = (*Roles)(nil)
	_ identity.ReplacePreviewer        = (*Roles)(nil)
	_ identity.MemberStore             = (*Roles)(nil)
	_ identity.ConditionWriter         = (*Roles)(nil)
	_ identity.ListedMemberRemover     = (*Roles)(nil)
)

// Roles returns the store of the realm's roles, which is a *[Roles].
func (c *Client) Roles() identity.RoleStore { return &c.roles }

func newRoles(c *Client) Roles {
	k := beside(c.options.Object, "role", "roles")
	return Roles{
		managed: newManaged(c, k, func(document json.RawMessage) identity.Role {
			return identity.Role{Native: document, Read: readRole}
		}),
		people: people{c, k, "members", "roles"},
	}
}

func readRole(document json.RawMessage) (identity.RoleProfile, error) {
	w, err := readNamed("role", document)
	return identity.RoleProfile{
		ID: w.ID, Revision: w.Rev, Name: w.Name.value, Description: w.Description.value, Condition: w.Condition.value,
	}, err
}

// WriteCondition writes a filter on users as the condition that selects members.
func (r *Roles) WriteCondition(_ context.Context, f identity.Filter) (string, error) {
	return r.condition(f)
}
