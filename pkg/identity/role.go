package identity

import "context"

// An AdminRole is a role of administrators: what somebody may do with the realm,
// not what a user may do with applications.
type AdminRole = Resource[AdminRoleProfile]

// An AdminRoleProfile is what every platform can say of such a role.
type AdminRoleProfile struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	// AppliesTo are the types of [Scope] for which it can be given; none means that
	// the platform has no scopes.
	AppliesTo   []string `json:"appliesTo,omitempty"`
	Permissions []string `json:"permissions,omitempty"`
}

// Key names the role.
func (r AdminRoleProfile) Key() Key { return Key{ID: r.ID, Name: r.Name} }

// An AdminRoleStore is the roles of administrators that there are.
type AdminRoleStore interface {
	Lister[AdminRole]
	Getter[AdminRole]
	Finder[AdminRole]
}

// An AdminRoleDirectory is a directory with roles of administrators.
type AdminRoleDirectory interface{ AdminRoles() AdminRoleStore }

// AdminRoles returns the roles of administrators of d, or an error of kind
// [Unsupported].
func AdminRoles(d Directory) (AdminRoleStore, error) {
	if r, ok := d.(AdminRoleDirectory); ok {
		return r.AdminRoles(), nil
	}
	return nil, Lacks(d, "administrator roles")
}

// A Scope is what a role is given for.
type Scope struct {
	// Type is "organization", "environment", "population" or "application".
	Type string `json:"type"`
	// ID is that of the thing; empty means the realm itself, where it is of the type.
	ID string `json:"id"`
}

// A RoleAssignment is a role given to a user or to a group.
type RoleAssignment = Resource[RoleAssignmentProfile]

// A RoleAssignmentProfile is what every platform can say of an assignment.
type RoleAssignmentProfile struct {
	ID     string `json:"id"`
	RoleID string `json:"roleId"`
	Scope  Scope  `json:"scope"`
	// ReadOnly is true for one that the asker may not take away.
	ReadOnly bool `json:"readOnly"`
}

// Key names the assignment.
func (r RoleAssignmentProfile) Key() Key { return Key{ID: r.ID} }

// A RoleAssignmentStore is the roles of one user or one group. To delete an
// assignment is to take the role away.
type RoleAssignmentStore interface {
	Lister[RoleAssignment]
	Getter[RoleAssignment]
	Deleter[RoleAssignment]
	RoleAssigner
}

// A RoleAssigner gives a role, named by id or name, for a scope. A scope that the
// role does not apply to is an error of kind [Invalid].
type RoleAssigner interface {
	Assign(ctx context.Context, role string, s Scope) (RoleAssignment, error)
}

// A RoleAssignmentKeeper is a store of users or groups that may have roles of
// administrators.
type RoleAssignmentKeeper interface {
	RoleAssignments(id string) RoleAssignmentStore
}
