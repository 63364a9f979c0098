package pingone

import (
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Sessions returns the sessions of the user with an id.
func (c *Client) Sessions(user string) identity.SessionStore {
	return &sessions{collection[identity.SessionProfile]{
		client: c, one: "session", many: "sessions", path: c.users.path(user, "sessions"), read: readSession,
	}}
}

// sessions knows what the parts of a session are called here.
type sessions struct {
	collection[identity.SessionProfile]
}

var _ identity.Namer = (*sessions)(nil)

// NativeName is the platform's own name of what every platform can say of a session.
func (*sessions) NativeName(path string) string {
	switch path {
	case "_id":
		return "id"
	case "created":
		return "createdAt"
	case "used":
		return "activeAt"
	case "expires":
		return "expiresAt"
	case "browser":
		return "browser.name"
	case "address":
		return "lastSignOn.remoteIp"
	}
	return path
}

// readSession reads what is known of a session's form, which the platform's
// reference leaves open in part.
func readSession(document json.RawMessage) (identity.SessionProfile, error) {
	var w struct {
		ID      string                     `json:"id"`
		Created lenient[string]            `json:"createdAt"`
		Active  lenient[string]            `json:"activeAt"`
		Expires lenient[string]            `json:"expiresAt"`
		Browser lenient[map[string]string] `json:"browser"`
		SignOn  lenient[struct {
			At       string `json:"at"`
			RemoteIP string `json:"remoteIp"`
		}] `json:"lastSignOn"`
	}
	if err := json.Unmarshal(document, &w); err != nil {
		return identity.SessionProfile{}, identity.Errorf(identity.API, "read session: the platform sent something that is none: %w", err)
	}
	used := readTime(w.Active.value)
	if at := readTime(w.SignOn.value.At); at.After(used) {
		used = at
	}
	return identity.SessionProfile{
		ID: w.ID, Created: readTime(w.Created.value), Used: used, Expires: readTime(w.Expires.value),
		Browser: rest.Clean(w.Browser.value["name"]), Address: rest.Clean(w.SignOn.value.RemoteIP),
	}, nil
}

// LinkedAccounts returns the linked accounts of the user with an id.
func (c *Client) LinkedAccounts(user string) identity.LinkedAccountStore {
	return &linkedAccounts{collection[identity.LinkedAccountProfile]{
		client: c, one: "linked account", many: "linked accounts", path: c.users.path(user, "linkedAccounts"), read: readLinkedAccount,
	}}
}

// linkedAccounts knows what the parts of a linked account are called here.
type linkedAccounts struct {
	collection[identity.LinkedAccountProfile]
}

var _ identity.Namer = (*linkedAccounts)(nil)

// NativeName is the platform's own name of what every platform can say of a linked
// account.
func (*linkedAccounts) NativeName(path string) string {
	switch path {
	case "_id":
		return "id"
	case "providerId":
		return "identityProvider.id"
	}
	return path
}

func readLinkedAccount(document json.RawMessage) (identity.LinkedAccountProfile, error) {
	var w struct {
		ID         string          `json:"id"`
		ExternalID lenient[string] `json:"externalId"`
		Provider   lenient[struct {
			ID string `json:"id"`
		}] `json:"identityProvider"`
	}
	if err := json.Unmarshal(document, &w); err != nil {
		return identity.LinkedAccountProfile{}, identity.Errorf(identity.API, "read linked account: the platform sent something that is none: %w", err)
	}
	return identity.LinkedAccountProfile{ID: w.ID, ExternalID: rest.Clean(w.ExternalID.value), ProviderID: rest.Clean(w.Provider.value.ID)}, nil
}
