package aic

import (
	"context"
	"encoding/json"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
)

// PasswordPatch is the change that sets a password, which goes over the wire as it
// is and is hashed by the service.
func (u *Users) PasswordPatch(password string) (identity.Patch, error) {
	if password == "" {
		return nil, identity.Errorf(identity.Usage, "the password is empty")
	}
	return identity.Patch{{Op: identity.Set, Path: "password", Value: identity.Quote(password)}}, nil
}

// PasswordTimes reads when a user's password was changed and when it expires. The
// user has to have been read with these attributes.
func (u *Users) PasswordTimes(user identity.User) (identity.PasswordTimes, error) {
	var w struct {
		Changed string `json:"passwordLastChangedTime"`
		Expires string `json:"passwordExpirationTime"`
	}
	if err := json.Unmarshal(user.Native, &w); err != nil {
		return identity.PasswordTimes{}, u.client.fail("read password times", "", identity.Errorf(identity.API, "the times of the password are no text: %w", err))
	}
	return identity.PasswordTimes{Changed: readTime(w.Changed), Expires: readTime(w.Expires)}, nil
}

// readTime reads a time in the form of the directory (20260131080000.000Z) or of
// JSON (2026-01-31T08:00:00Z); anything else is unknown.
func readTime(text string) time.Time {
	for _, layout := range []string{"20060102150405Z07", "20060102150405.999Z07", time.RFC3339Nano} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// PasswordRules tells what the realm asks of a password: from the password policy
// of the tenant, or on a self-managed server from the policies of the schema. An
// empty list means that the realm told none.
func (u *Users) PasswordRules(ctx context.Context) ([]identity.PasswordRule, error) {
	if u.client.options.Dialect == IDM {
		return u.rulesOfSchema(ctx)
	}
	body, err := u.client.read(ctx, "config/fieldPolicy/"+u.client.options.Object)
	if err != nil && hidden(err) {
		return nil, nil
	}
	if err != nil {
		return nil, u.client.fail("read password rules", "", err)
	}
	return fieldPolicyRules(body), nil
}
