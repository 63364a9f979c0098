package identity

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"testing"
)

// readUser reads the portable shape, as the simplest platform would send it.
func readUser(native json.RawMessage) (p Profile, err error) {
	err = json.Unmarshal(native, &p)
	return p, err
}

func TestUser(t *testing.T) {
	t.Parallel()
	native := json.RawMessage(`{"userName":"ann", "id":"1", "revision":"7", "more":[1]}`)
	u := User{Native: native, Read: readUser}
	if string(u.Document()) != string(native) {
		t.Errorf("the document became %s", u.Document())
	}
	if key, err := u.Key(); err != nil || key != (Key{ID: "1", Revision: "7", Name: "ann"}) {
		t.Errorf("key %+v, %v", key, err)
	}
	const portable = `{"id":"1","revision":"7","userName":"ann","givenName":"","familyName":"","mail":"","enabled":false}`
	if got, err := u.Portable(); err != nil || string(got) != portable {
		t.Errorf("portable: %s, %v, want %s", got, err, portable)
	}
	if _, err := (User{Native: json.RawMessage(`[]`), Read: readUser}).Portable(); err == nil {
		t.Error("an array is a user")
	}
	if (Key{ID: "1"}).String() != "1" || (Key{ID: "1", Name: "ann"}).String() != "ann" {
		t.Error("a key is not shown by its name, or its id")
	}
}

// names lists the words it holds, and then fails if it has an error.
type names struct {
	words []string
	err   error
}

func (n names) List(context.Context, Query) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, w := range n.words {
			if !yield(w, nil) {
				return
			}
		}
		if n.err != nil {
			yield("", n.err)
		}
	}
}

// counted is a lister that can also count, and would count differently.
type counted struct{ names }

func (counted) Count(context.Context, Query) (int64, error) { return 42, nil }

func TestCount(t *testing.T) {
	t.Parallel()
	three := names{words: []string{"a", "b", "c"}}
	broken := names{words: []string{"a"}, err: io.ErrUnexpectedEOF}
	for _, c := range []struct {
		lister Lister[string]
		want   int64
		err    error
	}{{three, 3, nil}, {counted{three}, 42, nil}, {broken, 1, io.ErrUnexpectedEOF}} {
		n, err := Count(t.Context(), c.lister, Query{})
		if n != c.want || !errors.Is(err, c.err) {
			t.Errorf("%T: %d, %v, want %d, %v", c.lister, n, err, c.want, c.err)
		}
	}
}

// peopled is a place with users.
type peopled struct{ place }

func (peopled) Users() UserStore { return nil }

func TestUsers(t *testing.T) {
	t.Parallel()
	if _, err := Users(place{}); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("users of a place without any: %v", err)
	}
	if _, err := Users(peopled{}); err != nil {
		t.Errorf("users of a place with some: %v", err)
	}
}
