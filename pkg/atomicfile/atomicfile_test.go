package atomicfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

// helperFile makes this test binary increment the number in a file and end.
const helperFile = "ATOMICFILE_TEST_FILE"

func TestMain(m *testing.M) {
	if path := os.Getenv(helperFile); path != "" {
		if err := increment(path, 50); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

func increment(path string, times int) error {
	for range times {
		err := Update(context.Background(), path, 0o600, func(old []byte) ([]byte, error) {
			n, err := strconv.Atoi(string(old))
			if err != nil && old != nil {
				return nil, err
			}
			return []byte(strconv.Itoa(n + 1)), nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func TestWriteForcesPermissions(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("files have no permission bits here")
	}
	dir := t.TempDir()
	for _, perm := range []fs.FileMode{0o600, 0o644, 0o666} {
		path := filepath.Join(dir, "made", perm.String(), "file")
		for _, content := range []string{"first", "second"} {
			if err := Write(path, perm, []byte(content)); err != nil {
				t.Fatal(err)
			}
			wantFile(t, path, content)
			if got := mode(t, path); got != perm {
				t.Errorf("permissions %v, want %v", got, perm)
			}
			// The next round has to narrow what somebody widened.
			if err := os.Chmod(path, 0o777); err != nil {
				t.Fatal(err)
			}
		}
		if got := mode(t, filepath.Dir(path)); got != 0o700 {
			t.Errorf("directory %v, want 0700", got)
		}
	}
}

func TestWriteFollowsLinks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	target := filepath.Join(dir, "real", "config")
	link := filepath.Join(dir, "link")
	if err := os.Symlink(filepath.Join("real", "config"), link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	second := filepath.Join(dir, "second")
	if err := os.Symlink(link, second); err != nil {
		t.Fatal(err)
	}
	// The target does not exist at first, nor does its directory.
	for _, content := range []string{"new", "changed"} {
		if err := Write(second, 0o600, []byte(content)); err != nil {
			t.Fatal(err)
		}
		wantFile(t, target, content)
	}
	for _, path := range []string{link, second} {
		info, err := os.Lstat(path)
		if err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s is no link any more (%v)", path, err)
		}
	}
}

func TestWriteRefusesLinkLoop(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "loop")
	if err := os.Symlink(path, path); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := Write(path, 0o600, nil); err == nil || !strings.Contains(err.Error(), "links") {
		t.Errorf("got %v", err)
	}
}

func TestWriteLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "taken")
	if err := os.MkdirAll(filepath.Join(path, "child"), 0o700); err != nil {
		t.Fatal(err)
	}
	// A directory that is not empty cannot be replaced by a file.
	if err := Write(path, 0o600, []byte("x")); err == nil {
		t.Fatal("replaced a directory")
	}
	wantNames(t, dir, "taken")
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	ctx := context.Background()
	steps := []struct{ want, next string }{{"<nil>", "a"}, {"a", ""}, {"", "b"}}
	for _, step := range steps {
		err := Update(ctx, path, 0o600, func(old []byte) ([]byte, error) {
			if got := string(old); old == nil && step.want != "<nil>" || old != nil && got != step.want {
				t.Errorf("given %q, want %q", old, step.want)
			}
			return []byte(step.next), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		wantFile(t, path, step.next)
	}
}

func TestUpdateUnchangedWritesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	keep := func(old []byte) ([]byte, error) { return old, nil }
	if err := Update(context.Background(), path, 0o600, keep); err != nil {
		t.Fatal(err)
	}
	wantNames(t, dir, "file.lock")

	if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := Update(context.Background(), path, 0o600, keep); err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(before, after) {
		t.Error("the file was replaced")
	}
}

func TestUpdatePassesErrorOn(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	if err := Write(path, 0o600, []byte("old")); err != nil {
		t.Fatal(err)
	}
	want := errors.New("no")
	err := Update(context.Background(), path, 0o600, func(old []byte) ([]byte, error) {
		copy(old, "xxx") // changing the slice in place must not count
		return []byte("new"), want
	})
	if !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
	wantFile(t, path, "old")
}

func TestUpdateSeesChangeInPlace(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	if err := Write(path, 0o600, []byte("old")); err != nil {
		t.Fatal(err)
	}
	err := Update(context.Background(), path, 0o600, func(old []byte) ([]byte, error) {
		copy(old, "new")
		return old, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wantFile(t, path, "new")
}

func TestLockEndsWithContext(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sub", "file")
	unlock, err := Lock(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	if _, err := Lock(ctx, path); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second lock: %v", err)
	}
	unlock()
	unlock, err = Lock(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}

func TestUpdateLosesNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "count")
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), helperFile+"="+path)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	for range 2 {
		wg.Go(func() {
			if err := increment(path, 25); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	wantFile(t, path, "200")
	wantNames(t, filepath.Dir(path), "count", "count.lock")
}

// A reader never takes the lock, so it must see one whole version or the other.
func TestReadersSeeWholeFiles(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	versions := [][]byte{bytes.Repeat([]byte("a"), 100_000), bytes.Repeat([]byte("b"), 50_000)}
	if err := Write(path, 0o600, versions[0]); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 40 {
			if err := Write(path, 0o600, versions[i%2]); err != nil {
				t.Error(err)
			}
		}
	}()
	for reading := true; reading; {
		select {
		case <-done:
			reading = false
		default:
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, versions[0]) && !bytes.Equal(got, versions[1]) {
			t.Fatalf("read %d bytes that nobody wrote as a whole", len(got))
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	path := filepath.Join(b.TempDir(), "file")
	for b.Loop() {
		if err := Write(path, 0o600, []byte("content")); err != nil {
			b.Fatal(err)
		}
	}
}

func wantFile(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func wantNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	found, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range found {
		got = append(got, entry.Name())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func mode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}
