package cli

import (
	"context"
	_ "embed" // the scripts
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// completionPatience bounds everything that is asked while somebody presses Tab,
// so that with the start of the process it stays below a second.
const completionPatience = 800 * time.Millisecond

// The scripts for bash and zsh are our own: those of cobra run what stands on the
// line, command substitutions and all, and the one for bash wants another package.
var (
	//go:embed completion.bash
	bashScript string
	//go:embed completion.zsh
	zshScript string
)

func shells() []string { return []string{"bash", "zsh", "fish", "powershell"} }

func completionCmd(s *session) *cobra.Command {
	return local(&cobra.Command{
		Use: "completion bash|zsh|fish|powershell", Short: "Print the completion script of a shell", ValidArgs: shells(),
		Long: `Print the completion script of a shell, to be loaded by it:

  bash        source <(realmctl completion bash)
  zsh         realmctl completion zsh > "${fpath[1]}/_realmctl"
  fish        realmctl completion fish > ~/.config/fish/completions/realmctl.fish
  powershell  realmctl completion powershell | Out-String | Invoke-Expression

Realms, attributes and user names are completed from the live tenant.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 || !slices.Contains(shells(), args[0]) {
				return usagef("completion wants one of %s", strings.Join(shells(), ", "))
			}
			return WriteCompletion(cmd.Root(), args[0], s.app.Out)
		},
	})
}

// WriteCompletion writes the completion script of a shell.
func WriteCompletion(root *cobra.Command, shell string, w io.Writer) error {
	switch shell {
	case "bash":
		_, err := io.WriteString(w, bashScript)
		return err
	case "zsh":
		_, err := io.WriteString(w, zshScript)
		return err
	case "fish":
		return root.GenFishCompletion(w, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(w)
	}
	return usagef("no completion script for %q", shell)
}

// A tab is a press of the key: what is typed of the word so far, and the words
// before it that are no flags.
type tab struct {
	typed string
	args  []string
}

// An offer finds the words for a press of the key. It may take its time and may
// fail: neither is seen by the person.
type offer func(ctx context.Context, s *session, t tab) ([]string, error)

// A completer is what cobra calls.
type completer = func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective)

// What comes after a word: a blank, or more of the same word. Neither offers files.
const (
	thenBlank = cobra.ShellCompDirectiveNoFileComp
	thenMore  = cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
)

// offering makes a completer of an offer. It works in a session of its own, which
// nobody waits for after the deadline: it says nothing, asks nothing, and ends
// with the process.
func (s *session) offering(find offer, after cobra.ShellCompDirective) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		ctx, cancel := context.WithTimeout(cmd.Context(), completionPatience)
		defer cancel()
		quiet := s.quietly()
		quiet.flags = cmd.Flags()
		found := make(chan []string, 1)
		go func() {
			words, err := find(ctx, quiet, tab{typed, args})
			_ = quiet.close() // what was read is not lost
			if err != nil {
				words = nil
			}
			found <- words
		}()
		select {
		case words := <-found:
			return words, after
		case <-ctx.Done():
			return nil, after
		}
	}
}

// quietly is a session with the same global flags and nobody to talk to.
func (s *session) quietly() *session {
	app := *s.app
	app.In, app.Out, app.Err = strings.NewReader(""), io.Discard, io.Discard
	quiet := newSession(&app)
	quiet.globals = globals{realms: slices.Clone(s.realms), noInput: true}
	quiet.quick = completionPatience
	return quiet
}

// completeTree teaches every command to complete its flags and its arguments.
func (s *session) completeTree(root *cobra.Command) {
	flags, arguments := s.flagCompleters(), s.argumentCompleters()
	var teach func(cmd *cobra.Command)
	teach = func(cmd *cobra.Command) {
		for name, c := range flags {
			if cmd.Flags().Lookup(name) != nil || cmd.PersistentFlags().Lookup(name) != nil {
				_ = cmd.RegisterFlagCompletionFunc(name, c) // fails only for a flag that is not there
			}
		}
		if cmd.ValidArgs == nil && cmd.ValidArgsFunction == nil {
			cmd.ValidArgsFunction = byUsage(cmd.Use, arguments)
		}
		for _, child := range cmd.Commands() {
			teach(child)
		}
	}
	teach(root)
}

// byUsage completes arguments by the words for them in a usage line: <user>... is
// any number of users. A word that nobody knows, or none, is completed by nothing.
func byUsage(use string, known map[string]completer) completer {
	var places []string
	for _, word := range strings.Fields(use)[1:] {
		if strings.HasPrefix(word, "-") {
			break
		}
		places = append(places, strings.Trim(word, "[]"))
	}
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		place := ""
		switch n := len(places); {
		case len(args) < n:
			place = places[len(args)]
		case n > 0 && strings.HasSuffix(places[n-1], "..."):
			place = places[n-1]
		}
		if c := known[strings.TrimRight(place, ".]")]; c != nil {
			return c(cmd, args, typed)
		}
		return nil, thenBlank
	}
}
