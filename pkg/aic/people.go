package aic

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/stream"
)

// people are the users at the other end of a relationship: the members of groups and
// roles, the administrators of organizations. The relationship has a name at either
// end, and is written from the end of the group.
type people struct {
	client *Client
	kind   kind   // what the users are in
	field  string // of the group, such as "members"
	back   string // of the user, such as "groups"
}

var (
	_ identity.MemberStore         = people{}
	_ identity.MemberStreamer      = people{}
	_ identity.ListedMemberRemover = people{}
)

// ofGroup is the address of the people of a group.
func (p people) ofGroup(group string) string {
	return p.client.openidm("managed/"+p.kind.object) + "/" + url.PathEscape(group) + "/" + p.field
}

// ofUser is the address of the groups of a user.
func (p people) ofUser(user string) string {
	return p.client.users.path(user) + "/" + p.back
}

// Members streams the users of a group. Those whom a condition selects are
// [identity.Indirect].
func (p people) Members(ctx context.Context, group string, q identity.MemberQuery) iter.Seq2[identity.Member, error] {
	return membersAs(ctx, p, group, q, memberOf)
}

// StreamMembers streams the users of a group in the memory of a page, as [managed.Stream]
// does.
func (p people) StreamMembers(ctx context.Context, group string, q identity.MemberQuery) iter.Seq2[identity.User, error] {
	return membersAs(ctx, p, group, q, func(r *edgeRow) (identity.User, error) {
		target, err := r.target()
		return newUser(target), err
	})
}

// membersAs streams what read makes of the rows of the members who are asked for.
func membersAs[T any](ctx context.Context, p people, group string, q identity.MemberQuery, read func(*edgeRow) (T, error)) iter.Seq2[T, error] {
	op := "list " + p.field + " of " + p.kind.one
	limit := q.Limit
	if q.DirectOnly {
		q.Limit = 0 // of those who are found, not of those who are looked at
	}
	rows := stream.Filter(p.client.edgeRows(ctx, group, p.ofGroup, q.Query), func(r *edgeRow) bool { return !q.DirectOnly || !r.conditional() })
	return func(yield func(T, error) bool) {
		for m, err := range stream.Take(stream.Map(rows, read), limit) {
			if err != nil {
				yield(m, p.fail(op, group, err))
				return
			}
			if !yield(m, nil) {
				return
			}
		}
	}
}

func memberOf(r *edgeRow) (identity.Member, error) {
	e, err := r.edge()
	return identity.Member{User: newUser(e.target), Reach: e.reach(), Edge: e.id}, err
}

// Memberships streams the groups of a user.
func (p people) Memberships(ctx context.Context, user string, q identity.Query) iter.Seq2[identity.Membership, error] {
	op := "list " + p.kind.many + " of user"
	return func(yield func(identity.Membership, error) bool) {
		for e, err := range p.client.edges(ctx, user, p.ofUser, q) {
			if err != nil {
				yield(identity.Membership{}, p.fail(op, user, err))
				return
			}
			if !yield(membershipOf(e), nil) {
				return
			}
		}
	}
}

// membershipOf is the group at the end of an edge, as one that a user is in.
func membershipOf(e edge) identity.Membership {
	return identity.Membership{Native: e.target, Read: func(document json.RawMessage) (identity.MembershipProfile, error) {
		var w struct {
			ID   string          `json:"_id"`
			Name lenient[string] `json:"name"`
		}
		if err := json.Unmarshal(document, &w); err != nil {
			return identity.MembershipProfile{}, identity.Errorf(identity.API, "read membership: the platform sent something that is none: %w", err)
		}
		return identity.MembershipProfile{GroupID: w.ID, Name: w.Name.value, Reach: e.reach()}, nil
	}}
}

// Membership tells how a user is in a group. The groups of the user are looked through:
// they are few, where the users of a group may be many.
func (p people) Membership(ctx context.Context, group, user string) (identity.Membership, error) {
	e, err := p.edge(ctx, group, user)
	if err != nil {
		return identity.Membership{}, p.fail("get "+p.kind.one+" of user", user, err)
	}
	return membershipOf(e), nil
}

func (p people) edge(ctx context.Context, group, user string) (edge, error) {
	for e, err := range p.client.edges(ctx, user, p.ofUser, identity.Query{Fields: []string{"name"}}) {
		if err != nil || e.targetID() == group {
			return e, err
		}
	}
	return edge{}, identity.Errorf(identity.NotFound, "the user is not in the %s %s", p.kind.one, clean(group))
}

// AddMember puts a user into a group. After a lost answer the groups of the user tell
// whether it was done.
func (p people) AddMember(ctx context.Context, group, user string) (identity.Membership, error) {
	op := "add " + p.one()
	if !isStep(group) || !isStep(user) {
		return identity.Membership{}, p.fail(op, user, identity.Errorf(identity.NotFound, "this is no id"))
	}
	body := object{}
	body.set("_ref", quote(p.client.users.resource()+"/"+user))
	_, err := p.client.object(ctx, rest.Request{
		Method: http.MethodPost, Path: p.ofGroup(group), RawQuery: "_action=create", Header: apiVersion(),
		Body: body.bytes(), Write: true, Replay: rest.ReplayNever,
	})
	if err != nil && mayBeApplied(err) {
		err = p.added(ctx, group, user, err)
	}
	if err != nil {
		return identity.Membership{}, p.fail(op, user, p.refused(err))
	}
	target := object{}
	target.set("_id", quote(group))
	return membershipOf(edge{target: target.bytes()}), nil
}

// added finds out what became of an addition whose answer was lost.
func (p people) added(ctx context.Context, group, user string, lost error) error {
	_, err := p.edge(ctx, group, user)
	if err == nil {
		return nil
	}
	e, ok := translate(lost)
	if !ok {
		return lost
	}
	if identity.KindOf(err) != identity.NotFound {
		e.Unknown = true
		e.Detail += appliedAllTheSame
		return e
	}
	e.Detail += "; the user is not in the " + p.kind.one
	return e
}

// refused puts into words what a relationship is refused for.
func (p people) refused(err error) error {
	e, ok := translate(err)
	if !ok {
		return err
	}
	switch said := strings.ToLower(e.Detail); {
	case e.Status == http.StatusPreconditionFailed && strings.HasPrefix(said, "duplicate relationship"):
		e.Kind, e.Detail = identity.Conflict, "the user is in the "+p.kind.one+" already"
	case e.Status == http.StatusBadRequest && strings.HasPrefix(said, "the referenced relationship"):
		e.Kind, e.Detail = identity.NotFound, "there is no such user"
	}
	return e
}

// RemoveMember takes a user out of a group into which the user was put.
func (p people) RemoveMember(ctx context.Context, group, user string) error {
	op := "remove " + p.one()
	e, err := p.edge(ctx, group, user)
	if err == nil && e.conditional {
		err = identity.Errorf(identity.Invalid, "the user is in the %s %s by its condition", p.kind.one, clean(group))
	}
	if err != nil {
		return p.fail(op, user, err)
	}
	if err := p.removeEdge(ctx, group, e.id); err != nil {
		return p.client.fail(op, user, err)
	}
	return nil
}

// RemoveListed takes a user out of a group by the edge that its listing told of, in one
// request; a member that no edge is known of is asked about first.
func (p people) RemoveListed(ctx context.Context, group string, m identity.Member) error {
	user, err := m.Key()
	if err != nil {
		return err
	}
	if m.Edge == "" || m.Reach != identity.Direct {
		return p.RemoveMember(ctx, group, user.ID)
	}
	if err := p.removeEdge(ctx, group, m.Edge); err != nil {
		return p.client.fail("remove "+p.one(), user.ID, err)
	}
	return nil
}

// removeEdge deletes an edge; one that is gone after a lost answer was deleted here.
func (p people) removeEdge(ctx context.Context, group, id string) error {
	if !isStep(group) || !isStep(id) {
		return identity.Errorf(identity.NotFound, "this is no id")
	}
	_, err := p.client.object(ctx, rest.Request{
		Method: http.MethodDelete, Path: p.ofGroup(group) + "/" + url.PathEscape(id), Header: apiVersion(),
		Write: true, Replay: rest.ReplaySafe,
	})
	if answer, ok := statusOf(err); ok && answer.Status == http.StatusNotFound && answer.Repeated {
		return nil
	}
	return err
}

// one is what a user is to the group: "member", "admin".
func (p people) one() string { return strings.TrimSuffix(p.field, "s") }

// fail is [Client.fail], and names a relationship that the realm does not have.
func (p people) fail(op, subject string, err error) error {
	if p.kind.needless && isNoResource(err) {
		return identity.Lacks(p.client, p.field+" of "+p.kind.many)
	}
	return p.client.fail(op, subject, err)
}

// condition writes a filter on users as an object keeps it that has members by it.
func (p people) condition(f identity.Filter) (string, error) {
	text, err := p.client.filterText(identity.Query{Filter: f})
	if err != nil {
		return "", p.fail("write condition of "+p.kind.one, "", err)
	}
	return text, nil
}
