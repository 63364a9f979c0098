package cli

import (
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// dialectOf is how the documents of a store write what people ask for; nil for a store
// whose names are those that people know.
func dialectOf(store any) *render.Dialect {
	namer, ok := store.(identity.Namer)
	if !ok {
		return nil
	}
	d := &render.Dialect{Path: namer.NativeName}
	if v, ok := store.(identity.Valuer); ok {
		d.Value = func(path string, raw []byte) []byte { return v.CommonValue(path, raw) }
	}
	return d
}

// native is an assignment in the names and values of a store.
func native(store any, a identity.Assignment) identity.Assignment {
	path := a.Path
	a.Path = identity.NativeName(store, path)
	if !a.JSON && !a.File {
		a.Text = identity.NativeValue(store, path, a.Text)
	}
	return a
}

// profileOf reads what every platform has of a document, which need not be a user yet;
// what cannot be read is nothing.
func profileOf(store any, document json.RawMessage) identity.Profile {
	reader, ok := store.(identity.ProfileReader)
	if !ok {
		return identity.Profile{}
	}
	p, _ := reader.ReadProfile(document)
	return p
}
