// Package secret is where secrets rest between two runs of the program: in the
// keyring of the operating system, in a file that a passphrase opens, or nowhere.
//
// Begin with [Open], which touches nothing, and ask the [Store] it returns.
// A secret has a name (the caller's, any text) and a value (any bytes):
//
//	store := secret.Open(secret.Options{Mode: secret.Auto, Dir: stateDir})
//	if _, err := store.Probe(ctx); err != nil { ... } // before asking a person for the secret
//	err := store.Set(ctx, "acme", key)
//
// What it promises:
//
//   - Nothing is read, written or asked before the first secret is needed.
//   - A keyring call ends: after [Options.Wait] it is [ErrTimeout]. A keyring
//     that did not answer is not asked again by the same Store.
//   - A locked keyring is [ErrLocked]; nothing moves to a file by itself.
//   - No error holds a secret.
//
// Keyrings hold little: 2,560 bytes on Windows, about 3,000 on macOS. So a value
// over 1,200 bytes lies in a file encrypted with age (https://age-encryption.org)
// to a random key, and that key rests in the keyring. So do sealed blobs, which
// are for caches: see [Store.UpdateSealed]. Reading either costs one call to the
// keyring, and every further one in the same process none.
package secret

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// What can be wrong with a place where secrets rest. Compare with errors.Is.
var (
	// ErrNotFound says that nothing is kept under the name.
	ErrNotFound = errors.New("no such secret")
	// ErrUnavailable says that no keyring service answers on this machine.
	ErrUnavailable = errors.New("no keyring service answers")
	// ErrLocked says that the keyring is there and was not unlocked, or that a
	// vault cannot be opened since there is no way to ask for its passphrase.
	ErrLocked = errors.New("locked")
	// ErrTimeout says that the keyring did not answer within Options.Wait.
	ErrTimeout = errors.New("no answer in time")
	// ErrPassphrase says that the passphrase given does not open the vault.
	ErrPassphrase = errors.New("wrong passphrase")
)

// Mode says where secrets rest; it is the setting "store".
type Mode string

// The modes. The zero value means Auto.
const (
	// Auto is the keyring, with errors that name the setting where there is none.
	Auto Mode = "auto"
	// Keyring is the keyring of the operating system.
	Keyring Mode = "keyring"
	// File is a vault: one file, encrypted with a passphrase.
	File Mode = "file"
	// None keeps nothing: Get finds nothing and Set is refused.
	None Mode = "none"
)

// Ring is a keyring as go-keyring has it. Calls may block for ever and may
// return that package's errors.
type Ring interface {
	// Get returns the value of an item.
	Get(service, user string) (string, error)
	// Set makes or replaces an item.
	Set(service, user, value string) error
	// Delete removes an item.
	Delete(service, user string) error
}

// defaultWait is the keyring's deadline for callers who name none; it suits a
// job without a terminal.
const defaultWait = 3 * time.Second

// Options says how a Store is to behave.
type Options struct {
	// Mode is where secrets rest.
	Mode Mode
	// Dir is the state directory, made when it is first needed.
	Dir string
	// Wait is the deadline of one keyring call: 60 s where a person can answer the
	// keyring's dialog, 3 s (the default) where nobody can.
	Wait time.Duration
	// NoUnlock makes a locked keyring ErrLocked at once, where its dialog would be
	// in the way. It holds for the Secret Service of Linux and the BSDs; the other
	// systems cannot be asked beforehand.
	NoUnlock bool
	// Notify is told once, in words, when the keyring takes longer than half a second.
	Notify func(message string)
	// Passphrase returns the passphrase of the vault. With confirm it is a new one,
	// to be asked for twice. It is called at most once, unless it fails.
	Passphrase func(ctx context.Context, confirm bool) ([]byte, error)
	// Ring stands in for the keyring of the operating system.
	Ring Ring
}

// Open returns a Store. It does no input or output; a mode that does not exist
// is reported by the first call that would use it.
func Open(o Options) *Store {
	if o.Wait <= 0 {
		o.Wait = defaultWait
	}
	switch o.Mode {
	case Auto, Keyring, "":
		return newStore(newKeyring(o), o.Dir, "keyring")
	case File:
		return newStore(newVault(filepath.Join(o.Dir, "secrets.age"), o.Passphrase), o.Dir, "file")
	case None:
		return &Store{place: nowhere{errNone}, sealed: newMemorySealed()}
	default:
		return &Store{
			place:  nowhere{fmt.Errorf("the setting store is %q: want auto, keyring, file or none", o.Mode)},
			sealed: newMemorySealed(),
		}
	}
}

// Memory returns a Store that forgets everything with the process, for tests.
func Memory() *Store {
	return &Store{place: newMemory(), large: newMemorySealed(), sealed: newMemorySealed(), inline: 1 << 30}
}

// newStore joins a place for small values with the encrypted files beside it,
// in a directory of its own, since the keys of two places differ.
func newStore(p place, dir, kind string) *Store {
	key := &fileKey{place: p, lock: filepath.Join(dir, kind, "key"), gate: newGate()}
	files := func(prefix string) *sealedFiles {
		return &sealedFiles{dir: filepath.Join(dir, kind), prefix: prefix, key: key}
	}
	return &Store{place: p, large: files("secret"), sealed: files("cache"), inline: inlineLimit}
}
