package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/cli"
)

// TestCoverage holds the tables of what realmctl covers against the program: a command
// that they name is one, with its flags, and the platform of its column has it; a
// command that asks or changes a tenant is named wherever its platform has it; and a
// cell is a command or a reason.
func TestCoverage(t *testing.T) {
	t.Parallel()
	tree := cli.Commands(&cli.App{Env: func(string) string { return "" }})
	for i, realm := range []string{"sandbox/pingone", "sandbox/alpha"} {
		offered := map[string]bool{}
		offers(t, tree, realm, t.TempDir(), offered)
		for path, section := range map[string]string{"../../docs/coverage.md": "", "../../README.md": "What it covers"} {
			c := coverage{filepath.Base(path), tree}
			named := c.named(t, tableRows(t, path, section), i+1)
			c.compare(t, tree, realm, named, offered)
		}
	}
}

// A coverage is a page with tables, and the commands that there are.
type coverage struct {
	page string
	tree *cobra.Command
}

// tableRows are the cells of all tables in a section of a page, or in the whole page,
// without their headers.
func tableRows(t *testing.T, path, section string) (rows [][]string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	within := section == ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if name, heading := strings.CutPrefix(line, "## "); heading && section != "" {
			within = name == section
		}
		switch {
		case !within || !strings.HasPrefix(line, "|"):
		case strings.HasPrefix(line, "| ---"):
			rows = rows[:len(rows)-1] // the line above was the header
		default:
			rows = append(rows, cellsOf(line))
		}
	}
	if len(rows) == 0 {
		t.Fatalf("%s has no table", path)
	}
	return rows
}

func cellsOf(line string) []string {
	cells := strings.Split(strings.Trim(line, "|"), "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

// named are the commands that a column of the rows names.
func (c coverage) named(t *testing.T, rows [][]string, column int) map[string]bool {
	t.Helper()
	named := map[string]bool{}
	for _, row := range rows {
		if len(row) != 3 || row[0] == "" {
			t.Fatalf("%s: %q is no row", c.page, row)
		}
		cell := row[column]
		if cell == "the same" {
			cell = row[1]
		}
		c.name(t, row[0], cell, named)
	}
	return named
}

// name adds to named the commands that are between back quotes in a cell. One without
// any has words: they say why.
func (c coverage) name(t *testing.T, row, cell string, named map[string]bool) {
	t.Helper()
	parts := strings.Split(cell, "`")
	if len(parts) == 1 && len(strings.Fields(cell)) < 2 {
		t.Errorf("%s: %s: the cell %q has neither a command nor a reason", c.page, row, cell)
	}
	for i := 1; i < len(parts); i += 2 {
		for _, line := range linesOf(parts[i]) {
			named[c.find(t, line)] = true
		}
	}
}

// linesOf are the command lines that "users get, list" stands for.
func linesOf(text string) []string {
	lines := strings.Split(text, ", ")
	noun := lines[0][:strings.LastIndex(lines[0], " ")+1]
	for i := 1; i < len(lines); i++ {
		lines[i] = noun + lines[i]
	}
	return lines
}

// find is the path of the command that a line begins with.
func (c coverage) find(t *testing.T, line string) string {
	t.Helper()
	cmd, rest, err := c.tree.Find(strings.Fields(line))
	if err != nil || cmd.HasSubCommands() {
		t.Errorf("%s: %s is no command", c.page, line)
		return ""
	}
	for _, word := range rest {
		name, long := strings.CutPrefix(word, "--")
		if long && cmd.Flag(name) == nil {
			t.Errorf("%s: %s has no flag --%s", c.page, cmd.CommandPath(), name)
		}
	}
	return cmd.CommandPath()
}

// compare holds the commands that a page names for a platform against those that
// completion offers for a realm of it.
func (c coverage) compare(t *testing.T, cmd *cobra.Command, realm string, named, offered map[string]bool) {
	t.Helper()
	for _, child := range cmd.Commands() {
		path := child.CommandPath()
		switch effect := child.Annotations["effect"]; {
		case child.HasSubCommands():
			c.compare(t, child, realm, named, offered)
		case offered[path] && !named[path] && (effect == "read" || effect == "write"):
			t.Errorf("%s does not name %s for the platform of %s", c.page, path, realm)
		case !offered[path] && named[path]:
			t.Errorf("%s names %s for the platform of %s, which has it not", c.page, path, realm)
		}
	}
}

// offers adds the commands below a command that completion offers for a realm: what its
// platform lacks is left out there.
func offers(t *testing.T, cmd *cobra.Command, realm, state string, offered map[string]bool) {
	t.Helper()
	args := append([]string{"__complete", "-R", realm}, strings.Fields(cmd.CommandPath())[1:]...)
	var out, failed bytes.Buffer
	app := &cli.App{In: strings.NewReader(""), Out: &out, Err: &failed, Now: time.Now, Env: func(name string) string {
		if strings.HasPrefix(name, "XDG_") {
			return state
		}
		return ""
	}}
	if code := cli.Main(t.Context(), app, append(args, "")); code != 0 {
		t.Fatalf("%v: exit code %d: %s", args, code, failed.String())
	}
	for line := range strings.Lines(out.String()) {
		word, _, _ := strings.Cut(strings.TrimSpace(line), "\t")
		offered[cmd.CommandPath()+" "+word] = true
	}
	for _, child := range cmd.Commands() {
		if child.HasSubCommands() {
			offers(t, child, realm, state, offered)
		}
	}
}
