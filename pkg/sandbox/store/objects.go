package store

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"iter"
)

// An Object is one stored document.
type Object struct {
	Collection string // "managed/alpha_user"
	ID         string // unique in its collection, compared byte by byte
	Rev        string // changes with every Update; opaque, never used twice
	Seq        int64  // order of creation over all collections; never used twice
	Doc        []byte // as it was given, not looked into
}

// Get returns the object, or ErrNotFound.
func (t *Tx) Get(collection, id string) (Object, error) {
	num, err := t.number(collection)
	if err != nil {
		return Object{}, err
	}
	o, change := Object{Collection: collection, ID: id}, int64(0)
	err = t.row("SELECT seq, change, doc FROM objects WHERE collection = ? AND id = ?", []any{num, id}, &o.Seq, &change, &o.Doc)
	if err != nil {
		return Object{}, objectError("read", collection, id, err)
	}
	o.Rev = t.rev(change)
	return o, nil
}

// Insert stores a new object. It answers ErrExists when the collection has the
// ID, and a *UniqueError when another object has one of the unique keys.
func (t *Tx) Insert(collection, id string, doc []byte, keys Keys) (Object, error) {
	o, err := t.insert(collection, id, doc, keys)
	if err != nil {
		return Object{}, objectError("create", collection, id, err)
	}
	return o, nil
}

func (t *Tx) insert(collection, id string, doc []byte, keys Keys) (Object, error) {
	if err := t.mayWrite(); err != nil {
		return Object{}, err
	}
	num, err := t.number(collection)
	if err != nil {
		return Object{}, err
	}
	if err := t.row("SELECT seq FROM objects WHERE collection = ? AND id = ?", []any{num, id}, new(int64)); !errors.Is(err, ErrNotFound) {
		return Object{}, cmp.Or(err, ErrExists)
	}
	if err := t.checkUnique(num, collection, 0, keys); err != nil {
		return Object{}, err
	}
	seq := t.next()
	err = t.exec("INSERT INTO objects (seq, collection, id, change, doc) VALUES (?, ?, ?, ?, ?)", seq, num, id, seq, blob(doc))
	if err == nil {
		err = t.insertKeys(num, seq, keys)
	}
	if err != nil {
		return Object{}, err
	}
	t.balances[num]++
	return Object{Collection: collection, ID: id, Rev: t.rev(seq), Seq: seq, Doc: doc}, nil
}

// Update replaces document and keys of an object and gives it a new revision;
// a caller that has nothing to change leaves it alone. It answers ErrNotFound,
// or a *UniqueError, and then nothing is changed.
func (t *Tx) Update(collection, id string, doc []byte, keys Keys) (Object, error) {
	if err := t.mayWrite(); err != nil {
		return Object{}, err
	}
	o, err := t.Get(collection, id)
	if err != nil {
		return Object{}, err
	}
	num := t.s.nums[collection]
	change := t.next()
	err = t.replaceKeys(num, collection, o.Seq, keys)
	if err == nil {
		err = t.exec("UPDATE objects SET change = ?, doc = ? WHERE seq = ?", change, blob(doc), o.Seq)
	}
	if err != nil {
		return Object{}, objectError("update", collection, id, err)
	}
	o.Rev, o.Doc = t.rev(change), doc
	return o, nil
}

// Delete removes an object, its keys and every edge that ends at it, and
// returns what it was, or ErrNotFound.
func (t *Tx) Delete(collection, id string) (Object, error) {
	if err := t.mayWrite(); err != nil {
		return Object{}, err
	}
	o, err := t.Get(collection, id)
	if err != nil {
		return Object{}, err
	}
	num := t.s.nums[collection]
	err = t.unlinkAll(num, id)
	if err == nil {
		err = t.exec("DELETE FROM keys WHERE seq = ?", o.Seq)
	}
	if err == nil {
		err = t.exec("DELETE FROM objects WHERE seq = ?", o.Seq)
	}
	if err != nil {
		return Object{}, objectError("delete", collection, id, err)
	}
	t.balances[num]--
	return o, nil
}

// Count is the number of objects in a collection, kept ready.
func (t *Tx) Count(collection string) (int64, error) {
	num, err := t.number(collection)
	if err != nil || num == 0 {
		return 0, err
	}
	var n int64
	err = t.row("SELECT objects FROM collections WHERE num = ?", []any{num}, &n)
	return n + t.balances[num], err
}

// Scan yields the objects of a collection in order of creation: those whose
// Seq is greater than after, at most limit of them (0: all). An error comes
// once, last. The caller leaves the collection as it is while it ranges.
//
// cond narrows the scan: "" is everything, otherwise an SQL expression with
// args for its question marks. It may use ?1, the collection's number, the
// column seq of the object, and the table keys (collection, seq, name, value),
// which has a row for every entry of [Keys] and an index over collection, name
// and value:
//
//	seq IN (SELECT seq FROM keys WHERE collection = ?1 AND name = 'mail' AND value = ?)
//
// It may also use the table edges, by the IDs that [Tx.Link] was given.
//
// cond is program text, never a user's: what a user says belongs into args.
func (t *Tx) Scan(collection, cond string, args []any, after int64, limit int) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		rows, err := t.scan(collection, cond, args, after, limit)
		if err != nil {
			yield(Object{}, fmt.Errorf("scan %s: %w", collection, err))
			return
		}
		defer func() { _ = rows.Close() }() // rows.Err has told what there is to tell
		for rows.Next() {
			o, change := Object{Collection: collection}, int64(0)
			err := errors.Join(t.live(), rows.Scan(&o.Seq, &o.ID, &change, &o.Doc))
			if err != nil {
				yield(Object{}, fmt.Errorf("scan %s: %w", collection, err))
				return
			}
			o.Rev = t.rev(change)
			if !yield(o, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Object{}, fmt.Errorf("scan %s: %w", collection, err))
		}
	}
}

func (t *Tx) scan(collection, cond string, args []any, after int64, limit int) (*sql.Rows, error) {
	num, err := t.number(collection)
	if err != nil {
		return nil, err
	}
	if limit <= 0 {
		limit = -1 // SQLite's word for no limit
	}
	const head = "SELECT seq, id, change, doc FROM objects WHERE collection = ?1 AND seq > ?2"
	if cond == "" {
		return t.query(head+" ORDER BY seq LIMIT ?3", num, after, limit)
	}
	if err := t.live(); err != nil {
		return nil, err
	}
	// Conditions are without number, so the statement is not kept. The limit
	// is text: a parameter after cond would be numbered by what cond holds.
	query := fmt.Sprintf("%s AND (%s) ORDER BY seq LIMIT %d", head, cond, limit)
	return t.s.conn.QueryContext(t.ctx, query, append([]any{num, after}, args...)...)
}

// query runs one of a fixed set of queries.
func (t *Tx) query(query string, args ...any) (*sql.Rows, error) {
	if err := t.live(); err != nil {
		return nil, err
	}
	st, err := t.s.stmt(t.ctx, query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(t.ctx, args...)
}

// blob keeps an absent document from becoming NULL.
func blob(doc []byte) []byte {
	if doc == nil {
		return []byte{}
	}
	return doc
}

func objectError(attempt, collection, id string, err error) error {
	return fmt.Errorf("%s %s/%s: %w", attempt, collection, id, err)
}
