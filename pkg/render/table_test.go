package render

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestFit(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		spans []span
		width int
		want  []int
	}{
		"room for all":         {[]span{{5, 10, 0}, {8, 10, 0}}, 80, []int{5, 8}},
		"exactly":              {[]span{{5, 10, 0}, {8, 10, 0}}, 15, []int{5, 8}},
		"widest gives way":     {[]span{{36, 10, 0}, {12, 10, 0}}, 30, []int{16, 12}},
		"two widest":           {[]span{{36, 10, 0}, {30, 10, 0}, {5, 10, 0}}, 39, []int{15, 15, 5}},
		"last leaves first":    {[]span{{36, 10, 0}, {30, 10, 0}, {30, 10, 0}}, 25, []int{12, 11, 0}},
		"lowest leaves first":  {[]span{{36, 10, 1}, {30, 10, 0}, {30, 10, 2}}, 25, []int{12, 0, 11}},
		"the last one stays":   {[]span{{36, 20, 0}, {30, 20, 0}}, 5, []int{5, 0}},
		"floors differ":        {[]span{{36, 36, 0}, {30, 5, 0}}, 50, []int{36, 12}},
		"an empty column is 1": {[]span{{0, 10, 0}}, 80, []int{1}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, fit(test.spans, test.width)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestNumbersStandRight: so do their header and what is missing, and a line ends with
// its last value.
func TestNumbersStandRight(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w, err := New(&out, Options{Format: Table, Terminal: true, Width: 40, Columns: []Column{
		{Header: "NAME", Path: "name"}, {Header: "N", Path: "n", Right: true}, {Header: "MEMBERS", Path: "members", Right: true},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range []string{`{"name":"Sales","n":1200,"members":8}`, `{"name":"Help desk","n":3}`} {
		if err := w.Write(t.Context(), Row{Doc: []byte(doc)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	want := "NAME          N  MEMBERS\nSales      1200        8\nHelp desk     3        -\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTableFits checks that no line is wider than the terminal, whatever the values.
func TestTableFits(t *testing.T) {
	t.Parallel()
	value := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"漢字漢字漢字漢字", "👨‍👩‍👧👨‍👩‍👧", "e\u0301e\u0301", strings.Repeat("x", 300), "❤️"}))
	rapid.Check(t, func(r *rapid.T) {
		columns := rapid.IntRange(1, 8).Draw(r, "columns")
		o := Options{Format: Table, Terminal: true, Width: rapid.IntRange(8, 120).Draw(r, "width"), Color: rapid.Bool().Draw(r, "color")}
		for i := range columns {
			o.Columns = append(o.Columns, Column{Header: fmt.Sprint("COLUMN", i), Path: fmt.Sprint("c", i), Priority: i % 3, Style: StatusStyle, Right: i%2 == 1})
		}
		var out bytes.Buffer
		w, err := New(&out, o)
		if err != nil {
			r.Fatal(err)
		}
		for range 5 {
			doc := []byte("{")
			for i := range columns {
				doc = fmt.Appendf(doc, `"c%d":`, i)
				doc = append(quoteJSON(doc, value.Draw(r, "value")), ',')
			}
			doc[len(doc)-1] = '}'
			if err := w.Write(t.Context(), Row{Doc: doc}); err != nil {
				r.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			r.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != 6 {
			r.Fatalf("%d lines, want 6:\n%s", len(lines), out.String())
		}
		for _, line := range lines {
			if n := cellsOf(line); n > o.Width {
				r.Fatalf("%d cells on %d: %q", n, o.Width, line)
			}
		}
	})
}

func quoteJSON(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for _, r := range s {
		if r < ' ' || r == '"' || r == '\\' {
			dst = appendJSONEscape(dst, r)
			continue
		}
		dst = fmt.Appendf(dst, "%c", r)
	}
	return append(dst, '"')
}

// TestWideGrows prints a value longer than the sample's: nothing is cut, and
// the rows after it line up.
func TestWideGrows(t *testing.T) {
	t.Parallel()
	o := Options{Format: Wide, Terminal: true, Columns: []Column{{Header: "ID", Path: "_id"}, {Header: "X", Path: "x"}}}
	var rows []Row
	for range sample {
		rows = append(rows, Row{Doc: []byte(`{"_id":"1","x":"y"}`)})
	}
	rows = append(rows, Row{Doc: []byte(`{"_id":"1234567890","x":"y"}`)}, Row{Doc: []byte(`{"_id":"1","x":"z"}`)})
	lines := strings.Split(rendered(t, o, rows...), "\n")
	want := []string{"ID  X", "1   y", "1234567890  y", "1           z"}
	got := []string{lines[0], lines[1], lines[sample+1], lines[sample+2]}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNotifyOnce(t *testing.T) {
	t.Parallel()
	var said []string
	columns, err := ParseColumns("_id,userName,c,d")
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Terminal: true, Width: 20, Columns: columns, Notify: func(s string) { said = append(said, s) }}
	rows := make([]Row, 2*sample)
	for i := range rows {
		rows[i] = Row{Doc: []byte(`{"_id":"0123456789","userName":"0123456789","c":"0123456789","d":"0123456789"}`)}
	}
	rendered(t, o, rows...)
	if diff := cmp.Diff([]string{"3 columns hidden, the terminal is too narrow: use -o wide"}, said); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
