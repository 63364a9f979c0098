// Package atomicfile changes small files so that nobody ever sees half of one.
//
// A file is replaced whole or not at all: the new bytes go to a temporary file
// in the same directory, are flushed to disk and then renamed over the old
// file. [Write] replaces without looking, [Update] takes a lock, reads, lets the
// caller change the bytes, and replaces; two processes that update one file at
// once lose nothing. [Lock] is the lock alone.
//
// Permissions are forced: a file asked to be 0600 is 0600 afterwards, whatever
// the umask and whatever the old file had. (Windows has no such bits: there a
// file inherits the access list of its directory.) Directories that are missing
// are made for their owner alone. A path that is a symbolic link is followed,
// so the link stays and the file it leads to changes.
//
// Locks are advisory and hold between processes as well as between goroutines.
// They end with the process, also when it is killed. Network drives may not
// honour them.
package atomicfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// retryLock is how often a lock that another process holds is tried again.
// The operating system's blocking wait cannot be ended by a context.
const retryLock = 10 * time.Millisecond

// maxLinks bounds a chain of symbolic links, as the operating systems do.
const maxLinks = 40

// Write replaces the file at path with data, whole or not at all, with exactly
// the permissions perm. The data has reached the disk when Write returns.
func Write(path string, perm fs.FileMode, data []byte) error {
	target, err := prepare(path)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := replace(target, perm.Perm(), data); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// Update changes the file at path under its lock. The function change is given
// the present content, nil if there is no file, and returns the new content;
// returning the same bytes writes nothing, and returning an error leaves the
// file as it was and is passed on unwrapped. Waiting for the lock ends with ctx.
func Update(ctx context.Context, path string, perm fs.FileMode, change func(old []byte) ([]byte, error)) error {
	unlock, err := Lock(ctx, path)
	if err != nil {
		return err
	}
	defer unlock()

	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("update %s: %w", path, err)
	}
	updated, err := change(bytes.Clone(old))
	if err != nil {
		return err
	}
	if bytes.Equal(old, updated) && (old != nil || updated == nil) {
		return nil
	}
	return Write(path, perm, updated)
}

// Lock takes the exclusive lock of the file at path, which need not exist, and
// waits for it until ctx ends. The lock is a file of its own beside it, named
// path + ".lock", because the file itself is another one after each
// replacement; it is left in place, since removing it would let two processes
// hold two different locks. The caller calls unlock once.
func Lock(ctx context.Context, path string) (unlock func(), err error) {
	target, err := prepare(path)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	lock := flock.New(target+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, retryLock); err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	// An unlock that fails closes the file all the same, and that ends the lock.
	return func() { _ = lock.Unlock() }, nil
}

// prepare follows the symbolic links of path and makes the directory of the
// file that they lead to.
func prepare(path string) (string, error) {
	target, err := follow(path)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return "", err
	}
	return target, nil
}

// follow returns what path leads to. The end of the chain need not exist, which
// is why filepath.EvalSymlinks does not serve here.
func follow(path string) (string, error) {
	for range maxLinks {
		info, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return path, nil
		}
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			return path, nil
		}
		link, err := os.Readlink(path)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(link) {
			link = filepath.Join(filepath.Dir(path), link)
		}
		path = link
	}
	return "", errors.New("too many symbolic links")
}
