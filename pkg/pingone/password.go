package pingone

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

const setPassword = "set password"

// SetPassword gives a user a password. The request is never sent twice: the
// second time the password would be one that was used before.
func (u *Users) SetPassword(ctx context.Context, id string, p identity.PasswordChange) (identity.PasswordState, error) {
	if p.Password == "" {
		return identity.PasswordState{}, u.client.fail(setPassword, id, identity.Errorf(identity.Usage, "the password is empty"))
	}
	body := object{{"value", quote(p.Password)}}
	if p.MustChange {
		body.set("forceChange", json.RawMessage("true"))
	}
	if p.BypassPolicy {
		body.set("bypassPolicy", json.RawMessage("true"))
	}
	return u.password(ctx, setPassword, id, http.MethodPut, body.bytes(), "password.set+json")
}

// UnsetPassword takes a user's password away.
func (u *Users) UnsetPassword(ctx context.Context, id string) (identity.PasswordState, error) {
	return u.password(ctx, "unset password", id, http.MethodPut, json.RawMessage("{}"), "password.setValue+json")
}

// ResetPassword changes a password as the person would, who knows the present one.
func (u *Users) ResetPassword(ctx context.Context, id, current, next string) (identity.PasswordState, error) {
	body := object{{"currentPassword", quote(current)}, {"newPassword", quote(next)}}
	return u.password(ctx, "reset password", id, http.MethodPut, body.bytes(), "password.reset+json")
}

// CheckPassword tries a password. The service counts a wrong try, and a right one
// as activity of the user.
func (u *Users) CheckPassword(ctx context.Context, id, password string) (identity.PasswordState, error) {
	body := object{{"password", quote(password)}}
	return u.password(ctx, "check password", id, http.MethodPost, body.bytes(), "password.check+json")
}

// ForcePasswordChange makes the user choose another password at the next sign-in.
func (u *Users) ForcePasswordChange(ctx context.Context, id string) (identity.PasswordState, error) {
	return u.password(ctx, "force password change", id, http.MethodPost, nil, "password.forceChange", "password.forceChange+json")
}

// UnlockPassword lets a user try again whose password was wrong too often.
func (u *Users) UnlockPassword(ctx context.Context, id string) (identity.PasswordState, error) {
	return u.password(ctx, "unlock password", id, http.MethodPost, nil, "password.unlock+json")
}

// SendRecoveryCode sends the user the code with which a forgotten password is
// replaced.
func (u *Users) SendRecoveryCode(ctx context.Context, id string) error {
	_, err := u.password(ctx, "send recovery code", id, http.MethodPost, nil, "password.sendRecoveryCode", "password.sendRecoveryCode+json")
	return err
}

// RecoverPassword replaces a forgotten password by the code that was sent.
func (u *Users) RecoverPassword(ctx context.Context, id, code, next string) (identity.PasswordState, error) {
	body := object{{"recoveryCode", quote(code)}, {"newPassword", quote(next)}}
	return u.password(ctx, "recover password", id, http.MethodPost, body.bytes(), "password.recover+json")
}

// PasswordState tells the state of a user's password. When it expires is worked
// out from the policy, if that may be read.
func (u *Users) PasswordState(ctx context.Context, id string) (identity.PasswordState, error) {
	const op = "read password state"
	if err := u.guard(ctx, id); err != nil {
		return identity.PasswordState{}, u.client.fail(op, id, err)
	}
	document, err := u.client.read(ctx, u.path(id, "password"), "")
	if err != nil {
		return identity.PasswordState{}, u.client.fail(op, id, err)
	}
	state := readPasswordState(document)
	u.client.expire(ctx, &state)
	return state, nil
}

// password is an operation on a user's password, named by a media type. Some are
// spelled in two ways in the platform's own documents: where the first is not
// known, the next is tried.
func (u *Users) password(ctx context.Context, op, id, method string, body json.RawMessage, media ...string) (identity.PasswordState, error) {
	if err := u.guard(ctx, id); err != nil {
		return identity.PasswordState{}, u.client.fail(op, id, err)
	}
	var err error
	for _, m := range media {
		var document json.RawMessage
		document, err = u.operate(ctx, write{method: method, path: u.path(id, "password"), media: m, body: body})
		if err == nil {
			return readPasswordState(document), nil
		}
		if !rest.IsStatus(err, http.StatusUnsupportedMediaType) {
			break
		}
	}
	return identity.PasswordState{}, inPerson(u.unknown(op, "", id, err))
}

// inPerson calls what was refused a password, as people do, where the request calls
// it a value.
func inPerson(err error) error {
	e, ok := errors.AsType[*identity.Error](err)
	if !ok {
		return err
	}
	named := *e
	named.Violations = slices.Clone(e.Violations)
	for i, v := range named.Violations {
		if v.Attribute == "value" {
			named.Violations[i].Attribute = "password"
		}
	}
	return &named
}

// operate sends a write whose answer is an object or nothing.
func (u *Users) operate(ctx context.Context, w write) (json.RawMessage, error) {
	resp, err := u.client.do(ctx, w.request())
	if err != nil {
		return nil, err
	}
	if resp.Status == http.StatusNoContent || resp.Length == 0 {
		_, err := resp.Bytes()
		return nil, err
	}
	return objectOf(resp)
}

// PasswordPatch is the change that sets a password.
func (u *Users) PasswordPatch(password string) (identity.Patch, error) {
	if password == "" {
		return nil, identity.Errorf(identity.Usage, "the password is empty")
	}
	return identity.Patch{{Op: identity.Set, Path: "password", Value: identity.Quote(password)}}, nil
}

// givePassword is SetPassword for a patch: the value is the password, or an object
// with value, forceChange and bypassPolicy.
func (u *Users) givePassword(ctx context.Context, id string, value json.RawMessage) (identity.User, error) {
	p := identity.PasswordChange{Password: textOf(value)}
	if o, err := parseObject(value); err == nil {
		p = identity.PasswordChange{
			Password:   o.text("value"),
			MustChange: string(o.get("forceChange")) == "true", BypassPolicy: string(o.get("bypassPolicy")) == "true",
		}
	}
	if _, err := u.SetPassword(ctx, id, p); err != nil {
		return identity.User{}, err
	}
	return u.again(ctx, setPassword, id)
}
