package secret

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"
)

// realStore returns a store on the keyring of the operating system, for the
// suite that runs where there is one to throw away.
func realStore(t testing.TB) *Store {
	t.Helper()
	if os.Getenv("REALMCTL_TEST_KEYRING") != "1" {
		t.Skip("NOT CHECKED: the keyring of the operating system; set REALMCTL_TEST_KEYRING=1 and run under .ci/with-keyring")
	}
	return Open(Options{Mode: Auto, Dir: t.TempDir(), Wait: 10 * time.Second})
}

func TestKeyringReal(t *testing.T) {
	store := realStore(t)
	ctx := context.Background()
	if mode, err := store.Probe(ctx); mode != Keyring || err != nil {
		t.Fatalf("probe: %q, %v", mode, err)
	}
	for _, size := range []int{1, 1200, 3188, 100_000} {
		name := fmt.Sprintf("test/ünï %d", size)
		want := bytes.Repeat([]byte{0, 'x', 0xff, '\n'}, size/4+1)[:size]
		if _, err := store.Get(ctx, name); !errors.Is(err, ErrNotFound) {
			t.Errorf("before: %v", err)
		}
		if err := store.Set(ctx, name, want); err != nil {
			t.Fatal(err)
		}
		if got, err := store.Get(ctx, name); !bytes.Equal(got, want) {
			t.Errorf("%d bytes came back as %d, %v", size, len(got), err)
		}
		if err := store.Delete(ctx, name); err != nil {
			t.Error(err)
		}
		if err := store.Delete(ctx, name); !errors.Is(err, ErrNotFound) {
			t.Errorf("deleted twice: %v", err)
		}
	}
}

func TestKeyringRealSealed(t *testing.T) {
	store := realStore(t)
	ctx := context.Background()
	err := store.UpdateSealed(ctx, "tokens", func([]byte) ([]byte, error) { return []byte("blob"), nil })
	if err != nil {
		t.Fatal(err)
	}
	if got, err := store.ReadSealed(ctx, "tokens"); string(got) != "blob" {
		t.Errorf("%q, %v", got, err)
	}
}

// BenchmarkKeyringSealedRead is what a cached token costs a new process.
func BenchmarkKeyringSealedRead(b *testing.B) {
	store := realStore(b)
	ctx := context.Background()
	err := store.UpdateSealed(ctx, "tokens", func([]byte) ([]byte, error) { return make([]byte, 2000), nil })
	if err != nil {
		b.Fatal(err)
	}
	files := store.sealed.(*sealedFiles)
	for b.Loop() {
		files.key.identity = nil // as in a process that has just begun
		if _, err := store.ReadSealed(ctx, "tokens"); err != nil {
			b.Fatal(err)
		}
	}
}
