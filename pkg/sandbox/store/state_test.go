package store

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestValues(t *testing.T) {
	t.Parallel()
	s := open(t)
	write(t, s, func(tx *Tx) error {
		_, err := tx.Value("a/1")
		want(t, err, ErrNotFound)
		return errors.Join(
			tx.SetValue("a/2", []byte("old")), tx.SetValue("a/2", []byte("new")), tx.SetValue("a/1", nil),
			tx.SetValue("b", []byte("b")), tx.SetValue("a/3", nil), tx.DeleteValue("a/3"), tx.DeleteValue("nosuch"))
	})
	read(t, s, func(tx *Tx) error {
		var got []Value
		for v, err := range tx.Values("a/") {
			if err != nil {
				return err
			}
			got = append(got, v)
		}
		if diff := cmp.Diff([]Value{{"a/1", nil}, {"a/2", []byte("new")}}, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		value, err := tx.Value("b")
		if string(value) != "b" {
			t.Errorf("%q", value)
		}
		return err
	})
}

// TestReset has two stores on one directory, as two processes have.
func TestReset(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, other := openIn(t, dir), openIn(t, dir)
	before, _ := managers(t, s)
	write(t, other, func(tx *Tx) error { return tx.SetValue("k", []byte("v")) })
	if err := s.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	read(t, other, func(tx *Tx) error {
		n, err := tx.Count(users)
		_, value := tx.Value("k")
		want(t, value, ErrNotFound)
		_, edge := tx.Edge(before.ID)
		want(t, edge, ErrNotFound)
		if n != 0 {
			t.Errorf("%d objects", n)
		}
		return err
	})
	write(t, other, func(tx *Tx) error {
		keys := Keys{Unique: map[string]string{"userName": "ann"}}
		after, err := tx.Insert(users, "ann", nil, keys)
		if after.Seq <= before.Seq || after.Rev == before.Rev {
			t.Errorf("%+v comes after %+v", after, before)
		}
		return err
	})
	if diff := cmp.Diff([]string{"ann"}, ids(t, s, users)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestStateErrorsKeepValuesOut(t *testing.T) {
	t.Parallel()
	s := open(t)
	err := s.Read(t.Context(), func(tx *Tx) error { return tx.SetValue("key", []byte("secret")) })
	want(t, err, ErrReadOnly)
	if strings.Contains(err.Error(), "secret") {
		t.Error(err)
	}
}
