package sandbox

import (
	"crypto/sha512"
	"encoding/base64"
	"strconv"
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// addPingUsers adds the next n users of the endless row of generated ones, each to the population that it is given.
func addPingUsers(tx *store.Tx, env *environment, n int, at time.Time, population func(i int) string) error {
	raw, err := lookup(tx, pingSeededKey)
	if err != nil {
		return err
	}
	from, _ := strconv.Atoi(string(raw)) // absent is 0
	schema, err := newPingOneSchema(tx, env)
	if err != nil {
		return err
	}
	pool, encoded, added := newPool(), seedSecret(), map[string]int{}
	for i := from; i < from+n; i++ {
		u := seedUser(pool, env, i, at, population(i))
		u.state = seedState(i, at, encoded)
		u.doc["account"] = u.account(at)
		doc := append(publicJSON(u.doc), '\n')
		doc = append(doc, encode(u.state)...)
		if _, err := tx.Insert(env.collection("users"), u.id, doc, userKeys(u.doc, schema)); err != nil {
			return err
		}
		added[population(i)]++
		if err := seedBelongings(tx, env, u, i, at); err != nil {
			return err
		}
	}
	for id, more := range added {
		have, err := usersIn(tx, env, id)
		if err != nil {
			return err
		}
		if err := tx.SetValue(env.key("users in "+id), []byte(strconv.Itoa(have+more))); err != nil {
			return err
		}
	}
	if err := noteIdentities(tx, env, at); err != nil {
		return err
	}
	return tx.SetValue(pingSeededKey, []byte(strconv.Itoa(from+n)))
}

// seedSecret is the password of the seed as another directory would have kept it. The salt is the same for all, which
// saves time and harms nobody.
func seedSecret() string {
	salt := []byte("sandbox!")
	sum := sha512.Sum512(append([]byte(SeedPassword), salt...))
	return "{SSHA512}" + base64.StdEncoding.EncodeToString(append(sum[:], salt...))
}
