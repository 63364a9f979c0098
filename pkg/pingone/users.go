package pingone

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Users is the store of a realm's users.
type Users struct{ client *Client }

var (
	_ identity.UserStore                   = (*Users)(nil)
	_ identity.Streamer[identity.User]     = (*Users)(nil)
	_ identity.Counter                     = (*Users)(nil)
	_ identity.QueryPatcher[identity.User] = (*Users)(nil)
	_ identity.Describer                   = (*Users)(nil)
	_ identity.Validator                   = (*Users)(nil)
	_ identity.Previewer                   = (*Users)(nil)
	_ identity.PatchReader                 = (*Users)(nil)
	_ identity.StatusKeeper                = (*Users)(nil)
	_ identity.PasswordRuler               = (*Users)(nil)
	_ identity.PasswordUserRuler           = (*Users)(nil)
	_ identity.PasswordPatcher             = (*Users)(nil)
	_ identity.ProfileReader               = (*Users)(nil)
	_ identity.ReplacePreviewer            = (*Users)(nil)
	_ identity.Checker                     = (*Users)(nil)
	_ identity.Valuer                      = (*Users)(nil)
	_ identity.Namer                       = (*Users)(nil)
	_ identity.Importer[identity.User]     = (*Users)(nil)
	_ identity.ArrivalDrafter              = (*Users)(nil)
	_ identity.Mover                       = (*Users)(nil)
	_ identity.MoveAdviser                 = (*Users)(nil)
	_ identity.Locker                      = (*Users)(nil)
	_ identity.Unlocker                    = (*Users)(nil)
	_ identity.LockPreviewer               = (*Users)(nil)
	_ identity.Resident                    = (*Users)(nil)
	_ identity.AspectSpeaker               = (*Users)(nil)
	_ identity.VerificationSender          = (*Users)(nil)
	_ identity.VerificationConfirmer       = (*Users)(nil)
	_ identity.PasswordSetter              = (*Users)(nil)
	_ identity.PasswordReader              = (*Users)(nil)
	_ identity.PasswordChecker             = (*Users)(nil)
	_ identity.PasswordResetter            = (*Users)(nil)
	_ identity.PasswordUnsetter            = (*Users)(nil)
	_ identity.PasswordForcer              = (*Users)(nil)
	_ identity.PasswordUnlocker            = (*Users)(nil)
	_ identity.PasswordRecoverer           = (*Users)(nil)
	_ identity.RecoverySender              = (*Users)(nil)
	_ identity.AspectReader                = (*Users)(nil)
	_ identity.GroupIncluder               = (*Users)(nil)
	_ identity.UserProviderKeeper          = (*Users)(nil)
	_ identity.VerifyStatusKeeper          = (*Users)(nil)
)

const usersPath = "users"

// path is the address of one user, or of something of the user's.
func (u *Users) path(id string, steps ...string) string {
	p := u.client.path(usersPath) + "/" + url.PathEscape(id)
	for _, s := range steps {
		p += "/" + url.PathEscape(s)
	}
	return p
}

// user makes a User of a document.
func (u *Users) user(document json.RawMessage) identity.User {
	return identity.User{Native: document, Read: readProfile}
}

// answered makes a User of the answer to an operation, or the operation's error.
func (u *Users) answered(op, subject string, document json.RawMessage, err error) (identity.User, error) {
	if err != nil {
		return identity.User{}, u.client.fail(op, subject, err)
	}
	return u.user(document), nil
}

// ReadProfile reads what every platform has of a document.
func (u *Users) ReadProfile(document json.RawMessage) (identity.Profile, error) {
	return readProfile(document)
}

// A wireUser is what is read of a user's document; see "Users" in the platform's
// reference.
type wireUser struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Email    string `json:"email"`
	Enabled  *bool  `json:"enabled"`
	Updated  string `json:"updatedAt"`
	Name     struct {
		Given     string `json:"given"`
		Family    string `json:"family"`
		Formatted string `json:"formatted"`
	} `json:"name"`
	PrimaryPhone string `json:"primaryPhone"`
	MobilePhone  string `json:"mobilePhone"`
	Population   struct {
		ID string `json:"id"`
	} `json:"population"`
}

func readUser(document json.RawMessage) (wireUser, error) {
	var w wireUser
	if err := json.Unmarshal(document, &w); err != nil {
		return w, identity.Errorf(identity.API, "read user: the platform sent something that is no user: %w", err)
	}
	return w, nil
}

// readProfile reads the attributes that every platform has. The service has no
// revisions; the time of the last change stands for one.
func readProfile(document json.RawMessage) (identity.Profile, error) {
	w, err := readUser(document)
	if err != nil {
		return identity.Profile{}, err
	}
	return identity.Profile{
		ID: w.ID, Revision: w.Updated, UserName: w.Username, GivenName: w.Name.Given, FamilyName: w.Name.Family, DisplayName: w.Name.Formatted,
		Mail: w.Email, Phone: cmp.Or(w.PrimaryPhone, w.MobilePhone), Enabled: w.Enabled == nil || *w.Enabled,
	}, nil
}

// StatusPatch switches an account on or off.
func (u *Users) StatusPatch(enabled bool) identity.Patch {
	value := json.RawMessage("false")
	if enabled {
		value = json.RawMessage("true")
	}
	return identity.Patch{{Op: identity.Set, Path: "enabled", Value: value}}
}

// own reads a user and makes sure that it belongs to the realm: a realm may be no
// more than one population of the environment.
func (u *Users) own(ctx context.Context, id, query string) (json.RawMessage, error) {
	if !isStep(id) {
		return nil, identity.Errorf(identity.NotFound, "this is no id")
	}
	document, err := u.client.read(ctx, u.path(id), query)
	if err != nil {
		return nil, err
	}
	home, err := u.client.population(ctx)
	if err != nil || home == "" {
		return document, err
	}
	w, err := readUser(document)
	if err != nil {
		return nil, err
	}
	if w.Population.ID != home {
		return nil, identity.Errorf(identity.NotFound, "the user is in another population than this realm, which is %s", rest.Clean(u.client.options.Population))
	}
	return document, nil
}

// guard refuses to write to a user outside the realm. A realm that is the whole
// environment needs no look.
func (u *Users) guard(ctx context.Context, id string) error {
	if !isStep(id) {
		return identity.Errorf(identity.NotFound, "this is no id")
	}
	if u.client.options.Population == "" {
		return nil
	}
	_, err := u.own(ctx, id, "")
	return err
}
