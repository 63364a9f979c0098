package secret

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// damages are things that happen to a file or to its key.
func damages() map[string]func(t *testing.T, path string, ring *fakeRing) {
	rewrite := func(change func([]byte) []byte) func(*testing.T, string, *fakeRing) {
		return func(t *testing.T, path string, _ *fakeRing) {
			t.Helper()
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, change(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return map[string]func(*testing.T, string, *fakeRing){
		"empty":       rewrite(func([]byte) []byte { return nil }),
		"nonsense":    rewrite(func([]byte) []byte { return []byte("{\"canary\"") }),
		"cut short":   rewrite(func(b []byte) []byte { return b[:len(b)-10] }),
		"bit flipped": rewrite(func(b []byte) []byte { b[len(b)-1] ^= 1; return b }),
		"key gone":    func(_ *testing.T, _ string, ring *fakeRing) { clear(ring.items) },
		"key broken": func(_ *testing.T, _ string, ring *fakeRing) {
			for name := range ring.items {
				ring.items[name] = "not a key"
			}
		},
	}
}

func only(t *testing.T, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %q, %v", pattern, found, err)
	}
	return found[0]
}

func TestDamagedSecretIsAnErrorInWords(t *testing.T) {
	t.Parallel()
	for name, damage := range damages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, dir, ring := context.Background(), t.TempDir(), newFakeRing()
			if err := keyringStore(dir, ring).Set(ctx, "acme", make([]byte, 3000)); err != nil {
				t.Fatal(err)
			}
			path := only(t, filepath.Join(dir, "keyring", "secret-*.age"))
			damage(t, path, ring)
			_, err := keyringStore(dir, ring).Get(ctx, "acme")
			if err == nil || !strings.Contains(err.Error(), path) || errors.Is(err, ErrNotFound) || strings.Contains(err.Error(), "canary") {
				t.Errorf("got %v", err)
			}
			// Signing in again mends it.
			if err := keyringStore(dir, ring).Set(ctx, "acme", []byte(strings.Repeat("n", 3000))); err != nil {
				t.Fatal(err)
			}
			if got, err := keyringStore(dir, ring).Get(ctx, "acme"); len(got) != 3000 {
				t.Errorf("%d bytes, %v", len(got), err)
			}
		})
	}
}

func TestDamagedBlobIsReplaced(t *testing.T) {
	t.Parallel()
	for name, damage := range damages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, dir, ring := context.Background(), t.TempDir(), newFakeRing()
			set := func(value string) error {
				return keyringStore(dir, ring).UpdateSealed(ctx, "tokens", func(old []byte) ([]byte, error) {
					if old != nil {
						t.Errorf("old is %q", old)
					}
					return []byte(value), nil
				})
			}
			if err := set("first"); err != nil {
				t.Fatal(err)
			}
			damage(t, only(t, filepath.Join(dir, "keyring", "cache-*.age")), ring)
			if _, err := keyringStore(dir, ring).ReadSealed(ctx, "tokens"); !errors.Is(err, ErrNotFound) {
				t.Errorf("read: %v", err)
			}
			if err := set("second"); err != nil {
				t.Fatal(err)
			}
			if got, err := keyringStore(dir, ring).ReadSealed(ctx, "tokens"); string(got) != "second" {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}
