package sdk

import (
	"net/http"
	"strings"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// The group in the path is the child, the group in the body the parent.

func TestCreateGroupNesting(t *testing.T) {
	s := newStranger(t)
	child, parent := s.newGroup("Doll"), s.newGroup("Bigger doll")
	made := s.nest(child, parent)
	want(s, "parent", made.GetId(), parent)
	want(s, "kind", made.GetType(), "DIRECT")
	_, resp, err := s.GroupsApi.CreateGroupNesting(s.ctx, s.env, parent).GroupNesting(*management.NewGroupNesting(child)).Execute()
	s.turnedDown("nest in a circle", http.StatusBadRequest, "REQUEST_FAILED CONSTRAINT_VIOLATION id", resp, err)
	_, resp, err = s.GroupsApi.CreateGroupNesting(s.ctx, s.env, child).GroupNesting(*management.NewGroupNesting(nobody)).Execute()
	s.turnedDown("nest in nothing", http.StatusBadRequest, "INVALID_DATA INVALID_VALUE id", resp, err)
}

func TestReadGroupNesting(t *testing.T) {
	s := newStranger(t)
	twig, branch, tree := s.newGroup("Twig"), s.newGroup("Branch"), s.newGroup("Tree")
	s.nest(twig, branch)
	s.nest(branch, tree)
	var put []string
	for _, page := range pagesOf(s, "ReadGroupNesting", s.GroupsApi.ReadGroupNesting(s.ctx, s.env, twig).Execute()) {
		for _, m := range page.GroupMemberships {
			put = append(put, m.GetName()+" "+string(m.GetType()))
		}
	}
	want(s, "groups above", strings.Join(put, ", "), "Branch DIRECT, Tree INDIRECT")
	_, resp, err := s.GroupsApi.ReadGroupNesting(s.ctx, s.env, nobody).ExecuteInitialPage()
	s.missing("groups above nothing", resp, err)
}

func TestReadOneGroupNesting(t *testing.T) {
	s := newStranger(t)
	child, parent, stranger := s.newGroup("Leaf"), s.newGroup("Book"), s.newGroup("Shelf")
	s.nest(child, parent)
	got, resp, err := s.GroupsApi.ReadOneGroupNesting(s.ctx, s.env, child, parent).Execute()
	s.did("ReadOneGroupNesting", http.StatusOK, resp, err)
	want(s, "parent", got.GetId(), parent)
	want(s, "kind", got.GetType(), "DIRECT")
	_, resp, err = s.GroupsApi.ReadOneGroupNesting(s.ctx, s.env, child, stranger).Execute()
	s.missing("read a nesting that is not there", resp, err)
}

func TestDeleteGroupNesting(t *testing.T) {
	s := newStranger(t)
	child, parent, top := s.newGroup("Kitten"), s.newGroup("Cat"), s.newGroup("Zoo")
	s.nest(child, parent)
	s.nest(parent, top)
	resp, err := s.GroupsApi.DeleteGroupNesting(s.ctx, s.env, child, top).Execute()
	s.turnedDown("delete what is indirect", http.StatusBadRequest, "REQUEST_FAILED CONSTRAINT_VIOLATION id", resp, err)
	resp, err = s.GroupsApi.DeleteGroupNesting(s.ctx, s.env, child, parent).Execute()
	s.did("DeleteGroupNesting", http.StatusNoContent, resp, err)
	for _, page := range pagesOf(s, "ReadGroupNesting", s.GroupsApi.ReadGroupNesting(s.ctx, s.env, child).Execute()) {
		want(s, "groups above after that", len(page.GroupMemberships), 0)
	}
	resp, err = s.GroupsApi.DeleteGroupNesting(s.ctx, s.env, child, parent).Execute()
	s.missing("delete it again", resp, err)
}
