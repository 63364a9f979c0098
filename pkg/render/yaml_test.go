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
	"go.yaml.in/yaml/v4"
)

// readYAML returns the values of a YAML document, numbers as they are written.
func readYAML(t *testing.T, text string) any {
	t.Helper()
	var n yaml.Node
	if err := yaml.Load([]byte(text), &n); err != nil {
		t.Fatalf("read back %q: %v", text, err)
	}
	return nodeValue(t, &n)
}

func nodeValue(t *testing.T, n *yaml.Node) any {
	t.Helper()
	switch n.Kind {
	case yaml.DocumentNode:
		return nodeValue(t, n.Content[0])
	case yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			if tag := n.Content[i].ShortTag(); tag != "!!str" {
				t.Errorf("key %q is a %s", n.Content[i].Value, tag)
			}
			object[n.Content[i].Value] = nodeValue(t, n.Content[i+1])
		}
		return object
	case yaml.SequenceNode:
		list := []any{}
		for _, e := range n.Content {
			list = append(list, nodeValue(t, e))
		}
		return list
	}
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true"
	case "!!int", "!!float":
		return json.Number(n.Value)
	case "!!str":
		return n.Value
	}
	t.Errorf("scalar %q is a %s", n.Value, n.ShortTag())
	return nil
}

func FuzzYAML(f *testing.F) {
	for _, doc := range seedDocs {
		f.Add([]byte(doc), false)
	}
	for _, r := range goldenRows {
		f.Add(r.Doc, true)
	}
	for _, s := range awkward {
		doc, err := json.Marshal(map[string]any{s: s, "list": []string{s}})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(doc, false)
	}
	f.Fuzz(func(t *testing.T, doc []byte, single bool) {
		if !utf8.Valid(doc) || !isObject(doc) || bytes.Count(doc, []byte("{"))+bytes.Count(doc, []byte("[")) > 1000 {
			return // the YAML reader bounds depth at 10,000
		}
		var object map[string]any
		d := json.NewDecoder(bytes.NewReader(doc))
		d.UseNumber()
		if err := d.Decode(&object); err != nil {
			return
		}
		if duplicate(doc) {
			return // the YAML reader refuses them
		}
		var want any = object
		if !single {
			want = []any{object, object}
		}
		rows := []Row{{Doc: doc}, {Doc: doc}}
		if single {
			rows = rows[:1]
		}
		text := rendered(t, Options{Format: YAML, Single: single}, rows...)
		if got := readYAML(t, text); !reflect.DeepEqual(want, got) { // go-cmp takes exponential time on deep values
			t.Errorf("read back as %#v, want %#v:\n%s", got, want, text)
		}
		if old := barePitfall(text); old != "" {
			t.Errorf("%q is bare in:\n%s", old, text)
		}
	})
}

// duplicate reports whether some object of doc has a name twice.
func duplicate(doc []byte) bool {
	d := jsontext.NewDecoder(bytes.NewReader(doc), jsontext.AllowInvalidUTF8(true))
	_, err := d.ReadValue()
	return errors.Is(err, jsontext.ErrDuplicateName)
}

// awkward strings are something else to one YAML reader or another when bare.
var awkward = []string{
	"", " ", "~", "null", "Null", "y", "N", "yes", "No", "ON", "off", "true", "FALSE", "1", "1.10", "0755", "0o7", "0x1F", "0b1", "1_000", "1e3", ".5", "+1", "-1", "-0",
	".inf", "-.INF", ".NaN", "2026-01-02", "2026-01-02T03:04:05Z", "12:30:45", "<<", "=", "-", "- a", "---", "...", "?", "? a", ":", "a:", "a: b", "a :b", "#", "a #b", "a#b",
	"&a", "*a", "!a", "!!str a", "|", ">", "%a", "@a", "`a", "'a'", "\"a\"", "{a}", "[a]", "a, b", " a", "a ", "\ta", "a\t", "a\nb", "a\n", "\r", "\x01", "\x7f", "\u0085", "\u2028", "\ufeff",
	"\ufffe", "\U0001f600", "é", "ß: x", "山田", "00000000-0000-0000-0000-000000000000", "12345678-1234-1234-1234-123456789012", "1e345678-1234-1234-1234-123456789012", "a/b@c.d",
	strings.Repeat("k", 2000), strings.Repeat("é ", 1200),
}

// barePitfall returns a bare scalar of text that a reader of YAML 1.1 takes for
// a boolean.
func barePitfall(text string) string {
	for line := range strings.SplitSeq(text, "\n") {
		for line = strings.TrimLeft(line, " "); strings.HasPrefix(line, "- "); line = strings.TrimLeft(line, " ") {
			line = line[2:]
		}
		key, value, _ := strings.Cut(line, ": ")
		for _, word := range []string{strings.TrimSuffix(key, ":"), value} {
			switch strings.ToLower(word) {
			case "y", "n", "yes", "no", "on", "off":
				return word
			}
		}
	}
	return ""
}

func TestYAMLDeep(t *testing.T) {
	t.Parallel()
	const depth = 500
	doc := strings.Repeat(`{"a":[`, depth) + `"no", 1, {}` + strings.Repeat("]}", depth)
	text := rendered(t, Options{Format: YAML}, Row{Doc: []byte(doc)})
	if len(text) > 10*len(doc) {
		t.Errorf("%d bytes became %d", len(doc), len(text))
	}
	var want any
	d := json.NewDecoder(strings.NewReader("[" + doc + "]"))
	d.UseNumber()
	if err := d.Decode(&want); err != nil {
		t.Fatal(err)
	}
	if got := readYAML(t, text); !reflect.DeepEqual(want, got) { // go-cmp takes exponential time on deep values
		t.Errorf("read back differs:\n%s", text)
	}
}
