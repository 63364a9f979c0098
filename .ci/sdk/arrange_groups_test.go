package sdk

import (
	"errors"
	"net/http"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// nobody is the id of nothing.
const nobody = "00000000-0000-0000-0000-00000000dead"

// turnedDown checks that an operation was refused in the service's words, as the SDK's own type has them: the class,
// the code of the first detail and what it is about. The last two are empty for a refusal without details.
func (s *stranger) turnedDown(what string, status int, class, code, target string, resp *http.Response, err error) {
	s.Helper()
	var refusal *management.GenericOpenAPIError
	if !errors.As(err, &refusal) || resp == nil {
		s.Fatalf("%s: answered %v (%v), want %d", what, resp, err, status)
	}
	said, typed := refusal.Model().(management.P1Error)
	if !typed {
		s.Fatalf("%s: the SDK cannot read the refusal: %v\n%s", what, err, refusal.Body())
	}
	var first management.P1ErrorDetailsInner
	if details := said.GetDetails(); len(details) > 0 {
		first = details[0]
	}
	want(s, what+": status", resp.StatusCode, status)
	want(s, what+": class", said.GetCode(), class)
	want(s, what+": code", first.GetCode(), code)
	want(s, what+": target", first.GetTarget(), target)
	if said.GetMessage() == "" || said.GetId() == "" {
		s.Errorf("%s: a refusal without a message or an id: %s", what, refusal.Body())
	}
}

// missing is the refusal of everything that is not there.
func (s *stranger) missing(what string, resp *http.Response, err error) {
	s.Helper()
	s.turnedDown(what, http.StatusNotFound, "NOT_FOUND", "", "", resp, err)
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

// pages takes a list of the SDK to its end and returns what each page holds.
func pages(s *stranger, operation string, all management.EntityArrayPagedIterator) []*management.EntityArrayEmbedded {
	s.Helper()
	var held []*management.EntityArrayEmbedded
	for page, err := range all {
		s.did(operation, http.StatusOK, page.HTTPResponse, err)
		held = append(held, page.EntityArray.Embedded)
	}
	return held
}

func TestTurnedDownWithoutToken(t *testing.T) {
	s := newStranger(t)
	_, resp, err := s.GroupsApi.ReadOneGroup(t.Context(), s.env, nobody).Execute()
	s.turnedDown("read without a token", http.StatusUnauthorized, "ACCESS_FAILED", "INVALID_TOKEN", "", resp, err)
}
