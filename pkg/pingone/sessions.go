package pingone

import (
	"context"
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Sessions returns the sessions of the user with an id.
func (c *Client) Sessions(user string) identity.SessionStore {
	return &collection[identity.SessionProfile]{client: c, one: "session", many: "sessions", path: c.users.path(user, "sessions"), read: readSession}
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
	return &collection[identity.LinkedAccountProfile]{client: c, one: "linked account", many: "linked accounts", path: c.users.path(user, "linkedAccounts"), read: readLinkedAccount}
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

// Aspects are what can be read of a user beside the user's own document.
func (u *Users) Aspects() []string {
	return []string{"idp", "verify", "linked", "sessions", "password", "mfa"}
}

// Aspect reads one of [Users.Aspects]: an object as the service has it, or a list
// of them.
func (u *Users) Aspect(ctx context.Context, id, name string) (json.RawMessage, error) {
	op := "get " + name + " of user"
	var part string
	switch name {
	case "idp":
		part = "identityProvider"
	case "verify":
		part = "verifyStatus"
	case "mfa":
		part = "mfaEnabled"
	case "password":
		part = name
	case "linked", "sessions":
		return u.listed(ctx, op, id, name)
	default:
		return nil, u.client.fail("get user", id, identity.Errorf(identity.Usage, "%q is nothing that can be shown of a user", name))
	}
	if err := u.guard(ctx, id); err != nil {
		return nil, u.client.fail(op, id, err)
	}
	document, err := u.client.read(ctx, u.path(id, part), "")
	if err != nil {
		return nil, u.client.fail(op, id, err)
	}
	return document, nil
}

func (u *Users) listed(ctx context.Context, op, id, name string) (json.RawMessage, error) {
	if err := u.guard(ctx, id); err != nil {
		return nil, u.client.fail(op, id, err)
	}
	if name == "linked" {
		name = "linkedAccounts"
	}
	p := &pager{client: u.client, path: u.path(id, name)}
	rows := []json.RawMessage{}
	for row, err := range p.rows(ctx) {
		if err != nil {
			return nil, u.client.fail(op, id, err)
		}
		rows = append(rows, row)
	}
	return join(rows), nil
}
