package aic

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
)

// TestOrganizationsOnSandbox builds a tree and gives people their duties in it.
func TestOrganizationsOnSandbox(t *testing.T) {
	t.Parallel()
	ctx, c := context.Background(), onSandbox(t)
	o := c.Organizations().(*Organizations)
	make := func(name string) identity.Key {
		t.Helper()
		made, err := o.Create(ctx, identity.Draft{Document: json.RawMessage(`{"name":"` + name + `"}`)})
		return keyOf(t, made, err)
	}
	above, below, deeper := make("Above"), make("Below"), make("Deeper")
	for _, move := range [][2]identity.Key{{below, above}, {deeper, below}} {
		if _, err := o.SetParent(ctx, move[0].ID, identity.AnyRevision, move[1].ID); err != nil {
			t.Fatal(err)
		}
	}
	_, err := o.SetParent(ctx, above.ID, identity.AnyRevision, deeper.ID)
	if e := wantKind(t, err, identity.Invalid); !strings.Contains(e.Error(), "below it") {
		t.Errorf("a circle: %v", e)
	}
	children := collect(t, o.Children(ctx, above.ID))
	if p, err := children[0].Profile(); len(children) != 1 || err != nil || p.Name != "Below" || p.ParentID != above.ID || p.ID != below.ID {
		t.Errorf("children %+v, %v", p, err)
	}
	parent, err := o.Parent(ctx, deeper.ID)
	if keyOf(t, parent, err).ID != below.ID {
		t.Errorf("the parent is %s", parent.Native)
	}
	_, err = o.Parent(ctx, above.ID)
	_ = wantKind(t, err, identity.NotFound)
	if _, err := o.SetParent(ctx, deeper.ID, identity.AnyRevision, ""); err != nil {
		t.Error(err)
	}
	_, err = o.Parent(ctx, deeper.ID)
	_ = wantKind(t, err, identity.NotFound)

	user := keyOf(t, collect(t, c.users.List(ctx, identity.Query{Limit: 1}))[0], nil).ID
	for _, d := range identity.Duties() {
		p := o.People(d)
		if _, err := p.AddMember(ctx, below.ID, user); err != nil {
			t.Error(err)
		}
		if got := collect(t, p.Members(ctx, below.ID, identity.MemberQuery{})); len(got) != 1 || keyOf(t, got[0], nil).ID != user {
			t.Errorf("%s: %d people", d, len(got))
		}
		m, err := p.Membership(ctx, below.ID, user)
		if keyOf(t, m, err).Name != "Below" {
			t.Errorf("%s: %s", d, m.Native)
		}
		if err := p.RemoveMember(ctx, below.ID, user); err != nil {
			t.Error(err)
		}
	}
	found := collect(t, o.List(ctx, identity.Query{Native: `name eq "Below"`}))
	if p, err := found[0].Profile(); err != nil || p.ParentID != above.ID {
		t.Errorf("%+v, %v: %s", p, err, found[0].Native)
	}
}
