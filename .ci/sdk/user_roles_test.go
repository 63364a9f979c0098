package sdk

import (
	"net/http"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// admin makes a user who has a role for a population, and returns the user, the role as it was given and its id.
func (s *stranger) admin(name string) (user string, role management.RoleAssignment, id string) {
	s.Helper()
	population := s.department("Of " + name)
	user = s.newMember(name, population)
	role = granted(s.builtIn(management.ENUMROLENAME_IDENTITY_DATA_ADMIN), management.ENUMROLEASSIGNMENTSCOPETYPE_POPULATION, population)
	made, resp, err := s.UserRoleAssignmentsApi.CreateUserRoleAssignment(s.ctx, s.env, user).RoleAssignment(role).Execute()
	s.did("CreateUserRoleAssignment", http.StatusCreated, resp, err)
	sameAssignment(s, made, role)
	return user, role, made.GetId()
}

func TestCreateUserRoleAssignment(t *testing.T) {
	s := newStranger(t)
	user, role, _ := s.admin("carla.created")
	_, resp, err := s.UserRoleAssignmentsApi.CreateUserRoleAssignment(s.ctx, s.env, user).RoleAssignment(role).Execute()
	s.turnedDown("give it again", http.StatusBadRequest, "INVALID_DATA UNIQUENESS_VIOLATION role", resp, err)
	role.Scope.Id = nobody
	_, resp, err = s.UserRoleAssignmentsApi.CreateUserRoleAssignment(s.ctx, s.env, user).RoleAssignment(role).Execute()
	s.turnedDown("give it for nothing", http.StatusBadRequest, "INVALID_DATA INVALID_VALUE scope", resp, err)
}

func TestReadUserRoleAssignments(t *testing.T) {
	s := newStranger(t)
	user, role, id := s.admin("lena.listed")
	for _, page := range pagesOf(s, "ReadUserRoleAssignments", s.UserRoleAssignmentsApi.ReadUserRoleAssignments(s.ctx, s.env, user).Execute()) {
		want(s, "roles", len(page.RoleAssignments), 1)
		want(s, "id", page.RoleAssignments[0].GetId(), id)
		sameAssignment(s, &page.RoleAssignments[0], role)
	}
	_, resp, err := s.UserRoleAssignmentsApi.ReadUserRoleAssignments(s.ctx, s.env, nobody).ExecuteInitialPage()
	s.missing("roles of nobody", resp, err)
}

func TestReadOneUserRoleAssignment(t *testing.T) {
	s := newStranger(t)
	user, role, id := s.admin("rita.read")
	got, resp, err := s.UserRoleAssignmentsApi.ReadOneUserRoleAssignment(s.ctx, s.env, user, id).Execute()
	s.did("ReadOneUserRoleAssignment", http.StatusOK, resp, err)
	sameAssignment(s, got, role)
	_, resp, err = s.UserRoleAssignmentsApi.ReadOneUserRoleAssignment(s.ctx, s.env, user, nobody).Execute()
	s.missing("read a role that was not given", resp, err)
}

func TestDeleteUserRoleAssignment(t *testing.T) {
	s := newStranger(t)
	user, _, id := s.admin("dora.dismissed")
	resp, err := s.UserRoleAssignmentsApi.DeleteUserRoleAssignment(s.ctx, s.env, user, id).Execute()
	s.did("DeleteUserRoleAssignment", http.StatusNoContent, resp, err)
	for _, page := range pagesOf(s, "ReadUserRoleAssignments", s.UserRoleAssignmentsApi.ReadUserRoleAssignments(s.ctx, s.env, user).Execute()) {
		want(s, "roles after that", len(page.RoleAssignments), 0)
	}
	resp, err = s.UserRoleAssignmentsApi.DeleteUserRoleAssignment(s.ctx, s.env, user, id).Execute()
	s.missing("delete it again", resp, err)
}
