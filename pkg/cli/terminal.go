package cli

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"unicode"

	"github.com/realmctl/realmctl/pkg/render"
)

// A palette colours words, or leaves them alone.
type palette struct{ on bool }

func (p palette) bad(s string) string   { return p.paint("1;31", s) }
func (p palette) good(s string) string  { return p.paint("32", s) }
func (p palette) warn(s string) string  { return p.paint("33", s) }
func (p palette) bold(s string) string  { return p.paint("1", s) }
func (p palette) faint(s string) string { return p.paint("2", s) }

func (p palette) paint(code, s string) string {
	if !p.on {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (s *session) palette(out io.Writer) palette { return palette{s.colored(out)} }

// colored follows the setting color (NO_COLOR, CLICOLOR_FORCE), else colours terminals.
func (s *session) colored(out io.Writer) bool {
	switch s.colorSetting() {
	case "never":
		return false
	case "always":
		return true
	}
	return terminal(out) != nil && s.app.Env("TERM") != "dumb"
}

// colorSetting is the setting, if it was resolved. Help and an error about the
// settings themselves do with the variables that every program has.
func (s *session) colorSetting() string {
	forced := s.app.Env("CLICOLOR_FORCE")
	switch {
	case s.resolved != nil:
		return s.resolved.Color()
	case s.app.Env("NO_COLOR") != "":
		return "never"
	case forced != "" && forced != "0":
		return "always"
	}
	return "auto"
}

func utf8Locale(env func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := env(name); v != "" {
			v = strings.ToLower(v)
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return true
}

// escape makes text from a server harmless on a terminal: control and bidi
// characters are shown as escapes.
func escape(text string) string {
	if strings.IndexFunc(text, hidden) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case !hidden(r):
			b.WriteRune(r)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

func hidden(r rune) bool {
	return r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// pager returns where output goes, and what to call when all of it was written:
// a pager on a terminal, for formats that people read.
func (s *session) pager(o render.Options) (io.Writer, func() error) {
	none := func() error { return nil }
	if !o.Terminal || o.JQ != "" || o.Template != "" || o.Format == render.NDJSON || o.Format == render.CSV {
		return s.app.Out, none
	}
	words := strings.Fields(s.resolved.Pager())
	if len(words) == 0 {
		words = []string{"less"}
	}
	if words[0] == "cat" {
		return s.app.Out, none
	}
	path, err := exec.LookPath(words[0])
	if err != nil {
		return s.app.Out, none
	}
	p := &pagerProcess{cmd: &exec.Cmd{Path: path, Args: words, Stdout: s.app.Out, Stderr: s.app.Err, Env: pagerEnv()}}
	return p, p.finish
}

func pagerEnv() []string {
	env := os.Environ()
	if os.Getenv("LESS") == "" {
		env = append(env, "LESS=FRX")
	}
	return env
}

// A pagerProcess starts the pager with the first bytes, so that a command that
// fails before its first row never clears a screen.
type pagerProcess struct {
	cmd *exec.Cmd
	in  io.WriteCloser
}

func (p *pagerProcess) Write(b []byte) (int, error) {
	if p.in == nil {
		in, err := p.cmd.StdinPipe()
		if err != nil {
			return 0, err
		}
		if err := p.cmd.Start(); err != nil {
			return 0, err
		}
		p.in = in
	}
	return p.in.Write(b)
}

// finish waits until the person has closed the pager.
func (p *pagerProcess) finish() error {
	if p.in == nil {
		return nil
	}
	_ = p.in.Close() // the pager may have ended first
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("show the output with the pager %s: %w", p.cmd.Args[0], err)
	}
	return nil
}
