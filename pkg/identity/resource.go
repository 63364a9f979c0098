package identity

import "encoding/json"

// A Keyed knows how to name itself: by id for a request, by name for a person.
type Keyed interface{ Key() Key }

// A Resource is an object of a realm beside its users, such as a population: the
// platform's document, untouched, and a way to read from it what every platform
// that has such things can say of one.
type Resource[P Keyed] struct {
	// Native is the document as the platform sent it.
	Native json.RawMessage
	// Read understands Native; the directory that made the Resource provides it.
	Read func(json.RawMessage) (P, error)
}

// Document returns the platform's own document.
func (r Resource[P]) Document() json.RawMessage { return r.Native }

// Profile reads what is the same on every platform. Its error says that the
// platform sent something else than was asked for.
func (r Resource[P]) Profile() (P, error) { return r.Read(r.Native) }

// Key names the object for a request and for a person.
func (r Resource[P]) Key() (Key, error) {
	p, err := r.Profile()
	if err != nil {
		return Key{}, err
	}
	return p.Key(), nil
}

// KeyOf names the object that another document of the kind is of, such as an edited
// copy of this one.
func (r Resource[P]) KeyOf(document json.RawMessage) (Key, error) {
	return Resource[P]{Native: document, Read: r.Read}.Key()
}

// Portable returns the object in the one shape that is the same on every platform.
func (r Resource[P]) Portable() (json.RawMessage, error) {
	p, err := r.Profile()
	if err != nil {
		return nil, err
	}
	return json.Marshal(p)
}
