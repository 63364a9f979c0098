package sandbox

import "strings"

// withPassword runs an operation on the password of the path's user, stores what it changed, also where it is refused,
// and answers with the state.
func (c *pingCall) withPassword(do func(*pingUser, *passwordPolicy) error) (answer, error) {
	u, err := c.user()
	if err != nil {
		return answer{}, err
	}
	p, err := c.policyOf(u)
	if err != nil {
		return answer{}, err
	}
	refused := do(u, p)
	if err := c.saveUser(u, false); err != nil {
		return answer{}, err
	}
	if refused != nil {
		return refusedButKept(refused)
	}
	return ok(c.passwordState(u, p))
}

func (c *pingCall) getPassword() (answer, error) {
	u, err := c.user()
	if err != nil {
		return answer{}, err
	}
	p, err := c.policyOf(u)
	if err != nil {
		return answer{}, err
	}
	return ok(c.passwordState(u, p))
}

// setPassword is an administrator's: a value, in clear text or encoded.
func (c *pingCall) setPassword() (answer, error) { return c.putPassword(true) }

// setPasswordValue is the same; without a value the user has no password any more.
func (c *pingCall) setPasswordValue() (answer, error) { return c.putPassword(false) }

func (c *pingCall) putPassword(needed bool) (answer, error) {
	body, err := c.object()
	if err != nil {
		return answer{}, err
	}
	return c.withPassword(func(u *pingUser, p *passwordPolicy) error { return c.applyPassword(u, p, body, "", needed) })
}

// applyPassword reads value, forceChange, bypassPolicy and external of a body whose members stand below prefix.
func (c *pingCall) applyPassword(u *pingUser, p *passwordPolicy, body document, prefix string, needed bool) error {
	for _, name := range []string{"forceChange", "bypassPolicy"} {
		if _, isBool := body[name].(bool); !isBool && body[name] != nil {
			return invalidData(invalidValue(prefix+name, "must be true or false"))
		}
	}
	value, isText := body["value"].(string)
	switch {
	case body["value"] != nil && !isText:
		return invalidData(invalidValue(prefix+"value", "must be a string"))
	case value == "" && needed && body["external"] == nil:
		return invalidData(requiredValue(prefix + "value"))
	case value == "":
		u.state.Password, u.state.ChangedAt, u.state.MustChange = "", 0, false
		u.state.External = body["external"] != nil
		u.unlockPassword()
		return nil
	}
	encoded, isEncoded := encodedSecret(value)
	if !isEncoded {
		if body["bypassPolicy"] != true {
			if unmet := p.unmet(u, value, ""); len(unmet) > 0 {
				return unmetPolicy(prefix+"value", unmet)
			}
		}
		encoded = hashSecret(value)
	}
	u.setSecret(p, encoded, body["forceChange"] == true, c.at)
	return nil
}

func unmetPolicy(target string, unmet []string) *pingError {
	return invalidData(pingDetail{Code: "INVALID_VALUE", Target: target,
		Message: "User password did not satisfy password policy requirements", Inner: map[string]any{"unsatisfiedRequirements": unmet}})
}

// checkPassword tells whether a password is the user's. A failure counts.
func (c *pingCall) checkPassword() (answer, error) {
	body, err := c.object()
	if err != nil {
		return answer{}, err
	}
	return c.withPassword(func(u *pingUser, p *passwordPolicy) error {
		if err := c.prove(u, p, body.text("password"), "password"); err != nil {
			return err
		}
		return c.noteActive(u.id)
	})
}

// prove compares what a person typed with the password, as far as there is one that may be tried.
func (c *pingCall) prove(u *pingUser, p *passwordPolicy, typed, target string) error {
	switch u.status(p, c.at) {
	case passwordNone:
		return noPassword()
	case passwordLocked:
		return notUsable("The password is locked out.")
	case passwordExternal:
		return notUsable("The password of this user is kept by an external identity provider.")
	}
	if typed == "" {
		return invalidData(requiredValue(target))
	}
	if !u.try(p, typed, c.at) {
		return wrongSecret(target, "The provided password did not match the current password")
	}
	return nil
}

// resetPassword is the person's own: the old password and the new one.
func (c *pingCall) resetPassword() (answer, error) {
	body, err := c.object()
	if err != nil {
		return answer{}, err
	}
	return c.withPassword(func(u *pingUser, p *passwordPolicy) error {
		typed := body.text("currentPassword")
		if err := firstError(refuseExternal(u), c.prove(u, p, typed, "currentPassword")); err != nil {
			return err
		}
		if p.tooYoung(u, c.at) {
			return unmetPolicy("newPassword", []string{"minAgeDays"})
		}
		return c.renew(u, p, body.text("newPassword"), typed)
	})
}

// renew sets a password that the person has chosen, in place of the current one where that was typed.
func (c *pingCall) renew(u *pingUser, p *passwordPolicy, password, current string) error {
	if strings.TrimSpace(password) == "" {
		return invalidData(requiredValue("newPassword"))
	}
	if unmet := p.unmet(u, password, current); len(unmet) > 0 {
		return unmetPolicy("newPassword", unmet)
	}
	u.setSecret(p, hashSecret(password), false, c.at)
	return nil
}

// sendRecovery would send a mail with a code.
func (c *pingCall) sendRecovery() (answer, error) {
	return c.withPassword(func(u *pingUser, _ *passwordPolicy) error {
		if err := refuseExternal(u); err != nil {
			return err
		}
		if u.doc.text("email") == "" {
			return notUsable("The user has no email address.")
		}
		u.state.Recovery = c.newCode()
		return nil
	})
}

// recoverPassword sets a password by the code of that mail.
func (c *pingCall) recoverPassword() (answer, error) {
	body, err := c.object()
	if err != nil {
		return answer{}, err
	}
	return c.withPassword(func(u *pingUser, p *passwordPolicy) error {
		typed := body.text("recoveryCode")
		if err := firstError(refuseExternal(u), c.useCode(&u.state.Recovery, typed, "recoveryCode")); err != nil {
			return err
		}
		sent := u.state.Recovery
		u.state.Recovery = nil
		err := c.renew(u, p, body.text("newPassword"), "")
		if err != nil {
			u.state.Recovery = sent // the code was right: the person may choose another password
		}
		return err
	})
}

func (c *pingCall) newCode() *sentCode {
	return &sentCode{Code: MailedCode, Expires: c.at.Add(codeLife).UnixMilli()}
}

// useCode compares what a person typed with the code that was sent. One that is over or was mistyped too often is gone.
func (c *pingCall) useCode(sent **sentCode, typed, target string) error {
	code := *sent
	switch {
	case typed == "":
		return invalidData(requiredValue(target))
	case code == nil, c.at.UnixMilli() >= code.Expires:
		*sent = nil
		return wrongSecret(target, "No code was sent, or it is expired.")
	case code.Code != typed:
		if code.Wrong++; code.Wrong >= codeTries {
			*sent = nil
		}
		return wrongSecret(target, "The provided code is not valid.")
	}
	return nil
}

// forcePasswordChange makes the person choose another password at the next sign-on.
func (c *pingCall) forcePasswordChange() (answer, error) {
	return c.withPassword(func(u *pingUser, _ *passwordPolicy) error {
		if u.state.Password == "" {
			return noPassword()
		}
		u.state.MustChange = true
		return nil
	})
}

// openPassword ends a lock-out.
func (c *pingCall) openPassword() (answer, error) {
	return c.withPassword(func(u *pingUser, _ *passwordPolicy) error {
		if u.state.Password == "" {
			return noPassword()
		}
		u.unlockPassword()
		return nil
	})
}
