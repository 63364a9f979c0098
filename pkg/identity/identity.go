// Package identity is the vocabulary of realmctl: users, filters, patches,
// schemas and errors, in words that belong to no platform.
//
// A [Directory] is a live connection to the identities of one realm. What it
// can do is found by asking: [Users] returns its users, or an error of kind
// [Unsupported] when the platform has none. Each further ability is a small
// interface with one method ([Counter], [Describer], [Validator], ...), asked for
// by whoever needs it.
//
// The package knows nothing of HTTP, of a vendor or of a command line, and
// imports nothing outside the standard library.
package identity

import (
	"context"
	"encoding/json"
	"iter"
)

// A Directory is a live connection to the identities of one realm. What else
// it can do is found by asking; see [Users].
type Directory interface {
	// Realm is the address the directory was opened for, such as "acme/alpha".
	Realm() string
	// Platform is the name people know the platform by, such as "Advanced Identity Cloud".
	Platform() string
}

// A Lister streams the objects that match a query, one page in memory. An
// error is yielded once, last.
type Lister[T any] interface {
	List(context.Context, Query) iter.Seq2[T, error]
}

// A Streamer lists like a [Lister], for a consumer that is done with each object
// before it asks for the next: the memory of an object is used again after that.
type Streamer[T any] interface {
	Stream(context.Context, Query) iter.Seq2[T, error]
}

// A Getter reads one object by its id. An absent one is an error of kind [NotFound].
type Getter[T any] interface {
	Get(ctx context.Context, id string) (T, error)
}

// A Finder finds one object by what people call it: its id, its name or its
// mail address, tried in that order. None is [NotFound]; several are [Ambiguous]
// and the error lists them.
type Finder[T any] interface {
	Find(ctx context.Context, name string) (T, error)
}

// A Creator makes an object. A taken id or name is an error of kind [Conflict];
// refused data is [Invalid] with one [Violation] an attribute.
type Creator[T any] interface {
	Create(context.Context, Draft) (T, error)
}

// A Patcher changes an object. The revision is the one the change was made
// against; [AnyRevision] insists. A lost race is an error of kind [Conflict].
type Patcher[T any] interface {
	Patch(ctx context.Context, id, revision string, patch Patch) (T, error)
}

// A Replacer puts a whole document in the place of an object's present one.
type Replacer[T any] interface {
	Replace(ctx context.Context, id, revision string, document json.RawMessage) (T, error)
}

// A Deleter removes an object and returns it as it last was.
type Deleter[T any] interface {
	Delete(ctx context.Context, id, revision string) (T, error)
}

// A QueryPatcher changes the one object that a query matches, in one request.
// No match is [NotFound]; several are [Ambiguous].
type QueryPatcher[T any] interface {
	PatchWhere(context.Context, Query, Patch) (T, error)
}

// A Counter counts the objects that match a query without listing them.
type Counter interface {
	Count(context.Context, Query) (int64, error)
}

// A Describer tells which attributes the objects have.
type Describer interface {
	Schema(context.Context) (*Schema, error)
}

// A Validator asks the platform whether it would take a document, and writes
// nothing. The id is empty for an object that does not exist yet.
type Validator interface {
	Validate(ctx context.Context, id string, document json.RawMessage) ([]Violation, error)
}

// A Checker holds a document of a new object against what is known here of the
// schema and the platform's rules. It tells more than attributes and types; nothing is
// sent but a question for the schema.
type Checker interface {
	Check(ctx context.Context, document json.RawMessage) ([]Violation, error)
}

// An IDChecker refuses an id that a new object cannot be given. Nothing is sent.
type IDChecker interface {
	CheckID(id string) error
}

// A DeleteChecker tells of an object that the platform would not delete, by its
// document: an error says why. Nothing is sent.
type DeleteChecker interface {
	CheckDelete(document json.RawMessage) error
}

// A ReplacePreviewer shows what a replacement will make of an object: the document,
// with what a replacement leaves alone as it is now.
type ReplacePreviewer interface {
	PreviewReplace(ctx context.Context, now, document json.RawMessage) (json.RawMessage, error)
}

// A ProfileReader reads the attributes that every platform has of a document, also of
// one that is not yet an object.
type ProfileReader interface {
	ReadProfile(document json.RawMessage) (Profile, error)
}

// A Previewer shows what a patch would make of a document, here, by the
// platform's own rules; nothing is sent.
type Previewer interface {
	Preview(document json.RawMessage, patch Patch) (json.RawMessage, error)
}

// A PatchReader reads a patch written in the platform's own language. A
// mistake in it is an error of kind [Invalid] that says where; an operation that
// the platform does not know for these objects is [Unsupported].
type PatchReader interface {
	ReadPatch(document []byte) (Patch, error)
}

// AnyRevision stands for "whatever the object's revision is now".
const AnyRevision = "*"

// A Draft is an object that does not exist yet.
type Draft struct {
	// ID is the id the object shall have; empty lets the platform's client make one.
	ID string
	// ServerID leaves the id to the server.
	ServerID bool
	// Document is the object in the platform's own shape, without its id.
	Document json.RawMessage
}

// A Query says which objects, which of their attributes and in which order.
type Query struct {
	// Filter selects objects; nil means all.
	Filter Filter
	// Native is a filter in the platform's own language, passed through untouched.
	Native string
	// Fields names the attributes wanted; none means all that the platform gives by default.
	Fields []string
	// Sort orders the objects; empty leaves the order to the platform.
	Sort []SortKey
	// Limit ends the listing after that many objects; 0 means all.
	Limit int
	// PageSize is the number of objects asked for at a time; 0 leaves it to the client.
	PageSize int
}

// A SortKey orders objects by one attribute.
type SortKey struct {
	Attribute  string
	Descending bool
}
