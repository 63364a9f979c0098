package render

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestGuard(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "ann": "ann", "=1+1": "'=1+1", "+49 30 1234": "'+49 30 1234", "@SUM(A1)": "'@SUM(A1)", "\tx": "'\tx", "\rx": "'\rx",
		"-5": "-5", "-1.5e3": "-1.5e3", "-0": "-0", "-1+1": "'-1+1", "-": "'-", "-cmd": "'-cmd", "-01": "'-01",
		"'": "'", "'x": "'x", "'=x": "''=x", "''=x": "'''=x", "'-5": "''-5", "a=b": "a=b", " =x": " =x",
	} {
		if got := Guard(text); got != want {
			t.Errorf("Guard(%q) = %q, want %q", text, got, want)
		}
		if got := Unguard(want); got != text {
			t.Errorf("Unguard(%q) = %q, want %q", want, got, text)
		}
	}
}

func FuzzGuard(f *testing.F) {
	for _, text := range []string{"=x", "'=x", "''", "-5", "'-5", "-", "'", "\t"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		guard := Guard(text)
		if got := Unguard(guard); got != text {
			t.Errorf("%q came back as %q", text, got)
		}
		if guard != "" && strings.ContainsRune("=+@\t\r", rune(guard[0])) {
			t.Errorf("Guard(%q) = %q is a formula", text, guard)
		}
		if strings.HasPrefix(guard, "-") && !json.Valid([]byte(guard)) {
			t.Errorf("Guard(%q) = %q is no number", text, guard)
		}
	})
}

// readAll returns the unguarded records of text.
func readAll(t *testing.T, text string, separator byte) [][]string {
	t.Helper()
	var records [][]string
	for record, err := range ReadCSV(strings.NewReader(text), separator) {
		if err != nil {
			t.Fatalf("read %q: %v", text, err)
		}
		for i := range record {
			record[i] = Unguard(record[i])
		}
		records = append(records, record)
	}
	return records
}

func TestReadCSV(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		want [][]string
	}{
		"empty":            {"", nil},
		"mark only":        {"\ufeff", nil},
		"mark and CRLF":    {"\ufeffa,b\r\n1,2\r\n", [][]string{{"a", "b"}, {"1", "2"}}},
		"no last line end": {"a,b\n1,", [][]string{{"a", "b"}, {"1", ""}}},
		"quotes":           {"\"a,\"\"b\"\"\nc\",d\n", [][]string{{"a,\"b\"\nc", "d"}}},
		"CR in quotes":     {"\"a\r\nb\rc\"\r\n", [][]string{{"a\r\nb\rc"}}},
		"empty lines":      {"\n\na\n\r\n\"\"\n", [][]string{{"a"}, {""}}},
		"ragged":           {"a\nb,c\n", [][]string{{"a"}, {"b", "c"}}},
		"guarded":          {"'=x,''=y,'z\n", [][]string{{"=x", "'=y", "'z"}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, readAll(t, test.text, ',')); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if diff := cmp.Diff([][]string{{"a,b", "c"}}, readAll(t, "a,b;c\n", ';')); diff != "" {
		t.Errorf("semicolons (-want +got):\n%s", diff)
	}
}

func TestReadCSVErrors(t *testing.T) {
	t.Parallel()
	for text, line := range map[string]int{"a\n\"b\nc": 2, "a\nb\"c": 2, "\"a\"b": 1, "\"a\n\"\rx": 2, "a,\"": 1} {
		var last error
		for _, err := range ReadCSV(strings.NewReader(text), ',') {
			last = err
		}
		var ce *CSVError
		if !errors.As(last, &ce) || ce.Line != line {
			t.Errorf("%q: %v, want an error on line %d", text, last, line)
		}
	}
}

// FuzzCSV sends two values through CSV and back.
func FuzzCSV(f *testing.F) {
	for _, text := range []string{"", "=x", "a,b", "a\"b", "a\r\nb", "\r", " x", `\.`, "\x00", "'=", "\ufeff", "-5"} {
		f.Add(text, "x", false)
		f.Add("x", text, true)
	}
	f.Fuzz(func(t *testing.T, a, b string, raw bool) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) {
			return
		}
		doc, err := json.Marshal(map[string]string{"a": a, "b": b})
		if err != nil {
			t.Fatal(err)
		}
		o := Options{Format: CSV, CSVRaw: raw, NoHeaders: true, Columns: []Column{{Path: "a"}, {Path: "b"}}}
		out := rendered(t, o, Row{Doc: doc})
		if !raw {
			if diff := cmp.Diff([][]string{{a, b}}, readAll(t, out, ',')); diff != "" {
				t.Errorf("%q (-want +got):\n%s", out, diff)
			}
		}
		// The standard library agrees but for carriage returns inside quotes.
		record, err := csv.NewReader(strings.NewReader(out)).Read()
		if err != nil || len(record) != 2 {
			t.Fatalf("encoding/csv on %q: %q, %v", out, record, err)
		}
		if raw && !strings.Contains(a+b, "\r") && (record[0] != a || record[1] != b) {
			t.Errorf("encoding/csv on %q: %q", out, record)
		}
	})
}

func FuzzReadCSV(f *testing.F) {
	for _, text := range []string{"a,b\n1,2\n", "\"a\"\"b\",c", "\ufeffa\r\n", "\"\n", "a\"b\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		records, failed := 0, false
		for record, err := range ReadCSV(bytes.NewReader(text), ',') {
			if failed {
				t.Fatal("a record after an error")
			}
			if failed = err != nil; !failed && len(record) == 0 {
				t.Fatal("a record without fields")
			}
			records++
		}
		if records > len(text)+1 {
			t.Fatalf("%d records from %d bytes", records, len(text))
		}
	})
}

func TestCSVEmptyRecord(t *testing.T) {
	t.Parallel()
	o := Options{Format: CSV, NoHeaders: true, Columns: []Column{{Path: "a"}}}
	if got, want := rendered(t, o, Row{Doc: []byte("{}")}), "\"\"\n"; got != want {
		t.Errorf("a record of one empty field: %q, want %q", got, want)
	}
}
