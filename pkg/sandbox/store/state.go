package store

import (
	"context"
	"fmt"
	"iter"
	"strings"
)

// Value returns what SetValue stored under key, or ErrNotFound.
func (t *Tx) Value(key string) ([]byte, error) {
	var value []byte
	if err := t.row("SELECT value FROM state WHERE key = ?", []any{key}, &value); err != nil {
		return nil, fmt.Errorf("read value %s: %w", key, err)
	}
	return value, nil
}

// SetValue stores a small value, in place of an older one.
func (t *Tx) SetValue(key string, value []byte) error {
	err := t.mayWrite()
	if err == nil {
		err = t.exec("INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, blob(value))
	}
	if err != nil {
		return fmt.Errorf("store value %s: %w", key, err)
	}
	return nil
}

// DeleteValue forgets a value; an absent one is no error.
func (t *Tx) DeleteValue(key string) error {
	err := t.mayWrite()
	if err == nil {
		err = t.exec("DELETE FROM state WHERE key = ?", key)
	}
	if err != nil {
		return fmt.Errorf("delete value %s: %w", key, err)
	}
	return nil
}

// A Value is one entry of the state.
type Value struct {
	Key  string
	Data []byte
}

// Values yields the values whose key begins with prefix, ordered by key. An
// error comes once, last. The caller leaves values alone while it ranges.
func (t *Tx) Values(prefix string) iter.Seq2[Value, error] {
	return func(yield func(Value, error) bool) {
		err := t.values(prefix, yield)
		if err != nil {
			yield(Value{}, fmt.Errorf("read values %s: %w", prefix, err))
		}
	}
}

// values returns the error that is still to be yielded.
func (t *Tx) values(prefix string, yield func(Value, error) bool) error {
	rows, err := t.query("SELECT key, value FROM state WHERE key >= ? ORDER BY key", prefix)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err has told what there is to tell
	for rows.Next() {
		var v Value
		if err := rows.Scan(&v.Key, &v.Data); err != nil {
			return err
		}
		if !strings.HasPrefix(v.Key, prefix) || !yield(v, nil) {
			return nil
		}
	}
	return rows.Err()
}

// Reset removes everything, for every process that has the store open, and
// gives the space back. Revisions and sequence numbers go on from where they
// were: nothing that was handed out before is true again.
func (s *Store) Reset(ctx context.Context) error {
	if err := s.Write(ctx, (*Tx).clear); err != nil {
		return err
	}
	// What was deleted still stands in free pages and in the log until then.
	return s.shrink(ctx)
}

// clear deletes the rows of every table. Collections keep their numbers,
// which other processes remember.
func (t *Tx) clear() error {
	for _, statement := range []string{
		"DELETE FROM objects", "DELETE FROM keys", "DELETE FROM edges", "DELETE FROM state",
		"UPDATE collections SET objects = 0",
	} {
		if err := t.exec(statement); err != nil {
			return err
		}
	}
	return nil
}

// shrink rewrites the file without its free pages and empties the log.
func (s *Store) shrink(ctx context.Context) error {
	ses, err := s.write.take(ctx, s.closed)
	if err != nil {
		return s.wrap("open", err)
	}
	defer s.write.give(ses, true)
	for _, statement := range []string{"VACUUM", "PRAGMA wal_checkpoint(truncate)"} {
		if err := patiently(ctx, func() error { return execute(ctx, ses.conn, statement) }); err != nil {
			return s.wrap("shrink", err)
		}
	}
	return nil
}
