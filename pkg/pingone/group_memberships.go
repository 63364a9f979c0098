package pingone

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// readMembershipProfile reads a membership of a user or of a group.
func readMembershipProfile(document json.RawMessage) (identity.MembershipProfile, error) {
	var w struct {
		Type lenient[string] `json:"type"`
	}
	if err := json.Unmarshal(document, &w); err != nil {
		return identity.MembershipProfile{}, identity.Errorf(identity.API, "read membership: the platform sent something that is none: %w", err)
	}
	m := readMembership(document)
	p := identity.MembershipProfile{GroupID: m.key.ID, Name: m.key.Name, PopulationID: m.population}
	switch strings.ToUpper(w.Type.value) {
	case "DIRECT":
		p.Reach = identity.Direct
	case "INDIRECT":
		p.Reach = identity.Indirect
	}
	return p, nil
}

func membershipOf(document json.RawMessage) identity.Membership {
	return identity.Membership{Native: document, Read: readMembershipProfile}
}

const memberships = "memberOfGroups"

// ofUser is the address of a user's groups, or of one of them.
func (g *Groups) ofUser(user string, group ...string) string {
	return g.client.users.path(user, append([]string{memberships}, group...)...)
}

// ofGroup is the address of the groups that a group is part of, or of one of them.
func (g *Groups) ofGroup(group string, parent ...string) string {
	p := g.at(group) + "/" + memberships
	for _, id := range parent {
		p += "/" + url.PathEscape(id)
	}
	return p
}

// Membership tells how a user is in a group.
func (g *Groups) Membership(ctx context.Context, group, user string) (identity.Membership, error) {
	const op = "get group of user"
	err := g.client.users.guard(ctx, user)
	if err != nil {
		return identity.Membership{}, g.client.fail(op, user, err)
	}
	document, err := g.membership(ctx, group, user)
	if err != nil {
		return identity.Membership{}, g.client.fail(op, user, err)
	}
	return membershipOf(document), nil
}

func (g *Groups) membership(ctx context.Context, group, user string) (json.RawMessage, error) {
	if !isStep(group) || !isStep(user) {
		return nil, identity.Errorf(identity.NotFound, "this is no id")
	}
	document, err := g.client.read(ctx, g.ofUser(user, group), "")
	if rest.IsStatus(err, http.StatusNotFound) {
		e, _ := translate(err)
		e.Detail = "the user is not in the group " + rest.Clean(group) + ", or there is no such user or group"
		return nil, e
	}
	return document, err
}

// Memberships streams the groups that a user is in, directly or not.
func (g *Groups) Memberships(ctx context.Context, user string, q identity.Query) iter.Seq2[identity.Membership, error] {
	const op = "list groups of user"
	return func(yield func(identity.Membership, error) bool) {
		err := g.client.users.guard(ctx, user)
		filter := ""
		if err == nil {
			filter, err = g.condition(ctx, q)
		}
		if err != nil {
			yield(identity.Membership{}, g.client.fail(op, user, err))
			return
		}
		p := &pager{client: g.client, path: g.ofUser(user), query: rest.Parameters("expand", "group", "filter", filter, "limit", sizeOf(q)), limit: q.Limit}
		g.yieldMemberships(p.rows(ctx), op, user, yield)
	}
}

func (g *Groups) yieldMemberships(rows iter.Seq2[json.RawMessage, error], op, subject string, yield func(identity.Membership, error) bool) {
	for row, err := range rows {
		if err != nil {
			yield(identity.Membership{}, g.client.fail(op, subject, err))
			return
		}
		if !yield(membershipOf(row), nil) {
			return
		}
	}
}
