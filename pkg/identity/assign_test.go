package identity

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseAssignment(t *testing.T) {
	t.Parallel()
	for arg, want := range map[string]Assignment{
		"mail=a@b.c":                 {Path: "mail", Text: "a@b.c"},
		"mail=":                      {Path: "mail"},
		"description=a=b:=c":         {Path: "description", Text: "a=b:=c"},
		"x==":                        {Path: "x", Text: "="},
		"n:=3":                       {Path: "n", Text: "3", JSON: true},
		`o:={"a": "="}`:              {Path: "o", Text: `{"a": "="}`, JSON: true},
		"n:=@x":                      {Path: "n", Text: "@x", JSON: true},
		"photo=@face.txt":            {Path: "photo", Text: "face.txt", File: true},
		`handle=\@ann`:               {Path: "handle", Text: "@ann"},
		`handle=\ann`:                {Path: "handle", Text: `\ann`},
		"preferences.updates=true":   {Path: "preferences.updates", Text: "true"},
		"/preferences/updates=false": {Path: "/preferences/updates", Text: "false"},
	} {
		got, err := ParseAssignment(arg)
		if err != nil {
			t.Errorf("%s: %v", arg, err)
		} else if got != want {
			t.Errorf("%s: got %+v, want %+v", arg, got, want)
		}
	}
	for arg, want := range map[string]string{
		"":         `"" is not name=value`,
		"mail":     `"mail" is not name=value`,
		"=x":       `"=x" is not name=value`,
		":=x":      `":=x" is not name=value`,
		"a b=x":    `"a b" is not the name of an attribute`,
		`a."b"=x`:  `"a.\"b\"" is not the name of an attribute`,
		"./=x":     `"./" is not the name of an attribute`,
		"a/b\n:=1": `"a/b\n" is not the name of an attribute`,
	} {
		_, err := ParseAssignment(arg)
		if err == nil || err.Error() != want || KindOf(err) != Usage {
			t.Errorf("%q: %v of kind %v, want %s of kind usage", arg, err, KindOf(err), want)
		}
	}
}

func FuzzParseAssignment(f *testing.F) {
	for _, seed := range []string{"a=b", "a.b:={}", `x=\@y`, "x=@y", "=", "a:=", ":", "/=é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, arg string) {
		a, err := ParseAssignment(arg)
		if err != nil {
			return
		}
		if a.Path == "" || !strings.HasPrefix(arg, a.Path) || !strings.HasSuffix(arg, a.Text) {
			t.Fatalf("%q: %+v is not made of it", arg, a)
		}
		if a.JSON && a.File {
			t.Fatalf("%q is JSON and a file at once", arg)
		}
	})
}

func TestAttributeValue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		attribute  Attribute
		text, want string // want begins with "!" when it is the error
	}{
		{Attribute{Type: String}, `a "b"`, `"a \"b\""`},
		{Attribute{Type: String}, `5`, `"5"`},
		{Attribute{}, `[1]`, `"[1]"`},
		{Attribute{Type: String, Enum: []string{"active", "inactive"}}, `active`, `"active"`},
		{Attribute{Type: String, Enum: []string{"active", "inactive"}}, `Active`, `!a: wants one of active, inactive, not "Active"`},
		{Attribute{Type: Boolean}, `true`, `true`},
		{Attribute{Type: Boolean}, `yes`, `!a: wants true or false, not "yes"`},
		{Attribute{Type: Integer}, `-12`, `-12`},
		{Attribute{Type: Integer}, `+12`, `12`},
		{Attribute{Type: Integer}, `123456789012345678901234567890`, `123456789012345678901234567890`},
		{Attribute{Type: Integer}, `1.5`, `!a: wants an integer, not "1.5"`},
		{Attribute{Type: Float}, `-1.5e3`, `-1.5e3`},
		{Attribute{Type: Float}, ` "12"`, `!a: wants a number, not " \"12\""`},
		{Attribute{Type: Float}, `12 `, `!a: wants a number, not "12 "`},
		{Attribute{Type: Float}, `null`, `!a: wants a number, not "null"`},
		{Attribute{Type: Float}, `-`, `!a: wants a number, not "-"`},
		{Attribute{Type: Float}, ``, `!a: wants a number, not ""`},
		{Attribute{Type: List, Items: String}, `x,y`, `["x,y"]`},
		{Attribute{Type: List, Items: String}, ` ["x", "y"] `, `["x", "y"]`},
		{Attribute{Type: List, Items: Integer}, `7`, `[7]`},
		{Attribute{Type: List, Items: Integer}, `seven`, `!a: wants an integer, not "seven"`},
		{Attribute{Type: List, Items: Integer}, `[1, "2"]`, `!a: wants an integer, not "2"`},
		{Attribute{Type: List, Items: String}, `["x"`, `!a: wants a JSON array, not "[\"x\""`},
		{Attribute{Type: List}, `x`, `["x"]`},
		{Attribute{Type: Object}, ` {"a": 1}`, `{"a": 1}`},
		{Attribute{Type: Object}, ``, `!a: wants a JSON object, not ""`},
		{Attribute{Type: Relationship}, `[]`, `!a: wants a JSON object, not "[]"`},
		{Attribute{Type: Integer, Secret: true}, `hunter2`, `!a: wants an integer`},
		{Attribute{Type: List, Items: Integer, Secret: true}, `hunter2`, `!a: wants an integer`},
		{Attribute{Type: Boolean}, strings.Repeat("é", 40), `!a: wants true or false, not "` + strings.Repeat("é", 30) + `…"`},
		{Attribute{Type: Boolean}, "x" + strings.Repeat("é", 40), `!a: wants true or false, not "x` + strings.Repeat("é", 29) + `…"`},
	} {
		c.attribute.Name = "a"
		got, err := c.attribute.Value(c.text)
		checkTyped(t, c.attribute.Type, c.text, string(got), err, c.want)
	}
}

func checkTyped(t *testing.T, typ Type, given, got string, err error, want string) {
	t.Helper()
	words, refused := strings.CutPrefix(want, "!")
	switch {
	case refused && (err == nil || err.Error() != words || KindOf(err) != Invalid):
		t.Errorf("%s from %q: %v, want %s", typ, given, err, words)
	case !refused && (err != nil || got != want):
		t.Errorf("%s from %q: %s, %v, want %s", typ, given, got, err, want)
	}
}

func TestAttributeCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		attribute   Attribute
		value, want string
	}{
		{Attribute{Type: String}, ` "x" `, ``},
		{Attribute{Type: String}, `5`, `!a: wants a string, not 5`},
		{Attribute{Type: String, Enum: []string{"b"}}, `"c"`, `!a: wants one of b, not "c"`},
		{Attribute{Type: Boolean}, `false`, ``},
		{Attribute{Type: Boolean}, `"true"`, `!a: wants true or false, not "true"`},
		{Attribute{Type: Integer}, `5`, ``},
		{Attribute{Type: Integer}, `5.0`, `!a: wants an integer, not 5.0`},
		{Attribute{Type: Integer}, `5e1`, `!a: wants an integer, not 5e1`},
		{Attribute{Type: Float}, `-5.5`, ``},
		{Attribute{Type: Float}, `{}`, `!a: wants a number, not {}`},
		{Attribute{Type: List, Items: String}, `["a"]`, ``},
		{Attribute{Type: List, Items: String}, `[null]`, `!a: wants a value, not null`},
		{Attribute{Type: List}, `[1, "a"]`, ``},
		{Attribute{Type: List}, `"a"`, `!a: wants an array, not "a"`},
		{Attribute{Type: Object}, `{}`, ``},
		{Attribute{Type: Object}, `[]`, `!a: wants an object, not []`},
		{Attribute{Type: Relationship}, `{"_ref": "x"}`, ``},
		{Attribute{Type: Relationship}, ` null`, `!a: wants a value, not null`},
		{Attribute{}, `[1]`, ``},
		{Attribute{}, `null`, `!a: wants a value, not null`},
		{Attribute{}, `nul`, `!a: wants JSON, not "nul"`},
		{Attribute{}, ``, `!a: wants JSON, not ""`},
		{Attribute{Type: Integer, Secret: true}, `"hunter2"`, `!a: wants an integer`},
	} {
		c.attribute.Name = "a"
		checkTyped(t, c.attribute.Type, c.value, "", c.attribute.Check(json.RawMessage(c.value)), c.want)
	}
}

// FuzzAttributeValue: what text became is JSON of the attribute's own type.
func FuzzAttributeValue(f *testing.F) {
	for _, seed := range []string{"x", "true", "-1e5", "[1,2]", "{}", `" "`, "[", "\xff"} {
		f.Add(seed)
	}
	types := []Attribute{
		{Type: String}, {Type: Boolean}, {Type: Integer}, {Type: Float}, {Type: Object}, {Type: Relationship},
		{Type: List}, {Type: List, Items: String}, {Type: List, Items: Integer}, {Type: List, Items: Object}, {},
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, a := range types {
			value, err := a.Value(text)
			if err != nil {
				continue
			}
			if err := a.Check(value); err != nil {
				t.Errorf("%s (%s) from %q: made %s, which does not fit: %v", a.Type, a.Items, text, value, err)
			}
		}
	})
}

func TestQuote(t *testing.T) {
	t.Parallel()
	want := json.RawMessage(`"<a> & \"b\"\n"`)
	if diff := cmp.Diff(want, Quote("<a> & \"b\"\n")); diff != "" {
		t.Error(diff)
	}
}
