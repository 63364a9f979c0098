package store

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

// Keys are the values by which an object is found without reading documents.
// Both maps go from the name of a key to its value; the caller folds case.
// A name may stand in both maps with the same value; then it is unique.
type Keys struct {
	Unique map[string]string // no two objects of a collection have the same value
	Index  map[string]string // any number may
}

// insertKeys stores the keys of an object that has none yet.
func (t *Tx) insertKeys(num, seq int64, keys Keys) error {
	var args []any
	for name, value := range keys.Unique {
		args = append(args, seq, name, num, value, 1)
	}
	for name, value := range keys.Index {
		if _, ok := keys.Unique[name]; !ok {
			args = append(args, seq, name, num, value, 0)
		}
	}
	if len(args) == 0 {
		return nil
	}
	const row = "(?, ?, ?, ?, ?)"
	rows := row + strings.Repeat(", "+row, len(args)/5-1)
	return t.exec("INSERT INTO keys (seq, name, collection, value, uniq) VALUES "+rows, args...)
}

// replaceKeys gives an object other keys; refused, it leaves the old ones.
func (t *Tx) replaceKeys(num int64, collection string, seq int64, keys Keys) error {
	if err := t.checkUnique(num, collection, seq, keys); err != nil {
		return err
	}
	if err := t.exec("DELETE FROM keys WHERE seq = ?", seq); err != nil {
		return err
	}
	return t.insertKeys(num, seq, keys)
}

// checkUnique looks for an object other than seq with one of the unique keys.
// Only one transaction writes at a time, so that nobody comes in between.
func (t *Tx) checkUnique(num int64, collection string, seq int64, keys Keys) error {
	const query = `SELECT o.id FROM keys k JOIN objects o ON o.seq = k.seq
		WHERE k.collection = ? AND k.name = ? AND k.value = ? AND k.uniq = 1 AND k.seq <> ?`
	for _, name := range slices.Sorted(maps.Keys(keys.Unique)) {
		var id string
		err := t.row(query, []any{num, name, keys.Unique[name], seq}, &id)
		if err == nil {
			return &UniqueError{Collection: collection, Key: name, ID: id}
		}
		if !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return nil
}
