package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// formats are the output formats, all of them.
func formats() []string {
	if testing.Short() { // as under the race detector: one for people and one for programs
		return []string{"table", "json"}
	}
	return []string{"table", "wide", "json", "yaml", "csv", "ndjson", "id", "name"}
}

// parse holds stdout against the rules of its format.
func parse(t *testing.T, format, out string) {
	t.Helper()
	switch format {
	case "json":
		parseJSON(t, out)
	case "ndjson":
		for line := range strings.Lines(out) {
			parseJSON(t, line)
		}
	case "yaml":
		parseYAML(t, out)
	case "csv":
		parseCSV(t, out)
	}
	if out != "" && !strings.HasSuffix(out, "\n") {
		t.Errorf("%s does not end with a line feed: %q", format, out)
	}
}

// parseJSON reads one JSON document and nothing behind it.
func parseJSON(t *testing.T, out string) any {
	t.Helper()
	var document any
	d := json.NewDecoder(strings.NewReader(out))
	d.UseNumber()
	err := d.Decode(&document)
	if _, behind := d.Token(); err == nil && !errors.Is(behind, io.EOF) {
		err = errors.New("something follows it")
	}
	if err != nil {
		t.Errorf("not one JSON document: %v\n%s", err, out)
	}
	return document
}

func parseYAML(t *testing.T, out string) any {
	t.Helper()
	var document any
	if err := yaml.Unmarshal([]byte(out), &document); err != nil {
		t.Errorf("not YAML: %v\n%s", err, out)
	}
	return document
}

// parseCSV reads records that have the same number of fields.
func parseCSV(t *testing.T, out string) [][]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Errorf("not CSV: %v\n%s", err, out)
	}
	return records
}
