package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// version is the schema below, kept in the file as PRAGMA user_version.
const version = 1

// schema of version 1. Collections have numbers because their names would
// otherwise be repeated in every row of every index. A collection keeps its
// number for as long as the file lives, [Store.Reset] included.
//
// meta has one row: the server part of revisions and the number of the latest
// change, from which sequence numbers and revisions come.
const schema = `
CREATE TABLE meta (server TEXT NOT NULL, change INTEGER NOT NULL);
CREATE TABLE collections (num INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, objects INTEGER NOT NULL DEFAULT 0);
CREATE TABLE objects (seq INTEGER PRIMARY KEY, collection INTEGER NOT NULL, id TEXT NOT NULL, change INTEGER NOT NULL, doc BLOB NOT NULL);
CREATE UNIQUE INDEX objects_id ON objects (collection, id);
CREATE INDEX objects_order ON objects (collection);
CREATE TABLE keys (seq INTEGER NOT NULL, name TEXT NOT NULL, collection INTEGER NOT NULL, value TEXT NOT NULL, uniq INTEGER NOT NULL, PRIMARY KEY (seq, name)) WITHOUT ROWID;
CREATE INDEX keys_value ON keys (collection, name, value);
CREATE TABLE edges (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, change INTEGER NOT NULL,
	from_collection INTEGER NOT NULL, from_id TEXT NOT NULL, property TEXT NOT NULL,
	to_collection INTEGER NOT NULL, to_id TEXT NOT NULL, reverse TEXT NOT NULL, props BLOB);
CREATE INDEX edges_from ON edges (from_collection, from_id, property);
CREATE INDEX edges_to ON edges (to_collection, to_id, reverse);
CREATE TABLE state (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
`

// openDatabase opens or makes the file and brings it to this version.
func openDatabase(ctx context.Context, path string) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := createFile(path); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", dataSource(path))
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, db); err != nil {
		_ = db.Close() // the first error is the one to tell
		return nil, err
	}
	return db, nil
}

// createFile makes directory and file for the owner alone, before SQLite
// would make the file for everybody; its companions inherit the mode.
func createFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// dataSource is the URI of the file with what every connection is set to.
// synchronous=full makes a commit wait for the disk: an acknowledged write is
// there after a crash. The cache, in KiB, is a limit; see [Store.connectWriter]
// for the other one.
func dataSource(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/... becomes file:///C:/...
	}
	u := url.URL{Scheme: "file", Path: path}
	u.RawQuery = url.Values{"_pragma": {
		"busy_timeout(10000)", "synchronous(full)", "cache_size(-4096)", "temp_store(memory)",
	}}.Encode()
	return u.String()
}

// migrate brings the database to the present version. Processes that arrive
// at an absent database together take turns; the later ones find it done.
func migrate(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // back to the pool, where it stays open
	have, err := userVersion(ctx, conn)
	if err != nil || have == version {
		return err
	}
	// Not waiting for locks is particular to this one statement.
	if err := patiently(ctx, func() error { return execute(ctx, conn, "PRAGMA journal_mode=wal") }); err != nil {
		return err
	}
	return patiently(ctx, func() error { return create(ctx, conn) })
}

// create makes the tables unless another process has just done so.
func create(ctx context.Context, conn *sql.Conn) (err error) {
	if err := execute(ctx, conn, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = execute(context.WithoutCancel(ctx), conn, "ROLLBACK") // err says what went wrong
		}
	}()
	have, err := userVersion(ctx, conn)
	if err != nil {
		return err
	}
	if have == 0 {
		if err := execute(ctx, conn, schema+fmt.Sprintf("PRAGMA user_version=%d", version)); err != nil {
			return err
		}
		if err := execute(ctx, conn, "INSERT INTO meta VALUES (?, 0)", newUUID()); err != nil {
			return err
		}
	}
	return execute(ctx, conn, "COMMIT")
}

// userVersion reads the version of the file's schema, 0 for an empty file,
// and refuses one that is newer than this program.
func userVersion(ctx context.Context, conn *sql.Conn) (int, error) {
	var have int
	err := patiently(ctx, func() error {
		return conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&have)
	})
	if err == nil && have > version {
		err = &VersionError{Have: have, Want: version}
	}
	return have, err
}

// patiently repeats attempt while another process is in the way.
func patiently(ctx context.Context, attempt func() error) error {
	for {
		err := attempt()
		if !busy(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("another process holds it: %w", ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func execute(ctx context.Context, conn *sql.Conn, query string, args ...any) error {
	_, err := conn.ExecContext(ctx, query, args...)
	return err
}

// newUUID makes a random UUID, version 4.
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, by its documentation
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}
