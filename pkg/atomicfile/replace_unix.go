//go:build !windows

package atomicfile

import (
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
)

// replace puts data in place of the file at path. The temporary file lies in
// the same directory, so that the rename never crosses a file system.
func replace(path string, perm fs.FileMode, data []byte) error {
	dir := filepath.Dir(path)
	file, err := renameio.NewPendingFile(path, renameio.WithTempDir(dir), renameio.WithStaticPermissions(perm))
	if err != nil {
		return err
	}
	// After a completed replacement there is nothing left to clean up.
	defer func() { _ = file.Cleanup() }()
	if _, err := file.Write(data); err != nil {
		return err
	}
	if err := file.CloseAtomicallyReplace(); err != nil {
		return err
	}
	syncDir(dir)
	return nil
}

// syncDir makes the rename itself survive a loss of power. Some file systems
// refuse to flush a directory; the file is complete there too, so that is no error.
func syncDir(dir string) {
	d, err := os.Open(dir)
	if err != nil {
		return
	}
	_ = d.Sync()
	_ = d.Close()
}
