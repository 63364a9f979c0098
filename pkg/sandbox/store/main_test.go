package store

import (
	"context"
	"errors"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain is the tests, or, when a test started this program once more, the
// other process of that test.
func TestMain(m *testing.M) {
	if task := os.Getenv(helperTask); task != "" {
		if err := help(task); err != nil {
			_, _ = os.Stderr.WriteString(err.Error() + "\n")
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// open is a store in an empty directory, closed with the test.
func open(t testing.TB) *Store {
	t.Helper()
	return openIn(t, t.TempDir())
}

func openIn(t testing.TB, dir string) *Store {
	t.Helper()
	s := Open(dir)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// write is a Write that succeeds.
func write(t testing.TB, s *Store, do func(*Tx) error) {
	t.Helper()
	if err := s.Write(context.WithoutCancel(t.Context()), do); err != nil {
		t.Fatal(err)
	}
}

// read is a Read that succeeds.
func read(t testing.TB, s *Store, do func(*Tx) error) {
	t.Helper()
	if err := s.Read(context.WithoutCancel(t.Context()), do); err != nil {
		t.Fatal(err)
	}
}

// want is a failure unless err is the one.
func want(t testing.TB, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("%v, want %v", err, target)
	}
}

// ids are the objects of a collection in the order of Scan.
func ids(t testing.TB, s *Store, collection string) []string {
	t.Helper()
	var found []string
	read(t, s, func(tx *Tx) error {
		for o, err := range tx.Scan(collection, "", nil, 0, 0) {
			if err != nil {
				return err
			}
			found = append(found, o.ID)
		}
		return nil
	})
	return found
}
