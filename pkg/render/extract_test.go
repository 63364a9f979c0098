package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

func TestExtract(t *testing.T) {
	t.Parallel()
	doc := `{"a":"x","b":{"c":{"d":1.50}},"l":[{"n":"p","m":[1,2]},{"n":"q"},{"o":1}],"\u0061b":"esc\u00e9\n","dup":1,"dup":2,
		"o":{"x":1},"o":{"y":2},"null":null,"a.b":"dot","a/b":"slash","0":"zero","e":[],"s":[ "u" , [ 1 , 2 ] , null ]}`
	tests := map[string]string{
		"a": "x", "b.c.d": "1.50", "/b/c/d": "1.50", "b.c": `{"d":1.50}`, "b.x": "", "a.x": "",
		"l.n": "p, q", "l.0.n": "p", "l.2.n": "", "l.9": "", "l.m": "[1,2]", "l.0.m.1": "2", "l.o": "1",
		"ab": "escé\n", "dup": "2", "o.x": "", "o.y": "2", "null": "", "null.x": "", "/a.b": "dot", "/a~1b": "slash",
		"0": "zero", "e": "", "e.x": "", "s": "u, [1,2], null",
	}
	for path, want := range tests {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			x, err := newExtractor([]string{path})
			if err != nil {
				t.Fatal(err)
			}
			fields, err := x.extract([]byte(doc))
			if err != nil {
				t.Fatal(err)
			}
			if got := string(appendText(nil, fields[0].resolve())); got != want {
				t.Errorf("%s: %q, want %q", path, got, want)
			}
		})
	}
}

func TestExtractRefuses(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"a":`, maxDepth+1) + "1" + strings.Repeat("}", maxDepth+1)
	for _, doc := range []string{
		"", " ", "1", "[]", "{", "}", `{"a"}`, `{"a":}`, `{"a":1,}`, `{"a":1 "b":2}`, `{"a":01}`, `{"a":-}`, `{"a":1.}`, `{"a":1e}`,
		`{"a":tru}`, `{"a":"\x"}`, `{"a":"\u12g4"}`, "{\"a\":\"\n\"}", `{"a":"`, `{"a":[1,]}`, `{"a":1}x`, `{"a":1}{}`, `{a:1}`, deep,
	} {
		x, err := newExtractor([]string{"a.b", "a"})
		if err != nil {
			t.Fatal(err)
		}
		var se *SyntaxError
		if _, err := x.extract([]byte(doc)); !errors.As(err, &se) || se.Offset > len(doc) {
			t.Errorf("%.40q: %v, want a SyntaxError", doc, err)
		}
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"", ".", "a.", ".a", "a..b", "/", "/a/", "//a"} {
		if _, err := splitPath(path); err == nil {
			t.Errorf("splitPath(%q) accepted", path)
		}
	}
	for name, want := range map[string]int{"0": 0, "12": 12, "": -1, "01": -1, "-1": -1, "a": -1, "9999999999": -1} {
		if got := index(name); got != want {
			t.Errorf("index(%q) = %d, want %d", name, got, want)
		}
	}
}

// lenient is what a document may do without being refused by the scanner.
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

// isObject is jsontext's opinion on a document.
func isObject(doc []byte) bool {
	d := jsontext.NewDecoder(bytes.NewReader(doc), lenient...)
	if d.PeekKind() != '{' {
		return false
	}
	if _, err := d.ReadValue(); err != nil {
		return false
	}
	_, err := d.ReadToken()
	return err != nil && err.Error() == "EOF"
}

var seedDocs = []string{
	`{}`, ` { } `, `{"a":{"b":1},"c":[{"d":"x"}]}`, `{"a":"\ud83d\ude00\u0041\ud800","b":-1.5e+3}`, `{"a":{"b":1},"a":{}}`, `{"\u0061":{"b":[]}}`,
	`{"a":1,}`, `{"a":"` + "\xff" + `"}`, `{"a":[[[]]],"c":{"d":null}}`, "{\"a\":\"\x1f\"}", `{"a":0123}`, `{"a":"12345678\"90123456\\"}`, `{"n":"no","~":"0x1F","- ":"# x: y","<<":"=","":"\u0085\u2028"}`,
}

func FuzzExtract(f *testing.F) {
	for _, doc := range seedDocs {
		f.Add([]byte(doc))
	}
	paths := []string{"a", "a.b", "c.d", "c"}
	f.Fuzz(func(t *testing.T, doc []byte) {
		x, err := newExtractor(paths)
		if err != nil {
			t.Fatal(err)
		}
		fields, err := x.extract(doc)
		if (err == nil) != isObject(doc) {
			t.Fatalf("%q: %v, jsontext says %v", doc, err, isObject(doc))
		}
		if _, _, scanErr := scanObject(doc); (scanErr == nil) != (err == nil) {
			t.Fatalf("%q: scanObject says %v, extract %v", doc, scanErr, err)
		}
		if err != nil || !utf8.Valid(doc) {
			return
		}
		var object map[string]any
		d := json.NewDecoder(bytes.NewReader(doc))
		d.UseNumber()
		if d.Decode(&object) != nil {
			return // deeper than the standard library goes
		}
		for i, names := range [][]string{{"a"}, {"a", "b"}, {"c", "d"}, {"c"}} {
			want := naive(object, names)
			got := naiveValue(t, fields[i].resolve())
			if !reflect.DeepEqual(want, got) { // go-cmp takes exponential time on deep values
				t.Errorf("%q at %v: %#v, want %#v", doc, names, got, want)
			}
		}
	})
}

// naive follows names through decoded values.
func naive(v any, names []string) any {
	if len(names) == 0 {
		return v
	}
	switch v := v.(type) {
	case map[string]any:
		return naive(v[names[0]], names[1:])
	case []any:
		var finds []any
		for _, e := range v {
			if has(e, names) {
				finds = append(finds, naive(e, names))
			}
		}
		if len(finds) > 0 {
			return finds
		}
	}
	return nil
}

func has(v any, names []string) bool {
	if len(names) == 0 {
		return true
	}
	switch v := v.(type) {
	case map[string]any:
		next, ok := v[names[0]]
		return ok && has(next, names[1:])
	case []any:
		for _, e := range v {
			if has(e, names) {
				return true
			}
		}
	}
	return false
}

func naiveValue(t *testing.T, raw []byte) any {
	if len(raw) == 0 {
		return nil
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("extracted %q: %v", raw, err)
	}
	return v
}

// FuzzCompact compares what NDJSON does to a document with jsontext.
func FuzzCompact(f *testing.F) {
	for _, doc := range seedDocs {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		if !isObject(doc) {
			return
		}
		want := jsontext.Value(bytes.Clone(doc))
		if err := want.Compact(append(lenient, jsontext.PreserveRawStrings(true))...); err != nil {
			t.Fatal(err)
		}
		if got := appendCompact(nil, doc); !bytes.Equal(got, want) {
			t.Errorf("%q became %q, want %q", doc, got, want)
		}
		if line := rendered(t, Options{Format: NDJSON}, Row{Doc: doc}); strings.Count(line, "\n") != 1 {
			t.Errorf("%q took more than a line: %q", doc, line)
		}
	})
}
