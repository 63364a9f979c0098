package secret

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) {
	// The library's connection to a real session bus lives as long as the process.
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("github.com/godbus/dbus/v5.(*Conn).inWorker"),
		goleak.IgnoreAnyFunction("github.com/godbus/dbus/v5.newConn.func1"))
}

// windowsLimit is what a Windows keyring item holds, in bytes.
const windowsLimit = 2560

// everyMode calls test once for each kind of store that keeps something.
func everyMode(t *testing.T, test func(t *testing.T, open func() *Store)) {
	t.Helper()
	t.Run("keyring", func(t *testing.T) {
		t.Parallel()
		dir, ring := t.TempDir(), newFakeRing()
		ring.limit = windowsLimit
		test(t, func() *Store { return keyringStore(dir, ring) })
	})
	t.Run("file", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		test(t, func() *Store {
			store, _ := vaultStore(t, dir, "correct horse")
			return store
		})
	})
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		store := Memory()
		test(t, func() *Store { return store })
	})
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	everyMode(t, func(t *testing.T, open func() *Store) {
		ctx := context.Background()
		values := map[string][]byte{
			"empty":                     {},
			"acme":                      []byte("client-secret"),
			"Acme":                      []byte("another tenant, on a disk that knows one case"),
			"../../etc/passwd":          []byte("a path"),
			"ünï / cödé \x00 \n *?\"<>": []byte("\x00\xff binary \r\n"),
			strings.Repeat("n", 400):    []byte("a long name"),
			"at the limit":              bytes.Repeat([]byte("x"), inlineLimit),
			"over the limit":            bytes.Repeat([]byte("y"), inlineLimit+1),
			"rsa 4096":                  bytes.Repeat([]byte("z"), 3188),
			"large":                     bytes.Repeat([]byte("0123456789"), 10_000),
		}
		for name, value := range values {
			if err := open().Set(ctx, name, value); err != nil {
				t.Fatal(err)
			}
		}
		store := open()
		for name, want := range values {
			got, err := store.Get(ctx, name)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%q came back as %d bytes, want %d", name, len(got), len(want))
			}
		}
		for name := range values {
			if err := store.Delete(ctx, name); err != nil {
				t.Error(err)
			}
			if err := store.Delete(ctx, name); !errors.Is(err, ErrNotFound) {
				t.Errorf("deleted twice: %v", err)
			}
			if _, err := open().Get(ctx, name); !errors.Is(err, ErrNotFound) {
				t.Errorf("deleted and read: %v", err)
			}
		}
	})
}

// A value that grows or shrinks over the limit moves, and leaves nothing behind.
func TestValueMoves(t *testing.T) {
	t.Parallel()
	everyMode(t, func(t *testing.T, open func() *Store) {
		ctx := context.Background()
		for _, size := range []int{10, 2000, 20, 3000, 30} {
			want := bytes.Repeat([]byte("v"), size)
			if err := open().Set(ctx, "acme", want); err != nil {
				t.Fatal(err)
			}
			got, err := open().Get(ctx, "acme")
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("size %d: got %d bytes, %v", size, len(got), err)
			}
		}
		if err := open().Delete(ctx, "acme"); err != nil {
			t.Fatal(err)
		}
		if _, err := open().Get(ctx, "acme"); !errors.Is(err, ErrNotFound) {
			t.Errorf("after deletion: %v", err)
		}
	})
}

func TestOpenTouchesNothing(t *testing.T) {
	t.Parallel()
	for _, mode := range []Mode{Auto, Keyring, File, None, "", "nonsense"} {
		parent, ring := t.TempDir(), newFakeRing()
		dir := filepath.Join(parent, "state")
		store := Open(Options{Mode: mode, Dir: dir, Ring: ring, Passphrase: func(context.Context, bool) ([]byte, error) {
			t.Errorf("mode %q asked for a passphrase", mode)
			return nil, nil
		}})
		if gets, sets := ring.calls(); gets+sets > 0 {
			t.Errorf("mode %q asked the keyring", mode)
		}
		// Nor does a look for a cached token that was never there.
		if _, err := store.ReadSealed(context.Background(), "tokens"); !errors.Is(err, ErrNotFound) {
			t.Errorf("mode %q: %v", mode, err)
		}
		if gets, sets := ring.calls(); gets+sets > 0 {
			t.Errorf("mode %q asked the keyring for a token that was never there", mode)
		}
		if found, err := os.ReadDir(parent); err != nil || len(found) > 0 {
			t.Errorf("mode %q made %v (%v)", mode, found, err)
		}
	}
}

func TestNoneKeepsNothing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := t.TempDir()
	store := Open(Options{Mode: None, Dir: dir, Ring: newFakeRing()})
	if mode, err := store.Probe(ctx); mode != None || err != nil {
		t.Errorf("probe: %q, %v", mode, err)
	}
	if err := store.Set(ctx, "acme", []byte("x")); err == nil || !strings.Contains(err.Error(), "store") {
		t.Errorf("set: %v", err)
	}
	for _, size := range []int{10, 5000} {
		if err := store.Set(ctx, "acme", make([]byte, size)); err == nil {
			t.Errorf("%d bytes were taken", size)
		}
	}
	if _, err := store.Get(ctx, "acme"); !errors.Is(err, ErrNotFound) {
		t.Errorf("get: %v", err)
	}
	if _, err := store.Where(ctx, "acme"); !errors.Is(err, ErrNotFound) {
		t.Errorf("where: %v", err)
	}
	err := store.UpdateSealed(ctx, "tokens", func([]byte) ([]byte, error) { return []byte("t"), nil })
	if err != nil {
		t.Fatal(err)
	}
	if got, err := store.ReadSealed(ctx, "tokens"); string(got) != "t" {
		t.Errorf("a blob does not last for the process: %q, %v", got, err)
	}
	if found, err := os.ReadDir(dir); err != nil || len(found) > 0 {
		t.Errorf("made %v (%v)", found, err)
	}
}

func TestUnknownMode(t *testing.T) {
	t.Parallel()
	store := Open(Options{Mode: "vault", Dir: t.TempDir()})
	if _, err := store.Probe(context.Background()); err == nil || !strings.Contains(err.Error(), `"vault"`) {
		t.Errorf("probe: %v", err)
	}
	if err := store.Set(context.Background(), "a", nil); err == nil || !strings.Contains(err.Error(), `"vault"`) {
		t.Errorf("set: %v", err)
	}
}

func TestNamesAreChecked(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	store := keyringStore(t.TempDir(), newFakeRing())
	for _, name := range []string{"", keyName, strings.Repeat("n", maxName+1)} {
		if err := store.Set(ctx, name, nil); err == nil {
			t.Errorf("set %q", name)
		}
		if _, err := store.Get(ctx, name); err == nil {
			t.Errorf("got %q", name)
		}
		if err := store.Delete(ctx, name); err == nil {
			t.Errorf("deleted %q", name)
		}
	}
}

func TestWhere(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, test := range []struct {
		mode         Mode
		small, large string
	}{
		{Keyring, "keyring", "encrypted file DIR/keyring/secret-large-*.age, its key in the keyring"},
		{File, "encrypted file DIR/secrets.age", "encrypted file DIR/file/secret-large-*.age, its key in the encrypted file DIR/secrets.age"},
	} {
		dir := t.TempDir()
		store, _ := vaultStore(t, dir, "correct horse")
		if test.mode == Keyring {
			store = keyringStore(dir, newFakeRing())
		}
		if _, err := store.Where(ctx, "small"); !errors.Is(err, ErrNotFound) {
			t.Errorf("before: %v", err)
		}
		if err := store.Set(ctx, "small", []byte("s")); err != nil {
			t.Fatal(err)
		}
		if err := store.Set(ctx, "large", make([]byte, 3000)); err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]string{"small": test.small, "large": test.large} {
			got, err := store.Where(ctx, name)
			if err != nil {
				t.Fatal(err)
			}
			got = strings.ReplaceAll(filepath.ToSlash(got), filepath.ToSlash(dir), "DIR")
			head, tail, _ := strings.Cut(want, "*")
			if !strings.HasPrefix(got, head) || !strings.HasSuffix(got, tail) {
				t.Errorf("%s rests in %q, want %q", name, got, want)
			}
		}
	}
}

// No file holds a secret in the clear, and all are for their owner alone.
func TestFilesAreSafe(t *testing.T) {
	t.Parallel()
	for _, mode := range []Mode{Keyring, File} {
		dir := t.TempDir()
		store, _ := vaultStore(t, dir, "correct horse")
		if mode == Keyring {
			store = keyringStore(dir, newFakeRing())
		}
		ctx := context.Background()
		for _, name := range []string{"small", "large"} {
			if err := store.Set(ctx, name, []byte(strings.Repeat("canary", len(name)*len(name)*10))); err != nil {
				t.Fatal(err)
			}
		}
		err := store.UpdateSealed(ctx, "tokens", func([]byte) ([]byte, error) { return []byte("canary"), nil })
		if err != nil {
			t.Fatal(err)
		}
		files := 0
		err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			files++
			info, err := entry.Info()
			if err != nil {
				return err
			}
			if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("%s has mode %v", path, info.Mode())
			}
			content, err := os.ReadFile(path)
			if bytes.Contains(content, []byte("canary")) {
				t.Errorf("%s holds the secret", path)
			}
			return err
		})
		if err != nil || files == 0 {
			t.Errorf("%d files, %v", files, err)
		}
	}
}

func TestFileNamesAreSafe(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		got := fileName(name)
		if strings.Trim(got, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || len(got) > 60 {
			t.Errorf("%q becomes %q", name, got)
		}
		if upper := strings.ToUpper(name); upper != name && fileName(upper) == got {
			t.Errorf("%q and %q share a file", name, upper)
		}
	})
}
