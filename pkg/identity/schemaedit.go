package identity

// A SchemaAttribute is an attribute of users as an object that can be edited,
// where a platform allows that. What it is for users is an [Attribute].
type SchemaAttribute = Resource[SchemaAttributeProfile]

// A SchemaAttributeProfile is what every platform can say of one.
type SchemaAttributeProfile struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
	Type  Type   `json:"type"`
	// Origin is who made it: "core", "standard" or "custom".
	Origin   string `json:"origin"`
	Required bool   `json:"required"`
	Unique   bool   `json:"unique"`
	Many     bool   `json:"multiValued"`
	Enabled  bool   `json:"enabled"`
}

// Key names the attribute.
func (a SchemaAttributeProfile) Key() Key { return Key{ID: a.ID, Name: a.Name} }

// A SchemaAttributeStore is the attributes of a realm's users. What the platform
// does not allow is refused before it is sent, by an error of kind [Invalid] that
// names the property.
type SchemaAttributeStore interface {
	Lister[SchemaAttribute]
	Getter[SchemaAttribute]
	Finder[SchemaAttribute]
	Creator[SchemaAttribute]
	Patcher[SchemaAttribute]
	Deleter[SchemaAttribute]
}

// A SchemaEditor is a directory whose users can be given new attributes.
type SchemaEditor interface {
	SchemaAttributes() SchemaAttributeStore
}

// SchemaAttributes returns the attributes of d's users, or an error of kind
// [Unsupported].
func SchemaAttributes(d Directory) (SchemaAttributeStore, error) {
	if s, ok := d.(SchemaEditor); ok {
		return s.SchemaAttributes(), nil
	}
	return nil, Lacks(d, "attributes to edit")
}
