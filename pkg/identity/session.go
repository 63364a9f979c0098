package identity

import "time"

// A Session is a sign-in that still holds.
type Session = Resource[SessionProfile]

// A SessionProfile is what every platform can say of a session; a zero time is
// unknown.
type SessionProfile struct {
	ID      string    `json:"id"`
	Created time.Time `json:"created,omitzero"`
	Used    time.Time `json:"used,omitzero"`
	Expires time.Time `json:"expires,omitzero"`
	// Browser and Address say from where the person signed in.
	Browser string `json:"browser,omitempty"`
	Address string `json:"address,omitempty"`
}

// Key names the session.
func (s SessionProfile) Key() Key { return Key{ID: s.ID} }

// A SessionStore is the sessions of one user. To delete one is to revoke it.
type SessionStore interface {
	Lister[Session]
	Getter[Session]
	Deleter[Session]
}

// A SessionDirectory is a directory that knows its users' sessions.
type SessionDirectory interface {
	Sessions(user string) SessionStore
}

// Sessions returns the sessions of the user with an id, or an error of kind
// [Unsupported].
func Sessions(d Directory, user string) (SessionStore, error) {
	if s, ok := d.(SessionDirectory); ok {
		return s.Sessions(user), nil
	}
	return nil, Lacks(d, "sessions")
}

// A LinkedAccount is an account elsewhere that a user signs in with.
type LinkedAccount = Resource[LinkedAccountProfile]

// A LinkedAccountProfile is what every platform can say of a linked account.
type LinkedAccountProfile struct {
	ID string `json:"id"`
	// ExternalID is the account's name at the identity provider.
	ExternalID string `json:"externalId,omitempty"`
	ProviderID string `json:"providerId,omitempty"`
}

// Key names the account.
func (l LinkedAccountProfile) Key() Key { return Key{ID: l.ID, Name: l.ExternalID} }

// A LinkedAccountStore is the linked accounts of one user. To delete one is to
// unlink it.
type LinkedAccountStore interface {
	Lister[LinkedAccount]
	Getter[LinkedAccount]
	Deleter[LinkedAccount]
}

// A LinkedAccountDirectory is a directory whose users may have linked accounts.
type LinkedAccountDirectory interface {
	LinkedAccounts(user string) LinkedAccountStore
}

// LinkedAccounts returns the linked accounts of the user with an id, or an error
// of kind [Unsupported].
func LinkedAccounts(d Directory, user string) (LinkedAccountStore, error) {
	if l, ok := d.(LinkedAccountDirectory); ok {
		return l.LinkedAccounts(user), nil
	}
	return nil, Lacks(d, "linked accounts")
}
