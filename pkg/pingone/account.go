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

// PreviewLock shows what a lock makes of a user's document, or its end.
func (u *Users) PreviewLock(document json.RawMessage, locked bool) (json.RawMessage, error) {
	o, err := parseObject(document)
	if err != nil {
		return nil, u.client.fail("preview lock", "", identity.Errorf(identity.API, "the platform sent something that is no user: %w", err))
	}
	account, err := parseObject(o.get("account"))
	if err != nil {
		account = object{}
	}
	if locked {
		account.set("canAuthenticate", json.RawMessage("false"))
		account.set("status", quote("LOCKED"))
		account.delete("unlockAt", "secondsUntilUnlock")
	} else {
		w, err := readUser(document)
		if err != nil {
			return nil, err
		}
		account.set("canAuthenticate", boolean(w.Enabled == nil || *w.Enabled))
		account.set("status", quote("OK"))
		account.delete("lockedAt", "unlockAt", "secondsUntilUnlock")
	}
	o.set("account", account.bytes())
	return o.bytes(), nil
}

func boolean(yes bool) json.RawMessage {
	if yes {
		return json.RawMessage("true")
	}
	return json.RawMessage("false")
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
	return u.putPart(ctx, op, id, "identityProvider", object{{"identityProvider", providerObject(provider)}}.bytes())
}

// PreviewUserProvider shows what another identity provider makes of a user's
// document; the type of a provider is known to the service alone.
func (u *Users) PreviewUserProvider(document json.RawMessage, provider string) (json.RawMessage, error) {
	now := lookUp(document, []string{"identityProvider"})
	same := textOf(lookUp(now, []string{"id"})) == provider
	if same && !isNull(now) {
		return document, nil
	}
	after, err := put(document, []string{"identityProvider"}, providerObject(provider))
	if err != nil {
		return nil, u.client.fail("preview identity provider", "", err)
	}
	return after, nil
}

func providerObject(id string) json.RawMessage {
	if id == "" {
		return json.RawMessage(`{"type":"PING_ONE"}`)
	}
	return idObject(id)
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
