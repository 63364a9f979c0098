package main

import (
	"fmt"
	"io"
	"strings"
)

// A line is what one comparison came to, in words.
type line struct {
	what, beside, limit, ours, theirs, ratio, memory, kept string
}

func (l line) cells() []string {
	return []string{l.what, l.beside, l.limit, l.ours, l.theirs, l.ratio, l.memory, l.kept}
}

// printTable prints lines as docs/performance.md has them. Rows begin with a bar, and
// nothing else that "go test" prints does: .ci/bench looks for that.
func printTable(w io.Writer, lines []line) {
	heads := line{"command", "compared to", "limit", "realmctl", "compared program", "ratio", "memory", "kept"}
	printRow(w, heads.cells())
	printRow(w, []string{"---", "---", "---:", "---:", "---:", "---:", "---:", "---"})
	for _, l := range lines {
		printRow(w, l.cells())
	}
}

func printRow(w io.Writer, cells []string) {
	fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
}
