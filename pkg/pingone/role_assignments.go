package pingone

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

var _ identity.RoleAssignmentKeeper = (*Users)(nil)

// A roleAssignments is the roles of one user or one group.
type roleAssignments struct {
	collection[identity.RoleAssignmentProfile]
	// may refuses to change the roles of somebody outside the realm.
	may func(context.Context) error
}

// RoleAssignments returns the roles of administrators that a user has.
func (u *Users) RoleAssignments(user string) identity.RoleAssignmentStore {
	return u.client.assignments(u.path(user), func(ctx context.Context) error { return u.guard(ctx, user) })
}

// RoleAssignments returns the roles of administrators that the direct members of a
// group have by it.
func (g *Groups) RoleAssignments(group string) identity.RoleAssignmentStore {
	return g.client.assignments(g.at(group), func(ctx context.Context) error {
		_, err := g.changeable(ctx, group)
		return err
	})
}

func (c *Client) assignments(of string, may func(context.Context) error) *roleAssignments {
	return &roleAssignments{collection[identity.RoleAssignmentProfile]{
		client: c, one: "role assignment", many: "role assignments", path: of + "/roleAssignments", read: readAssignment,
	}, may}
}

func readAssignment(document json.RawMessage) (identity.RoleAssignmentProfile, error) {
	var w struct {
		ID   string `json:"id"`
		Role struct {
			ID string `json:"id"`
		} `json:"role"`
		Scope struct {
			ID   string `json:"id"`
			Type string `json:"type"`
		} `json:"scope"`
		ReadOnly lenient[bool] `json:"readOnly"`
	}
	if err := json.Unmarshal(document, &w); err != nil {
		return identity.RoleAssignmentProfile{}, identity.Errorf(identity.API, "read role assignment: the platform sent something that is none: %w", err)
	}
	return identity.RoleAssignmentProfile{
		ID: w.ID, RoleID: w.Role.ID, Scope: identity.Scope{Type: strings.ToLower(w.Scope.Type), ID: w.Scope.ID}, ReadOnly: w.ReadOnly.value,
	}, nil
}

// Assign gives a role, named by id or name, for a scope. Without an id the scope is
// the organization, the environment, or the population that the realm is.
func (r *roleAssignments) Assign(ctx context.Context, role string, s identity.Scope) (identity.RoleAssignment, error) {
	const op = "assign role"
	body, err := r.assignment(ctx, role, s)
	if err != nil {
		return identity.RoleAssignment{}, r.client.fail(op, rest.Clean(role), err)
	}
	assigned, err := r.client.write(ctx, write{method: http.MethodPost, path: r.path, body: body.bytes()})
	if err != nil {
		return identity.RoleAssignment{}, r.client.uncertain(op, rest.Clean(role), err)
	}
	return r.resource(assigned), nil
}

// assignment is the document of a new assignment, after what can be judged here.
func (r *roleAssignments) assignment(ctx context.Context, role string, s identity.Scope) (object, error) {
	if err := r.may(ctx); err != nil {
		return nil, err
	}
	found, err := r.client.AdminRoles().Find(ctx, role)
	if err != nil {
		return nil, err
	}
	p, err := found.Profile()
	if err != nil {
		return nil, err
	}
	kind := strings.ToLower(cmp.Or(s.Type, "environment"))
	if len(p.AppliesTo) > 0 && !slices.Contains(p.AppliesTo, kind) {
		return nil, &identity.Error{Kind: identity.Invalid, Violations: []identity.Violation{{Attribute: "scope", Rule: "INVALID_VALUE",
			Words: "the role " + rest.Clean(p.Name) + " is given for " + rest.Clean(strings.Join(p.AppliesTo, ", ")) + ", not for " + rest.Clean(kind)}}}
	}
	id, err := r.client.scopeID(ctx, kind, s.ID)
	if err != nil {
		return nil, err
	}
	scope := object{{"id", quote(id)}, {"type", quote(strings.ToUpper(kind))}}
	return object{{"role", idObject(p.ID)}, {"scope", scope.bytes()}}, nil
}

// scopeID is the id of what a role is given for.
func (c *Client) scopeID(ctx context.Context, kind, id string) (string, error) {
	switch {
	case kind == "population" && id != "":
		return c.populationID(ctx, id)
	case id != "":
		return id, nil
	case kind == "environment":
		return c.options.Environment, nil
	case kind == "organization":
		return c.organizationID(ctx)
	case kind == "population" && c.options.Population != "":
		return c.population(ctx)
	}
	return "", identity.Errorf(identity.Usage, "a role for %s needs to be told which one", kind)
}

// organizationID is that of the environment's organization.
func (c *Client) organizationID(ctx context.Context) (string, error) {
	document, err := c.read(ctx, c.path(), "")
	if err != nil {
		return "", err
	}
	id := textOf(lookUp(document, []string{"organization", "id"}))
	if id == "" {
		return "", identity.Errorf(identity.API, "the service does not say to which organization the environment belongs")
	}
	return id, nil
}

// Delete takes a role away and returns the assignment as it was.
func (r *roleAssignments) Delete(ctx context.Context, id, revision string) (identity.RoleAssignment, error) {
	const op = "delete role assignment"
	err := r.may(ctx)
	var document json.RawMessage
	if err == nil {
		document, err = r.get(ctx, id)
	}
	if err == nil {
		var p identity.RoleAssignmentProfile
		if p, err = readAssignment(document); err == nil && p.ReadOnly {
			err = identity.Errorf(identity.Invalid, "it is read-only: whoever signed in may not take it away")
		}
	}
	if err != nil {
		return identity.RoleAssignment{}, r.client.fail(op, id, err)
	}
	return r.collection.Delete(ctx, id, revision)
}
