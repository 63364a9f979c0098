// Package sandbox is an Advanced Identity Cloud tenant in small: sign-in, managed objects with revisions, policies,
// relationships and schema, kept in a real database in one folder. It answers requests that its author has not seen,
// in the words of the platform, and it is safe to use from several processes at once.
//
// Begin with Open, which touches nothing, and send requests through Transport (inside this process, at BaseURL) or
// Serve (a listener of your own). The first request makes the tenant: its keys, its administrator and its seed users.
//
//	box := sandbox.Open(sandbox.Options{Dir: dir})
//	defer box.Close()
//	client := &http.Client{Transport: box.Transport()}
//
// The package promises that nothing in it is shared with the clients: it knows the wire from the documentation and
// from recorded exchanges alone, so that a client and the sandbox cannot agree on the same mistake.
package sandbox

import (
	"net/http"
	"sync"
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// BaseURL is the address of the tenant inside this process: requests to it go through Transport.
const BaseURL = "https://sandbox.localhost"

// Options say where a sandbox lives and how it tells the time. Dir is needed; everything else has a default.
type Options struct {
	// Dir is the folder of the database and of the service account's key. It is made, readable by its owner only,
	// when the first request arrives.
	Dir string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// TokenTTL is how long an access token works; 0 means the platform's 899 seconds.
	TokenTTL time.Duration
	// PasswordPolicy names the rules for new passwords; "" means LenientPasswords.
	PasswordPolicy PasswordPolicy
}

// Sandbox is one tenant. Its methods may be used by several goroutines.
type Sandbox struct {
	options Options
	store   *store.Store

	mu     sync.Mutex
	raw    []byte  // the tenant as it rests in the store
	tenant *tenant // and decoded

	schemas schemas
	sorted  snapshots
}

// Open gives the tenant that lives in o.Dir. It reads and writes nothing: the first request does.
func Open(o Options) *Sandbox {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Sandbox{options: o, store: store.Open(o.Dir)}
}

// Path returns the folder where the tenant lives.
func (s *Sandbox) Path() string { return s.options.Dir }

// Close lets go of the database. Requests after it are answered with 500.
func (s *Sandbox) Close() error { return s.store.Close() }

// Handler returns the tenant as an HTTP handler, with no latency and no faults.
func (s *Sandbox) Handler() http.Handler {
	return s.handler(behaviour{tokenTTL: s.options.TokenTTL, passwords: s.options.PasswordPolicy})
}
