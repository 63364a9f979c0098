package render

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestNeeds(t *testing.T) {
	t.Parallel()
	columns := []Column{{Path: "userName"}, {Path: "name.family"}, {Path: "/roles/0/_ref"}, {Path: "/a~1b/c.d"}, {Path: "userName"}, {Path: "x", Wide: true}}
	tests := map[string]struct {
		o      Options
		fields []string
		all    bool
	}{
		"table":      {Options{Columns: columns}, []string{"userName", "name/family", "roles", "a~1b/c.d"}, false},
		"wide":       {Options{Format: Wide, Columns: columns}, []string{"userName", "name/family", "roles", "a~1b/c.d", "x"}, false},
		"csv":        {Options{Format: CSV, Columns: columns[:1]}, []string{"userName"}, false},
		"id":         {Options{Format: ID}, []string{"_id"}, false},
		"name":       {Options{Format: Name}, []string{"userName"}, false},
		"other name": {Options{Format: Name, NamePath: "username"}, []string{"username"}, false},
		"json":       {Options{Format: JSON}, nil, true},
		"ndjson":     {Options{Format: NDJSON}, nil, true},
		"yaml":       {Options{Format: YAML}, nil, true},
		"jq":         {Options{Format: ID, JQ: "."}, nil, true},
		"template":   {Options{Template: "x"}, nil, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fields, all := Needs(test.o)
			if diff := cmp.Diff(test.fields, fields); diff != "" || all != test.all {
				t.Errorf("all = %v (-want +got):\n%s", all, diff)
			}
		})
	}
}

func TestParseColumns(t *testing.T) {
	t.Parallel()
	got, err := ParseColumns("a, name.family,/x/y")
	if err != nil {
		t.Fatal(err)
	}
	want := []Column{{Header: "a", Path: "a"}, {Header: "name.family", Path: "name.family"}, {Header: "/x/y", Path: "/x/y"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for list, offset := range map[string]int{"": 0, "a,,b": 2, "a,b.": 2, ",": 0} {
		var ue *UsageError
		if _, err := ParseColumns(list); !errors.As(err, &ue) || ue.Offset != offset {
			t.Errorf("ParseColumns(%q): %v, want a UsageError at %d", list, err, offset)
		}
	}
}

func TestUsageErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		o      Options
		offset int
		words  string
	}{
		{Options{Format: "jsn"}, 0, `--output "jsn": no such format; one of table, wide`},
		{Options{Format: Table}, -1, "no column to show"},
		{Options{Format: CSV, Columns: []Column{{Path: "a."}}}, 0, `--columns "a.": an attribute name is empty`},
		{Options{JQ: ".a |"}, 4, `--jq ".a |": column 5: unexpected EOF`},
		{Options{JQ: `"é" }`}, 5, `column 5: unexpected token "}"`},
		{Options{JQ: "foo(1)"}, -1, "function not defined: foo/1"},
		{Options{JQ: ".", Template: "x"}, -1, "cannot be combined"},
		{Options{Template: "a\n{{.x"}, 2, "line 2: unclosed action"},
		{Options{Template: "{{nope}}"}, 0, `line 1: function "nope" not defined`},
	}
	for _, test := range tests {
		_, err := New(io.Discard, test.o)
		var ue *UsageError
		if !errors.As(err, &ue) {
			t.Errorf("%+v: %v, want a UsageError", test.o, err)
			continue
		}
		if ue.Offset != test.offset || !strings.Contains(err.Error(), test.words) {
			t.Errorf("%v at %d, want %q at %d", err, ue.Offset, test.words, test.offset)
		}
	}
}

func TestExpressionsFail(t *testing.T) {
	t.Parallel()
	row := Row{Realm: "acme/alpha", Doc: []byte(`{"_id":"1","n":{}}`)}
	for _, test := range []struct {
		o     Options
		words string
	}{
		{Options{JQ: ".n + 1"}, "render row 1 from acme/alpha: jq: cannot add"},
		{Options{JQ: `error("no")`}, "jq: error: no"},
		{Options{JQ: `("x" * 1000000) as $x | repeat($x)`}, "exceed 64 MiB"},
		{Options{Template: "{{date \"2006\" ._id}}"}, `"1" is no RFC 3339 time`},
		{Options{Template: "{{.n.x.y.z.foo}}{{index ._id 9}}"}, "render row 1 from acme/alpha: template: 1:"},
	} {
		w, err := New(io.Discard, test.o)
		if err != nil {
			t.Fatal(err)
		}
		err = w.Write(t.Context(), row)
		var re *RowError
		if !errors.As(err, &re) || !strings.Contains(err.Error(), test.words) {
			t.Errorf("%+v: %v, want %q", test.o, err, test.words)
		}
		if err := w.Abort(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestJQStops(t *testing.T) {
	t.Parallel()
	doc := []byte(`{"_id":"1"}`)
	if got, want := rendered(t, Options{JQ: "._id, halt, 2"}, Row{Doc: doc}, Row{Doc: doc}), "1\n1\n"; got != want {
		t.Errorf("halt: %q, want %q", got, want)
	}
	w, err := New(io.Discard, Options{JQ: "[range(1e12)]|length"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := w.Write(ctx, Row{Doc: doc}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("an endless expression: %v, want the context's error", err)
	}
	if err := w.Abort(); err != nil {
		t.Fatal(err)
	}
}

func TestTemplateFunctions(t *testing.T) {
	t.Parallel()
	doc := []byte(`{"s":"Añ","l":["a",1,null],"t":"2026-01-02T03:04:05Z","n":12345678901234567890,"o":{"k":"<&>"},"e":""}`)
	for text, want := range map[string]string{
		"{{.s | upper}}{{lower .s}}":                        "AÑañ\n",
		"{{join \"-\" .l}}|{{join \"-\" .s}}":               "a-1-|Añ\n",
		"{{pad 4 .s}}|{{pad 1 .s}}|":                        "Añ  |Añ|\n",
		"{{date \"02.01.2006\" .t}}{{date \"2006\" .x}}":    "02.01.2026\n",
		"{{.n}} {{.o}} {{json .l}}":                         "12345678901234567890 {\"k\":\"<&>\"} [\"a\",1,null]\n",
		"{{.e | default \"-\"}}{{default \"+\" .x.y}}":      "-+\n",
		"{{if .x}}x{{else}}{{.x}}none{{end}}":               "none\n",
		"{{range .l}}[{{.}}]{{end}}{{$v := .s}}{{$v}}":      "[a][1][]Añ\n",
		"{{define \"t\"}}{{.}}{{end}}{{template \"t\" .o}}": "{\"k\":\"<&>\"}\n",
		"{{if .x}}never{{end}}":                             "",
	} {
		if got := rendered(t, Options{Template: text}, Row{Doc: doc}); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
