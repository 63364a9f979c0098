package sandbox

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

const (
	dayLayout     = "2006-01-02"
	activeOn      = "active on "
	identitiesOn  = "identities on "
	hoursOfADay   = 24
	historyLength = 2 // years, of the seed
)

// activity is who was active on one day, and in which of its hours.
type activity map[string][]int

// noteActive stores that a user has signed on or has shown the right password.
func (c *pingCall) noteActive(user string) error {
	key := c.env.key(activeOn + c.at.UTC().Format(dayLayout))
	raw, err := lookup(c.tx, key)
	if err != nil {
		return err
	}
	who, err := readActivity(raw)
	hour := c.at.UTC().Hour()
	if err != nil || slices.Contains(who[user], hour) {
		return err
	}
	who[user] = append(who[user], hour)
	return c.tx.SetValue(key, encode(who))
}

func readActivity(raw []byte) (activity, error) {
	who := activity{}
	if raw == nil {
		return who, nil
	}
	err := json.Unmarshal(raw, &who)
	return who, err
}

// noteIdentities stores how many users there are on a day.
func noteIdentities(tx *store.Tx, env *environment, at time.Time) error {
	n, err := tx.Count(env.collection("users"))
	if err != nil {
		return err
	}
	return tx.SetValue(env.key(identitiesOn+at.UTC().Format(dayLayout)), strconv.AppendInt(nil, n, 10))
}

// noted are the values that were stored day by day under a name.
func noted(tx *store.Tx, env *environment, name string) (map[string][]byte, error) {
	all := map[string][]byte{}
	prefix := env.key(name)
	for v, err := range tx.Values(prefix) {
		if err != nil {
			return nil, err
		}
		all[strings.TrimPrefix(v.Key, prefix)] = v.Data
	}
	return all, nil
}
