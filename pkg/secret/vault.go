package secret

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"

	"github.com/realmctl/realmctl/pkg/atomicfile"
)

// vault is the place of mode File: one document of all small values, encrypted
// with a passphrase. It is decrypted once in the life of a process, and again
// only when another process has changed it.
type vault struct {
	path string
	ask  func(ctx context.Context, confirm bool) ([]byte, error)
	work int // of the files it writes

	gate       gate
	passphrase string
	refusal    error             // why it stays shut for this process, once known
	sealed     []byte            // the file as it was when values was read from it
	values     map[string][]byte // never changed in place
}

func newVault(path string, ask func(context.Context, bool) ([]byte, error)) *vault {
	return &vault{path: path, ask: ask, work: workFactor, gate: newGate()}
}

func (v *vault) get(ctx context.Context, name string) ([]byte, error) {
	if err := v.gate.enter(ctx); err != nil {
		return nil, err
	}
	defer v.gate.leave()
	values, err := v.open(ctx)
	if err != nil {
		return nil, err
	}
	value, ok := values[name]
	if !ok {
		return nil, notFound(name)
	}
	return bytes.Clone(value), nil
}

func (v *vault) set(ctx context.Context, name string, value []byte) error {
	return v.change(ctx, func(values map[string][]byte) error {
		values[name] = append([]byte{}, value...)
		return nil
	})
}

func (v *vault) delete(ctx context.Context, name string) error {
	if _, err := v.get(ctx, name); err != nil {
		return err
	}
	return v.change(ctx, func(values map[string][]byte) error {
		if _, ok := values[name]; !ok {
			return notFound(name)
		}
		delete(values, name)
		return nil
	})
}

// probe opens the vault, or asks for the passphrase of a new one, so that
// nothing is left to fail when a secret is to be kept.
func (v *vault) probe(ctx context.Context) (Mode, error) {
	if err := v.gate.enter(ctx); err != nil {
		return "", err
	}
	defer v.gate.leave()
	if err := v.ready(ctx); err != nil {
		return "", err
	}
	return File, nil
}

func (v *vault) words() string { return "encrypted file " + v.path }

// change edits the values under the vault's lock. The passphrase is asked for
// before the lock is taken: others need not wait for a person.
func (v *vault) change(ctx context.Context, edit func(map[string][]byte) error) error {
	if err := v.gate.enter(ctx); err != nil {
		return err
	}
	defer v.gate.leave()
	if err := v.ready(ctx); err != nil {
		return err
	}
	return atomicfile.Update(ctx, v.path, 0o600, func(old []byte) ([]byte, error) {
		values, err := v.decode(ctx, old)
		if err != nil {
			return nil, err
		}
		values = maps.Clone(values)
		if values == nil {
			values = map[string][]byte{}
		}
		if err := edit(values); err != nil {
			return nil, err
		}
		return v.encode(values)
	})
}

// ready has the passphrase at hand afterwards, of the vault that is there or of
// a new one.
func (v *vault) ready(ctx context.Context) error {
	if _, err := v.open(ctx); err != nil {
		return err
	}
	if v.passphrase != "" {
		return nil
	}
	passphrase, err := v.request(ctx, true)
	if err != nil {
		return err
	}
	v.passphrase = passphrase
	return nil
}

// open returns the values; none, and no question asked, if there is no file.
func (v *vault) open(ctx context.Context) (map[string][]byte, error) {
	if err := checkPrivate(v.path); err != nil {
		return nil, fmt.Errorf("open vault %s: %w", v.path, err)
	}
	sealed, err := readFile(v.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open vault: %w", err)
	}
	return v.decode(ctx, sealed)
}

// decode decrypts a vault, unless it is the one decrypted before.
func (v *vault) decode(ctx context.Context, sealed []byte) (map[string][]byte, error) {
	if sealed == nil {
		return nil, nil
	}
	if v.sealed != nil && bytes.Equal(sealed, v.sealed) {
		return v.values, nil
	}
	passphrase := v.passphrase
	if passphrase == "" {
		var err error
		if passphrase, err = v.request(ctx, false); err != nil {
			return nil, err
		}
	}
	values, err := decryptVault(sealed, passphrase)
	if err != nil {
		v.refusal = fmt.Errorf("open vault %s: %w", v.path, err)
		return nil, v.refusal
	}
	v.passphrase, v.sealed, v.values = passphrase, bytes.Clone(sealed), values
	return values, nil
}

// encode encrypts values and remembers them as the present ones.
func (v *vault) encode(values map[string][]byte) ([]byte, error) {
	sealed, err := encryptVault(values, v.passphrase, v.work)
	if err != nil {
		return nil, fmt.Errorf("write vault %s: %w", v.path, err)
	}
	v.sealed, v.values = sealed, values
	return sealed, nil
}

// request asks for the passphrase. A person who has refused, or was wrong, is not
// asked again.
func (v *vault) request(ctx context.Context, confirm bool) (string, error) {
	if v.refusal != nil {
		return "", v.refusal
	}
	passphrase, err := v.answer(ctx, confirm)
	if err != nil {
		v.refusal = fmt.Errorf("open vault %s: %w", v.path, err)
		return "", v.refusal
	}
	return passphrase, nil
}

func (v *vault) answer(ctx context.Context, confirm bool) (string, error) {
	if v.ask == nil {
		return "", fmt.Errorf("it is %w, and there is no way to ask for its passphrase", ErrLocked)
	}
	passphrase, err := v.ask(ctx, confirm)
	if err != nil {
		return "", err
	}
	if len(passphrase) == 0 {
		return "", fmt.Errorf("%w: it is empty", ErrPassphrase)
	}
	return string(passphrase), nil
}
