package sdk

import (
	"net/http"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// missing is the refusal of everything that is not there.
func (s *stranger) missing(what string, resp *http.Response, err error) {
	s.Helper()
	s.turnedDown(what, http.StatusNotFound, "NOT_FOUND", resp, err)
}

// department makes a population and returns its id.
func (s *stranger) department(name string) string {
	s.Helper()
	made, resp, err := s.PopulationsApi.CreatePopulation(s.ctx, s.env).Population(*management.NewPopulation(name)).Execute()
	s.did("CreatePopulation", http.StatusCreated, resp, err)
	return made.GetId()
}

// newMember makes a user of a population and returns the id.
func (s *stranger) newMember(name, population string) string {
	s.Helper()
	user := management.NewUser(name+"@example.com", name)
	user.SetPopulation(*management.NewUserPopulation(population))
	made, resp, err := s.UsersApi.CreateUser(s.ctx, s.env).User(*user).Execute()
	s.did("CreateUser", http.StatusCreated, resp, err)
	return made.GetId()
}

// createGroup makes a group as it is given.
func (s *stranger) createGroup(group *management.Group) *management.Group {
	s.Helper()
	made, resp, err := s.GroupsApi.CreateGroup(s.ctx, s.env).Group(*group).Execute()
	s.did("CreateGroup", http.StatusCreated, resp, err)
	return made
}

// newGroup makes a group of the environment and returns its id.
func (s *stranger) newGroup(name string) string {
	s.Helper()
	return s.createGroup(management.NewGroup(name)).GetId()
}

// nest makes the members of one group members of another.
func (s *stranger) nest(child, parent string) *management.GroupNesting {
	s.Helper()
	made, resp, err := s.GroupsApi.CreateGroupNesting(s.ctx, s.env, child).GroupNesting(*management.NewGroupNesting(parent)).Execute()
	s.did("CreateGroupNesting", http.StatusCreated, resp, err)
	return made
}

// join puts a user into a group.
func (s *stranger) join(user, group string) *management.GroupMembership {
	s.Helper()
	made, resp, err := s.GroupMembershipApi.AddUserToGroup(s.ctx, s.env, user).GroupMembership(*management.NewGroupMembership(group)).Execute()
	s.did("AddUserToGroup", http.StatusCreated, resp, err)
	return made
}

// pagesOf takes a list of the SDK to its end and returns what each page holds.
func pagesOf(s *stranger, operation string, all management.EntityArrayPagedIterator) []*management.EntityArrayEmbedded {
	s.Helper()
	var held []*management.EntityArrayEmbedded
	for page, err := range all {
		s.did(operation, http.StatusOK, page.HTTPResponse, err)
		held = append(held, page.EntityArray.Embedded)
	}
	return held
}
