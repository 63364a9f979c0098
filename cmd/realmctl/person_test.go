package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// A person is somebody with an account on this machine: a home, variables, and
// programs that run in it as processes of their own.
type person struct {
	t    *testing.T
	home string
	env  []string
}

// newPerson has an empty home and no keyring.
func newPerson(t *testing.T) *person {
	t.Helper()
	home := t.TempDir()
	p := &person{t: t, home: home, env: []string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "TERM=dumb", "PAGER=cat"}}
	p.set("HOME", home)
	for _, kind := range []string{"config", "state", "cache"} {
		p.set("XDG_"+strings.ToUpper(kind)+"_HOME", filepath.Join(home, kind))
	}
	return p
}

// set gives a variable a value from now on.
func (p *person) set(name, value string) {
	p.env = slices.DeleteFunc(p.env, func(v string) bool { return strings.HasPrefix(v, name+"=") })
	p.env = append(p.env, name+"="+value)
}

// write makes a file in the home and returns its full name.
func (p *person) write(name, content string) string {
	p.t.Helper()
	path := filepath.Join(p.home, filepath.FromSlash(name))
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(content), 0o600)); err != nil {
		p.t.Fatal(err)
	}
	return path
}

// configuration is the content of the configuration file.
func (p *person) configuration() string {
	p.t.Helper()
	data, err := os.ReadFile(filepath.Join(p.home, "config", "realmctl", "config.yaml"))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(data)
}

func (p *person) command(program string, args ...string) *exec.Cmd {
	p.t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		p.t.Fatal(err)
	}
	cmd := exec.CommandContext(p.t.Context(), path, args...)
	cmd.Dir, cmd.Env = p.home, slices.Clone(p.env)
	return cmd
}

// An outcome is what is left of a process.
type outcome struct {
	code     int
	out, err string
}

// run runs realmctl without a terminal.
func (p *person) run(args ...string) outcome { p.t.Helper(); return p.pipe("", args...) }

// pipe is run with text on standard input.
func (p *person) pipe(in string, args ...string) outcome {
	p.t.Helper()
	var out, err bytes.Buffer
	cmd := p.command("realmctl", args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(in), &out, &err
	return outcome{p.ended(cmd.Run()), out.String(), err.String()}
}

// must runs realmctl, which has to succeed, and returns its stdout.
func (p *person) must(args ...string) string {
	p.t.Helper()
	o := p.run(args...)
	if o.code != 0 {
		p.t.Fatalf("realmctl %s: exit code %d\n%s", strings.Join(args, " "), o.code, o.err)
	}
	return o.out
}

// refused runs realmctl, which has to fail with this code and say these words.
func (p *person) refused(code int, words string, args ...string) {
	p.t.Helper()
	o := p.run(args...)
	if o.code != code || !strings.Contains(o.err, words) || o.out != "" {
		p.t.Errorf("realmctl %s: exit code %d, want %d, stdout %q, and %q in:\n%s", strings.Join(args, " "), o.code, code, o.out, words, o.err)
	}
}

func (p *person) ended(err error) int {
	p.t.Helper()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return exit.ExitCode()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return 0
}

// A reply is what the person types when the terminal shows a question. The text
// may be found out from the screen.
type reply struct {
	question string
	text     func(screen string) string
	hidden   bool // typed once the terminal no longer shows what is typed
}

// says is a reply that is known beforehand.
func says(question, text string) reply {
	return reply{question: question, text: func(string) string { return text }}
}

// whispers is says for a secret.
func whispers(question, text string) reply {
	r := says(question, text)
	r.hidden = true
	return r
}

// converse runs realmctl on a terminal and answers its questions, each once, in
// this order. What was on the screen is the outcome's stdout. A program that waits
// for an answer nobody gives is ended.
func (p *person) converse(replies []reply, args ...string) outcome {
	p.t.Helper()
	cmd := p.command("realmctl", args...)
	screen, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = screen.Close() }()
	stuck := time.AfterFunc(shellPatience, func() { _ = cmd.Process.Kill() })
	defer stuck.Stop()
	seen, fresh, buffer := "", "", make([]byte, 4096)
	for {
		n, err := screen.Read(buffer)
		seen, fresh = seen+string(buffer[:n]), fresh+string(buffer[:n])
		for len(replies) > 0 && strings.Contains(fresh, replies[0].question) {
			_, fresh, _ = strings.Cut(fresh, replies[0].question)
			for replies[0].hidden && p.shows(screen) {
				time.Sleep(time.Millisecond)
			}
			if _, err := screen.WriteString(replies[0].text(seen) + "\n"); err != nil {
				p.t.Fatal(err)
			}
			replies = replies[1:]
		}
		if err != nil { // Linux answers EIO when the program has ended
			if !errors.Is(err, syscall.EIO) {
				p.t.Log(err)
			}
			break
		}
	}
	o := outcome{p.ended(cmd.Wait()), strings.ReplaceAll(seen, "\r\n", "\n"), ""}
	for _, left := range replies {
		p.t.Errorf("realmctl %s: nobody asked %q; the screen:\n%s", strings.Join(args, " "), left.question, o.out)
	}
	return o
}

// shows reports whether a terminal is as a fresh one, which shows what is typed.
func (p *person) shows(screen *os.File) bool {
	p.t.Helper()
	fresh, line, err := pty.Open()
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = errors.Join(fresh.Close(), line.Close()) }()
	before, err := term.GetState(int(fresh.Fd()))
	if err != nil {
		p.t.Fatal(err)
	}
	now, err := term.GetState(int(screen.Fd()))
	if err != nil {
		p.t.Fatal(err)
	}
	return reflect.DeepEqual(before, now)
}
