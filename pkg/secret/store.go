package secret

import (
	"context"
	"errors"
	"fmt"
)

// inlineLimit is the size in bytes up to which a value is an item of the keyring
// itself. Windows takes 2,560 bytes and macOS about 3,000 in base64 with the names.
const inlineLimit = 1200

// maxName bounds the length of a name in bytes; keyrings bound it too.
const maxName = 400

// place holds small values. Its errors wrap those of this package.
type place interface {
	get(ctx context.Context, name string) ([]byte, error)
	set(ctx context.Context, name string, value []byte) error
	delete(ctx context.Context, name string) error
	// probe reports whether set would find the place open, without writing.
	probe(ctx context.Context) (Mode, error)
	// words names the place in a sentence, such as "keyring".
	words() string
}

// sealed holds values of any size. A damaged one is errDamaged.
type sealed interface {
	read(ctx context.Context, name string) ([]byte, error)
	update(ctx context.Context, name string, change func(old []byte) ([]byte, error)) error
	// remove drops a value; waiting for its lock ends with ctx.
	remove(ctx context.Context, name string) error
	// path is the file of a value that exists.
	path(name string) (path string, exists bool)
}

// Store keeps secrets. It is safe for concurrent use, also by several processes.
type Store struct {
	place  place
	large  sealed // nil where a value never lies in a file
	sealed sealed
	inline int
}

// Probe reports where a secret would rest if it were set now: Keyring, File or
// None. It writes nothing, but may unlock the keyring, which a person may have to
// confirm. The error says why a secret could not be kept. Ask it before asking a
// person for a secret. The answer of a keyring that is absent, locked or silent
// is remembered and returned by every later call.
func (s *Store) Probe(ctx context.Context) (Mode, error) {
	return s.place.probe(ctx)
}

// Get returns the secret called name, or an error wrapping ErrNotFound,
// ErrUnavailable, ErrLocked, ErrTimeout or ErrPassphrase.
func (s *Store) Get(ctx context.Context, name string) ([]byte, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	if s.large != nil {
		value, err := s.large.read(ctx, name)
		if !errors.Is(err, ErrNotFound) {
			return value, err
		}
	}
	return s.place.get(ctx, name)
}

// Set keeps value as the secret called name in place of what was there.
func (s *Store) Set(ctx context.Context, name string, value []byte) error {
	if err := checkName(name); err != nil {
		return err
	}
	if s.large == nil || len(value) <= s.inline {
		return s.setSmall(ctx, name, value)
	}
	err := s.large.update(ctx, name, func([]byte) ([]byte, error) { return value, nil })
	if err != nil {
		return err
	}
	return ignoreNotFound(s.place.delete(ctx, name))
}

// setSmall keeps value in the place. A file of the same name would win over it,
// so its removal is the moment at which the new value is in force.
func (s *Store) setSmall(ctx context.Context, name string, value []byte) error {
	if err := s.place.set(ctx, name, value); err != nil {
		return err
	}
	if s.large == nil {
		return nil
	}
	return ignoreNotFound(s.large.remove(ctx, name))
}

// Delete removes the secret called name; ErrNotFound if there was none.
func (s *Store) Delete(ctx context.Context, name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	// The place first: if it is locked, nothing has been removed yet.
	small := s.place.delete(ctx, name)
	if s.large == nil || ignoreNotFound(small) != nil {
		return small
	}
	large := s.large.remove(ctx, name)
	if small == nil {
		return ignoreNotFound(large)
	}
	return large
}

// Where says in words where the secret called name rests, for a person to read:
// "keyring", or "encrypted file PATH, its key in the keyring". It is ErrNotFound
// where no such secret is kept.
func (s *Store) Where(ctx context.Context, name string) (string, error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	if s.large != nil {
		if path, exists := s.large.path(name); exists {
			return fmt.Sprintf("encrypted file %s, its key in the %s", path, s.place.words()), nil
		}
	}
	if _, err := s.place.get(ctx, name); err != nil {
		return "", err
	}
	return s.place.words(), nil
}

// ReadSealed returns the blob called name without waiting for a lock. It is
// ErrNotFound if there is none, and also if it is damaged or its key is gone:
// a blob is a cache, and [Store.UpdateSealed] replaces it.
func (s *Store) ReadSealed(ctx context.Context, name string) ([]byte, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	blob, err := s.sealed.read(ctx, name)
	if errors.Is(err, errDamaged) {
		return nil, fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	return blob, err
}

// UpdateSealed changes the encrypted blob called name while holding its lock
// against every other process; waiting for the lock ends with ctx. The function
// change is given the present blob, nil if there is none or it is damaged, and
// returns the new one. Returning nil removes the blob, returning it unchanged
// writes nothing, and an error of change is passed on. Blobs have names of their
// own, apart from those of secrets. In mode None a blob lives in memory.
func (s *Store) UpdateSealed(ctx context.Context, name string, change func(old []byte) ([]byte, error)) error {
	if err := checkName(name); err != nil {
		return err
	}
	return s.sealed.update(ctx, name, change)
}

// RemoveSealed drops the blob called name, if there is one, while holding its
// lock. It takes neither an unlocked keyring nor the passphrase of the vault.
func (s *Store) RemoveSealed(ctx context.Context, name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	return ignoreNotFound(s.sealed.remove(ctx, name))
}

// checkName refuses names that a keyring could not tell from others.
func checkName(name string) error {
	switch {
	case name == "":
		return errors.New("a secret needs a name")
	case len(name) > maxName:
		return fmt.Errorf("a name of a secret has at most %d bytes, this one %d", maxName, len(name))
	case name == keyName:
		return fmt.Errorf("the name %q is taken by the key of the encrypted files", name)
	}
	return nil
}

func ignoreNotFound(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}
