package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// shellPatience is how long a test presses the key before it gives up. The words
// come within a second on an idle machine; a busy one may need to be asked again,
// as a person would.
const shellPatience = 60 * time.Second

// A shell is an interactive shell on a terminal of its own, with the completion
// script loaded as the help page says.
type shell struct {
	t        *testing.T
	terminal *os.File

	mu   sync.Mutex
	seen string
}

func TestShellsComplete(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"bash", "zsh"} {
		t.Run(program, func(t *testing.T) {
			t.Parallel()
			wantShell(t, program)
			completions(t, startShell(t, program))
		})
	}
}

// wantShell leaves a test out, visibly, where a shell is not installed.
func wantShell(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("REALMCTL_REQUIRE_SHELLS") == "1" {
		t.Fatalf("%s is not installed, and REALMCTL_REQUIRE_SHELLS says that it has to be", program)
	}
	t.Skipf("NOT CHECKED: %s is not installed", program)
}

// completions presses Tab after what a person might have typed.
func completions(t *testing.T, s *shell) {
	for _, c := range []struct{ name, typed, want string }{
		{"a realm", "realmctl users list -R sandbox/al", "realmctl users list -R sandbox/alpha "},
		{"a realm after =", "realmctl users list --realm=sandbox/al", "realmctl users list --realm=sandbox/alpha "},
		{"a realm in a list", "realmctl users list -R sandbox/alpha,sandbox/b", "realmctl users list -R sandbox/alpha,sandbox/bravo "},
		{"a group", "realmctl users list -R @te", "realmctl users list -R @team "},
		{"a group in a list", "realmctl users list -R all,@te", "realmctl users list -R all,@team "},
		{"a command", "realmctl users pat", "realmctl users patch "},
		{"a flag", "realmctl users list --no-h", "realmctl users list --no-headers "},
		{"an attribute to set", "realmctl users patch -R sandbox/alpha x --set acc", "realmctl users patch -R sandbox/alpha x --set accountStatus="},
		{"an attribute to set after =", "realmctl users patch -R sandbox/alpha x --set=acc", "realmctl users patch -R sandbox/alpha x --set=accountStatus="},
		{"a column", "realmctl users list -R sandbox/alpha --columns userName,telep", "realmctl users list -R sandbox/alpha --columns userName,telephoneNumber"},
		{"an attribute in a quoted condition", "realmctl users list -R sandbox/alpha --where 'mail pr and not (telep", "realmctl users list -R sandbox/alpha --where 'mail pr and not (telephoneNumber"},
		{"a format", "realmctl users list -o nd", "realmctl users list -o ndjson "},
		{"a user name", "realmctl users get -R sandbox/alpha zz.par", "realmctl users get -R sandbox/alpha zz.parker "},
		{"a mail address", "realmctl users get -R sandbox/alpha zed@exa", "realmctl users get -R sandbox/alpha zed@example.com "},
		{"a user name with a blank and a quote", "realmctl users get -R sandbox/alpha zara", `realmctl users get -R sandbox/alpha zara\ o\'neill `},
		{"a user name with a blank in quotes", `realmctl users get -R sandbox/alpha "zara o`, `realmctl users get -R sandbox/alpha "zara o'neill" `},
		{"a user name with a colon", "realmctl users get -R sandbox/alpha zulu:", "realmctl users get -R sandbox/alpha zulu:first "},
	} {
		s.press(c.typed, c.want)
	}
	s.press("realmctl users list -o t", "realmctl users list -o table ")
	s.lists("realmctl users list -o ", "one JSON object a line")
	s.lists("realmctl users get -R sandbox/alpha zz", "zz.parker", "Parker")

	trap := filepath.Join(t.TempDir(), "ran")
	s.press("realmctl users get $(touch "+trap+") -R sandbox/al", "realmctl users get $(touch "+trap+") -R sandbox/alpha ")
	if _, err := os.Stat(trap); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("pressing Tab ran what stands on the line")
	}
}

// startShell starts a shell in a home that has a group and some users to find.
func startShell(t *testing.T, program string) *shell {
	t.Helper()
	home := newPerson(t)
	home.write("config/realmctl/config.yaml", "version: 1\ngroups:\n  team: [sandbox/alpha, sandbox/bravo]\n")
	for name, mail := range map[string]string{
		"zz.parker": "zz.parker@example.com", "zz.porter": "zz.porter@example.com", "another": "zed@example.com",
		"zara o'neill": "zara@example.org", "zulu:first": "zulu@example.org",
	} {
		home.must("users", "create", "-R", "sandbox/alpha", "--set", "userName="+name, "--set", "mail="+mail, "--set", "givenName=Z", "--set", "sn=Parker")
	}
	args := []string{"--noprofile", "--norc", "-i"}
	begin := "bind 'set enable-bracketed-paste off'; source <(realmctl completion bash); PS1='> '; echo re''ady\n"
	if program == "zsh" {
		args = []string{"-f", "-i"}
		folder := home.write("functions/_realmctl", home.must("completion", "zsh"))
		begin = "PROMPT='> '; unsetopt zle_bracketed_paste prompt_sp 2>/dev/null; unset zle_bracketed_paste; zstyle ':completion:*' menu no; " +
			"setopt no_beep; fpath=(" + filepath.Dir(folder) + " $fpath); autoload -U compinit; compinit -u -D; echo re''ady\n"
	}
	cmd := home.command(program, args...)
	cmd.Env = append(cmd.Env, "TERM=dumb", "INPUTRC=/dev/null", "COLUMNS=100")
	screen, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 50, Cols: 200})
	if err != nil {
		t.Fatal(err)
	}
	s := &shell{t: t, terminal: screen}
	reading := make(chan struct{})
	go func() {
		defer close(reading)
		s.read()
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = screen.Close()
		<-reading
	})
	s.keys(begin)
	s.await("ready")
	return s
}

// read collects what is on the screen until the shell ends.
func (s *shell) read() {
	buffer := make([]byte, 4096)
	for {
		n, err := s.terminal.Read(buffer)
		s.mu.Lock()
		s.seen += string(buffer[:n])
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (s *shell) keys(text string) {
	s.t.Helper()
	if _, err := io.WriteString(s.terminal, text); err != nil {
		s.t.Fatal(err)
	}
}

// screen is what was shown since the last call of forget, as it looks.
func (s *shell) screen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return shown(s.seen)
}

func (s *shell) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = ""
}

func (s *shell) await(text string) {
	s.t.Helper()
	if !s.appears(shellPatience, text) {
		s.t.Fatalf("%q did not appear:\n%s", text, s.screen())
	}
}

func (s *shell) appears(patience time.Duration, texts ...string) bool {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		screen, all := s.screen(), true
		for _, text := range texts {
			all = all && strings.Contains(screen, text)
		}
		if all {
			return true
		}
	}
	return false
}

// press types, presses Tab until the line reads as wanted, and empties it.
func (s *shell) press(typed, want string) {
	s.t.Helper()
	s.tab(typed, "> "+want)
}

// lists types and presses Tab until the screen shows all of these texts.
func (s *shell) lists(typed string, texts ...string) {
	s.t.Helper()
	s.tab(typed, texts...)
}

func (s *shell) tab(typed string, texts ...string) {
	s.t.Helper()
	s.forget()
	s.keys("\n")
	s.await("> ")
	s.keys(typed)
	for end := time.Now().Add(shellPatience); ; {
		s.keys("\t")
		if s.appears(700*time.Millisecond, texts...) {
			break
		}
		if time.Now().After(end) {
			s.t.Errorf("%s<Tab>: want %q, the screen shows:\n%s", typed, texts, s.screen())
			break
		}
	}
	s.keys("\x15") // empties the line
}

// shown makes of the bytes that a terminal gets what it shows: a backspace moves
// left, a carriage return to the beginning of the line, a bell does nothing.
func shown(bytes string) string {
	var lines []string
	var line []rune
	at := 0
	for _, r := range bytes {
		switch r {
		case '\b':
			at = max(0, at-1)
		case '\r':
			at = 0
		case '\a':
		case '\n':
			lines, line, at = append(lines, string(line)), nil, 0
		default:
			line = append(line[:min(at, len(line))], append([]rune{r}, line[min(at+1, len(line)):]...)...)
			at++
		}
	}
	return strings.Join(append(lines, string(line)), "\n")
}
