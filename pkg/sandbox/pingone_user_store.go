package sandbox

import (
	"errors"
	"strconv"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// saveUser stores a user. Touched is a change that a reader of the document would notice.
func (c *pingCall) saveUser(u *pingUser, touched bool) error {
	u.doc["account"] = u.account(c.at)
	if touched {
		u.doc["updatedAt"] = pingTime(c.at)
	}
	s, err := c.schema()
	if err != nil {
		return err
	}
	if err := c.storeUser(u, s); err != nil {
		return err
	}
	before, now := u.old.textAt("population.id"), u.doc.textAt("population.id")
	if before == now {
		return nil
	}
	return firstError(c.countUsers(before, -1), c.countUsers(now, 1),
		c.leaveGroups(u, func(g *pingGroup) bool { return before != "" && g.population() == before }))
}

func (c *pingCall) storeUser(u *pingUser, s pingSchema) error {
	raw := append(publicJSON(u.doc), '\n')
	raw = append(raw, encode(u.state)...)
	keys := userKeys(u.doc, s)
	if u.old == nil {
		_, err := c.tx.Insert(c.users(), u.id, raw, keys)
		return err
	}
	_, err := c.tx.Update(c.users(), u.id, raw, keys)
	return err
}

// userKeys are the values by which the store finds a user, and those that nobody else may have.
func userKeys(doc document, s pingSchema) store.Keys {
	k := store.Keys{Unique: map[string]string{}, Index: pingKeys(doc, indexedUserMembers())}
	for _, a := range s.attributes {
		text, isText := doc[a.Name].(string)
		if isText && a.Name != "id" && (a.Unique || a.Name == "username") {
			k.Unique[a.Name] = filter.Fold(text)
		}
	}
	return k
}

// countUsers keeps the number of users of a population, and of all on this day; "" is no population.
func (c *pingCall) countUsers(population string, more int) error {
	if population == "" {
		return nil
	}
	n, err := usersIn(c.tx, c.env, population)
	if err != nil {
		return err
	}
	return firstError(c.tx.SetValue(c.env.key("users in "+population), []byte(strconv.Itoa(n+more))), noteIdentities(c.tx, c.env, c.at))
}

func usersIn(tx *store.Tx, env *environment, population string) (int, error) {
	raw, err := lookup(tx, env.key("users in "+population))
	n, _ := strconv.Atoi(string(raw)) // absent is 0
	return n, err
}

// removeUser takes a user away with everything that is his.
func (c *pingCall) removeUser(u *pingUser) error {
	if err := c.leaveGroups(u, func(*pingGroup) bool { return true }); err != nil {
		return err
	}
	if _, err := c.tx.Delete(c.users(), u.id); err != nil {
		return err
	}
	for _, name := range []string{"sessions of ", "linked accounts of ", assignmentsOf} {
		if err := c.tx.DeleteValue(c.env.key(name + u.id)); err != nil {
			return err
		}
	}
	return c.countUsers(u.doc.textAt("population.id"), -1)
}

// eachUser calls do with every user of the environment.
func (c *pingCall) eachUser(do func(*pingUser) error) error {
	for after, more := int64(0), true; more; {
		batch, err := collect(c.tx, c.users(), "", nil, after, chunk)
		if err != nil {
			return err
		}
		more = len(batch) == chunk
		for _, o := range batch {
			after = o.Seq
			u, err := c.decodeUser(o)
			if err = firstError(err, do(u)); err != nil {
				return err
			}
		}
	}
	return nil
}

// rekeyUsers stores every user again after the schema has changed, without what drop takes away.
func (c *pingCall) rekeyUsers(s pingSchema, drop string) error {
	err := c.eachUser(func(u *pingUser) error {
		delete(u.doc, drop)
		return c.storeUser(u, s)
	})
	var taken *store.UniqueError
	if errors.As(err, &taken) {
		return invalidData(pingDetail{Code: "UNIQUENESS_VIOLATION", Target: "unique",
			Message: "several users have the same " + taken.Key})
	}
	return err
}
