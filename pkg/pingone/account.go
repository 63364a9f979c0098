package pingone

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/realmctl/realmctl/pkg/identity"
)

// Lock keeps a user from signing in.
func (u *Users) Lock(ctx context.Context, id string) (identity.User, error) {
	return u.act(ctx, "lock user", id, "account.lock+json", nil)
}

// Unlock lets a locked user in again; the count of wrong second factors begins
// anew too.
func (u *Users) Unlock(ctx context.Context, id string) (identity.User, error) {
	return u.act(ctx, "unlock user", id, "account.unlock+json", nil)
}

// SendVerification sends the user a code that proves the mail address.
func (u *Users) SendVerification(ctx context.Context, id string) error {
	const op = "send verification code"
	if err := u.guard(ctx, id); err != nil {
		return u.client.fail(op, id, err)
	}
	if err := u.client.tell(ctx, write{method: http.MethodPost, path: u.path(id), media: "user.sendVerificationCode+json"}); err != nil {
		return u.unknown(op, "", id, err)
	}
	return nil
}

// ConfirmVerification takes the code that was sent to the user's mail address.
func (u *Users) ConfirmVerification(ctx context.Context, id, code string) (identity.User, error) {
	return u.act(ctx, "verify mail address", id, "user.verify+json", object{{"verificationCode", quote(code)}}.bytes())
}

// act is an operation on a user whose answer is the user.
func (u *Users) act(ctx context.Context, op, id, media string, body json.RawMessage) (identity.User, error) {
	if err := u.guard(ctx, id); err != nil {
		return identity.User{}, u.client.fail(op, id, err)
	}
	document, err := u.client.write(ctx, write{method: http.MethodPost, path: u.path(id), media: media, body: body})
	if err != nil {
		return identity.User{}, u.unknown(op, "", id, err)
	}
	return u.user(document), nil
}

// SetUserProvider says with which identity provider, given by its id, a user signs
// in; an empty id is PingOne itself.
func (u *Users) SetUserProvider(ctx context.Context, id, provider string) (identity.User, error) {
	const op = "set identity provider"
	if err := u.guard(ctx, id); err != nil {
		return identity.User{}, u.client.fail(op, id, err)
	}
	value := json.RawMessage(`{"type":"PING_ONE"}`)
	if provider != "" {
		value = idObject(provider)
	}
	return u.putPart(ctx, op, id, "identityProvider", object{{"identityProvider", value}}.bytes())
}

// SetVerifyStatus lets a user's identity be verified or not: "ENABLED" or
// "DISABLED".
func (u *Users) SetVerifyStatus(ctx context.Context, id, status string) (identity.User, error) {
	const op = "set verify status"
	switch status {
	case "NOT_INITIATED", "ENABLED", "DISABLED":
	default:
		return identity.User{}, u.client.fail(op, id, identity.Errorf(identity.Usage, "%q is no verify status: it is one of NOT_INITIATED, ENABLED, DISABLED", status))
	}
	if err := u.guard(ctx, id); err != nil {
		return identity.User{}, u.client.fail(op, id, err)
	}
	return u.putPart(ctx, op, id, "verifyStatus", object{{"verifyStatus", quote(status)}}.bytes())
}
