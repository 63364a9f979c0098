package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/natefinch/atomic"
)

// A file that another process has open for reading cannot be replaced on
// Windows. Readers of small files are gone in a moment, so it is tried again.
const (
	replaceTries = 50
	replacePause = 20 * time.Millisecond
)

// errorSharingViolation is ERROR_SHARING_VIOLATION of winerror.h.
const errorSharingViolation = syscall.Errno(32)

// replace puts data in place of the file at path. The permission bits mean
// nothing on Windows: the temporary file inherits the directory's access list.
func replace(path string, _ fs.FileMode, data []byte) error {
	temp, err := writeTemp(filepath.Dir(path), "."+filepath.Base(path)+"*", data)
	if err != nil {
		return err
	}
	for range replaceTries {
		if err = atomic.ReplaceFile(temp, path); !busy(err) {
			break
		}
		time.Sleep(replacePause)
	}
	if err != nil {
		_ = os.Remove(temp)
	}
	return err
}

// writeTemp writes data to a new file in dir, flushed to disk, and returns its name.
func writeTemp(dir, pattern string, data []byte) (string, error) {
	file, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return "", err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}

// busy reports whether err says that somebody has the file open just now.
func busy(err error) bool {
	return errors.Is(err, errorSharingViolation) || errors.Is(err, syscall.ERROR_ACCESS_DENIED)
}
