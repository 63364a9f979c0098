package store

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
)

var (
	// ErrNotFound says that there is no such object, edge or value.
	ErrNotFound = errors.New("not found")
	// ErrExists says that the collection has an object of that ID already.
	ErrExists = errors.New("already exists")
	// ErrClosed says that the store was closed.
	ErrClosed = errors.New("the store is closed")
	// ErrReadOnly says that a change was attempted inside Store.Read.
	ErrReadOnly = errors.New("a read transaction changes nothing")
)

// A UniqueError says that another object of the collection has the same value
// under a unique key.
type UniqueError struct {
	Collection string // where
	Key        string // name of the key, "userName"
	ID         string // the object that has the value
}

// Error names key and collection. The value stays out: it may be personal.
func (e *UniqueError) Error() string {
	return fmt.Sprintf("another object of %s has the same %s", e.Collection, e.Key)
}

// A VersionError says that a newer program wrote the database.
type VersionError struct {
	Have int // version of the file's schema
	Want int // newest version known here
}

// Error says how to go on.
func (e *VersionError) Error() string {
	return fmt.Sprintf("schema version %d is newer than %d, the newest this program knows: use a newer program, or remove the file", e.Have, e.Want)
}

// Primary result codes of SQLite, https://sqlite.org/rescode.html.
const (
	codeBusy       = 5
	codeLocked     = 6
	codeConstraint = 19
)

// primary is the primary SQLite result code in err, 0 if there is none.
func primary(err error) int {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Code() & 0xff
}

// busy reports whether err means that another process holds a lock just now.
func busy(err error) bool {
	code := primary(err)
	return code == codeBusy || code == codeLocked
}
