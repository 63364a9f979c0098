package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Commands returns the whole tree of commands, for the programs that document it.
func Commands(a *App) *cobra.Command { return newSession(a).root() }

func (s *session) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "realmctl <noun> <verb> [flags]",
		Short: "Administer the identities of many realms",
		Long: `realmctl administers identities in many places at once: the realms of PingOne
Advanced Identity Cloud tenants, PingOne environments, and self-managed PingIDM and
OpenIDM servers.

  realmctl users list -R sandbox/alpha     try it, on a tenant that is built in
  realmctl users list -R sandbox/pingone   the same, on a PingOne environment
  realmctl realms add                      add a tenant of your own`,
		Version:           s.app.Version,
		SilenceErrors:     true,
		SilenceUsage:      true,
		DisableAutoGenTag: true,
		Args:              unknownCommand,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(s.app.In)
	root.SetOut(s.app.Out)
	root.SetErr(s.app.Err)
	root.SetVersionTemplate("realmctl {{.Version}}\n")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return badFlag(err) })
	root.SetHelpFunc(s.help)
	root.SetUsageFunc(s.usage)
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(helpCmd())
	s.bindGlobals(root.PersistentFlags())
	s.addCommands(root)
	local(root)
	return root
}

// badFlag says in our words that a flag's value does not fit.
func badFlag(err error) error {
	bad, ok := errors.AsType[*pflag.InvalidValueError](err)
	if !ok {
		return &usageError{err}
	}
	wanted := "a whole number"
	switch bad.GetFlag().Value.Type() {
	case "bool":
		wanted = "true or false"
	case "duration":
		wanted = "a duration like 30s or 2m"
	}
	return usagef("--%s %q: wants %s", bad.GetFlag().Name, bad.GetValue(), wanted)
}

// addCommands has one line a noun.
func (s *session) addCommands(root *cobra.Command) {
	root.AddCommand(
		usersCmd(s),
		populationsCmd(s),
		groupsCmd(s),
		rolesCmd(s),
		organizationsCmd(s),
		passwordPoliciesCmd(s),
		countsCmd(s),
		idpCmd(s),
		schemaCmd(s),
		realmsCmd(s),
		useCmd(s),
		authCmd(s),
		apiCmd(s),
		sandboxCmd(s),
		configCmd(s),
		completionCmd(s),
		versionCmd(s),
	)
	root.AddCommand(helpTopics(s)...)
}

// unknownCommand names the nearest command for a word that is none.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	words := fmt.Sprintf("unknown command %q for %q", args[0], cmd.CommandPath())
	var known []string
	for _, c := range cmd.Commands() {
		known = append(append(known, c.Name()), c.Aliases...)
	}
	if near := nearest(args[0], known); near != "" {
		words += fmt.Sprintf("; did you mean %q?", near)
	}
	return &usageError{errors.New(words)}
}

// spoken is a command as its errors call it: "users get".
func spoken(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
}

// exclusive makes two flags of a command refuse each other.
func exclusive(cmd *cobra.Command, one, other string) {
	cmd.MarkFlagsMutuallyExclusive(one, other)
	before := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		if cmd.Flags().Changed(one) && cmd.Flags().Changed(other) {
			return usagef("--%s and --%s do not go together", one, other)
		}
		if before == nil {
			return nil
		}
		return before(cmd, args)
	}
}

// The effect of a command is part of what it is: a test walks the tree and
// treats each command by its effect, and one without fails the test.
const effectKey = "effect"

const (
	effectLocal = "local" // sends nothing to a tenant
	effectRead  = "read"  // asks a tenant and changes nothing
	effectWrite = "write" // changes something in a tenant
)

func marked(cmd *cobra.Command, effect string) *cobra.Command {
	if cmd.Annotations == nil {
		cmd.Annotations = map[string]string{}
	}
	cmd.Annotations[effectKey] = effect
	return cmd
}

func local(cmd *cobra.Command) *cobra.Command  { return marked(cmd, effectLocal) }
func reads(cmd *cobra.Command) *cobra.Command  { return marked(cmd, effectRead) }
func writes(cmd *cobra.Command) *cobra.Command { return marked(cmd, effectWrite) }
