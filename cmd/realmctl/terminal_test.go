package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/creack/pty"
	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/term"
)

func writeFile(ts *testscript.TestScript, name string, data []byte) {
	ts.Check(os.WriteFile(ts.MkAbs(name), data, 0o600))
}

// A story is what a script remembers between its commands.
type story struct {
	server  *exec.Cmd
	answers []answer // what the person at the next terminal will type
}

type storyKey struct{}

func storyOf(ts *testscript.TestScript) *story { return ts.Value(storyKey{}).(*story) }

// command is a program in the folder and environment of a story.
func command(ts *testscript.TestScript, name string, args ...string) *exec.Cmd {
	path, err := exec.LookPath(name)
	ts.Check(err)
	cmd := exec.Command(path, args...) //nolint:noctx // ends with the story
	cmd.Dir, cmd.Env = ts.MkAbs("."), environment(ts)
	return cmd
}

// environment is what a story's programs see.
func environment(ts *testscript.TestScript) []string {
	ts.Check(ts.Exec("sh", "-c", "env -0 > .environment"))
	return strings.Split(strings.TrimSuffix(ts.ReadFile(".environment"), "\x00"), "\x00")
}

// serve [FLAGS...] starts the sandbox on a loopback port until the story ends,
// and sets $url, $token_url, $account, $jwk, $admin and $admin_password; of PingOne $api,
// $auth, $organization, $environment (its people), $spare, $client and $client_secret. With
// -stop it is interrupted, and has to end cleanly.
func serve(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) == 1 && args[0] == "-stop" {
		stopServer(ts)
		return
	}
	cmd := command(ts, "realmctl", append([]string{"sandbox", "serve", "-o", "json"}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	storyOf(ts).server = cmd
	ts.Defer(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	var said struct {
		AIC struct {
			URL            string `json:"url"`
			TokenURL       string `json:"token_url"`
			ServiceAccount struct {
				ID      string `json:"id"`
				JWKFile string `json:"jwk_file"`
			} `json:"service_account"`
			Admin struct{ Username, Password string } `json:"admin"`
		} `json:"aic"`
		PingOne servedPingOne `json:"pingone"`
	}
	ts.Check(json.NewDecoder(out).Decode(&said))
	ts.Setenv("url", said.AIC.URL)
	ts.Setenv("token_url", said.AIC.TokenURL)
	ts.Setenv("account", said.AIC.ServiceAccount.ID)
	ts.Setenv("jwk", said.AIC.ServiceAccount.JWKFile)
	ts.Setenv("admin", said.AIC.Admin.Username)
	ts.Setenv("admin_password", said.AIC.Admin.Password)
	said.PingOne.export(ts)
}

// servedPingOne is what a served sandbox says of its PingOne face.
type servedPingOne struct {
	API          string `json:"api"`
	Auth         string `json:"auth"`
	Organization string `json:"organization"`
	Environments []struct{ ID, Name string }
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
}

func (p servedPingOne) export(ts *testscript.TestScript) {
	ts.Setenv("api", p.API)
	ts.Setenv("auth", p.Auth)
	ts.Setenv("organization", p.Organization)
	ts.Setenv("environment", p.Environments[0].ID)
	ts.Setenv("spare", p.Environments[1].ID)
	ts.Setenv("client", p.ClientID)
	ts.Setenv("client_secret", p.ClientSecret)
}

func stopServer(ts *testscript.TestScript) {
	cmd := storyOf(ts).server
	if cmd == nil {
		ts.Fatalf("nothing is served")
	}
	ts.Check(cmd.Process.Signal(os.Interrupt))
	ts.Check(cmd.Wait())
}

// An answer is what a person types when the terminal shows a question.
type answer struct {
	question, text string
	hidden         bool
}

// typed is what goes over the keys.
func (a answer) typed(seen string) string {
	if a.text == "^C" {
		return "\x03"
	}
	pattern, ok := strings.CutPrefix(a.text, "/")
	if !ok {
		return a.text + "\n"
	}
	found := regexp.MustCompile(strings.TrimSuffix(pattern, "/")).FindStringSubmatch(seen)
	return strings.Join(found[min(1, len(found)):], "") + "\n"
}

// type QUESTION TEXT says what the person at the next terminal types once the
// question is on the screen. ^C is the key that interrupts; /PATTERN/ is what the
// group of a pattern finds on the screen.
func typed(ts *testscript.TestScript, _ bool, args []string) { answers(ts, args, false) }

// whisper is type for a secret: the person waits until the terminal hides it.
func whispered(ts *testscript.TestScript, _ bool, args []string) { answers(ts, args, true) }

func answers(ts *testscript.TestScript, args []string, hidden bool) {
	if len(args) != 2 {
		ts.Fatalf("usage: type|whisper question text")
	}
	s := storyOf(ts)
	s.answers = append(s.answers, answer{args[0], args[1], hidden})
}

// patience ends a program that waits for an answer that the story does not have.
const patience = 30 * time.Second

// terminal CODE COLUMNS PROGRAM ARGS... runs a program on a terminal so many cells
// wide. What the person sees becomes stdout.
func onTerminal(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: terminal code columns program [args...]")
	}
	columns, err := strconv.ParseUint(args[1], 10, 16)
	ts.Check(err)
	toType := storyOf(ts).answers
	storyOf(ts).answers = nil
	cmd := command(ts, args[2], args[3:]...)
	screen, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: uint16(columns)})
	ts.Check(err)
	defer func() { _ = screen.Close() }()
	stuck := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer stuck.Stop()
	seen, left := converse(ts, screen, toType)
	_, err = io.WriteString(ts.Stdout(), strings.ReplaceAll(seen, "\r\n", "\n"))
	ts.Check(err)
	if code := exitCode(ts, cmd.Wait()); strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
	if len(left) > 0 {
		ts.Fatalf("nobody asked %q", left[0].question)
	}
}

// converse reads the screen until the program ends and types the answers.
func converse(ts *testscript.TestScript, screen *os.File, toType []answer) (seen string, left []answer) {
	fresh, buffer, echoing := "", make([]byte, 4096), freshTerminal(ts)
	for {
		n, err := screen.Read(buffer)
		seen, fresh = seen+string(buffer[:n]), fresh+string(buffer[:n])
		if len(toType) > 0 && strings.Contains(fresh, toType[0].question) {
			_, after, _ := strings.Cut(fresh, toType[0].question)
			fresh = after
			for toType[0].hidden && reflect.DeepEqual(state(ts, screen), echoing) {
				time.Sleep(time.Millisecond)
			}
			_, err := io.WriteString(screen, toType[0].typed(seen))
			ts.Check(err)
			toType = toType[1:]
		}
		if err != nil {
			// Linux answers EIO when the other end of a terminal is closed.
			if !errors.Is(err, io.EOF) && !errors.Is(err, syscall.EIO) {
				ts.Check(err)
			}
			return seen, toType
		}
	}
}

// freshTerminal is the state of a terminal that shows what is typed.
func freshTerminal(ts *testscript.TestScript) *term.State {
	screen, line, err := pty.Open()
	ts.Check(err)
	defer func() { _ = screen.Close() }()
	defer func() { _ = line.Close() }()
	return state(ts, screen)
}

func state(ts *testscript.TestScript, screen *os.File) *term.State {
	s, err := term.GetState(int(screen.Fd()))
	ts.Check(err)
	return s
}
