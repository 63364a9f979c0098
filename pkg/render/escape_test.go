package render

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEscaping(t *testing.T) {
	t.Parallel()
	// An emoji and a Persian word that are written with joiners.
	const family = "👨\u200d👩\u200d👧 می\u200cخواهم"
	tests := []struct{ text, eye, screen, field, line string }{
		{"plain é 漢字", "plain é 漢字", "plain é 漢字", "plain é 漢字", "plain é 漢字"},
		{"a\nb\tc\rd", `a\nb\tc\rd`, "a\nb\tc\\rd", `a\nb\tc\rd`, `a\nb\tc\rd`},
		{"\x1b[2J\x00\x7f", `\x1b[2J\x00\x7f`, `\x1b[2J\x00\x7f`, `\x1b[2J\x00\x7f`, `\x1b[2J\x00\x7f`},
		{"c1\u009b\u0085", `c1\u009b\u0085`, `c1\u009b\u0085`, `c1\u009b\u0085`, `c1\u009b\u0085`},
		{"x\u2028y", `x\u2028y`, `x\u2028y`, `x\u2028y`, `x\u2028y`},
		{"a\u202eb\u2066", `a\u202eb\u2066`, `a\u202eb\u2066`, "a\u202eb\u2066", "a\u202eb\u2066"},
		{"zero\u200bwidth\ufeff", `zero\u200bwidth\ufeff`, `zero\u200bwidth\ufeff`, "zero\u200bwidth\ufeff", "zero\u200bwidth\ufeff"},
		{"tag\U000e0041", `tag\U000e0041`, `tag\U000e0041`, "tag\U000e0041", "tag\U000e0041"},
		{`DOM\ann`, `DOM\ann`, `DOM\ann`, `DOM\\ann`, `DOM\ann`},
		{"\xff", `\xff`, `\xff`, "\xff", "\xff"},
		{family, family, family, family, family},
		{"ad\u200dmin\u200c", `ad\u200dmin\u200c`, `ad\u200dmin\u200c`, "ad\u200dmin\u200c", "ad\u200dmin\u200c"},
		{"\ufffd", "\ufffd", "\ufffd", "\ufffd", "\ufffd"},
	}
	for _, test := range tests {
		for name, c := range map[string]struct {
			e    escaping
			want string
		}{"eye": {forEye(), test.eye}, "screen": {forScreen(), test.screen}, "field": {forField(), test.field}, "line": {forLine(), test.line}} {
			if got := string(c.e.append(nil, []byte(test.text))); got != c.want {
				t.Errorf("%q for %s: %q, want %q", test.text, name, got, c.want)
			}
		}
	}
}

// FuzzTerminal checks that nothing a server sends steers the terminal, in any
// format, and that JSON shown there still says the same.
func FuzzTerminal(f *testing.F) {
	for _, s := range []string{"\x1b[31m", "\u202e", "\u009b2J", "a\u200db", "é\u200d\u200d", "\xff\xfe", "\U000e0001", "\"\\", "\r\n"} {
		f.Add(s)
	}
	columns := []Column{{Header: "ID", Path: "_id"}, {Header: "NAME", Path: "userName"}, {Header: "LIST", Path: "list"}}
	f.Fuzz(func(t *testing.T, s string) {
		if s == "" {
			return
		}
		doc, err := json.Marshal(map[string]any{"_id": s, "userName": s, "list": []any{s, map[string]string{s: s}}})
		if err != nil {
			t.Fatal(err)
		}
		raw := Row{Doc: []byte(`{"_id":"1","userName":"` + strings.Map(asJSON, s) + `"}`)}
		for _, o := range []Options{
			{Format: Table}, {Format: Wide}, {Format: CSV}, {Format: JSON}, {Format: NDJSON}, {Format: YAML}, {Format: ID}, {Format: Name},
			{JQ: ".userName, ."}, {Template: "{{.userName}} {{.list}}"},
		} {
			o.Terminal, o.Columns = true, columns
			out := rendered(t, o, Row{Doc: doc}, raw)
			for i, r := range out {
				if r != '\n' && invisible(r) && !joins(r, []byte(out[:i])) && (r != '\t' || o.JQ+o.Template == "") {
					t.Fatalf("%+v: %q shows %q", o, out, r)
				}
			}
			if o.Format == JSON && utf8.ValidString(s) {
				sameJSON(t, out, doc, raw.Doc)
			}
		}
	})
}

// asJSON leaves in a string what JSON allows there unescaped.
func asJSON(r rune) rune {
	if r < ' ' || r == '"' || r == '\\' {
		return -1
	}
	return r
}

func sameJSON(t *testing.T, list string, docs ...[]byte) {
	t.Helper()
	var got []any
	if err := json.Unmarshal([]byte(list), &got); err != nil {
		t.Fatalf("%q: %v", list, err)
	}
	var want []any
	for _, doc := range docs {
		var v any
		if err := json.Unmarshal(doc, &v); err != nil {
			t.Fatal(err)
		}
		want = append(want, v)
	}
	if !reflect.DeepEqual(want, got) {
		t.Errorf("%q says %v, want %v", list, got, want)
	}
}
