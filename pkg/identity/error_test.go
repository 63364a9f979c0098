package identity

import (
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestErrorText(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]*Error{
		"patch user ann in acme/alpha: mail: not an address": {
			Kind: Invalid, Op: "patch user", Subject: "ann", Realm: "acme/alpha",
			Violations: []Violation{{Attribute: "mail", Words: "not an address"}},
		},
		"create user: mail: missing; sn: missing; not today": {
			Op: "create user", Violations: []Violation{{"mail", "REQUIRED", "missing"}, {"sn", "REQUIRED", "missing"}, {"", "", "not today"}},
		},
		"list users in acme/alpha: EOF":      {Op: "list users", Realm: "acme/alpha", Err: io.EOF},
		"get user ann: gone":                 {Op: "get user", Subject: "ann", Detail: "gone", Err: io.EOF},
		"acme/alpha: unavailable":            {Kind: Unavailable, Realm: "acme/alpha"},
		"ann in acme/alpha: not_found":       {Kind: NotFound, Subject: "ann", Realm: "acme/alpha"},
		"there is no default realm":          Errorf(Usage, "there is no %s realm", "default"),
		"acme/alpha (PingX) has no consents": Lacks(place{}, "consents"),
		"api":                                {},
	} {
		if e.Error() != want {
			t.Errorf("got  %s\nwant %s", e, want)
		}
	}
}

// place is a directory with nothing in it.
type place struct{}

func (place) Realm() string    { return "acme/alpha" }
func (place) Platform() string { return "PingX" }

func TestKinds(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for k := API; k <= Interrupted; k++ {
		names[k.String()] = true
		wrapped := fmt.Errorf("while testing: %w", Errorf(k, "x"))
		if KindOf(wrapped) != k {
			t.Errorf("a wrapped error of kind %v has kind %v", k, KindOf(wrapped))
		}
		if errors.Is(wrapped, errors.ErrUnsupported) != (k == Unsupported) {
			t.Errorf("kind %v: errors.ErrUnsupported is wrong", k)
		}
	}
	if len(names) != int(Interrupted)+1 {
		t.Errorf("%d names for %d kinds", len(names), Interrupted+1)
	}
	if KindOf(io.EOF) != API || KindOf(nil) != API || Kind(-1).String() != "api" || Kind(99).String() != "api" {
		t.Error("what has no kind is not of kind api")
	}
	if !errors.Is(Errorf(API, "read: %w", io.EOF), io.EOF) {
		t.Error("the cause cannot be unwrapped")
	}
}
