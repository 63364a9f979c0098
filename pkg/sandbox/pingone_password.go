package sandbox

import (
	"time"
)

// The states of a password.
const (
	passwordOK         = "OK"
	passwordNone       = "NO_PASSWORD"
	passwordExpired    = "PASSWORD_EXPIRED"
	passwordLocked     = "PASSWORD_LOCKED_OUT"
	passwordMustChange = "MUST_CHANGE_PASSWORD"
	passwordExternal   = "EXTERNAL"
)

const (
	day = 24 * time.Hour
	// expiryWarning is how long before its end a password is said to end.
	expiryWarning = 21 * day
	// codeLife is how long a code works that a mail has brought, codeTries how often it may be mistyped.
	codeLife  = 10 * time.Minute
	codeTries = 5
)

// MailedCode is the code in every mail that the PingOne face would send to recover a password or to verify an address.
// It sends none; a code works only after it was asked for, once, for ten minutes.
const MailedCode = "123456"

// status is the state that a user's password is in under a policy.
func (u *pingUser) status(p *passwordPolicy, now time.Time) string {
	switch expires, expiring := u.expiry(p); {
	case u.state.External:
		return passwordExternal
	case u.state.Password == "":
		return passwordNone
	case u.state.LockedAt != 0:
		return passwordLocked
	case u.state.MustChange:
		return passwordMustChange
	case expiring && !now.Before(expires):
		return passwordExpired
	}
	return passwordOK
}

// expiry is when the password ends by its age.
func (u *pingUser) expiry(p *passwordPolicy) (at time.Time, ends bool) {
	if p.MaxAgeDays == 0 || u.state.Password == "" || u.state.ChangedAt == 0 {
		return time.Time{}, false
	}
	return time.UnixMilli(u.state.ChangedAt).Add(time.Duration(p.MaxAgeDays) * day), true
}

// try compares a password with the user's. A failure counts, and the last that the policy allows locks.
func (u *pingUser) try(p *passwordPolicy, password string, now time.Time) bool {
	if matchesSecret(u.state.Password, password) {
		u.state.Failures = 0
		return true
	}
	u.state.Failures++
	if p.Lockout != nil && p.Lockout.FailureCount > 0 && u.state.Failures >= p.Lockout.FailureCount {
		u.state.LockedAt = now.UnixMilli()
		if p.Lockout.DurationSeconds > 0 {
			u.state.LockUntil = now.Add(time.Duration(p.Lockout.DurationSeconds) * time.Second).UnixMilli()
		}
	}
	return false
}

// setSecret gives the user a password, encoded, and remembers the one before. Failures are forgotten.
func (u *pingUser) setSecret(p *passwordPolicy, encoded string, force bool, now time.Time) {
	if u.state.Password != "" && p.History != nil && p.History.Count > 0 {
		u.state.History = append([]oldSecret{{u.state.Password, now.UnixMilli()}}, u.state.History...)
		u.state.History = u.state.History[:min(len(u.state.History), p.History.Count)]
	}
	u.state.Password, u.state.External, u.state.MustChange = encoded, false, force
	u.state.ChangedAt = now.UnixMilli()
	u.unlockPassword()
}

func (u *pingUser) unlockPassword() {
	u.state.Failures, u.state.LockedAt, u.state.LockUntil = 0, 0, 0
}

// passwordState is the document at /password.
func (c *pingCall) passwordState(u *pingUser, p *passwordPolicy) []byte {
	env := c.base + "/environments/" + c.env.ID
	doc := document{
		"environment": idOf(c.env.ID), "user": idOf(u.id), "passwordPolicy": idOf(p.ID), "status": u.status(p, c.at),
	}
	if u.state.Password != "" && u.state.ChangedAt != 0 {
		doc["lastChangedAt"] = pingTime(time.UnixMilli(u.state.ChangedAt))
	}
	if u.state.LockUntil != 0 {
		doc["secondsUntilUnlock"] = u.state.secondsUntilUnlock(c.at)
	}
	if warnings := u.warnings(p, c.at); len(warnings) > 0 {
		doc["warnings"] = warnings
	}
	if left, counting := u.attemptsLeft(p); counting {
		doc["attemptsRemaining"] = left
	}
	if c.expands("passwordPolicy") {
		doc["_embedded"] = map[string]any{"passwordPolicy": p}
	}
	return hal(links{
		{"self", env + "/users/" + u.id + "/password"}, {"environment", env}, {"user", env + "/users/" + u.id},
		{"passwordPolicy", env + "/passwordPolicies/" + p.ID},
	}, publicJSON(doc))
}

// attemptsLeft is how many failures lock, told once there was one.
func (u *pingUser) attemptsLeft(p *passwordPolicy) (left int, counting bool) {
	if p.Lockout == nil || p.Lockout.FailureCount == 0 || u.state.Failures == 0 {
		return 0, false
	}
	return max(0, p.Lockout.FailureCount-u.state.Failures), true
}

// warnings tell of an end that is near: of the password's age, or of the failures that are allowed.
func (u *pingUser) warnings(p *passwordPolicy, now time.Time) map[string]any {
	warnings := map[string]any{}
	if at, ends := u.expiry(p); ends && now.Before(at) && at.Sub(now) < expiryWarning {
		warnings["expiration"] = map[string]any{"expiresAt": pingTime(at),
			"secondsUntilExpiration": int64(at.Sub(now) / time.Second)}
	}
	if left, counting := u.attemptsLeft(p); counting && left > 0 && left <= 2 {
		warnings["lockout"] = map[string]any{"attemptsRemaining": left}
	}
	return warnings
}

// signOn says whether a user may come in with a password, and counts a failure.
func (c *pingCall) signOn(u *pingUser, password string) bool {
	p, err := c.policyOf(u)
	if err != nil {
		return false
	}
	switch u.status(p, c.at) {
	case passwordOK, passwordMustChange, passwordExpired:
		return u.try(p, password, c.at) && u.account(c.at)["canAuthenticate"] == true
	}
	return false
}

func noPassword() *pingError {
	return requestFailed(pingDetail{Code: "NO_PASSWORD", Target: "password", Message: "The user has no password."})
}

func notUsable(message string) *pingError {
	return requestFailed(pingDetail{Code: "ACCOUNT_NOT_USABLE", Message: message})
}

// refuseExternal keeps people of an external provider from what only their provider can do.
func refuseExternal(u *pingUser) error {
	idp, _ := u.doc["identityProvider"].(map[string]any)
	if u.state.External || idp["id"] != nil {
		return notUsable("The password of this user is kept by an external identity provider.")
	}
	return nil
}

// wrongSecret is the answer to a password or a code that is not the right one.
func wrongSecret(target, message string) *pingError {
	return invalidData(invalidValue(target, "%s", message))
}
