package identity

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
