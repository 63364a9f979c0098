package sandbox

import (
	"encoding/json"
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// pingUser is one user in memory: what the API shows of him and what it does not.
type pingUser struct {
	id    string
	seq   int64 // of his making, 0 for a new user
	doc   document
	state userState
	old   document // as it was when it was read, nil for a new user
}

// userState is what the platform knows of a user beside the document. Times are milliseconds, 0 is never.
type userState struct {
	Password   string      `json:"password,omitempty"` // encoded, "" is none
	External   bool        `json:"external,omitempty"` // kept by a gateway
	ChangedAt  int64       `json:"changedAt,omitempty"`
	MustChange bool        `json:"mustChange,omitempty"`
	Failures   int         `json:"failures,omitempty"`
	LockedAt   int64       `json:"lockedAt,omitempty"`  // by failures
	LockUntil  int64       `json:"lockUntil,omitempty"` // 0 with LockedAt: until an administrator unlocks
	ClosedAt   int64       `json:"closedAt,omitempty"`  // locked by an administrator
	History    []oldSecret `json:"history,omitempty"`
	Recovery   *sentCode   `json:"recovery,omitempty"`
	Verify     *sentCode   `json:"verify,omitempty"`
}

// oldSecret is a password that was, as long as it may not come back.
type oldSecret struct {
	Password string `json:"password"`
	At       int64  `json:"at"`
}

// sentCode is a code that a mail would have brought.
type sentCode struct {
	Code    string `json:"code"`
	Expires int64  `json:"expires"`
	Wrong   int    `json:"wrong,omitempty"`
}

// indexedUserMembers are what users are found by without looking at each of them.
func indexedUserMembers() []string {
	return []string{"id", "username", "email", "population.id", "externalId", "name.family", "name.given"}
}

func (c *pingCall) users() string { return c.env.collection("users") }

// user reads the user of the path.
func (c *pingCall) user() (*pingUser, error) { return c.readUser(c.r.PathValue("user")) }

func (c *pingCall) readUser(id string) (*pingUser, error) {
	o, err := c.tx.Get(c.users(), id)
	if err != nil {
		return nil, err
	}
	return c.decodeUser(o)
}

func (c *pingCall) decodeUser(o store.Object) (*pingUser, error) {
	u := &pingUser{id: o.ID, seq: o.Seq}
	var err error
	if u.doc, err = readPublic(o); err != nil {
		return nil, err
	}
	if _, private := split(o); len(private) > 0 {
		if err := json.Unmarshal(private, &u.state); err != nil {
			return nil, err
		}
	}
	u.state.settle(c.at)
	u.old = u.doc.clone()
	return u, nil
}

// userByName finds a user by the user name, nil for nobody.
func (c *pingCall) userByName(name string) (*pingUser, error) {
	n := filter.NarrowSCIM(filter.Comparison{Field: filter.Pointer{"username"}, Op: filter.Equal, Value: name},
		indexedUserMembers(), 0, 1)
	found, err := collect(c.tx, c.users(), n.Cond, n.Args, 0, 1)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return c.decodeUser(found[0])
}

// settle lets a lock-out end whose time has come.
func (s *userState) settle(now time.Time) {
	if s.LockUntil != 0 && now.UnixMilli() >= s.LockUntil {
		s.Failures, s.LockedAt, s.LockUntil = 0, 0, 0
	}
}
