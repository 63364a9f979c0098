package pingone

import (
	"context"
	"encoding/json"
	"iter"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// An adminRoles is the roles that can be given in an environment: the platform's
// own and the environment's. Where the sign-in may not list those of the
// environment, it is the platform's own.
type adminRoles struct {
	collection[identity.AdminRoleProfile]
	builtIn collection[identity.AdminRoleProfile]
}

// AdminRoles returns the roles of administrators that can be given in the
// environment.
func (c *Client) AdminRoles() identity.AdminRoleStore {
	return &adminRoles{c.roles(c.path("roles")), c.roles("/v1/roles")}
}

func (c *Client) roles(path string) collection[identity.AdminRoleProfile] {
	return collection[identity.AdminRoleProfile]{client: c, one: "role", many: "roles", path: path, read: readRole}
}

// isClosed reports that there may be more to see among the platform's own roles.
func isClosed(err error) bool {
	kind := identity.KindOf(err)
	return err != nil && (kind == identity.NotFound || kind == identity.Auth)
}

// List streams the roles.
func (r *adminRoles) List(ctx context.Context, q identity.Query) iter.Seq2[identity.AdminRole, error] {
	return func(yield func(identity.AdminRole, error) bool) {
		first := true
		for role, err := range r.collection.List(ctx, q) {
			if first && isClosed(err) {
				r.builtIn.List(ctx, q)(yield)
				return
			}
			if first = false; !yield(role, err) {
				return
			}
		}
	}
}

// Get reads a role by its id.
func (r *adminRoles) Get(ctx context.Context, id string) (identity.AdminRole, error) {
	role, err := r.collection.Get(ctx, id)
	if isClosed(err) {
		return r.builtIn.Get(ctx, id)
	}
	return role, err
}

// Find finds a role by id or name.
func (r *adminRoles) Find(ctx context.Context, name string) (identity.AdminRole, error) {
	role, err := r.collection.Find(ctx, name)
	if isClosed(err) {
		return r.builtIn.Find(ctx, name)
	}
	return role, err
}

func readRole(document json.RawMessage) (identity.AdminRoleProfile, error) {
	var w struct {
		ID          string          `json:"id"`
		Name        string          `json:"name"`
		Description lenient[string] `json:"description"`
		AppliesTo   texts           `json:"applicableTo"`
		Permissions lenient[[]struct {
			ID string `json:"id"`
		}] `json:"permissions"`
	}
	if err := json.Unmarshal(document, &w); err != nil {
		return identity.AdminRoleProfile{}, identity.Errorf(identity.API, "read role: the platform sent something that is none: %w", err)
	}
	p := identity.AdminRoleProfile{ID: w.ID, Name: w.Name, Description: w.Description.value}
	for _, kind := range w.AppliesTo {
		p.AppliesTo = append(p.AppliesTo, strings.ToLower(kind))
	}
	for _, permission := range w.Permissions.value {
		p.Permissions = append(p.Permissions, rest.Clean(permission.ID))
	}
	return p, nil
}
