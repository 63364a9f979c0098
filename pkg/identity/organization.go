package identity

import (
	"context"
	"encoding/json"
	"iter"
)

// An Organization is a part of a realm with people and administrators of its own,
// and with organizations below it.
type Organization = Resource[OrganizationProfile]

// An OrganizationProfile is what every platform with organizations can say of one.
type OrganizationProfile struct {
	ID          string `json:"id"`
	Revision    string `json:"revision,omitempty"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	// ParentID is the id of the organization that it is directly below; empty for one
	// at the top, and where the document does not say: see [OrganizationTree].
	ParentID string `json:"parentId,omitempty"`
}

// Key names the organization for a write and for a person.
func (o OrganizationProfile) Key() Key { return Key{ID: o.ID, Revision: o.Revision, Name: o.Name} }

// An OrganizationStore is what every directory of organizations can do.
type OrganizationStore interface {
	Lister[Organization]
	Getter[Organization]
	Finder[Organization]
	Creator[Organization]
	Patcher[Organization]
	Replacer[Organization]
	Deleter[Organization]
	OrganizationTree
	// People are those who have a duty in organizations.
	People(Duty) MemberStore
}

// An OrganizationDirectory is a directory with organizations.
type OrganizationDirectory interface{ Organizations() OrganizationStore }

// Organizations returns the organizations of d, or an error of kind [Unsupported].
func Organizations(d Directory) (OrganizationStore, error) {
	if o, ok := d.(OrganizationDirectory); ok {
		return o.Organizations(), nil
	}
	return nil, Lacks(d, "organizations")
}

// A Duty is what somebody is to an organization.
type Duty string

// The duties.
const (
	MemberDuty Duty = "member" // belongs to it
	AdminDuty  Duty = "admin"  // administers its people and what is below it
	OwnerDuty  Duty = "owner"  // may do all, and names administrators
)

// Duties are all of them.
func Duties() []Duty { return []Duty{MemberDuty, AdminDuty, OwnerDuty} }

// A MemberStore is the users who are in groups, roles or organizations.
type MemberStore interface {
	MemberLister
	MemberAdder
	MemberRemover
	MembershipReader
	MembershipLister
}

// An OrganizationTree knows which organizations are below which.
type OrganizationTree interface {
	// Children streams the organizations directly below one.
	Children(ctx context.Context, id string) iter.Seq2[Organization, error]
	// Parent is the organization that one is directly below; at the top it is an error
	// of kind [NotFound].
	Parent(ctx context.Context, id string) (Organization, error)
	// SetParent puts an organization below another one, or with an empty id at the top.
	// A circle is an error of kind [Invalid].
	SetParent(ctx context.Context, id, revision, parent string) (Organization, error)
}

// A ParentWriter tells how the document of a new organization says which one it is
// directly below: the name of the property, and its value.
type ParentWriter interface {
	WriteParent(id string) (property string, value json.RawMessage)
}
