package identity

import (
	"context"
	"encoding/json"
)

// A User is one account of a realm: the platform's document, untouched, and a
// way to read from it what every administrator asks for. Reading is done when
// it is asked for, so that a listing costs no decoding that nobody looks at.
type User struct {
	// Native is the document as the platform sent it.
	Native json.RawMessage
	// Read understands Native; the directory that made the User provides it.
	Read func(json.RawMessage) (Profile, error)
}

// Document returns the platform's own document.
func (u User) Document() json.RawMessage { return u.Native }

// Profile reads the ten attributes that every platform has. Its error says
// that the platform sent something that is no user.
func (u User) Profile() (Profile, error) { return u.Read(u.Native) }

// Key names the user for a write and for a person.
func (u User) Key() (Key, error) {
	p, err := u.Profile()
	return Key{ID: p.ID, Revision: p.Revision, Name: p.UserName}, err
}

// KeyOf names the user that another document is of, such as an edited copy of this one.
func (u User) KeyOf(document json.RawMessage) (Key, error) {
	return User{Native: document, Read: u.Read}.Key()
}

// Portable returns the user in the one shape that is the same on every platform.
func (u User) Portable() (json.RawMessage, error) {
	p, err := u.Profile()
	if err != nil {
		return nil, err
	}
	return json.Marshal(p)
}

// A Key names one object: by id and revision for a write, by name for a person.
type Key struct {
	ID, Revision, Name string
	// Place tells objects of one name apart, in words: "population Customers". It is set
	// where several match, and only where places may differ.
	Place string
}

// String is the name a person knows the object by, or its id.
func (k Key) String() string {
	if k.Name != "" {
		return k.Name
	}
	return k.ID
}

// A Profile is what every platform can say of a user; its JSON form is the
// portable shape, stable from release to release.
type Profile struct {
	ID          string `json:"id"`
	Revision    string `json:"revision,omitempty"`
	UserName    string `json:"userName"`
	GivenName   string `json:"givenName"`
	FamilyName  string `json:"familyName"`
	DisplayName string `json:"displayName,omitempty"`
	Mail        string `json:"mail"`
	Phone       string `json:"phone,omitempty"`
	// Enabled is false for an account that may not sign in.
	Enabled bool `json:"enabled"`
	// ManagerID is the id of the user's manager, where one is known.
	ManagerID string `json:"managerId,omitempty"`
}

// A UserStore is what every directory of users can do.
type UserStore interface {
	Lister[User]
	Getter[User]
	Finder[User]
	Creator[User]
	Patcher[User]
	Replacer[User]
	Deleter[User]
}

// A UserDirectory is a directory that has users.
type UserDirectory interface{ Users() UserStore }

// Users returns the users of d, or an error of kind [Unsupported].
func Users(d Directory) (UserStore, error) {
	if u, ok := d.(UserDirectory); ok {
		return u.Users(), nil
	}
	return nil, Lacks(d, "users")
}

// A StatusKeeper knows how an account is switched on and off.
type StatusKeeper interface {
	// StatusPatch is the change that lets a user sign in, or keeps the user out.
	StatusPatch(enabled bool) Patch
}

// Count counts the objects that match q: by the store's own [Counter] where it
// has one, else by listing them.
func Count[T any](ctx context.Context, l Lister[T], q Query) (int64, error) {
	if c, ok := l.(Counter); ok {
		return c.Count(ctx, q)
	}
	var n int64
	for _, err := range l.List(ctx, q) {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
