package identity

// A Role is what users may do, or get, in applications; what administrators may do
// with the realm is an [AdminRole]. Its members are those whom it is granted: a store
// of roles is a [MemberLister] and what goes with it.
type Role = Resource[RoleProfile]

// A RoleProfile is what every platform with such roles can say of one.
type RoleProfile struct {
	ID          string `json:"id"`
	Revision    string `json:"revision,omitempty"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	// Condition selects users whom the role is granted, in the platform's own filter
	// language; empty for a role that is granted by hand alone.
	Condition string `json:"condition,omitempty"`
}

// Key names the role for a write and for a person.
func (r RoleProfile) Key() Key { return Key{ID: r.ID, Revision: r.Revision, Name: r.Name} }

// Conditional reports whether a condition grants the role.
func (r RoleProfile) Conditional() bool { return r.Condition != "" }

// A RoleStore is what every directory of roles can do.
type RoleStore interface {
	Lister[Role]
	Getter[Role]
	Finder[Role]
	Creator[Role]
	Patcher[Role]
	Replacer[Role]
	Deleter[Role]
}

// A RoleDirectory is a directory whose users have roles.
type RoleDirectory interface{ Roles() RoleStore }

// Roles returns the roles of d, or an error of kind [Unsupported].
func Roles(d Directory) (RoleStore, error) {
	if r, ok := d.(RoleDirectory); ok {
		return r.Roles(), nil
	}
	return nil, Lacks(d, "managed roles")
}
