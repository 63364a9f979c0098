package identity

import (
	"context"
	"iter"
)

// A Group is a set of users of a realm, and of groups within it.
type Group = Resource[GroupProfile]

// A GroupProfile is what every platform with groups can say of one.
type GroupProfile struct {
	ID          string `json:"id"`
	Revision    string `json:"revision,omitempty"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	// Condition selects the members of a dynamic group, in the platform's own
	// filter language; empty for a group whose members are put into it.
	Condition string `json:"condition,omitempty"`
	// PopulationID is the population that the group belongs to; empty means the
	// whole realm.
	PopulationID string `json:"populationId,omitempty"`
	// External is true for a group that another system keeps.
	External bool `json:"external"`
	// Direct counts what was put into the group, Total what is in it by nesting and
	// by conditions too.
	Direct MemberCount `json:"direct"`
	Total  MemberCount `json:"total"`
}

// A MemberCount is how many users and groups are in a group, -1 where the platform
// does not say.
type MemberCount struct {
	Users  int64 `json:"users"`
	Groups int64 `json:"groups"`
}

// UnknownMembers is the count of a platform that says nothing.
func UnknownMembers() MemberCount { return MemberCount{Users: -1, Groups: -1} }

// Key names the group for a write and for a person.
func (g GroupProfile) Key() Key { return Key{ID: g.ID, Revision: g.Revision, Name: g.Name} }

// Dynamic reports whether a condition selects members of the group.
func (g GroupProfile) Dynamic() bool { return g.Condition != "" }

// A GroupStore is what every directory of groups can do. What members are to it
// are further interfaces: [MemberLister], [MemberAdder], [ParentLister], ...
type GroupStore interface {
	Lister[Group]
	Getter[Group]
	Finder[Group]
	Creator[Group]
	Patcher[Group]
	Replacer[Group]
	Deleter[Group]
}

// A GroupDirectory is a directory that has groups.
type GroupDirectory interface{ Groups() GroupStore }

// Groups returns the groups of d, or an error of kind [Unsupported].
func Groups(d Directory) (GroupStore, error) {
	if g, ok := d.(GroupDirectory); ok {
		return g.Groups(), nil
	}
	return nil, Lacks(d, "groups")
}

// A ConditionWriter writes a filter on users as the condition of a dynamic group, in
// the platform's own language. What that cannot say is [Unsupported].
type ConditionWriter interface {
	WriteCondition(ctx context.Context, f Filter) (string, error)
}

// A GroupCountReader reads a group with all counts, those that cost the platform
// an effort too.
type GroupCountReader interface {
	GetWithCounts(ctx context.Context, id string) (Group, error)
}

// A ParentLister streams the groups that a group is part of: its members are
// theirs. The reach tells which ones the group was put into.
type ParentLister interface {
	Parents(ctx context.Context, group string) iter.Seq2[Membership, error]
}

// A ChildLister streams the groups that were put into a group.
type ChildLister interface {
	Children(ctx context.Context, group string) iter.Seq2[Group, error]
}

// A ParentAdder puts a group into another one, so that its members become members
// of the parent. A circle is an error of kind [Invalid]; a group that is part of the
// parent already is [Conflict].
type ParentAdder interface {
	AddParent(ctx context.Context, group, parent string) (Membership, error)
}

// A ParentChecker tells whether a group may be put into another one: an error says why
// not, as [ParentAdder] would. Nothing is changed.
type ParentChecker interface {
	CheckParent(ctx context.Context, group, parent string) error
}

// A ParentRemover takes a group out of another one. A group that is no part of it
// is [NotFound]; one that is part of it by nesting alone is [Invalid].
type ParentRemover interface {
	RemoveParent(ctx context.Context, group, parent string) error
}
