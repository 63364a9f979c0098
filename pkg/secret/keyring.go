package secret

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// service is the name under which every item of ours is filed in the keyring.
const service = "realmctl"

// patience is how long the keyring may take before a person is told.
const patience = 500 * time.Millisecond

// keyring is the place of modes Auto and Keyring. Its calls follow one another,
// since two unlocking dialogs at once help nobody, and each has a deadline,
// since the library has none.
type keyring struct {
	ring     Ring
	auto     bool
	noUnlock bool
	wait     time.Duration
	patience time.Duration
	notify   func(string)
	notified sync.Once

	gate gate
	dead error // why the keyring cannot be used, once known
}

func newKeyring(o Options) *keyring {
	ring := o.Ring
	if ring == nil {
		ring = systemRing{}
	}
	return &keyring{
		ring: ring, auto: o.Mode != Keyring, noUnlock: o.NoUnlock, wait: o.Wait, patience: patience, notify: o.Notify,
		gate: newGate(),
	}
}

func (k *keyring) get(ctx context.Context, name string) ([]byte, error) {
	value, err := k.call(ctx, func() (string, error) { return k.ring.Get(service, name) })
	if err != nil {
		return nil, k.explainItem("read", name, err)
	}
	return []byte(value), nil
}

// set keeps the value and reads it back: on macOS the program behind the
// keychain reports success for a keychain that refused.
func (k *keyring) set(ctx context.Context, name string, value []byte) error {
	kept, err := k.call(ctx, func() (string, error) {
		if err := k.ring.Set(service, name, string(value)); err != nil {
			return "", withoutSecret(err, string(value))
		}
		return k.ring.Get(service, name)
	})
	if err == nil && kept != string(value) {
		err = errors.New("the keyring did not keep the value")
	}
	if err != nil {
		return k.explainItem("keep", name, withoutSecret(err, string(value)))
	}
	return nil
}

func (k *keyring) delete(ctx context.Context, name string) error {
	_, err := k.call(ctx, func() (string, error) { return "", k.ring.Delete(service, name) })
	if err != nil {
		return k.explainItem("remove", name, err)
	}
	return nil
}

// probe asks for the key of the encrypted files. Any answer will do, also that
// there is none: a locked keyring would not have given it.
func (k *keyring) probe(ctx context.Context) (Mode, error) {
	_, err := k.call(ctx, func() (string, error) { return k.ring.Get(service, keyName) })
	if ignoreNotFound(err) != nil {
		return "", k.explain("open the keyring", err)
	}
	return Keyring, nil
}

func (k *keyring) words() string { return "keyring" }

// call runs do with the deadline, one call at a time, and remembers a keyring
// that cannot be used.
func (k *keyring) call(ctx context.Context, do func() (string, error)) (string, error) {
	if err := k.gate.enter(ctx); err != nil {
		return "", err
	}
	defer k.gate.leave()
	if k.dead != nil {
		return "", k.dead
	}
	value, err := k.await(ctx, func() (string, error) {
		if err := k.stayLocked(); err != nil {
			return "", err
		}
		return do()
	})
	if err == nil {
		return value, nil
	}
	err = classify(err)
	if errors.Is(err, ErrUnavailable) || errors.Is(err, ErrLocked) || errors.Is(err, ErrTimeout) {
		k.dead = err
	}
	return "", err
}

// A locker can tell whether it is locked without asking a person to unlock it.
type locker interface{ Locked() (bool, error) }

// stayLocked refuses a locked keyring where its dialog is not wanted. One that
// cannot tell is refused too: it may be about to ask.
func (k *keyring) stayLocked() error {
	ring, tells := k.ring.(locker)
	if !k.noUnlock || !tells {
		return nil
	}
	locked, err := ring.Locked()
	if err == nil && locked {
		err = fmt.Errorf("it is %w", ErrLocked)
	}
	return err
}

// await runs do in a goroutine of its own. After the deadline that goroutine is
// left behind: there is no way to call off a call to the keyring.
func (k *keyring) await(ctx context.Context, do func() (string, error)) (string, error) {
	type answer struct {
		value string
		err   error
	}
	answers := make(chan answer, 1)
	go func() {
		value, err := guard(do)
		answers <- answer{value, err}
	}()

	deadline := time.NewTimer(k.wait)
	defer deadline.Stop()
	slow := time.NewTimer(k.patience)
	defer slow.Stop()
	for {
		select {
		case a := <-answers:
			return a.value, a.err
		case <-slow.C:
			k.tell()
		case <-deadline.C:
			return "", fmt.Errorf("%w (waited %s)", ErrTimeout, k.wait)
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// tell says once what is being waited for.
func (k *keyring) tell() {
	if k.notify == nil {
		return
	}
	k.notified.Do(func() {
		k.notify(fmt.Sprintf("waiting for the keyring, for %s at most: it may be asking you to unlock it", k.wait))
	})
}

// explain says what was attempted when err happened. Where nobody chose the
// keyring, its absence comes with the setting that chooses something else.
func (k *keyring) explain(attempt string, err error) error {
	if errors.Is(err, ErrUnavailable) && k.auto {
		return fmt.Errorf(`%s: %w: without one, the setting store can be "file" or "none"`, attempt, err)
	}
	return fmt.Errorf("%s: %w", attempt, err)
}

// explainItem is explain for what was attempted on one item.
func (k *keyring) explainItem(verb, name string, err error) error {
	if errors.Is(err, ErrNotFound) {
		return notFound(name)
	}
	item := fmt.Sprintf("secret %q", name)
	if name == keyName {
		item = "the key of the encrypted files"
	}
	return k.explain(fmt.Sprintf("%s %s in the keyring", verb, item), err)
}

// guard turns a panic of the keyring library into an error: it trusts what the
// service on the bus answers.
func guard(do func() (string, error)) (value string, err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("%w: the service gave an answer that makes no sense", ErrUnavailable)
		}
	}()
	return do()
}

// withoutSecret replaces an error whose text repeats the secret by its class alone.
func withoutSecret(err error, value string) error {
	if err == nil || value == "" || !strings.Contains(err.Error(), value) {
		return err
	}
	for _, class := range classes() {
		if errors.Is(classify(err), class) {
			return class
		}
	}
	return errors.New("it refused the value")
}
