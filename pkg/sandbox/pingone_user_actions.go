package sandbox

// lockUser is an administrator's lock, which stays until it is taken off.
func (c *pingCall) lockUser() (answer, error) {
	return c.withUser(func(u *pingUser) error {
		if u.state.ClosedAt == 0 {
			u.state.ClosedAt = c.at.UnixMilli()
		}
		return nil
	})
}

// unlockUser takes off an administrator's lock and ends a lock-out by failures.
func (c *pingCall) unlockUser() (answer, error) {
	return c.withUser(func(u *pingUser) error {
		u.state.ClosedAt = 0
		u.unlockPassword()
		return nil
	})
}

// sendVerification would send a mail with a code.
func (c *pingCall) sendVerification() (answer, error) {
	return c.withUser(func(u *pingUser) error {
		if u.doc.text("email") == "" {
			return notUsable("The user has no email address.")
		}
		u.state.Verify = c.newCode()
		return nil
	})
}

// verifyUser takes the code of that mail.
func (c *pingCall) verifyUser() (answer, error) {
	body, err := c.object()
	if err != nil {
		return answer{}, err
	}
	return c.withUser(func(u *pingUser) error {
		if err := c.useCode(&u.state.Verify, body.text("verificationCode"), "verificationCode"); err != nil {
			return err
		}
		u.state.Verify = nil
		u.doc["lifecycle"], u.doc["emailVerified"] = map[string]any{"status": "ACCOUNT_OK"}, true
		return nil
	})
}

// withUser runs an operation on the path's user, stores what it changed, also where it is refused, and answers with
// the user.
func (c *pingCall) withUser(do func(*pingUser) error) (answer, error) {
	u, err := c.user()
	if err != nil {
		return answer{}, err
	}
	refused := do(u)
	if err := c.saveUser(u, refused == nil); err != nil {
		return answer{}, err
	}
	if refused != nil {
		return refusedButKept(refused)
	}
	return answerWith(c.showUser(u))
}

// importUser creates a user with a password and a place in the life cycle.
func (c *pingCall) importUser() (answer, error) {
	body, err := c.object()
	if err != nil {
		return answer{}, err
	}
	return c.addUser(body, modeImport)
}

// importState reads the members that only an import has.
func (c *pingCall) importState(u *pingUser, body document) ([]pingDetail, error) {
	var details []pingDetail
	if sent, isObject := body["lifecycle"].(map[string]any); isObject {
		status := document(sent).text("status")
		switch status {
		case "", "ACCOUNT_OK":
		case "VERIFICATION_REQUIRED":
			u.doc["lifecycle"] = map[string]any{"status": status}
			if sent["suppressVerificationCode"] != true {
				u.state.Verify = c.newCode()
			}
		default:
			details = append(details, allowedValues("lifecycle.status", []any{"ACCOUNT_OK", "VERIFICATION_REQUIRED"}))
		}
	}
	sent, isObject := body["password"].(map[string]any)
	if !isObject {
		if body["password"] != nil {
			details = append(details, invalidValue("password", "must be an object"))
		}
		return details, nil
	}
	if len(details) > 0 {
		return details, nil
	}
	p, err := c.policyOf(u)
	if err != nil {
		return nil, err
	}
	return nil, c.applyPassword(u, p, sent, "password.", false)
}
