package sandbox

import (
	"time"

	"github.com/google/uuid"
)

func (c *pingCall) createUser() (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	return c.addUser(body, modeCreate)
}

// addUser checks and stores a new user.
func (c *pingCall) addUser(body document, mode writeMode) (answer, error) {
	s, err := c.schema()
	if err != nil {
		return answer{}, err
	}
	u := newPingUser(uuid.NewString(), c.env, c.at)
	details := c.take(u, s, body, mode)
	population, problem, err := c.populationFor(body)
	if err != nil {
		return answer{}, err
	}
	if problem != nil {
		details = append(details, *problem)
	}
	u.doc["population"] = idOf(population)
	idp, err := c.checkProvider(u)
	if err != nil {
		return answer{}, err
	}
	details = append(details, idp...)
	if mode == modeImport && len(details) == 0 {
		more, err := c.importState(u, body)
		if err != nil {
			return answer{}, err
		}
		details = append(details, more...)
	}
	if details = append(details, checkUser(u, s)...); len(details) > 0 {
		return answer{}, invalidData(details...)
	}
	return c.saveAndShow(u, created)
}

// newPingUser is a user as he reads back when nothing is said of him.
func newPingUser(id string, env *environment, at time.Time) *pingUser {
	return &pingUser{id: id, doc: document{
		"id": id, "environment": idOf(env.ID), "enabled": true, "identityProvider": map[string]any{"type": pingOneProvider},
		"lifecycle": map[string]any{"status": "ACCOUNT_OK"}, "mfaEnabled": false, "verifyStatus": "NOT_INITIATED",
		"createdAt": pingTime(at), "updatedAt": pingTime(at),
	}}
}
