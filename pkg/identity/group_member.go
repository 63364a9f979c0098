package identity

import (
	"context"
	"encoding/json"
	"iter"
)

// What these interfaces call a group is anything that has users as members: a
// store of roles or of organizations may implement them too.

// A Reach says how something is in a group.
type Reach string

// The ways. The zero value means that the platform does not say.
const (
	Direct   Reach = "direct"   // put into it
	Indirect Reach = "indirect" // by nesting, or by a condition that it fulfils
)

// A Membership is a group as one that a user or a group is in.
type Membership = Resource[MembershipProfile]

// A MembershipProfile is what every platform can say of a membership.
type MembershipProfile struct {
	// GroupID and Name are those of the group.
	GroupID string `json:"groupId"`
	Name    string `json:"name,omitempty"`
	Reach   Reach  `json:"reach,omitempty"`
	// PopulationID is the population that the group belongs to, where it is known.
	PopulationID string `json:"populationId,omitempty"`
}

// Key names the group.
func (m MembershipProfile) Key() Key { return Key{ID: m.GroupID, Name: m.Name} }

// A Member is a user of a group.
type Member struct {
	User
	Reach Reach
	// Path are the groups over which the user is in the group, from the one that
	// holds the user to the one that was asked for; nil where the platform does not say.
	Path []Key
	// Edge is the platform's own id of the membership, where memberships have one; see
	// [ListedMemberRemover].
	Edge string
}

// A MemberQuery says which members are wanted.
type MemberQuery struct {
	// Query narrows the members, as it would the users of the realm.
	Query
	// DirectOnly leaves out those who are in the group by nesting or by a condition.
	DirectOnly bool
}

// A MemberLister streams the users in a group, those of nested groups and those
// whom a condition selects too, each once. An error is yielded once, last.
type MemberLister interface {
	Members(ctx context.Context, group string, q MemberQuery) iter.Seq2[Member, error]
}

// A MemberStreamer lists like a [MemberLister], for a consumer that wants no more of a
// member than the user, and is done with it before it asks for the next: the memory of a
// user is used again after that.
type MemberStreamer interface {
	StreamMembers(ctx context.Context, group string, q MemberQuery) iter.Seq2[User, error]
}

// A MemberAdder puts a user into a group. One who was put into it before is an
// error of kind [Conflict].
type MemberAdder interface {
	AddMember(ctx context.Context, group, user string) (Membership, error)
}

// A MemberRemover takes a user out of a group. One who is not in it is
// [NotFound]; one who is in it by nesting or by a condition alone is [Invalid].
type MemberRemover interface {
	RemoveMember(ctx context.Context, group, user string) error
}

// A ListedMemberRemover takes out of a group a member whom its listing told: one of
// reach [Direct] is not asked about again.
type ListedMemberRemover interface {
	RemoveListed(ctx context.Context, group string, m Member) error
}

// A MemberChecker tells of a group into which nobody is put by hand, by its document:
// an error of kind [Invalid] says why. Nothing is sent.
type MemberChecker interface {
	CheckMembers(document json.RawMessage) error
}

// A MembershipReader tells how a user is in a group; one who is not in it is
// [NotFound].
type MembershipReader interface {
	Membership(ctx context.Context, group, user string) (Membership, error)
}

// A MembershipLister streams the groups that a user is in, directly or not.
type MembershipLister interface {
	Memberships(ctx context.Context, user string, q Query) iter.Seq2[Membership, error]
}
