package identitytest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// attributes are what a question adds to a document, by their paths. The empty
// path is an attribute that the platform lacks, and adds nothing.
type attributes map[string]any

// document is a small user, called after the suffix.
func (a *asker) document(suffix string, more attributes) map[string]any {
	document := a.Document(a.prefix + suffix)
	for path, value := range more {
		put(document, path, value)
	}
	return document
}

// put sets the value at a path with dots, and makes the objects on the way to it.
func put(document map[string]any, path string, value any) {
	if path == "" {
		return
	}
	name, rest, nested := strings.Cut(path, ".")
	if !nested {
		document[name] = value
		return
	}
	inner, ok := document[name].(map[string]any)
	if !ok {
		inner = map[string]any{}
	}
	document[name] = inner
	put(inner, rest, value)
}

// without takes the value at a path out of a document.
func without(document map[string]any, path string) map[string]any {
	at := document
	steps := strings.Split(path, ".")
	for _, name := range steps[:len(steps)-1] {
		at, _ = at[name].(map[string]any)
	}
	delete(at, steps[len(steps)-1])
	return document
}

// lookUp is the value at a path; what is unset is nil, whether the platform leaves
// it out, sends null or an empty list.
func lookUp(document map[string]any, path string) any {
	var value any = document
	for name := range strings.SplitSeq(path, ".") {
		object, _ := value.(map[string]any)
		value = object[name]
	}
	if list, ok := value.([]any); ok && len(list) == 0 {
		return nil
	}
	return value
}

func (a *asker) encode(value any) json.RawMessage {
	a.Helper()
	raw, err := json.Marshal(value)
	a.must(err)
	return raw
}

// value is one attribute of a user, by its path.
func (a *asker) value(u identity.User, path string) any {
	a.Helper()
	return a.valueIn(u.Native, path)
}

// valueIn is one attribute of a document.
func (a *asker) valueIn(native json.RawMessage, path string) any {
	a.Helper()
	var document map[string]any
	a.must(json.Unmarshal(native, &document))
	return lookUp(document, path)
}

// want compares one attribute of a user. One that the platform lacks, whose path
// is empty, is nothing to compare.
func (a *asker) want(u identity.User, path string, want any) {
	a.Helper()
	a.wantIn(u.Native, path, want)
}

// wantIn is want for any document.
func (a *asker) wantIn(native json.RawMessage, path string, want any) {
	a.Helper()
	if path == "" {
		return
	}
	if got := a.valueIn(native, path); fmt.Sprint(got) != fmt.Sprint(want) {
		a.Errorf("%s is %v, want %v", path, got, want)
	}
}
