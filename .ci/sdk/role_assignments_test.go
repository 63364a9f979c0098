package sdk

import (
	"net/http"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// granted is a role that is to be given for one thing.
func granted(role *management.Role, kind management.EnumRoleAssignmentScopeType, id string) management.RoleAssignment {
	return *management.NewRoleAssignment(*management.NewRoleAssignmentRole(role.GetId()), *management.NewRoleAssignmentScope(id, kind))
}

// sameAssignment compares what was given with what is wanted.
func sameAssignment(s *stranger, got *management.RoleAssignment, wanted management.RoleAssignment) {
	s.Helper()
	want(s, "role", got.Role.GetId(), wanted.Role.GetId())
	want(s, "type of scope", got.Scope.GetType(), wanted.Scope.GetType())
	want(s, "scope", got.Scope.GetId(), wanted.Scope.GetId())
	want(s, "read only", got.GetReadOnly(), false)
	want(s, "environment", got.Environment.GetId(), s.env)
}

func (s *stranger) grantGroup(group string, role management.RoleAssignment) string {
	s.Helper()
	made, resp, err := s.GroupRoleAssignmentsApi.CreateGroupRoleAssignment(s.ctx, s.env, group).RoleAssignment(role).Execute()
	s.did("CreateGroupRoleAssignment", http.StatusCreated, resp, err)
	sameAssignment(s, made, role)
	return made.GetId()
}

func TestCreateGroupRoleAssignment(t *testing.T) {
	s := newStranger(t)
	group, role := s.newGroup("Keepers"), s.builtIn(management.ENUMROLENAME_IDENTITY_DATA_ADMIN)
	everywhere := granted(role, management.ENUMROLEASSIGNMENTSCOPETYPE_ENVIRONMENT, s.env)
	s.grantGroup(group, everywhere)
	_, resp, err := s.GroupRoleAssignmentsApi.CreateGroupRoleAssignment(s.ctx, s.env, group).RoleAssignment(everywhere).Execute()
	s.turnedDown("give it again", http.StatusBadRequest, "INVALID_DATA UNIQUENESS_VIOLATION role", resp, err)
	s.grantGroup(group, granted(role, management.ENUMROLEASSIGNMENTSCOPETYPE_POPULATION, s.department("Kept")))
	s.grantGroup(group, granted(role, management.ENUMROLEASSIGNMENTSCOPETYPE_ORGANIZATION, box.Organization))
}

// TestCreateGroupRoleAssignmentElsewhere gives a role for something that it does not apply to.
func TestCreateGroupRoleAssignmentElsewhere(t *testing.T) {
	s := newStranger(t)
	role := s.builtIn(management.ENUMROLENAME_ORGANIZATION_ADMIN)
	_, resp, err := s.GroupRoleAssignmentsApi.CreateGroupRoleAssignment(s.ctx, s.env, s.newGroup("Climbers")).
		RoleAssignment(granted(role, management.ENUMROLEASSIGNMENTSCOPETYPE_POPULATION, s.department("Peak"))).Execute()
	s.turnedDown("give it for a population", http.StatusBadRequest, "INVALID_DATA INVALID_VALUE scope", resp, err)
}

func TestReadGroupRoleAssignments(t *testing.T) {
	s := newStranger(t)
	group, role := s.newGroup("Readers"), s.builtIn(management.ENUMROLENAME_IDENTITY_DATA_READ_ONLY)
	wanted := granted(role, management.ENUMROLEASSIGNMENTSCOPETYPE_ENVIRONMENT, s.env)
	id := s.grantGroup(group, wanted)
	for _, page := range pagesOf(s, "ReadGroupRoleAssignments", s.GroupRoleAssignmentsApi.ReadGroupRoleAssignments(s.ctx, s.env, group).Execute()) {
		want(s, "roles", len(page.RoleAssignments), 1)
		want(s, "id", page.RoleAssignments[0].GetId(), id)
		sameAssignment(s, &page.RoleAssignments[0], wanted)
	}
	_, resp, err := s.GroupRoleAssignmentsApi.ReadGroupRoleAssignments(s.ctx, s.env, nobody).ExecuteInitialPage()
	s.missing("roles of nothing", resp, err)
}

// TestReadGroupRoleAssignmentsKept reads the role of the seed that nobody may take away. Taking it away is left out: the
// SDK takes that refusal for a passing state and asks ten times, for minutes.
func TestReadGroupRoleAssignmentsKept(t *testing.T) {
	s := newStranger(t)
	page, resp, err := s.GroupsApi.ReadAllGroups(s.ctx, s.env).Filter(`name eq "Administrators"`).ExecuteInitialPage()
	s.did("ReadAllGroups", http.StatusOK, resp, err)
	role, kept := s.builtIn(management.ENUMROLENAME_ENVIRONMENT_ADMIN).GetId(), false
	for _, page := range pagesOf(s, "ReadGroupRoleAssignments",
		s.GroupRoleAssignmentsApi.ReadGroupRoleAssignments(s.ctx, s.env, page.Embedded.Groups[0].GetId()).Execute()) {
		for _, a := range page.RoleAssignments {
			kept = kept || a.Role.GetId() == role && a.GetReadOnly()
		}
	}
	want(s, "read only", kept, true)
}

func TestReadOneGroupRoleAssignment(t *testing.T) {
	s := newStranger(t)
	group, role := s.newGroup("Builders"), s.builtIn(management.ENUMROLENAME_CLIENT_APPLICATION_DEVELOPER)
	wanted := granted(role, management.ENUMROLEASSIGNMENTSCOPETYPE_ENVIRONMENT, s.env)
	got, resp, err := s.GroupRoleAssignmentsApi.ReadOneGroupRoleAssignment(s.ctx, s.env, group, s.grantGroup(group, wanted)).Execute()
	s.did("ReadOneGroupRoleAssignment", http.StatusOK, resp, err)
	sameAssignment(s, got, wanted)
	_, resp, err = s.GroupRoleAssignmentsApi.ReadOneGroupRoleAssignment(s.ctx, s.env, group, nobody).Execute()
	s.missing("read a role that was not given", resp, err)
}

func TestDeleteGroupRoleAssignment(t *testing.T) {
	s := newStranger(t)
	group, role := s.newGroup("Retired"), s.builtIn(management.ENUMROLENAME_CONFIGURATION_READ_ONLY)
	id := s.grantGroup(group, granted(role, management.ENUMROLEASSIGNMENTSCOPETYPE_ENVIRONMENT, s.env))
	resp, err := s.GroupRoleAssignmentsApi.DeleteGroupRoleAssignment(s.ctx, s.env, group, id).Execute()
	s.did("DeleteGroupRoleAssignment", http.StatusNoContent, resp, err)
	for _, page := range pagesOf(s, "ReadGroupRoleAssignments", s.GroupRoleAssignmentsApi.ReadGroupRoleAssignments(s.ctx, s.env, group).Execute()) {
		want(s, "roles after that", len(page.RoleAssignments), 0)
	}
	resp, err = s.GroupRoleAssignmentsApi.DeleteGroupRoleAssignment(s.ctx, s.env, group, id).Execute()
	s.missing("delete it again", resp, err)
}
