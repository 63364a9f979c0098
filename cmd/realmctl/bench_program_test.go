package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A workshop is where programs are built that are measured, and a home in which they
// run.
type workshop struct {
	folder string
	env    []string
}

// newWorkshop builds the programs as a release is built.
func newWorkshop(b *testing.B) *workshop {
	b.Helper()
	w := &workshop{folder: b.TempDir()}
	for name, source := range map[string]string{"realmctl": ".", "barecopy": "./testdata/bench/barecopy", "launch": "./testdata/bench/launch"} {
		build := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", w.tool(name), source)
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			b.Fatalf("build %s: %v\n%s", name, err, out)
		}
	}
	w.env = []string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "HOME=" + w.folder, "REALMCTL_TOKEN=" + benchToken}
	for _, kind := range []string{"CONFIG", "STATE", "CACHE"} {
		w.env = append(w.env, "XDG_"+kind+"_HOME="+filepath.Join(w.folder, strings.ToLower(kind)))
	}
	return w
}

// tool is the path of a program that was built.
func (w *workshop) tool(name string) string { return filepath.Join(w.folder, name) }

// realmctl is a command line of ours.
func (w *workshop) realmctl(args ...string) program {
	return program{path: w.tool("realmctl"), args: args, env: w.env, workshop: w}
}

// curl is a command line of curl, whose path is "" where there is none.
func (w *workshop) curl(args ...string) program {
	path, err := exec.LookPath("curl")
	if err != nil {
		path = ""
	}
	return program{path: path, args: args, env: w.env, workshop: w}
}

// copies is the bare copy of the collection at an address.
func (w *workshop) copies(address string) program {
	return program{path: w.tool("barecopy"), args: []string{address}, env: w.env, workshop: w}
}

// A program is a command line, and what it does when it does its work.
type program struct {
	*workshop
	path string
	args []string
	env  []string

	server *benchServer // that it asks; nil for none
	reads  int          // how many requests it sends
	lines  int          // how many it prints; 0 for any
}

// asks is the program with the work that a server sees of it, and the lines it prints.
func (p program) asks(s *benchServer, reads, lines int) program {
	p.server, p.reads, p.lines = s, reads, lines
	return p
}

// in is the program with further variables.
func (p program) in(variables ...string) program {
	p.env = append(slices.Clone(p.env), variables...)
	return p
}

func (p program) String() string { return filepath.Base(p.path) + " " + strings.Join(p.args, " ") }

// check runs the program once and counts what it prints.
func (p program) check(b *testing.B) {
	b.Helper()
	var out lineCounter
	var problem bytes.Buffer
	cmd := exec.CommandContext(b.Context(), p.path, p.args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = p.env, &out, &problem
	if err := cmd.Run(); err != nil {
		b.Fatalf("%s: %v\n%s", p, err, problem.Bytes())
	}
	if p.lines > 0 && out.lines != p.lines || out.bytes == 0 {
		b.Errorf("%s: printed %d lines, want %d", p, out.lines, p.lines)
	}
	p.checkTally(b)
}

// checkTally compares what the server counted with what was to be done.
func (p program) checkTally(b *testing.B) {
	b.Helper()
	if p.server == nil {
		return
	}
	if got := p.server.take(); got != (tally{reads: p.reads}) {
		b.Errorf("%s: the server saw %+v, want %d readings", p, got, p.reads)
	}
}

// A run is what a process cost.
type run struct {
	took   time.Duration
	memory int64 // the peak, in bytes
}

// measure runs the program once, with nobody reading what it prints.
func (p program) measure(b *testing.B) run {
	b.Helper()
	var problem bytes.Buffer
	cmd := exec.CommandContext(b.Context(), p.tool("launch"), append([]string{p.path}, p.args...)...)
	cmd.Env, cmd.Stderr = p.env, &problem
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("%s: %v\n%s", p, err, problem.Bytes())
	}
	var r run
	if _, err := fmt.Sscan(string(out), &r.took, &r.memory); err != nil {
		b.Fatalf("%s: %q: %v", p, out, err)
	}
	p.checkTally(b)
	return r
}

// A lineCounter counts what is written to it.
type lineCounter struct{ lines, bytes int }

func (c *lineCounter) Write(text []byte) (int, error) {
	c.lines += bytes.Count(text, []byte("\n"))
	c.bytes += len(text)
	return len(text), nil
}
