package identity

import (
	"encoding/json"
	"fmt"
	"strings"
)

// A Patch is a list of changes, made in order, all or none.
type Patch []Operation

// An Operation changes one attribute of an object.
type Operation struct {
	Op Change
	// Path names the attribute: "mail", "preferences/updates".
	Path string
	// Value is the JSON value to set, add, remove or increment by.
	Value json.RawMessage
	// From is the attribute that is moved or copied.
	From string
}

// A Change is what an [Operation] does.
type Change string

// The changes. [Transform] is a platform's own script, carried so that a
// platform that has none can refuse it by name.
const (
	Set       Change = "set"       // give the attribute this value, whatever it was
	Unset     Change = "unset"     // take the attribute away
	Add       Change = "add"       // add an element to a list, or set what is unset
	Remove    Change = "remove"    // remove an element from a list, or the value if equal
	Increment Change = "increment" // add to a number
	Move      Change = "move"      // the value of From goes to Path
	Copy      Change = "copy"      // the value of From also goes to Path
	Transform Change = "transform" // the result of a script
)

// String reads "set mail" or "move a to b": never the value, which may be a secret.
func (o Operation) String() string {
	if o.From != "" {
		return fmt.Sprintf("%s %s to %s", o.Op, o.From, o.Path)
	}
	return string(o.Op) + " " + o.Path
}

// Attribute is the top-level attribute that the operation touches.
func (o Operation) Attribute() string { return topLevel(o.Path) }

// topLevel is the first step of a path written a.b, a/b or /a/b.
func topLevel(path string) string {
	path = strings.TrimPrefix(path, "/")
	if i := strings.IndexAny(path, "./"); i > 0 {
		return path[:i]
	}
	return path
}
