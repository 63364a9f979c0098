package secret

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSealed(t *testing.T) {
	t.Parallel()
	everyMode(t, func(t *testing.T, open func() *Store) {
		ctx := context.Background()
		if _, err := open().ReadSealed(ctx, "tokens"); !errors.Is(err, ErrNotFound) {
			t.Fatalf("read before it was there: %v", err)
		}
		want := []byte("<nil>")
		for _, next := range [][]byte{[]byte("one"), []byte("one"), {}, bytes.Repeat([]byte("x"), 5000), nil, nil} {
			err := open().UpdateSealed(ctx, "tokens", func(old []byte) ([]byte, error) {
				if old == nil {
					old = []byte("<nil>")
				}
				if diff := cmp.Diff(string(want), string(old)); diff != "" {
					t.Errorf("old (-want +got):\n%s", diff)
				}
				return next, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if want = next; next == nil {
				want = []byte("<nil>")
			}
			got, err := open().ReadSealed(ctx, "tokens")
			if next == nil && !errors.Is(err, ErrNotFound) || next != nil && !bytes.Equal(got, next) {
				t.Errorf("read %q, %v; want %q", got, err, next)
			}
		}
	})
}

func TestSealedPassesErrorOn(t *testing.T) {
	t.Parallel()
	everyMode(t, func(t *testing.T, open func() *Store) {
		ctx := context.Background()
		set := func(value string, err error) error {
			return open().UpdateSealed(ctx, "tokens", func([]byte) ([]byte, error) { return []byte(value), err })
		}
		if err := set("kept", nil); err != nil {
			t.Fatal(err)
		}
		want := errors.New("sign-in refused")
		if err := set("dropped", want); !errors.Is(err, want) {
			t.Errorf("got %v", err)
		}
		if got, err := open().ReadSealed(ctx, "tokens"); string(got) != "kept" {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func TestRemoveSealed(t *testing.T) {
	t.Parallel()
	everyMode(t, func(t *testing.T, open func() *Store) {
		ctx := context.Background()
		err := open().UpdateSealed(ctx, "tokens", func([]byte) ([]byte, error) { return []byte("x"), nil })
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := open().RemoveSealed(ctx, "tokens"); err != nil {
				t.Error(err)
			}
			if _, err := open().ReadSealed(ctx, "tokens"); !errors.Is(err, ErrNotFound) {
				t.Errorf("got %v", err)
			}
		}
	})
}

// Signing out works with a keyring that is locked.
func TestRemoveSealedNeedsNoKey(t *testing.T) {
	t.Parallel()
	ctx, dir, ring := context.Background(), t.TempDir(), newFakeRing()
	store := keyringStore(dir, ring)
	err := store.UpdateSealed(ctx, "tokens", func([]byte) ([]byte, error) { return []byte("x"), nil })
	if err != nil {
		t.Fatal(err)
	}
	ring.err = errors.New("failed to unlock correct collection")
	if err := keyringStore(dir, ring).RemoveSealed(ctx, "tokens"); err != nil {
		t.Error(err)
	}
	if _, err := store.ReadSealed(ctx, "tokens"); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

// Blobs and secrets of one name have nothing to do with each other.
func TestSealedNamesAreApart(t *testing.T) {
	t.Parallel()
	everyMode(t, func(t *testing.T, open func() *Store) {
		ctx := context.Background()
		if err := open().Set(ctx, "acme", bytes.Repeat([]byte("s"), 2000)); err != nil {
			t.Fatal(err)
		}
		if _, err := open().ReadSealed(ctx, "acme"); !errors.Is(err, ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestSealedUpdatesFollowOneAnother(t *testing.T) {
	t.Parallel()
	everyMode(t, func(t *testing.T, open func() *Store) {
		ctx := context.Background()
		inside, release := make(chan struct{}), make(chan struct{})
		first := make(chan error, 1)
		go func() {
			first <- open().UpdateSealed(ctx, "tokens", func([]byte) ([]byte, error) {
				close(inside)
				<-release
				return []byte("first"), nil
			})
		}()
		<-inside
		hasty, cancel := context.WithTimeout(ctx, 1)
		defer cancel()
		err := open().UpdateSealed(hasty, "tokens", func([]byte) ([]byte, error) {
			t.Error("both inside")
			return nil, nil
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting: %v", err)
		}
		close(release)
		if err := <-first; err != nil {
			t.Fatal(err)
		}
		err = open().UpdateSealed(ctx, "tokens", func(old []byte) ([]byte, error) {
			if string(old) != "first" {
				t.Errorf("old is %q", old)
			}
			return old, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
