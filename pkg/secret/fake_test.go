package secret

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	gokeyring "github.com/zalando/go-keyring"
)

// fakeRing is a keyring in memory that can be made as bad as real ones are.
type fakeRing struct {
	mu    sync.Mutex
	items map[string]string
	gets  int
	sets  int

	limit   int           // size limit of a value, 0 for none
	err     error         // what every call returns
	deaf    bool          // Set reports success and keeps nothing
	echo    bool          // Set fails with an error that quotes the value
	pause   time.Duration // how long Set dawdles, to give a race its chance
	panics  bool          // every call panics
	blocked chan struct{} // every call waits until this is closed
}

func newFakeRing() *fakeRing { return &fakeRing{items: map[string]string{}} }

func (r *fakeRing) enter() error {
	if r.blocked != nil {
		<-r.blocked
	}
	if r.panics {
		var body []any
		_ = body[0]
	}
	return r.err
}

// A lockedRing is one that would ask a person, and can say so beforehand.
type lockedRing struct {
	*fakeRing
	mute error // why it cannot say
}

func (r lockedRing) Locked() (bool, error) { return true, r.mute }

func (r *fakeRing) Get(service, user string) (string, error) {
	r.mu.Lock()
	r.gets++
	r.mu.Unlock()
	if err := r.enter(); err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	value, ok := r.items[service+"\x00"+user]
	if !ok {
		return "", gokeyring.ErrNotFound
	}
	return value, nil
}

func (r *fakeRing) Set(service, user, value string) error {
	if err := r.enter(); err != nil {
		return err
	}
	time.Sleep(r.pause)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sets++
	switch {
	case r.echo:
		return fmt.Errorf("cannot store %q: %s", user, value)
	case r.limit > 0 && len(value) > r.limit:
		return gokeyring.ErrSetDataTooBig
	case !r.deaf:
		r.items[service+"\x00"+user] = value
	}
	return nil
}

func (r *fakeRing) Delete(service, user string) error {
	if err := r.enter(); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.items[service+"\x00"+user]; !ok {
		return gokeyring.ErrNotFound
	}
	delete(r.items, service+"\x00"+user)
	return nil
}

func (r *fakeRing) calls() (gets, sets int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.gets, r.sets
}

func (r *fakeRing) names() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.items))
}

// long is a deadline that no test reaches.
const long = time.Minute

func keyringStore(dir string, ring Ring) *Store {
	return Open(Options{Mode: Keyring, Dir: dir, Wait: long, Ring: ring})
}

// vaultStore returns a store in mode File and a count of the questions it asked.
func vaultStore(t *testing.T, dir, passphrase string) (store *Store, asked func() int) {
	t.Helper()
	var mu sync.Mutex
	n := 0
	ask := func(context.Context, bool) ([]byte, error) {
		mu.Lock()
		defer mu.Unlock()
		n++
		return []byte(passphrase), nil
	}
	store = Open(Options{Mode: File, Dir: dir, Passphrase: ask})
	store.place.(*vault).work = 2 // the real factor costs tests a second each
	return store, func() int {
		mu.Lock()
		defer mu.Unlock()
		return n
	}
}
