package sandbox

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// create stores a new object. Without an id in the path the body may bring one, and else the server makes it: a UUID,
// or for a group its name.
func (c *call) create(t *objectType, id string) error {
	body, err := readObject(c.w, c.r)
	if err != nil {
		return err
	}
	return c.write(func(d *draft) error { return d.create(t, id, body) })
}

// update replaces a whole object; without a conditional header a missing one is made.
func (c *call) update(t *objectType, id string) error {
	body, err := readObject(c.w, c.r)
	if err != nil {
		return err
	}
	return c.write(func(d *draft) error {
		err := d.load(t, id)
		var missing *failure
		if c.op == opUpsert && errors.As(err, &missing) && missing.status == http.StatusNotFound {
			return d.create(t, id, body)
		}
		if err != nil {
			return err
		}
		return d.replace(body)
	})
}

// patch changes parts of one object.
func (c *call) patch(t *objectType, id string) error {
	body, err := readBody(c.w, c.r)
	if err != nil {
		return err
	}
	operations, err := parsePatch(body)
	if err != nil {
		return err
	}
	return c.write(func(d *draft) error {
		if err := d.load(t, id); err != nil {
			return err
		}
		return d.patch(operations)
	})
}

// remove deletes an object and answers with what it was.
func (c *call) remove(t *objectType, id string) error {
	fields, err := parseFields(c.params)
	if err != nil {
		return err
	}
	var out outcome
	err = c.store.Write(c.r.Context(), func(tx *store.Tx) error {
		o, err := get(tx, t, id)
		if err != nil {
			return err
		}
		if err := c.matchRevision(o); err != nil {
			return err
		}
		var body bytes.Buffer
		if err := newView(tx, &c.schemas, t, fields).appendObject(&body, o); err != nil {
			return err
		}
		out = outcome{rev: o.Rev, body: body.Bytes()}
		return c.erase(tx, t, o)
	})
	if err != nil {
		return err
	}
	return c.answerObject(http.StatusOK, out)
}

// erase removes an object with everything that hangs on it, and lets the other ends of its relationships know.
func (c *call) erase(tx *store.Tx, t *objectType, o store.Object) error {
	others, err := neighbours(tx, t, o.ID)
	if err != nil {
		return err
	}
	if _, err := c.schemas.keepCondition(tx, t, o.ID, ""); err != nil {
		return err
	}
	if _, err := tx.Delete(o.Collection, o.ID); err != nil {
		return err
	}
	if err := tx.DeleteValue(passwordKey(t, o.ID)); err != nil {
		return err
	}
	if err := c.schemas.eraseDates(tx, t, o.ID); err != nil {
		return err
	}
	return c.schemas.refresh(tx, others)
}

// write runs one change in a transaction and answers with the object as it is afterwards.
func (c *call) write(change func(*draft) error) error {
	fields, err := parseFields(c.params)
	if err != nil {
		return err
	}
	if err := c.params.allow("_action", "_queryFilter", "_queryId"); err != nil {
		return err
	}
	var out outcome
	err = c.store.Write(c.r.Context(), func(tx *store.Tx) error {
		d := &draft{call: c, tx: tx}
		if err := change(d); err != nil {
			return err
		}
		var body bytes.Buffer
		if err := newView(tx, &c.schemas, d.t, fields).appendObject(&body, d.saved); err != nil {
			return err
		}
		out = outcome{id: d.id, rev: d.saved.Rev, body: body.Bytes(), created: d.old == nil, unchanged: d.unchanged}
		return nil
	})
	if err != nil {
		return err
	}
	return c.answerObject(http.StatusOK, out)
}

// newID chooses the id of a new object and refuses one that the type may not have.
func (t *objectType) newID(path string, body map[string]any) (string, error) {
	given, _ := body["_id"].(string)
	id := path
	switch {
	case path != "" && given != "" && given != path:
		return "", badRequest("The _id '%s' of the content is not the one of the address, '%s'", given, path)
	case path == "" && given != "":
		id = given
	case path == "" && t.Kind == "group":
		id, _ = body["name"].(string)
	}
	if id == "" {
		id = uuid.NewString()
	}
	if t.isUser() && !isUUID(id) {
		return "", badRequest("Invalid Attribute Syntax: The value '%s' of the attribute fr-idm-uuid is not a valid UUID", id)
	}
	return id, nil
}

// isUUID wants the 36 characters that the platform wants, not the other spellings of a UUID.
func isUUID(id string) bool {
	_, err := uuid.Parse(id)
	return err == nil && len(id) == 36
}
