package aic

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
)

// TestRolesOnSandbox grants a role by hand and by a condition, to users who come to
// fulfil it and cease to.
func TestRolesOnSandbox(t *testing.T) {
	t.Parallel()
	ctx, c := context.Background(), onSandbox(t)
	r := c.Roles().(*Roles)
	made, err := r.Create(ctx, identity.Draft{Document: json.RawMessage(`{"name":"Polar","condition":"/city eq \"Longyearbyen\""}`)})
	role := keyOf(t, made, err)
	if p, err := made.Profile(); err != nil || !p.Conditional() {
		t.Errorf("%+v, %v", p, err)
	}
	users := collect(t, c.users.List(ctx, identity.Query{Limit: 2}))
	byHand, byCondition := keyOf(t, users[0], nil), keyOf(t, users[1], nil)
	if _, err := r.AddMember(ctx, role.ID, byHand.ID); err != nil {
		t.Fatal(err)
	}
	move := func(city string) {
		t.Helper()
		value, err := json.Marshal(city)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.users.Patch(ctx, byCondition.ID, identity.AnyRevision, identity.Patch{{Op: identity.Set, Path: "city", Value: value}}); err != nil {
			t.Fatal(err)
		}
	}
	reaches := func(q identity.MemberQuery) map[string]identity.Reach {
		all := map[string]identity.Reach{}
		for _, m := range collect(t, r.Members(ctx, role.ID, q)) {
			all[keyOf(t, m, nil).ID] = m.Reach
		}
		return all
	}
	if got := reaches(identity.MemberQuery{}); len(got) != 1 {
		t.Errorf("before: %v", got)
	}
	move("Longyearbyen")
	if got := reaches(identity.MemberQuery{}); len(got) != 2 || got[byHand.ID] != identity.Direct || got[byCondition.ID] != identity.Indirect {
		t.Errorf("after: %v", got)
	}
	if got := reaches(identity.MemberQuery{DirectOnly: true, Query: identity.Query{Limit: 1}}); len(got) != 1 || got[byHand.ID] != identity.Direct {
		t.Errorf("by hand: %v", got)
	}
	m, err := r.Membership(ctx, role.ID, byCondition.ID)
	if err != nil {
		t.Fatal(err)
	}
	if p, err := m.Profile(); err != nil || p.Reach != identity.Indirect || p.Name != "Polar" {
		t.Errorf("%+v, %v", p, err)
	}
	_ = wantKind(t, r.RemoveMember(ctx, role.ID, byCondition.ID), identity.Invalid)
	move("Oslo")
	if got := reaches(identity.MemberQuery{}); len(got) != 1 {
		t.Errorf("moved away: %v", got)
	}
	_ = wantKind(t, r.RemoveMember(ctx, role.ID, byCondition.ID), identity.NotFound)
	if _, err := r.Patch(ctx, role.ID, identity.AnyRevision, identity.Patch{{Op: identity.Set, Path: "condition", Value: json.RawMessage(`"/city eq \"Oslo\""`)}}); err != nil {
		t.Fatal(err)
	}
	if got := reaches(identity.MemberQuery{}); got[byCondition.ID] != identity.Indirect || got[byHand.ID] != identity.Direct {
		t.Errorf("another condition: %v", got)
	}
	if _, err := r.Delete(ctx, role.ID, identity.AnyRevision); err != nil {
		t.Error(err)
	}
	for _, m := range collect(t, r.Memberships(ctx, byCondition.ID, identity.Query{})) {
		if keyOf(t, m, nil).ID == role.ID {
			t.Error("a role that is gone is held")
		}
	}
	lawyers, err := c.groups.GetWithCounts(ctx, "lawyers")
	if p, bad := lawyers.Profile(); err != nil || bad != nil || p.Direct.Users != 0 || p.Total.Users == 0 {
		t.Errorf("the lawyers of the seed: %+v, %v", p, err)
	}
	oslo, err := c.organizations.Find(ctx, "Example Oslo")
	key := keyOf(t, oslo, err)
	europe, err := c.organizations.Parent(ctx, key.ID)
	if keyOf(t, europe, err).Name != "Example Europe" {
		t.Errorf("above Oslo: %s", europe.Native)
	}
}
