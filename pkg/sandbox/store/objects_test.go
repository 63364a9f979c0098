package store

import (
	"errors"
	"fmt"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const users = "managed/alpha_user"

func TestObjects(t *testing.T) {
	t.Parallel()
	s := open(t)
	var first, second, third Object
	write(t, s, func(tx *Tx) (err error) {
		first, err = tx.Insert(users, "a", []byte("one"), Keys{})
		return err
	})
	write(t, s, func(tx *Tx) (err error) {
		second, err = tx.Update(users, "a", []byte("two"), Keys{})
		return err
	})
	if !regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d+$`).MatchString(first.Rev) {
		t.Errorf("revision %s", first.Rev)
	}
	if first.Rev == second.Rev || first.Seq != second.Seq {
		t.Errorf("updated %+v to %+v", first, second)
	}
	read(t, s, func(tx *Tx) error {
		got, err := tx.Get(users, "a")
		if diff := cmp.Diff(second, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		_, other := tx.Get("managed/bravo_user", "a")
		want(t, other, ErrNotFound)
		return err
	})
	write(t, s, func(tx *Tx) error {
		deleted, err := tx.Delete(users, "a")
		if diff := cmp.Diff(second, deleted); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		_, gone := tx.Get(users, "a")
		want(t, gone, ErrNotFound)
		return err
	})
	write(t, s, func(tx *Tx) (err error) {
		third, err = tx.Insert(users, "a", nil, Keys{})
		return err
	})
	if third.Seq <= first.Seq || third.Rev == first.Rev {
		t.Errorf("%+v came after %+v", third, first)
	}
}

func TestObjectsRefused(t *testing.T) {
	t.Parallel()
	s := open(t)
	ann := Keys{Unique: map[string]string{"userName": "ann"}, Index: map[string]string{"userName": "ann", "mail": "x"}}
	bob := Keys{Unique: map[string]string{"userName": "bob"}, Index: map[string]string{"mail": "x"}}
	write(t, s, func(tx *Tx) error {
		_, errA := tx.Insert(users, "a", []byte("ann"), ann)
		_, errB := tx.Insert(users, "b", []byte("bob"), bob)
		_, errC := tx.Insert("managed/bravo_user", "a", []byte("ann"), ann)
		return errors.Join(errA, errB, errC)
	})
	write(t, s, func(tx *Tx) error {
		_, err := tx.Insert(users, "a", nil, ann)
		want(t, err, ErrExists)
		_, err = tx.Insert(users, "c", nil, ann)
		wantUnique(t, err, "a")
		_, err = tx.Update(users, "b", nil, ann)
		wantUnique(t, err, "a")
		_, err = tx.Update(users, "c", nil, ann)
		want(t, err, ErrNotFound)
		_, err = tx.Delete(users, "c")
		want(t, err, ErrNotFound)
		_, err = tx.Update(users, "b", []byte("bob"), bob) // its own value is no obstacle
		return err
	})
	if diff := cmp.Diff([]string{"a", "b"}, ids(t, s, users)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	write(t, s, func(tx *Tx) error {
		_, errA := tx.Update(users, "a", nil, Keys{Unique: map[string]string{"userName": "anna"}})
		_, errB := tx.Update(users, "b", nil, ann) // free now
		return errors.Join(errA, errB)
	})
}

func wantUnique(t *testing.T, err error, id string) {
	t.Helper()
	var unique *UniqueError
	if !errors.As(err, &unique) || *unique != (UniqueError{users, "userName", id}) {
		t.Errorf("%v, want the user name of %s refused", err, id)
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	s := open(t)
	count := func(tx *Tx, want int64) {
		t.Helper()
		if n, err := tx.Count(users); n != want || err != nil {
			t.Errorf("%d, %v, want %d", n, err, want)
		}
	}
	write(t, s, func(tx *Tx) error {
		count(tx, 0)
		for i := range 3 {
			if _, err := tx.Insert(users, fmt.Sprint(i), nil, Keys{}); err != nil {
				return err
			}
		}
		count(tx, 3)
		_, err := tx.Delete(users, "1")
		count(tx, 2)
		return err
	})
	read(t, s, func(tx *Tx) error { count(tx, 2); return nil })
}

func TestScan(t *testing.T) {
	t.Parallel()
	s := open(t)
	write(t, s, func(tx *Tx) error {
		for i := range 100 {
			for _, collection := range []string{users, "other"} {
				keys := Keys{Index: map[string]string{"mail": fmt.Sprintf("m%d\x00é", i%10)}}
				if _, err := tx.Insert(collection, fmt.Sprint(i), []byte{byte(i)}, keys); err != nil {
					return err
				}
			}
		}
		return nil
	})
	const cond = "seq IN (SELECT seq FROM keys WHERE collection = ?1 AND name = 'mail' AND value = ?)"
	for _, c := range []struct {
		name, cond string
		args       []any
		want, step int // the first, and from one to the next
	}{
		{name: "all", want: 0, step: 1},
		{name: "some", cond: cond, args: []any{"m3\x00é"}, want: 3, step: 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			read(t, s, func(tx *Tx) error {
				next, after := c.want, int64(0)
				for next < 100 {
					before := after
					for o, err := range tx.Scan(users, c.cond, c.args, after, 7) {
						if err != nil {
							return err
						}
						if o.ID != fmt.Sprint(next) || o.Doc[0] != byte(next) || o.Collection != users || o.Rev == "" || o.Seq <= after {
							t.Errorf("%+v, want %d", o, next)
						}
						next, after = next+c.step, o.Seq
					}
					if after == before {
						t.Fatalf("ends before %d", next)
					}
				}
				return nil
			})
		})
	}
	read(t, s, func(tx *Tx) error {
		for _, err := range tx.Scan(users, "no such thing", nil, 0, 0) {
			if err == nil {
				t.Error("a broken condition is accepted")
			}
		}
		for _, err := range tx.Scan(users, "", nil, 0, 0) {
			if err != nil {
				return err
			}
			break // leaves nothing open that the next one would meet
		}
		_, err := tx.Get(users, "5")
		return err
	})
}
