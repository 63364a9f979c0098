// Package cli is the command line of realmctl: its commands, and the one place
// that joins the other packages together.
//
// A command is a noun and a verb. A noun is a short file (users.go, realms.go)
// that composes verbs; a verb that several nouns share is a generic function that
// asks only for the ability it uses (list.go, get.go). Begin with root.go for
// the tree, open.go for how a realm becomes a live directory, write.go for what
// happens to every change, and exit.go for how every command ends.
package cli

import (
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/realmctl/realmctl/pkg/secret"
)

// An App holds what a test replaces: streams, environment, clock, keyring and
// network.
type App struct {
	In       io.Reader
	Out, Err io.Writer
	// Env is like [os.Getenv].
	Env func(string) string
	Now func() time.Time
	// Ring is the keyring; nil means the operating system's.
	Ring secret.Ring
	// Transport is the network; nil means the real one.
	Transport http.RoundTripper
	// Catch makes a context that the person's Ctrl-C ends: from now on, or as soon
	// as the command turns out to last. nil leaves signals alone.
	Catch func(ctx context.Context, now bool) (context.Context, context.CancelFunc)
	// Version is printed by the version command.
	Version string
}

// Main runs one command line and returns the exit code of the process.
func Main(ctx context.Context, a *App, args []string) int {
	if len(args) == 1 && args[0] == "--version" { // asked by scripts, often: no tree for that
		return printVersion(a)
	}
	s := newSession(a)
	s.ctx, s.stop = ctx, func() {}
	completing := len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd)
	if !completing {
		s.only = args
	}
	root := s.root()
	root.SetArgs(args)
	if completing {
		s.completeTree(root)
		s.leaveOutLacking(root, args[1:])
	}
	err := root.ExecuteContext(ctx)
	if closing := s.close(); err == nil {
		err = closing
	}
	defer s.stop()
	return s.end(s.ctx, err)
}

// terminal returns the file behind a stream if it is a terminal, else nil.
func terminal(stream any) *os.File {
	if f, ok := stream.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return f
	}
	return nil
}

// interactive reports whether a person can be asked.
func (a *App) interactive() bool { return terminal(a.In) != nil && terminal(a.Err) != nil }

// width is the number of cells of the terminal that out goes to, 80 if it tells none.
func width(out io.Writer) int {
	if f := terminal(out); f != nil {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			return w
		}
	}
	return 80
}
