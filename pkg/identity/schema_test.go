package identity

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSchema(t *testing.T) {
	t.Parallel()
	s := &Schema{Attributes: []Attribute{
		{Name: "userName", Type: String, Required: true},
		{Name: "preferences", Type: Object, Children: []Attribute{{Name: "updates", Type: Boolean, Required: true}}},
		{Name: "sn", Type: String, Required: true},
	}}
	for path, want := range map[string]Type{
		"userName":             String,
		"/sn":                  String,
		"preferences":          Object,
		"preferences.updates":  Boolean,
		"preferences/updates":  Boolean,
		"/preferences/updates": Boolean,
		"preferences.news":     "",
		"userName.first":       "",
		"username":             "",
		"":                     "",
		"/":                    "",
	} {
		if a, ok := s.Attribute(path); a.Type != want || ok != (want != "") {
			t.Errorf("%q: got %q, %v, want %q", path, a.Type, ok, want)
		}
	}
	if diff := cmp.Diff([]string{"userName", "preferences", "sn"}, s.Names()); diff != "" {
		t.Errorf("names: %s", diff)
	}
	if r := s.Required(); len(r) != 2 || r[0].Name != "userName" || r[1].Name != "sn" {
		t.Errorf("required: %v, want userName and sn: a part of an optional object is not", r)
	}
}

func TestOperation(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		op               Operation
		words, attribute string
	}{
		{Operation{Op: Set, Path: "password", Value: Quote("hunter2")}, "set password", "password"},
		{Operation{Op: Unset, Path: "preferences.updates"}, "unset preferences.updates", "preferences"},
		{Operation{Op: Add, Path: "/aliasList/-"}, "add /aliasList/-", "aliasList"},
		{Operation{Op: Move, From: "a", Path: "b"}, "move a to b", "b"},
		{Operation{Op: Remove}, "remove ", ""},
	} {
		if c.op.String() != c.words || c.op.Attribute() != c.attribute {
			t.Errorf("%#v: reads %q of %q, want %q of %q", c.op, c.op, c.op.Attribute(), c.words, c.attribute)
		}
	}
}
