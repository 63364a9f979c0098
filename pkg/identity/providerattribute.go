package identity

// A ProviderAttribute says which attribute of a user is filled from what an
// identity provider tells of a person.
type ProviderAttribute = Resource[ProviderAttributeProfile]

// A ProviderAttributeProfile is what every platform can say of one.
type ProviderAttributeProfile struct {
	ID string `json:"id"`
	// Name is the attribute of the user.
	Name string `json:"name"`
	// Value is where it comes from, in the platform's own language.
	Value string `json:"value"`
	// Update is when it is filled, in the platform's own word.
	Update string `json:"update,omitempty"`
	// Core attributes come with the provider and stay.
	Core bool `json:"core"`
}

// Key names the attribute.
func (a ProviderAttributeProfile) Key() Key { return Key{ID: a.ID, Name: a.Name} }

// A ProviderAttributeStore is the attributes of one provider. What the platform does
// not allow of a core one is refused before it is sent, by an error of kind [Invalid].
type ProviderAttributeStore interface {
	Lister[ProviderAttribute]
	Getter[ProviderAttribute]
	Finder[ProviderAttribute]
	Creator[ProviderAttribute]
	Patcher[ProviderAttribute]
	Deleter[ProviderAttribute]
}

// A ProviderAttributeDirectory is a directory whose identity providers have
// attributes.
type ProviderAttributeDirectory interface {
	ProviderAttributes(provider string) ProviderAttributeStore
}

// ProviderAttributes returns the attributes of the provider with an id, or an error
// of kind [Unsupported].
func ProviderAttributes(d Directory, provider string) (ProviderAttributeStore, error) {
	if p, ok := d.(ProviderAttributeDirectory); ok {
		return p.ProviderAttributes(provider), nil
	}
	return nil, Lacks(d, "attributes of identity providers")
}
