package sandbox

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// account is the read-only member of the same name.
func (u *pingUser) account(now time.Time) map[string]any {
	locked := max(u.state.ClosedAt, u.state.LockedAt)
	a := map[string]any{"canAuthenticate": u.doc["enabled"] == true && locked == 0, "status": "OK"}
	if locked == 0 {
		return a
	}
	a["status"], a["lockedAt"] = "LOCKED", pingTime(time.UnixMilli(locked))
	if u.state.ClosedAt == 0 && u.state.LockUntil != 0 {
		a["unlockAt"] = pingTime(time.UnixMilli(u.state.LockUntil))
		a["secondsUntilUnlock"] = u.state.secondsUntilUnlock(now)
	}
	return a
}

func (s *userState) secondsUntilUnlock(now time.Time) int64 {
	return (s.LockUntil - now.UnixMilli() + 999) / 1000
}

// showUser is the user as the API answers.
func (c *pingCall) showUser(u *pingUser) ([]byte, error) {
	s, err := c.schema()
	if err != nil {
		return nil, err
	}
	shown := maps.Clone(u.doc)
	shown["account"] = u.account(c.at)
	for _, name := range s.disabled {
		delete(shown, name)
	}
	return c.withUserLinks(u.id, u.doc.textAt("population.id"), publicJSON(shown)), nil
}

// showStored is the same for a user as he rests in the store: without decoding him, unless something of what is
// shown depends on the time or on the schema.
func (c *pingCall) showStored(o store.Object) ([]byte, error) {
	s, err := c.schema()
	if err != nil {
		return nil, err
	}
	public, private := split(o)
	if len(s.disabled) > 0 || bytes.Contains(private, []byte(`"lockUntil"`)) {
		u, err := c.decodeUser(o)
		if err != nil {
			return nil, err
		}
		return c.showUser(u)
	}
	// publicJSON has the population near the front, before anything that a client wrote.
	_, rest, _ := bytes.Cut(public, []byte(`"population":{"id":"`))
	population, _, _ := bytes.Cut(rest, []byte(`"`))
	return c.withUserLinks(o.ID, string(population), public), nil
}

// withUserLinks puts a user's links in front of his members. Addresses have nothing that JSON escapes, so that a page
// of users is made by copying alone.
func (c *pingCall) withUserLinks(id, population string, public []byte) []byte {
	env := c.base + "/environments/" + c.env.ID
	user := env + "/users/" + id
	b := make([]byte, 0, len(public)+16*len(user))
	b = append(b, `{"_links":{"self":{"href":"`...)
	b = append(b, user...)
	for _, l := range [...]struct{ rel, base, path string }{
		{"environment", env, ""}, {"population", env, "/populations/" + population},
		{"devices", user, "/devices"}, {"roleAssignments", user, "/roleAssignments"},
		{"password", user, "/password"}, {"password.reset", user, "/password"}, {"password.set", user, "/password"},
		{"password.check", user, "/password"}, {"password.recover", user, "/password"},
		{"account.sendVerificationCode", user, ""}, {"linkedAccounts", user, "/linkedAccounts"},
	} {
		b = append(b, `"},"`...)
		b = append(b, l.rel...)
		b = append(b, `":{"href":"`...)
		b = append(b, l.base...)
		b = append(b, l.path...)
	}
	b = append(b, `"}},`...)
	return append(b, public[1:]...)
}

// hasInclude says whether the include parameter names something.
func (c *pingCall) hasInclude(name string) bool { return c.lists("include", name) }

// expands says whether the expand parameter names something.
func (c *pingCall) expands(name string) bool { return c.lists("expand", name) }

func (c *pingCall) lists(parameter, name string) bool {
	return slices.ContainsFunc(c.r.URL.Query()[parameter], func(value string) bool {
		return slices.Contains(strings.Split(value, ","), name)
	})
}
