// Package store keeps the sandbox tenant on disk: documents with revisions and
// keys, relationships between them, and small named values.
//
// A [Store] is one SQLite database in one directory. Several processes may use
// the same directory at once. Everything happens in a transaction:
//
//	s := store.Open(dir) // no IO yet
//	defer s.Close()
//	err := s.Write(ctx, func(tx *store.Tx) error {
//		_, err := tx.Insert("managed/alpha_user", id, doc, keys)
//		return err
//	})
//
// When Write returns nil the change is on disk and survives the death of the
// process; when it returns an error nothing of it is. [Store.Read] shows one
// consistent state, whatever others write meanwhile.
//
// The package knows neither HTTP nor what a document means: the caller decides
// which of a document's values are keys, and which of them are unique.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
)

// fileName is the database inside the store's directory.
const fileName = "sandbox.db"

// readers is how many snapshots one process may hold open at once; further
// calls of [Store.Read] wait for one of them to end.
const readers = 8

// A Store is a database in a directory. It is safe for use by several
// goroutines, and by several processes through stores of their own.
type Store struct {
	dir    string
	read   *pool
	write  *pool
	closed chan struct{} // closed by Close

	mu sync.Mutex // guards db, and opening it
	db *sql.DB    // nil until the first transaction
}

// Open returns the store in dir. It touches nothing: directory and database
// come into being with the first transaction, readable by their owner alone.
func Open(dir string) *Store {
	s := &Store{dir: dir, closed: make(chan struct{})}
	s.read = newPool(readers, s.connect)
	s.write = newPool(1, s.connectWriter)
	return s
}

// Path is the database file.
func (s *Store) Path() string { return filepath.Join(s.dir, fileName) }

// Close waits for running transactions and releases the database. The store
// answers ErrClosed from then on. Closing twice is harmless.
func (s *Store) Close() error {
	if !s.shut() {
		return nil
	}
	// Without the lock: a transaction on its way in may want it.
	err := errors.Join(s.read.close(), s.write.close())
	if s.db != nil {
		err = errors.Join(err, s.db.Close())
	}
	return s.wrap("close", err)
}

// shut marks the store closed and reports whether this call did it.
func (s *Store) shut() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.closed:
		return false
	default:
		close(s.closed)
		return true
	}
}

// connect opens one connection, and the database with it when it is the first.
func (s *Store) connect(ctx context.Context) (*session, error) {
	db, err := s.database(ctx)
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return newSession(conn), nil
}

// connectWriter opens a connection with a larger cache, without which loading
// a large realm goes to disk for every key.
func (s *Store) connectWriter(ctx context.Context) (*session, error) {
	ses, err := s.connect(ctx)
	if err != nil {
		return nil, err
	}
	if err := execute(ctx, ses.conn, "PRAGMA cache_size=-32768"); err != nil {
		return nil, errors.Join(err, ses.close(false))
	}
	return ses, nil
}

// database opens the file and brings it to the present schema, once.
func (s *Store) database(ctx context.Context) (*sql.DB, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.closed:
		return nil, ErrClosed
	default:
	}
	if s.db != nil {
		return s.db, nil
	}
	db, err := openDatabase(ctx, s.Path())
	if err != nil {
		return nil, err
	}
	s.db = db
	return db, nil
}

// wrap names the database and what was attempted on it.
func (s *Store) wrap(attempt string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s sandbox database %s: %w", attempt, s.Path(), err)
}
