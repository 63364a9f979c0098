package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
)

// A session is one connection with what it remembers between transactions.
type session struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt // by their text; a fixed set
	nums  map[string]int64     // numbers of collections
	names map[int64]string     // and back
}

func newSession(conn *sql.Conn) *session {
	s := &session{conn: conn, stmts: map[string]*sql.Stmt{}}
	s.forget()
	return s
}

// stmt prepares query once for the life of the connection.
func (s *session) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := s.stmts[query]; ok {
		return st, nil
	}
	st, err := s.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s.stmts[query] = st
	return st, nil
}

// forget drops the collections' numbers, which a rollback may have taken back.
func (s *session) forget() {
	s.nums, s.names = map[string]int64{}, map[int64]string{}
}

// rollback ends a transaction without a trace. It reports whether the
// connection can be used again.
func (s *session) rollback(ctx context.Context) bool {
	s.forget()
	return execute(context.WithoutCancel(ctx), s.conn, "ROLLBACK") == nil
}

// close gives statements and connection back. A broken connection is thrown
// away, so that nobody meets a transaction left open on it.
func (s *session) close(broken bool) error {
	var err error
	for _, st := range s.stmts {
		err = errors.Join(err, st.Close())
	}
	if broken {
		_ = s.conn.Raw(func(any) error { return driver.ErrBadConn }) // the answer is the argument
		return nil
	}
	return errors.Join(err, s.conn.Close())
}

// A pool lends sessions, at most as many as it has slots. A slot that holds
// nil is connected when it is first taken.
type pool struct {
	slots   chan *session
	connect func(context.Context) (*session, error)
}

func newPool(size int, connect func(context.Context) (*session, error)) *pool {
	p := &pool{slots: make(chan *session, size), connect: connect}
	for range size {
		p.slots <- nil
	}
	return p
}

// take waits for a session until ctx ends or closed is closed.
func (p *pool) take(ctx context.Context, closed <-chan struct{}) (*session, error) {
	select {
	case <-closed:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	case s := <-p.slots:
		if s != nil {
			return s, nil
		}
	}
	s, err := p.connect(ctx)
	if err != nil {
		p.slots <- nil
	}
	return s, err
}

// give takes a session back; one that is not sound is replaced by an empty slot.
func (p *pool) give(s *session, sound bool) {
	if sound {
		p.slots <- s
		return
	}
	_ = s.close(true) // it was broken before
	p.slots <- nil
}

// close takes every slot, waiting for those that are lent, and closes them.
func (p *pool) close() error {
	var err error
	for range cap(p.slots) {
		if s := <-p.slots; s != nil {
			err = errors.Join(err, s.close(false))
		}
	}
	return err
}
