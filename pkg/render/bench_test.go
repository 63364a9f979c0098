package render

import (
	"fmt"
	"io"
	"strings"
	"testing"
)

// user returns a document of about size bytes in the shape of a managed user.
func user(i, size int) []byte {
	doc := fmt.Sprintf(`{"_id":"%08x-1234-4abc-8def-1234567890ab","_rev":"00000000%08x","userName":"barbara.jensen.%07d",`+
		`"givenName":"Zoë","sn":"O'Neill","mail":"barbara.jensen.%07d@example.com","telephoneNumber":"+1 555 %07d","accountStatus":"active"`, i, i, i, i, i)
	if n := size - len(doc) - len(`,"description":""}`); n > 0 {
		doc += `,"description":"` + strings.Repeat("lorem ipsum ", n/12+1)[:n] + `"`
	}
	return []byte(doc + "}")
}

const userColumns = "_id,userName,givenName,sn,mail,telephoneNumber,accountStatus"

func benchmark(b *testing.B, size int, o Options) {
	columns, err := ParseColumns(userColumns)
	if err != nil {
		b.Fatal(err)
	}
	o.Columns = columns
	docs := make([][]byte, 1000)
	for i := range docs {
		docs[i] = user(i, size)
	}
	b.SetBytes(int64(len(docs[0])))
	b.ReportAllocs()
	w, err := New(io.Discard, o)
	if err != nil {
		b.Fatal(err)
	}
	i := 0
	for b.Loop() {
		if err := w.Write(b.Context(), Row{Realm: "acme/alpha", Doc: docs[i]}); err != nil {
			b.Fatal(err)
		}
		if i++; i == len(docs) {
			i = 0
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkNDJSON(b *testing.B)       { benchmark(b, 860, Options{Format: NDJSON}) }
func BenchmarkNDJSONTagged(b *testing.B) { benchmark(b, 860, Options{Format: NDJSON, Tagged: true}) }
func BenchmarkJSON(b *testing.B)         { benchmark(b, 860, Options{Format: JSON}) }
func BenchmarkYAML(b *testing.B)         { benchmark(b, 860, Options{Format: YAML}) }
func BenchmarkCSV(b *testing.B)          { benchmark(b, 250, Options{Format: CSV}) }
func BenchmarkTSV(b *testing.B)          { benchmark(b, 250, Options{Format: Table}) }
func BenchmarkID(b *testing.B)           { benchmark(b, 50, Options{Format: ID}) }
func BenchmarkTable(b *testing.B) {
	benchmark(b, 250, Options{Format: Table, Terminal: true, Width: 120, Color: true})
}
func BenchmarkWide(b *testing.B)     { benchmark(b, 250, Options{Format: Wide, Terminal: true}) }
func BenchmarkJQ(b *testing.B)       { benchmark(b, 860, Options{JQ: ".userName"}) }
func BenchmarkTemplate(b *testing.B) { benchmark(b, 860, Options{Template: "{{.userName}} {{.mail}}"}) }

// BenchmarkCopy is the floor: the same bytes gathered into blocks of the same size.
func BenchmarkCopy(b *testing.B) {
	doc := user(1, 860)
	b.SetBytes(int64(len(doc)))
	buf := make([]byte, 0, bufferSize+len(doc))
	for b.Loop() {
		if buf = append(append(buf, doc...), '\n'); len(buf) >= bufferSize {
			_, _ = io.Discard.Write(buf)
			buf = buf[:0]
		}
	}
}

// TestAllocations makes sure that rows leave nothing behind: memory must not
// grow with their number. It is not parallel, since allocations are counted.
func TestAllocations(t *testing.T) {
	columns, err := ParseColumns(userColumns)
	if err != nil {
		t.Fatal(err)
	}
	doc := user(1, 860)
	for _, f := range []Format{JSON, NDJSON, CSV, Table, ID, Name} {
		w, err := New(io.Discard, Options{Format: f, Columns: columns})
		if err != nil {
			t.Fatal(err)
		}
		perRow := testing.AllocsPerRun(1000, func() {
			if err := w.Write(t.Context(), Row{Doc: doc}); err != nil {
				t.Fatal(err)
			}
		})
		if perRow >= 1 {
			t.Errorf("%s: %v allocations a row", f, perRow)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
