package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"
)

// TestRollback says that a transaction that fails leaves nothing, not even a
// remembered collection.
func TestRollback(t *testing.T) {
	t.Parallel()
	s := open(t)
	boom := errors.New("boom")
	half := func(tx *Tx) error {
		_, err := tx.Insert("fresh", "x", nil, Keys{Unique: map[string]string{"k": "v"}})
		return errors.Join(err, tx.SetValue("x", nil))
	}
	err := s.Write(t.Context(), func(tx *Tx) error { return errors.Join(half(tx), boom) })
	want(t, err, boom)
	func() {
		defer func() {
			if r := recover(); r != "panic" {
				t.Errorf("recovered %v", r)
			}
		}()
		_ = s.Write(t.Context(), func(tx *Tx) error {
			_ = half(tx)
			panic("panic")
		})
	}()
	ctx, cancel := context.WithCancel(t.Context())
	err = s.Write(ctx, func(tx *Tx) error {
		cancel()
		return half(tx)
	})
	want(t, err, context.Canceled)
	write(t, s, func(tx *Tx) error {
		_, err := tx.Value("x")
		want(t, err, ErrNotFound)
		if n, err := tx.Count("fresh"); n != 0 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		return half(tx)
	})
	if got := ids(t, s, "fresh"); len(got) != 1 {
		t.Errorf("%q", got)
	}
}

// TestSnapshot says that a read does not see what is written during it.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	s := open(t)
	read(t, s, func(tx *Tx) error {
		write(t, s, func(tx *Tx) error {
			_, err := tx.Insert(users, "a", nil, Keys{})
			return err
		})
		_, err := tx.Get(users, "a")
		want(t, err, ErrNotFound)
		return nil
	})
	if got := ids(t, s, users); len(got) != 1 {
		t.Errorf("%q", got)
	}
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	s := open(t)
	read(t, s, func(tx *Tx) error {
		_, insert := tx.Insert(users, "a", nil, Keys{})
		_, update := tx.Update(users, "a", nil, Keys{})
		_, remove := tx.Delete(users, "a")
		_, link := tx.Link(Edge{})
		_, relink := tx.Relink("a", nil)
		_, unlink := tx.Unlink("a")
		for _, err := range []error{insert, update, remove, link, relink, unlink, tx.SetValue("a", nil), tx.DeleteValue("a")} {
			want(t, err, ErrReadOnly)
		}
		return nil
	})
}

// TestWaitingEnds says that whoever waits for a lock stops with its context,
// whether the lock is held here or by another process.
func TestWaitingEnds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, other := openIn(t, dir), openIn(t, dir)
	read(t, other, func(*Tx) error { return nil }) // so that it is open
	write(t, s, func(*Tx) error {
		for _, blocked := range []*Store{s, other} {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			want(t, blocked.Write(ctx, func(*Tx) error { return nil }), context.DeadlineExceeded)
			cancel()
		}
		return nil
	})
	write(t, other, func(*Tx) error { return nil })
}

func TestClose(t *testing.T) {
	t.Parallel()
	s := Open(t.TempDir())
	nothing := func(*Tx) error { return nil }
	write(t, s, nothing)
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	want(t, s.Write(t.Context(), nothing), ErrClosed)
	want(t, s.Read(t.Context(), nothing), ErrClosed)
	want(t, s.Reset(t.Context()), ErrClosed)
}

// TestGoroutines has more readers and writers than connections.
func TestGoroutines(t *testing.T) {
	t.Parallel()
	s := open(t)
	const workers, rounds = 12, 20
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := range rounds {
				write(t, s, increment)
				write(t, s, func(tx *Tx) error {
					_, err := tx.Insert(users, fmt.Sprint(w, i), nil, Keys{})
					return err
				})
				read(t, s, func(tx *Tx) error {
					_, err := tx.Get(users, fmt.Sprint(w, i))
					return err
				})
			}
		})
	}
	group.Wait()
	checkCounter(t, s, workers*rounds)
}

// increment adds one to a counter by reading and writing it.
func increment(tx *Tx) error {
	n, err := counter(tx)
	if err != nil {
		return err
	}
	return tx.SetValue("counter", strconv.AppendInt(nil, int64(n+1), 10))
}

func counter(tx *Tx) (int, error) {
	value, err := tx.Value("counter")
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(string(value))
}

func checkCounter(t *testing.T, s *Store, want int) {
	t.Helper()
	read(t, s, func(tx *Tx) error {
		n, err := counter(tx)
		if n != want {
			t.Errorf("the counter is %d, want %d", n, want)
		}
		return err
	})
}
