package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// help writes the page of a command: what it does, how it is called, an example
// that can be pasted, its commands and flags, fitted to the terminal.
func (s *session) help(cmd *cobra.Command, _ []string) {
	out := cmd.OutOrStdout()
	h := helpPage{palette: s.palette(out), width: width(out)}
	if _, err := io.WriteString(out, h.of(cmd)); err != nil {
		return // nobody is left to be helped
	}
}

// usage writes the part of the page that documentation shows.
func (s *session) usage(cmd *cobra.Command) error {
	h := helpPage{width: width(cmd.OutOrStderr())}
	_, err := io.WriteString(cmd.OutOrStderr(), h.body(cmd))
	return err
}

type helpPage struct {
	palette palette
	width   int
}

func (h helpPage) of(cmd *cobra.Command) string {
	words := cmd.Long
	if words == "" {
		words = cmd.Short + "."
	}
	if cmd.Run == nil && cmd.RunE == nil { // a topic is its text
		return strings.TrimSpace(words) + "\n"
	}
	return strings.TrimSpace(words) + "\n\n" + h.body(cmd)
}

func (h helpPage) body(cmd *cobra.Command) string {
	var b strings.Builder
	h.section(&b, "Usage", h.usageLines(cmd))
	h.section(&b, "Examples", strings.Trim(cmd.Example, "\n"))
	h.section(&b, "Commands", h.commands(cmd, false))
	h.section(&b, "Topics", h.commands(cmd, true))
	h.section(&b, "Flags", cmd.LocalNonPersistentFlags().FlagUsagesWrapped(h.width))
	if cmd.HasParent() {
		h.section(&b, "Flags of every command", cmd.InheritedFlags().FlagUsagesWrapped(h.width))
	} else {
		h.section(&b, "Flags of every command", cmd.PersistentFlags().FlagUsagesWrapped(h.width))
	}
	return b.String()
}

func (h helpPage) section(b *strings.Builder, title, body string) {
	body = strings.TrimRight(body, "\n")
	if body == "" {
		return
	}
	if b.Len() > 0 {
		b.WriteString("\n")
	}
	fmt.Fprintf(b, "%s\n%s\n", h.palette.bold(title), body)
}

func (h helpPage) usageLines(cmd *cobra.Command) string {
	line := "  " + cmd.UseLine()
	if cmd.HasAvailableSubCommands() && cmd.HasParent() {
		line = "  " + cmd.CommandPath() + " <command> [flags]"
	}
	if len(cmd.Aliases) > 0 {
		line += h.palette.faint("    also: " + strings.Join(cmd.Aliases, ", "))
	}
	return line
}

// commands lists the commands below, or the topics among them.
func (h helpPage) commands(cmd *cobra.Command, topics bool) string {
	var b strings.Builder
	for _, child := range cmd.Commands() {
		topic := child.Run == nil && child.RunE == nil
		if child.Hidden || child.Name() == "help" || topic != topics {
			continue
		}
		fmt.Fprintf(&b, "  %-*s  %s\n", cmd.NamePadding(), child.Name(), child.Short)
	}
	return b.String()
}
