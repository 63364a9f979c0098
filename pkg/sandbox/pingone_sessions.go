package sandbox

import (
	"bytes"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"time"
)

const (
	pingSessionLife = 24 * time.Hour
	pingSessionIdle = time.Hour
)

// belonging is a list of small documents that belong to a user, kept as one value.
type belonging struct {
	what string // in the store's name of the value
	path string // below the user
	name string // of the list in an answer
}

func sessionsOf() belonging {
	return belonging{"sessions of ", "/sessions", "sessions"}
}

func linkedAccountsOf() belonging {
	return belonging{"linked accounts of ", "/linkedAccounts", "linkedAccounts"}
}

func (b belonging) read(c *pingCall, user string) ([]document, error) {
	raw, err := lookup(c.tx, c.env.key(b.what+user))
	if err != nil || raw == nil {
		return nil, err
	}
	var all []document
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&all); err != nil {
		return nil, err
	}
	now := pingTime(c.at)
	return slices.DeleteFunc(all, func(doc document) bool {
		end := doc.text("expiresAt")
		return end != "" && end <= now // one layout, so that texts compare as times
	}), nil
}

func (b belonging) write(c *pingCall, user string, all []document) error {
	return c.tx.SetValue(c.env.key(b.what+user), encode(all))
}

func (b belonging) show(c *pingCall, user string, doc document) []byte {
	doc["environment"], doc["user"] = idOf(c.env.ID), idOf(user)
	return c.entity("/users/"+user+b.path+"/"+doc.text("id"), publicJSON(doc))
}

func (b belonging) list(c *pingCall) (answer, error) {
	u, err := c.user()
	if err != nil {
		return answer{}, err
	}
	all, err := b.read(c, u.id)
	if err != nil {
		return answer{}, err
	}
	items := make([][]byte, len(all))
	for i, doc := range all {
		items[i] = b.show(c, u.id, doc)
	}
	return ok(c.envelope(b.name, items, int64(len(items)), ""))
}

// at finds one of the list by the id of the path.
func (b belonging) at(c *pingCall) (user string, all []document, i int, err error) {
	u, err := c.user()
	if err != nil {
		return "", nil, 0, err
	}
	if all, err = b.read(c, u.id); err != nil {
		return "", nil, 0, err
	}
	i = slices.IndexFunc(all, func(doc document) bool { return doc.text("id") == c.r.PathValue("item") })
	if i < 0 {
		return "", nil, 0, pingNotFound()
	}
	return u.id, all, i, nil
}

func (b belonging) get(c *pingCall) (answer, error) {
	user, all, i, err := b.at(c)
	if err != nil {
		return answer{}, err
	}
	return ok(b.show(c, user, all[i]))
}

func (b belonging) remove(c *pingCall) (answer, error) {
	user, all, i, err := b.at(c)
	if err != nil {
		return answer{}, err
	}
	if err := b.write(c, user, slices.Delete(all, i, i+1)); err != nil {
		return answer{}, err
	}
	return gone()
}

// addSession adds to the sessions of a user.
func (c *pingCall) addSession(user string, doc document) error {
	all, err := sessionsOf().read(c, user)
	if err != nil {
		return err
	}
	return sessionsOf().write(c, user, append(all, doc))
}

func remoteIP(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		return host
	}
	return "127.0.0.1"
}
