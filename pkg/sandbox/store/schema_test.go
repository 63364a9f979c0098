package store

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestOpenTouchesNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "b % c?#d")
	s := Open(dir)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v, want nothing there", err)
	}
}

// TestFiles says that nobody else may look into the database, and that it is
// where Path says, however strange the name.
func TestFiles(t *testing.T) {
	t.Parallel()
	name := "b % c#d"
	if runtime.GOOS != "windows" {
		name += "?e"
	}
	dir := filepath.Join(t.TempDir(), "a", name)
	s := openIn(t, dir)
	write(t, s, increment)
	files, err := filepath.Glob(filepath.Join(filepath.Dir(dir), "*", "sandbox.db*"))
	if err != nil || len(files) != 3 || files[0] != s.Path() {
		t.Errorf("%q, %v, want database, log and index of the log", files, err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, files[0]: 0o600, files[1]: 0o600, files[2]: 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want && runtime.GOOS != "windows" {
			t.Errorf("%s has mode %o, want %o", path, got, want)
		}
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db, err := sql.Open("sqlite", dataSource(filepath.Join(dir, fileName)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "PRAGMA user_version=99"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s := openIn(t, dir)
	err = s.Read(t.Context(), func(*Tx) error { return nil })
	var newer *VersionError
	if !errors.As(err, &newer) || newer.Have != 99 || !strings.Contains(err.Error(), s.Path()) {
		t.Errorf("%v, want the version refused and the file named", err)
	}
}

func TestOtherFilesAreRefused(t *testing.T) {
	t.Parallel()
	s := openIn(t, t.TempDir())
	if err := os.WriteFile(s.Path(), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		err := s.Write(t.Context(), increment)
		if err == nil || !strings.Contains(err.Error(), s.Path()) {
			t.Errorf("%v, want the file named", err)
		}
	}
	if err := os.Remove(s.Path()); err != nil {
		t.Fatal(err)
	}
	write(t, s, increment) // a store that did not open tries again
}
