package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

// leaveOutLacking leaves commands out of completion that none of the realms which the command
// line is about can carry out. Where it is about none yet, everything is offered.
func (s *session) leaveOutLacking(root *cobra.Command, args []string) {
	quiet := s.quietly()
	quiet.realms = realmsOf(args)
	defer func() { _ = quiet.close() }() // nothing was opened that could be lost
	realms, err := quiet.targets()
	if err != nil {
		return
	}
	var open []identity.Directory
	for _, r := range realms {
		d, err := quiet.open(context.Background(), r)
		if err != nil {
			return // the command will say why
		}
		open = append(open, d)
	}
	for cmd, able := range s.abilities {
		if !slices.ContainsFunc(open, func(d identity.Directory) bool { return !errors.Is(able(d), errors.ErrUnsupported) }) {
			leaveOut(cmd)
		}
	}
	leaveOutEmpty(root)
}

// leaveOut leaves out a command, what is below it, and its arguments.
func leaveOut(cmd *cobra.Command) {
	cmd.Hidden, cmd.ValidArgs = true, nil
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) { return nil, thenBlank }
	for _, child := range cmd.Commands() {
		leaveOut(child)
	}
}

// leaveOutEmpty leaves out nouns of which no verb is left.
func leaveOutEmpty(cmd *cobra.Command) {
	left := false
	for _, child := range cmd.Commands() {
		leaveOutEmpty(child)
		left = left || !child.Hidden
	}
	if cmd.HasSubCommands() && !left {
		cmd.Hidden = true
	}
}

// realmsOf are the addresses that a command line names which is still being typed.
func realmsOf(args []string) []string {
	var realms []string
	for i, arg := range args {
		value, joined := strings.CutPrefix(arg, "--realm=")
		switch {
		case joined:
		case (arg == "-R" || arg == "--realm") && i+2 < len(args): // the last word is the one that is typed
			value = args[i+1]
		case strings.HasPrefix(arg, "-R") && len(arg) > 2:
			value = strings.TrimPrefix(arg[2:], "=")
		default:
			continue
		}
		realms = append(realms, value)
	}
	return realms
}
