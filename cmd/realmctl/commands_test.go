package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"

	"github.com/itchyny/gojq"
	"github.com/rogpeppe/go-internal/testscript"
	"go.yaml.in/yaml/v4"
)

// commands are the words that stories have besides those of testscript.
func commands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"exits":    exits,
		"fails":    fails,
		"formats":  formats,
		"lines":    lines,
		"jq":       jq,
		"valid":    valid,
		"replace":  replace,
		"serve":    serve,
		"type":     typed,
		"whisper":  whispered,
		"terminal": onTerminal,
	}
}

// exits CODE PROGRAM ARGS... runs a program that ends with this exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits code program [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if code := exitCode(ts, ts.Exec(args[1], args[2:]...)); code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// fails is exits for a program that fails before its first row: it says why on
// stderr and nothing at all on stdout.
func fails(ts *testscript.TestScript, neg bool, args []string) {
	exits(ts, neg, args)
	if out := ts.ReadFile("stdout"); out != "" {
		ts.Fatalf("stdout is not empty")
	}
	if ts.ReadFile("stderr") == "" {
		ts.Fatalf("stderr is empty")
	}
}

func exitCode(ts *testscript.TestScript, err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	ts.Check(err)
	return 0
}

// formats PROGRAM ARGS... runs a program with -o of every format: stdout is one
// whole document of that format, or bare lines, and nothing else.
func formats(ts *testscript.TestScript, _ bool, args []string) {
	for _, format := range []string{"table", "wide", "json", "yaml", "csv", "ndjson", "id", "name"} {
		ts.Check(ts.Exec(args[0], append(args[1:len(args):len(args)], "-o", format)...))
		out := ts.ReadFile("stdout")
		if err := parse(format, out); err != nil || !strings.HasSuffix(out, "\n") {
			ts.Fatalf("-o %s: %v", format, err)
		}
	}
}

// lines FILE N wants so many lines.
func lines(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: lines file number")
	}
	n := strings.Count(ts.ReadFile(args[0]), "\n")
	if (strconv.Itoa(n) == args[1]) == neg {
		ts.Fatalf("%s has %d lines", args[0], n)
	}
}

// jq FILE EXPRESSION WANT runs an expression on the one JSON document of a file.
// Strings are compared as they are, other values as compact JSON; several
// results are joined by spaces.
func jq(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: jq file expression want")
	}
	query, err := gojq.Parse(args[1])
	ts.Check(err)
	var document any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &document))
	var got []string
	for results := query.Run(document); ; {
		value, more := results.Next()
		if !more {
			break
		}
		got = append(got, plain(ts, value))
	}
	if (strings.Join(got, " ") == args[2]) == neg {
		ts.Fatalf("%s: %s is %q", args[0], args[1], strings.Join(got, " "))
	}
}

func plain(ts *testscript.TestScript, value any) string {
	switch v := value.(type) {
	case error:
		ts.Check(v)
	case string:
		return v
	}
	text, err := gojq.Marshal(value)
	ts.Check(err)
	return string(text)
}

// valid FORMAT FILE reads a file with a parser that is not ours, and wants it whole.
func valid(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: valid json|ndjson|yaml|csv file")
	}
	err := parse(args[0], ts.ReadFile(args[1]))
	switch {
	case err != nil && !neg:
		ts.Fatalf("%s is no %s: %v", args[1], args[0], err)
	case err == nil && neg:
		ts.Fatalf("%s is %s", args[1], args[0])
	}
}

func parse(format, text string) error {
	switch format {
	case "json":
		return json.Unmarshal([]byte(text), new(any))
	case "ndjson":
		for line := range strings.Lines(text) {
			if err := json.Unmarshal([]byte(line), &map[string]any{}); err != nil {
				return err
			}
		}
		return nil
	case "yaml":
		return yaml.Unmarshal([]byte(text), new(any))
	case "table", "wide", "id", "name":
		for line := range strings.Lines(text) {
			if strings.TrimSpace(line) == "" {
				return errors.New("an empty line")
			}
		}
		return nil
	case "csv":
		r := csv.NewReader(strings.NewReader(text))
		if _, err := r.ReadAll(); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		return nil
	}
	return fmt.Errorf("no such format: %s", format)
}

// replace FILE OLD NEW changes text in a file.
func replace(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: replace file old new")
	}
	before := []byte(ts.ReadFile(args[0]))
	if !bytes.Contains(before, []byte(args[1])) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	writeFile(ts, args[0], bytes.ReplaceAll(before, []byte(args[1]), []byte(args[2])))
}
