package render

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// everyOutput are the options for each format, on a terminal and off it.
func everyOutput(t *testing.T) map[string]Options {
	t.Helper()
	columns, err := ParseColumns("_id,userName,a.b")
	if err != nil {
		t.Fatal(err)
	}
	outputs := make(map[string]Options)
	for _, terminal := range []bool{false, true} {
		for _, f := range Formats() {
			outputs[fmt.Sprintf("%s terminal=%v", f.Name, terminal)] = Options{Format: Format(f.Name), Columns: columns, Terminal: terminal}
		}
		outputs[fmt.Sprintf("jq terminal=%v", terminal)] = Options{JQ: "._id", Terminal: terminal}
		outputs[fmt.Sprintf("template terminal=%v", terminal)] = Options{Template: "{{._id}}", Terminal: terminal}
	}
	return outputs
}

// TestAppearsSoon reads a row from a pipe while the producer is still blocked.
func TestAppearsSoon(t *testing.T) {
	t.Parallel()
	for name, o := range everyOutput(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, out := io.Pipe()
			w, err := New(out, o)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 3 {
				id := fmt.Sprintf("row-%d", i)
				if err := w.Write(t.Context(), Row{Doc: fmt.Appendf(nil, `{"_id":%q,"userName":%q}`, id, id)}); err != nil {
					t.Fatal(err)
				}
				readUntil(t, r, id)
			}
			go func() { _, _ = io.Copy(io.Discard, r) }()
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			_ = out.Close()
		})
	}
}

func readUntil(t *testing.T, r io.Reader, want string) {
	t.Helper()
	var got bytes.Buffer
	chunk := make([]byte, 4096)
	for !strings.Contains(got.String(), want) {
		n, err := r.Read(chunk)
		if err != nil {
			t.Fatal(err)
		}
		got.Write(chunk[:n])
	}
}

// TestFewWrites makes sure that rows that come fast are not written one by one.
func TestFewWrites(t *testing.T) {
	t.Parallel()
	var out countingWriter
	w, err := New(&out, Options{Format: NDJSON})
	if err != nil {
		t.Fatal(err)
	}
	doc := user(1, 860)
	const rows = 20000
	for range rows {
		if err := w.Write(t.Context(), Row{Doc: doc}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if want := rows * (len(doc) + 1); out.bytes != want {
		t.Errorf("%d bytes written, want %d", out.bytes, want)
	}
	if out.writes > rows/10 {
		t.Errorf("%d writes for %d rows", out.writes, rows)
	}
}

type countingWriter struct{ writes, bytes int }

func (c *countingWriter) Write(p []byte) (int, error) {
	c.writes++
	c.bytes += len(p)
	return len(p), nil
}

func TestClosedPipe(t *testing.T) {
	t.Parallel()
	r, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Close()
	defer func() { _ = out.Close() }()
	w, err := New(out, Options{Format: NDJSON})
	if err != nil {
		t.Fatal(err)
	}
	doc := user(1, 860)
	for range 1000 { // more than fits the buffer
		if err = w.Write(t.Context(), Row{Doc: doc}); err != nil {
			break
		}
	}
	if !errors.Is(err, syscall.EPIPE) {
		t.Fatalf("Write to a closed pipe: %v, want EPIPE", err)
	}
	if err := w.Close(); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("Close after it: %v, want EPIPE", err)
	}
}

func TestEmpty(t *testing.T) {
	t.Parallel()
	want := map[string]string{"json": "[]\n", "yaml": "[]\n", "csv": "_id,userName,a.b\n"}
	for name, o := range everyOutput(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expected := want[string(o.Format)]
			if o.JQ != "" || o.Template != "" {
				expected = ""
			}
			if got := rendered(t, o); got != expected {
				t.Errorf("no rows: %q, want %q", got, expected)
			}
		})
	}
}

func TestAbort(t *testing.T) {
	t.Parallel()
	good := Row{Doc: []byte(`{"_id":"1","userName":"ann"}`)}
	for name, o := range everyOutput(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := aborted(t, o); got != "" {
				t.Errorf("aborted before the first row: %q, want nothing", got)
			}
			got := aborted(t, o, good, good)
			if !strings.Contains(got, "1") && !strings.Contains(got, "ann") {
				t.Errorf("aborted after two rows: %q", got)
			}
			if o.Format == JSON && !json.Valid([]byte(got)) {
				t.Errorf("aborted after two rows: not valid JSON: %q", got)
			}
		})
	}
}

func aborted(t *testing.T, o Options, rows ...Row) string {
	t.Helper()
	var out bytes.Buffer
	w, err := New(&out, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := w.Write(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Abort(); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Errorf("Close after Abort: %v", err)
	}
	return out.String()
}

// TestBrokenRow checks that a row that is no object is an error that names it,
// and that the document around it stays whole.
func TestBrokenRow(t *testing.T) {
	t.Parallel()
	good := Row{Realm: "acme/alpha", Doc: []byte(`{"_id":"1","userName":"ann"}`)}
	for name, o := range everyOutput(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			w, err := New(&out, o)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Write(t.Context(), good); err != nil {
				t.Fatal(err)
			}
			for _, doc := range []string{"", "  ", "null", "[1]", "<html>", `{"_id":"secret`} {
				err := w.Write(t.Context(), Row{Realm: "acme/bravo", Doc: []byte(doc)})
				var re *RowError
				var se *SyntaxError
				if !errors.As(err, &re) || !errors.As(err, &se) || re.Row != 2 || re.Realm != "acme/bravo" {
					t.Errorf("row %q: %v, want a RowError of row 2", doc, err)
				}
				if err != nil && strings.Contains(err.Error(), "secret") {
					t.Errorf("the error shows the document: %v", err)
				}
			}
			if err := w.Abort(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(rendered(t, o, good), out.String()); diff != "" {
				t.Errorf("after broken rows (-want +got):\n%s", diff)
			}
		})
	}
}

func TestManyWriters(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w, err := New(&out, Options{Format: NDJSON, Tagged: true})
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for g := range 4 {
		group.Go(func() {
			for i := range 500 {
				row := Row{Realm: fmt.Sprint("r/", g), Doc: user(i, 300)}
				if err := w.Write(context.Background(), row); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != 2000 || w.Rows() != 2000 {
		t.Errorf("%d lines, %d rows, want 2000", len(lines), w.Rows())
	}
	for _, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Fatalf("torn line %q", line)
		}
	}
}

func TestWriteAfterClose(t *testing.T) {
	t.Parallel()
	w, err := New(io.Discard, Options{Format: NDJSON})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.Write(t.Context(), Row{Doc: []byte("{}")}); err == nil {
		t.Error("Write after Close succeeded")
	}
}

func TestSingleRefusesASecond(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{JSON, YAML} {
		w, err := New(io.Discard, Options{Format: f, Single: true})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []error{nil, errSingle} {
			if err := w.Write(t.Context(), Row{Doc: []byte("{}")}); !errors.Is(err, want) {
				t.Errorf("%s: row %d: %v, want %v", f, i+1, err, want)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestHuge renders a 10 MB attribute in every format, and forgets it.
func TestHuge(t *testing.T) {
	t.Parallel()
	doc := []byte(`{"_id":"1","userName":"ann","a":{"b":"` + strings.Repeat("x", 10<<20) + `"}}`)
	for name, o := range everyOutput(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, err := New(io.Discard, o)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Write(t.Context(), Row{Doc: doc}); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if cap(w.buf) > keepBuffer {
				t.Errorf("%d bytes of buffer kept", cap(w.buf))
			}
		})
	}
}
