package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

const spentKey = "spent"

// spend uses up something that works once, an assertion or a code, and says whether this was the first time. It is
// remembered until it would have expired anyway.
func (s *Sandbox) spend(ctx context.Context, id string, until time.Time) (fresh bool, err error) {
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		spent, err := readSpent(tx)
		if err != nil {
			return err
		}
		now := s.options.Now().UnixMilli()
		for known, end := range spent {
			if end < now {
				delete(spent, known)
			}
		}
		_, used := spent[id]
		fresh = !used
		spent[id] = until.UnixMilli()
		return tx.SetValue(spentKey, encode(spent))
	})
	return fresh, err
}

func readSpent(tx *store.Tx) (map[string]int64, error) {
	spent := map[string]int64{}
	raw, err := lookup(tx, spentKey)
	if err != nil || raw == nil {
		return spent, err
	}
	return spent, json.Unmarshal(raw, &spent)
}

// lookup reads a value of the store; nil is one that is not there.
func lookup(tx *store.Tx, key string) ([]byte, error) {
	raw, err := tx.Value(key)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return raw, err
}
