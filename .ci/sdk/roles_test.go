package sdk

import (
	"net/http"
	"slices"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// builtIn finds a role of administrators by its name.
func (s *stranger) builtIn(name management.EnumRoleName) *management.Role {
	s.Helper()
	for _, page := range pagesOf(s, "ReadAllRoles", s.RolesApi.ReadAllRoles(s.ctx).Execute()) {
		for _, one := range page.Roles {
			if one.Role != nil && one.Role.GetName() == name {
				return one.Role
			}
		}
	}
	s.Fatalf("there is no role %s", name)
	return nil
}

// TestReadAllRoles looks for every role that the SDK has a name for. It is older than the newest ones.
func TestReadAllRoles(t *testing.T) {
	s := newStranger(t)
	for _, name := range management.AllowedEnumRoleNameEnumValues {
		if name == "UNKNOWN" {
			continue
		}
		role := s.builtIn(name)
		if role.GetId() == "" || role.GetDescription() == "" || len(role.ApplicableTo) == 0 || len(role.Permissions) == 0 {
			t.Errorf("%s: not whole: %+v", name, role)
		}
	}
}

func TestReadOneRole(t *testing.T) {
	s := newStranger(t)
	listed := s.builtIn(management.ENUMROLENAME_IDENTITY_DATA_ADMIN)
	got, resp, err := s.RolesApi.ReadOneRole(s.ctx, listed.GetId()).Execute()
	s.did("ReadOneRole", http.StatusOK, resp, err)
	want(s, "name", got.GetName(), management.ENUMROLENAME_IDENTITY_DATA_ADMIN)
	want(s, "permissions", len(got.Permissions), len(listed.Permissions))
	for _, scope := range []management.EnumRoleAssignmentScopeType{"ORGANIZATION", "ENVIRONMENT", "POPULATION"} {
		want(s, "applies to "+string(scope), slices.Contains(got.ApplicableTo, scope), true)
	}
	i := slices.IndexFunc(got.Permissions, func(p management.RolePermissionsInner) bool { return p.GetId() == "dir:delete:user" })
	if i < 0 || got.Permissions[i].GetClassifier() == "" || got.Permissions[i].GetDescription() == "" {
		t.Errorf("permissions %+v", got.Permissions)
	}
	_, resp, err = s.RolesApi.ReadOneRole(s.ctx, nobody).Execute()
	s.missing("read a role that is not there", resp, err)
}

// TestReadAllCustomAdminRoles lists the roles of an environment, which shows the platform's own beside its own.
func TestReadAllCustomAdminRoles(t *testing.T) {
	s := newStranger(t)
	id := s.builtIn(management.ENUMROLENAME_ENVIRONMENT_ADMIN).GetId()
	found := false
	for _, page := range pagesOf(s, "ReadAllCustomAdminRoles", s.CustomAdminRolesApi.ReadAllCustomAdminRoles(s.ctx, s.env).Execute()) {
		found = found || slices.ContainsFunc(page.Roles, func(one management.EntityArrayEmbeddedRolesInner) bool {
			return one.Role != nil && one.Role.GetId() == id
		})
	}
	want(s, "Environment Admin is there", found, true)
	for _, page := range pagesOf(s, "ReadAllCustomAdminRoles",
		s.CustomAdminRolesApi.ReadAllCustomAdminRoles(s.ctx, s.env).Filter(`type eq "CUSTOM"`).Execute()) {
		want(s, "roles of its own", len(page.Roles), 0)
	}
}

func TestReadOneCustomAdminRole(t *testing.T) {
	s := newStranger(t)
	id := s.builtIn(management.ENUMROLENAME_ENVIRONMENT_ADMIN).GetId()
	got, resp, err := s.CustomAdminRolesApi.ReadOneCustomAdminRole(s.ctx, s.env, id).Execute()
	s.did("ReadOneCustomAdminRole", http.StatusOK, resp, err)
	want(s, "name", got.GetName(), "Environment Admin")
	want(s, "type", got.GetType(), management.ENUMCUSTOMADMINROLETYPE_PLATFORM)
}
