package sdk

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

func TestCreateGroup(t *testing.T) {
	s := newStranger(t)
	group := management.NewGroup("Night shift")
	group.SetDescription("Who is awake")
	group.SetExternalId("shift-3")
	group.SetCustomData(map[string]any{"floor": "2"})
	made := s.createGroup(group)
	want(s, "name", made.GetName(), "Night shift")
	want(s, "display name", made.GetDisplayName(), "Night shift")
	want(s, "description", made.GetDescription(), "Who is awake")
	want(s, "external id", made.GetExternalId(), "shift-3")
	want(s, "custom data", fmt.Sprint(made.GetCustomData()), "map[floor:2]")
	want(s, "environment", made.Environment.GetId(), s.env)
	want(s, "population", made.HasPopulation(), false)
	want(s, "people", made.DirectMemberCounts.GetUsers(), 0)
}

func TestCreateGroupOfPopulation(t *testing.T) {
	s := newStranger(t)
	population := s.department("Bakery")
	group := management.NewGroup("Bakers")
	group.SetPopulation(*management.NewGroupPopulation(population))
	want(s, "population", s.createGroup(group).Population.GetId(), population)
}

func TestCreateGroupTwice(t *testing.T) {
	s := newStranger(t)
	s.newGroup("Twins")
	_, resp, err := s.GroupsApi.CreateGroup(s.ctx, s.env).Group(*management.NewGroup("twins")).Execute()
	s.turnedDown("second group of a name", http.StatusBadRequest, "INVALID_DATA UNIQUENESS_VIOLATION name", resp, err)
}

func TestCreateGroupWithoutName(t *testing.T) {
	s := newStranger(t)
	_, resp, err := s.GroupsApi.CreateGroup(s.ctx, s.env).Group(*management.NewGroup("")).Execute()
	s.turnedDown("group without a name", http.StatusBadRequest, "INVALID_DATA EMPTY_VALUE name", resp, err)
}

// TestCreateDynamicGroup selects people by a filter: they are members without being put into it.
func TestCreateDynamicGroup(t *testing.T) {
	s := newStranger(t)
	user := s.newMember("dina.dynamic", s.department("Dynamics"))
	group := management.NewGroup("All of dina")
	group.SetUserFilter(`username eq "dina.dynamic"`)
	made := s.createGroup(group)
	want(s, "filter", made.GetUserFilter(), `username eq "dina.dynamic"`)
	in, resp, err := s.GroupMembershipApi.ReadOneGroupMembershipForUser(s.ctx, s.env, user, made.GetId()).Execute()
	s.did("ReadOneGroupMembershipForUser", http.StatusOK, resp, err)
	want(s, "kind", in.GetType(), management.ENUMGROUPMEMBERSHIPTYPE_INDIRECT)
	resp, err = s.GroupMembershipApi.RemoveUserFromGroup(s.ctx, s.env, user, made.GetId()).Execute()
	s.turnedDown("leave a dynamic group", http.StatusBadRequest, "REQUEST_FAILED CONSTRAINT_VIOLATION id", resp, err)
}

func TestCreateDynamicGroupOfNonsense(t *testing.T) {
	s := newStranger(t)
	group := management.NewGroup("Nonsense")
	group.SetUserFilter(`username is nice`)
	_, resp, err := s.GroupsApi.CreateGroup(s.ctx, s.env).Group(*group).Execute()
	s.turnedDown("filter that cannot be read", http.StatusBadRequest, "INVALID_DATA INVALID_FILTER userFilter", resp, err)
}

func TestReadOneGroup(t *testing.T) {
	s := newStranger(t)
	outer, inner := s.newGroup("Outer circle"), s.newGroup("Inner circle")
	s.nest(inner, outer)
	population := s.department("Circles")
	s.join(s.newMember("ida.inner", population), inner)
	s.join(s.newMember("otto.outer", population), outer)
	got, resp, err := s.GroupsApi.ReadOneGroup(s.ctx, s.env, outer).Include("totalMemberCounts").Execute()
	s.did("ReadOneGroup", http.StatusOK, resp, err)
	want(s, "name", got.GetName(), "Outer circle")
	want(s, "people put into it", got.DirectMemberCounts.GetUsers(), 1)
	want(s, "people in it", got.TotalMemberCounts.GetUsers(), 2)
	got, resp, err = s.GroupsApi.ReadOneGroup(s.ctx, s.env, outer).Execute()
	s.did("ReadOneGroup", http.StatusOK, resp, err)
	want(s, "totals without being asked for", got.HasTotalMemberCounts(), false)
	_, resp, err = s.GroupsApi.ReadOneGroup(s.ctx, s.env, nobody).Execute()
	s.missing("read a group that is not there", resp, err)
}

func TestReadOneGroupWithoutToken(t *testing.T) {
	s := newStranger(t)
	_, resp, err := s.GroupsApi.ReadOneGroup(t.Context(), s.env, nobody).Execute()
	s.turnedDown("read without a token", http.StatusUnauthorized, "ACCESS_FAILED INVALID_TOKEN", resp, err)
}

// TestReadAllGroups goes over pages of two of five groups that a filter selects.
func TestReadAllGroups(t *testing.T) {
	s := newStranger(t)
	for i := range 5 {
		s.newGroup(fmt.Sprintf("Choir %d", i))
	}
	var names []string
	all := pagesOf(s, "ReadAllGroups", s.GroupsApi.ReadAllGroups(s.ctx, s.env).Filter(`name sw "choir "`).Limit(2).Execute())
	for _, page := range all {
		for _, g := range page.Groups {
			names = append(names, g.GetName())
		}
	}
	want(s, "pages", len(all), 3)
	want(s, "names", strings.Join(names, ", "), "Choir 0, Choir 1, Choir 2, Choir 3, Choir 4")
}

func TestReadAllGroupsOfPopulation(t *testing.T) {
	s := newStranger(t)
	population := s.department("Orchard")
	group := management.NewGroup("Pickers")
	group.SetPopulation(*management.NewGroupPopulation(population))
	made := s.createGroup(group)
	page, resp, err := s.GroupsApi.ReadAllGroups(s.ctx, s.env).Filter(`population.id eq "` + population + `"`).ExecuteInitialPage()
	s.did("ReadAllGroups", http.StatusOK, resp, err)
	want(s, "groups", len(page.Embedded.Groups), 1)
	want(s, "id", page.Embedded.Groups[0].GetId(), made.GetId())
	want(s, "count", page.GetCount(), 1)
	want(s, "size", page.GetSize(), 1)
}

func TestReadAllGroupsByWhatCannotBe(t *testing.T) {
	s := newStranger(t)
	_, resp, err := s.GroupsApi.ReadAllGroups(s.ctx, s.env).Filter(`description eq "x"`).ExecuteInitialPage()
	s.turnedDown("filter by a description", http.StatusBadRequest, "INVALID_REQUEST INVALID_FILTER filter", resp, err)
}

// TestUpdateGroup replaces: what is not sent is gone, and what the service sets may be sent back.
func TestUpdateGroup(t *testing.T) {
	s := newStranger(t)
	group := management.NewGroup("Before")
	group.SetDescription("gone after")
	made := s.createGroup(group)
	made.SetName("After")
	made.Description = nil
	got, resp, err := s.GroupsApi.UpdateGroup(s.ctx, s.env, made.GetId()).Group(*made).Execute()
	s.did("UpdateGroup", http.StatusOK, resp, err)
	want(s, "name", got.GetName(), "After")
	want(s, "has a description", got.HasDescription(), false)
	_, resp, err = s.GroupsApi.UpdateGroup(s.ctx, s.env, nobody).Group(*management.NewGroup("x")).Execute()
	s.missing("update a group that is not there", resp, err)
}

func TestUpdateGroupKeepsPopulation(t *testing.T) {
	s := newStranger(t)
	id := s.newGroup("Settled")
	moved := management.NewGroup("Settled")
	moved.SetPopulation(*management.NewGroupPopulation(s.department("Elsewhere")))
	_, resp, err := s.GroupsApi.UpdateGroup(s.ctx, s.env, id).Group(*moved).Execute()
	s.turnedDown("move a group", http.StatusBadRequest, "INVALID_DATA INVALID_VALUE population.id", resp, err)
}

func TestDeleteGroup(t *testing.T) {
	s := newStranger(t)
	id := s.newGroup("Short lived")
	resp, err := s.GroupsApi.DeleteGroup(s.ctx, s.env, id).Execute()
	s.did("DeleteGroup", http.StatusNoContent, resp, err)
	_, resp, err = s.GroupsApi.ReadOneGroup(s.ctx, s.env, id).Execute()
	s.missing("read it after that", resp, err)
	resp, err = s.GroupsApi.DeleteGroup(s.ctx, s.env, id).Execute()
	s.missing("delete it again", resp, err)
}
