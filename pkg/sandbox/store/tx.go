package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
)

// A Tx is one transaction. It lives as long as the function it is given to,
// and belongs to one goroutine. Within Write it sees its own changes.
type Tx struct {
	ctx      context.Context // for statements: without an end, see begin
	caller   context.Context // the one that ends
	s        *session
	writing  bool
	server   string          // server part of revisions
	before   int64           // number of the latest change when the transaction began
	change   int64           // and now
	balances map[int64]int64 // objects more or fewer, by collection
}

// Read calls do with one consistent state of the store: what others write
// meanwhile stays unseen. It returns do's error.
func (s *Store) Read(ctx context.Context, do func(*Tx) error) error {
	return s.transact(ctx, s.read, "BEGIN", do)
}

// Write calls do in a transaction that no other process writes beside, waiting
// for its turn until ctx ends. When Write returns nil, the changes are durable.
// When do returns an error or panics, or the commit fails, none of them is
// there. A Write inside a Write waits for itself: use the Tx at hand.
func (s *Store) Write(ctx context.Context, do func(*Tx) error) error {
	return s.transact(ctx, s.write, "BEGIN IMMEDIATE", do)
}

// transact runs do between begin and a commit or a rollback.
func (s *Store) transact(ctx context.Context, from *pool, begin string, do func(*Tx) error) error {
	ses, err := from.take(ctx, s.closed)
	if err != nil {
		return s.wrap("open", err)
	}
	done := false
	defer func() { // also when do panics
		from.give(ses, done || ses.rollback(ctx))
	}()
	tx := &Tx{ctx: context.WithoutCancel(ctx), caller: ctx, s: ses, writing: from == s.write, balances: map[int64]int64{}}
	if err := tx.begin(begin); err != nil {
		return s.wrap("lock", err)
	}
	if err := do(tx); err != nil {
		return err
	}
	if err := tx.commit(); err != nil {
		return s.wrap("write to", err)
	}
	done = true
	return nil
}

// begin takes the lock or the snapshot and reads the latest change's number.
// The wait ends with the caller's context. Statements after it run under a
// context without an end, since the driver starts a goroutine for each
// statement under one that can end; they are short, and [Tx.live] looks at the
// caller's between them.
func (t *Tx) begin(begin string) error {
	return patiently(t.caller, func() error {
		if err := execute(t.caller, t.s.conn, begin); err != nil {
			return err
		}
		err := t.row("SELECT server, change FROM meta", nil, &t.server, &t.change)
		t.before = t.change
		if busy(err) {
			_ = execute(t.ctx, t.s.conn, "ROLLBACK") // to begin again
		}
		return err
	})
}

// commit writes the counters and makes everything durable.
func (t *Tx) commit() error {
	if t.change != t.before {
		if err := t.exec("UPDATE meta SET change = ?", t.change); err != nil {
			return err
		}
	}
	for num, n := range t.balances {
		if err := t.exec("UPDATE collections SET objects = objects + ? WHERE num = ?", n, num); err != nil {
			return err
		}
	}
	return t.exec("COMMIT")
}

// next numbers a change.
func (t *Tx) next() int64 {
	t.change++
	return t.change
}

// rev is the revision of what change made, in the form that Advanced Identity
// Cloud has: a UUID of the server, a hyphen, a counter.
func (t *Tx) rev(change int64) string {
	return t.server + "-" + strconv.FormatInt(change, 10)
}

// live is the caller's wish to stop, if there is one.
func (t *Tx) live() error { return context.Cause(t.caller) }

// mayWrite refuses in a read transaction.
func (t *Tx) mayWrite() error {
	if !t.writing {
		return ErrReadOnly
	}
	return t.live()
}

// exec runs one of a fixed set of statements.
func (t *Tx) exec(query string, args ...any) error {
	st, err := t.s.stmt(t.ctx, query)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(t.ctx, args...)
	return err
}

// row reads the one row of one of a fixed set of queries; none is ErrNotFound.
func (t *Tx) row(query string, args []any, into ...any) error {
	if err := t.live(); err != nil {
		return err
	}
	st, err := t.s.stmt(t.ctx, query)
	if err != nil {
		return err
	}
	err = st.QueryRowContext(t.ctx, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

// number is the number of a collection, which is made when it is absent and
// the transaction may write; otherwise absent is 0, the number of none.
func (t *Tx) number(collection string) (int64, error) {
	if n, ok := t.s.nums[collection]; ok {
		return n, nil
	}
	var n int64
	err := t.row("SELECT num FROM collections WHERE name = ?", []any{collection}, &n)
	if errors.Is(err, ErrNotFound) && t.writing {
		err = t.row("INSERT INTO collections (name) VALUES (?) RETURNING num", []any{collection}, &n)
	}
	switch {
	case errors.Is(err, ErrNotFound):
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("look up collection %s: %w", collection, err)
	}
	t.s.nums[collection], t.s.names[n] = n, collection
	return n, nil
}

// name is the collection of a number.
func (t *Tx) name(num int64) (string, error) {
	if name, ok := t.s.names[num]; ok {
		return name, nil
	}
	var name string
	err := t.row("SELECT name FROM collections WHERE num = ?", []any{num}, &name)
	if err == nil {
		t.s.nums[name], t.s.names[num] = num, name
	}
	return name, err
}
