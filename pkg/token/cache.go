package token

import (
	"context"
	"encoding/json"
	"time"
)

// Cache keeps encrypted blobs across processes; a secret.Store is one.
type Cache interface {
	// ReadSealed returns a blob without waiting for a lock, or an error if there
	// is none that can be read.
	ReadSealed(ctx context.Context, name string) ([]byte, error)
	// UpdateSealed replaces a blob by what change makes of it, nil if there is
	// none, while no other process can. A nil result removes the blob.
	UpdateSealed(ctx context.Context, name string, change func(old []byte) ([]byte, error)) error
}

// early is how long before its expiry a token is no longer used: long enough for
// a request to arrive and for clocks to differ.
const early = time.Minute

// entry is a cached token.
type entry struct {
	Access  string    `json:"access"`
	Expiry  time.Time `json:"expiry"`
	Refresh time.Time `json:"refresh"` // from here on a new one is wanted
	Scope   []string  `json:"scope,omitempty"`
}

// newEntry notes when t is to be renewed: a minute before it ends, or half-way
// through if it lives less than two minutes, since otherwise a short-lived token
// would be fetched anew for every request.
func newEntry(t Token, issued time.Time) entry {
	margin := min(early, t.Expiry.Sub(issued)/2)
	return entry{Access: t.Access, Expiry: t.Expiry, Refresh: t.Expiry.Add(-margin), Scope: t.Scope}
}

func (e entry) token() Token { return Token{Access: e.Access, Expiry: e.Expiry, Scope: e.Scope} }

// fresh reports whether e may be used for a new request at the time now.
func (e entry) fresh(now time.Time) bool {
	return e.Access != "" && (e.Expiry.IsZero() || now.Before(e.Refresh))
}

// entries is the blob of one tenant: tokens by Key.id.
type entries struct {
	Version int              `json:"version"`
	Tokens  map[string]entry `json:"tokens"`
}

// entriesVersion is the version of the blob's form.
const entriesVersion = 1

// parseEntries reads a blob. What cannot be read is an empty cache.
func parseEntries(blob []byte) entries {
	var e entries
	if json.Unmarshal(blob, &e) != nil || e.Version != entriesVersion {
		return entries{}
	}
	return e
}

// with returns a blob that holds also add, and nothing that has expired by now.
func (e entries) with(id string, add entry, now time.Time) ([]byte, error) {
	kept := map[string]entry{}
	for other, token := range e.Tokens {
		if now.Before(token.Expiry) {
			kept[other] = token
		}
	}
	kept[id] = add
	return json.Marshal(entries{Version: entriesVersion, Tokens: kept})
}
