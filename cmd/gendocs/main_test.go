package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestFresh fails when a command changed and its page or script did not.
func TestFresh(t *testing.T) {
	t.Parallel()
	if err := run("../..", true, ""); err != nil {
		t.Fatal(err)
	}
}

func TestStaleIsNamed(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	if err := run(root, false, ""); err != nil {
		t.Fatal(err)
	}
	if err := run(root, true, ""); err != nil {
		t.Fatalf("fresh files are called stale: %v", err)
	}
	if err := os.WriteFile(filepath.Join(root, "completions", "old.sh"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(root, true, ""); err == nil {
		t.Fatal("a file that nothing generates was not noticed")
	}
}

func TestManPages(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := run("", false, dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "realmctl-users-list.1")); err != nil {
		t.Fatal(err)
	}
}
