package identity

import "encoding/json"

// A Namer knows the platform's own name of an attribute that has another name
// elsewhere: "mail" is "email" on PingOne. A path that it does not know is its own
// name.
type Namer interface {
	NativeName(path string) string
}

// NativeName is the name of an attribute in a store: what its [Namer] says, else
// the name itself.
func NativeName(store any, path string) string {
	if n, ok := store.(Namer); ok {
		return n.NativeName(path)
	}
	return path
}

// A Valuer knows the attributes whose values are others elsewhere: the account
// status "active" is true on PingOne. Paths are those that have another name
// elsewhere, not the platform's own.
type Valuer interface {
	// NativeValue is the platform's own value, as text, for one that a person knows
	// from elsewhere; text itself where it is the same.
	NativeValue(path, text string) string
	// CommonValue is what the platform's own value is elsewhere, as JSON.
	CommonValue(path string, value json.RawMessage) json.RawMessage
}

// NativeValue is the value of an attribute in a store: what its [Valuer] says, else
// the text itself.
func NativeValue(store any, path, text string) string {
	if v, ok := store.(Valuer); ok {
		return v.NativeValue(path, text)
	}
	return text
}

// A Sparse store never fills some of what other platforms can say of its objects.
type Sparse interface {
	// Lacking are the members of the portable shape that listings leave empty.
	Lacking() []string
}

// LackingOf is what a store says that it lacks; one that says nothing lacks nothing.
func LackingOf(store any) []string {
	if s, ok := store.(Sparse); ok {
		return s.Lacking()
	}
	return nil
}
