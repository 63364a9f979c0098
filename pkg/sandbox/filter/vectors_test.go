package filter

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// decode reads a JSON document as the emulator does.
func decode(t testing.TB, data []byte, into any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		t.Fatalf("decode test data: %v", err)
	}
}

// own reads test data of this package.
func own(t testing.TB, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	decode(t, data, into)
}

// shared reads the CREST vectors that lie beside the repository, or skips.
func shared(t testing.TB, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../../../shared/vectors/crest", name))
	if err == nil {
		decode(t, data, into)
		return
	}
	if os.Getenv("REALMCTL_REQUIRE_SHARED") == "1" {
		t.Fatalf("the vectors are required: %v", err)
	}
	t.Skipf("NOT CHECKED: %v", err)
}

// mustParse parses a filter that is known to be one.
func mustParse(t testing.TB, text string) Node {
	t.Helper()
	n, err := Parse(text)
	if err != nil {
		t.Fatalf("parse %s: %v", text, err)
	}
	return n
}
