package cli

import (
	"encoding/json"
	"slices"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A wordedObject is an object with what tables say of it that its document does not:
// the name behind an id, a yes or a no. Documents that are shown whole have none.
type wordedObject struct {
	object
	words map[string]any
}

// Document is the platform's own document, with the words in a member of our own.
func (o wordedObject) Document() json.RawMessage {
	if o.words == nil {
		return o.object.Document()
	}
	worded, err := withMembers(o.object.Document(), map[string]any{showMember: o.words})
	if err != nil { // it is no object: whoever prints it will say so
		return o.object.Document()
	}
	return worded
}

// wordedNames finds the words of objects by their names, and all else where a store
// has it.
type wordedNames struct {
	store any
	words []string
}

// NativeName is the path of a column in the document of a [wordedObject].
func (w wordedNames) NativeName(path string) string {
	for _, word := range w.words {
		if path == word {
			return showMember + "." + word
		}
	}
	return identity.NativeName(w.store, path)
}

// A wordy finder adds words to what it finds if it is told that columns show them.
type wordy interface{ useWords() }

// A wording is what views of objects with words have in common.
type wording struct {
	wordedNames
	inWords bool
}

func (w *wording) useWords() { w.inWords = true }

// asked reports whether a query is for one of the words.
func (w *wording) asked(q identity.Query) bool {
	return slices.ContainsFunc(q.Fields, func(field string) bool { return slices.Contains(w.words, field) })
}
