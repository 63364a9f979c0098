package secret

import (
	"context"
	"errors"
	"fmt"

	"filippo.io/age"

	"github.com/realmctl/realmctl/pkg/atomicfile"
)

// keyName is the name under which the key of the encrypted files rests in the place.
const keyName = "key-of-encrypted-files"

// fileKey is the random key of the encrypted files. It is fetched from its place
// once in the life of a process, so that a cached token costs one keyring read.
type fileKey struct {
	place    place
	lock     string // its lock file keeps two processes from making two keys
	gate     gate
	identity *age.X25519Identity
}

// load returns the key; ErrNotFound if there is none that can be used.
func (k *fileKey) load(ctx context.Context) (*age.X25519Identity, error) {
	if err := k.gate.enter(ctx); err != nil {
		return nil, err
	}
	defer k.gate.leave()
	return k.fetch(ctx)
}

// loadOrMake returns the key and makes one if there is none. A key that cannot be
// read opens nothing, so nothing is lost when another takes its place.
func (k *fileKey) loadOrMake(ctx context.Context) (*age.X25519Identity, error) {
	if err := k.gate.enter(ctx); err != nil {
		return nil, err
	}
	defer k.gate.leave()
	identity, err := k.fetch(ctx)
	if !errors.Is(err, ErrNotFound) {
		return identity, err
	}
	return k.make(ctx)
}

// make makes a key, unless another process was faster.
func (k *fileKey) make(ctx context.Context) (*age.X25519Identity, error) {
	unlock, err := atomicfile.Lock(ctx, k.lock)
	if err != nil {
		return nil, err
	}
	defer unlock()
	identity, err := k.fetch(ctx)
	if !errors.Is(err, ErrNotFound) {
		return identity, err
	}
	identity, err = age.GenerateX25519Identity()
	if err != nil {
		return nil, fmt.Errorf("make the key of the encrypted files: %w", err)
	}
	if err := k.place.set(ctx, keyName, []byte(identity.String())); err != nil {
		return nil, err
	}
	k.identity = identity
	return identity, nil
}

// fetch reads the key from its place, unless that was done before.
func (k *fileKey) fetch(ctx context.Context) (*age.X25519Identity, error) {
	if k.identity != nil {
		return k.identity, nil
	}
	text, err := k.place.get(ctx, keyName)
	if err != nil {
		return nil, err
	}
	identity, err := age.ParseX25519Identity(string(text))
	if err != nil {
		return nil, notFound(keyName)
	}
	k.identity = identity
	return identity, nil
}
