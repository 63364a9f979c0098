package sdk

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

func TestAddUserToGroup(t *testing.T) {
	s := newStranger(t)
	user, group := s.newMember("adam.added", s.department("Additions")), s.newGroup("Added")
	made := s.join(user, group)
	want(s, "group", made.GetId(), group)
	want(s, "name", made.GetName(), "Added")
	want(s, "kind", made.GetType(), management.ENUMGROUPMEMBERSHIPTYPE_DIRECT)
	want(s, "environment", made.Environment.GetId(), s.env)
	_, resp, err := s.GroupMembershipApi.AddUserToGroup(s.ctx, s.env, nobody).GroupMembership(*management.NewGroupMembership(group)).Execute()
	s.missing("add a user who is not there", resp, err)
	_, resp, err = s.GroupMembershipApi.AddUserToGroup(s.ctx, s.env, user).GroupMembership(*management.NewGroupMembership(nobody)).Execute()
	s.turnedDown("add to nothing", http.StatusBadRequest, "INVALID_DATA INVALID_VALUE id", resp, err)
}

// TestAddUserToGroupOfOthers puts somebody into a group of another population, which takes only its own people.
func TestAddUserToGroupOfOthers(t *testing.T) {
	s := newStranger(t)
	group := management.NewGroup("Members only")
	group.SetPopulation(*management.NewGroupPopulation(s.department("Club")))
	id := s.createGroup(group).GetId()
	user := s.newMember("olga.outsider", s.department("Street"))
	_, resp, err := s.GroupMembershipApi.AddUserToGroup(s.ctx, s.env, user).GroupMembership(*management.NewGroupMembership(id)).Execute()
	s.turnedDown("join a foreign population", http.StatusBadRequest, "REQUEST_FAILED CONSTRAINT_VIOLATION id", resp, err)
}

// TestReadAllGroupMembershipsForUser goes over pages of two of the five groups that a user is in, each with its group.
func TestReadAllGroupMembershipsForUser(t *testing.T) {
	s := newStranger(t)
	user := s.newMember("mona.many", s.department("Many"))
	for i := range 5 {
		s.join(user, s.newGroup(fmt.Sprintf("Hobby %d", i)))
	}
	var names []string
	all := pagesOf(s, "ReadAllGroupMembershipsForUser",
		s.GroupMembershipApi.ReadAllGroupMembershipsForUser(s.ctx, s.env, user).Expand("group").Limit(2).Execute())
	for _, page := range all {
		for _, m := range page.GroupMemberships {
			want(s, "group that is embedded", m.Embedded.Group.GetName(), m.GetName())
			names = append(names, m.GetName())
		}
	}
	want(s, "pages", len(all), 3)
	want(s, "names", strings.Join(names, ", "), "Hobby 0, Hobby 1, Hobby 2, Hobby 3, Hobby 4")
}

func TestReadAllGroupMembershipsForUserFiltered(t *testing.T) {
	s := newStranger(t)
	user := s.newMember("fay.filtered", s.department("Filters"))
	s.join(user, s.newGroup("Sieve"))
	colander := s.newGroup("Colander")
	s.join(user, colander)
	page, resp, err := s.GroupMembershipApi.ReadAllGroupMembershipsForUser(s.ctx, s.env, user).Filter(`id eq "` + colander + `"`).ExecuteInitialPage()
	s.did("ReadAllGroupMembershipsForUser", http.StatusOK, resp, err)
	want(s, "groups", len(page.Embedded.GroupMemberships), 1)
	want(s, "name", page.Embedded.GroupMemberships[0].GetName(), "Colander")
}

func TestReadOneGroupMembershipForUser(t *testing.T) {
	s := newStranger(t)
	user := s.newMember("nina.nested", s.department("Nests"))
	inner, outer := s.newGroup("Egg"), s.newGroup("Nest")
	s.nest(inner, outer)
	s.join(user, inner)
	got, resp, err := s.GroupMembershipApi.ReadOneGroupMembershipForUser(s.ctx, s.env, user, outer).
		Expand(management.ENUMUSERGROUPASSIGNMENTEXPANDPARAMETER_GROUP).Execute()
	s.did("ReadOneGroupMembershipForUser", http.StatusOK, resp, err)
	want(s, "group", got.GetId(), outer)
	want(s, "kind", got.GetType(), management.ENUMGROUPMEMBERSHIPTYPE_INDIRECT)
	want(s, "group that is embedded", got.Embedded.Group.GetName(), "Nest")
	_, resp, err = s.GroupMembershipApi.ReadOneGroupMembershipForUser(s.ctx, s.env, user, nobody).Execute()
	s.missing("read a membership that is not there", resp, err)
}

func TestRemoveUserFromGroup(t *testing.T) {
	s := newStranger(t)
	user, group := s.newMember("rob.removed", s.department("Removals")), s.newGroup("Left")
	s.join(user, group)
	resp, err := s.GroupMembershipApi.RemoveUserFromGroup(s.ctx, s.env, user, group).Execute()
	s.did("RemoveUserFromGroup", http.StatusNoContent, resp, err)
	got, resp, err := s.GroupsApi.ReadOneGroup(s.ctx, s.env, group).Execute()
	s.did("ReadOneGroup", http.StatusOK, resp, err)
	want(s, "people left", got.DirectMemberCounts.GetUsers(), 0)
	resp, err = s.GroupMembershipApi.RemoveUserFromGroup(s.ctx, s.env, user, group).Execute()
	s.missing("remove again", resp, err)
}
