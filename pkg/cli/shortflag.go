package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A shortFlag is a flag of a noun that stands for one --set: --name X for
// --set name=X. The verb knows nothing of it.
type shortFlag struct {
	flags    *pflag.FlagSet
	property string
	kind     string // "bool", or what pflag calls a value
	json     func(text string) (string, error)
	given    string
}

func (f *shortFlag) String() string { return f.given }
func (f *shortFlag) Type() string   { return f.kind }

// Set gives the property to --set as it stands: an @ at its beginning means no file.
func (f *shortFlag) Set(text string) error {
	f.given = text
	if f.json != nil {
		value, err := f.json(text)
		if err != nil {
			return err
		}
		return f.flags.Set("set", f.property+":="+value)
	}
	if strings.HasPrefix(strings.TrimPrefix(text, `\`), "@") {
		return f.flags.Set("set", f.property+":="+string(identity.Quote(text)))
	}
	return f.flags.Set("set", f.property+"="+text)
}

// short adds a flag that gives a property a text.
func short(cmd *cobra.Command, name, property, usage string) {
	cmd.Flags().Var(&shortFlag{flags: cmd.Flags(), property: property, kind: "string"}, name, usage)
}

// shortSwitch adds a flag that gives a property a yes, or a no with =false.
func shortSwitch(cmd *cobra.Command, name, property, usage string) {
	cmd.Flags().Var(&shortFlag{flags: cmd.Flags(), property: property, kind: "bool"}, name, usage)
	cmd.Flags().Lookup(name).NoOptDefVal = "true"
}

// shortLookedUp adds a flag that gives a property what find makes of its text when the
// command runs, by asking the realm if need be.
func shortLookedUp(s *session, cmd *cobra.Command, name, usage string, find func(ctx context.Context, text string) (assignment string, err error)) {
	var text string
	cmd.Flags().StringVar(&text, name, "", usage)
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if !cmd.Flags().Changed(name) {
			return run(cmd, args)
		}
		return s.run(func(ctx context.Context, args []string) error {
			assignment, err := find(ctx, text)
			if err != nil {
				return err
			}
			if err := cmd.Flags().Set("set", assignment); err != nil {
				return err
			}
			return run(cmd, args)
		})(cmd, args)
	}
}

// shortJSON adds a flag whose text becomes JSON.
func shortJSON(cmd *cobra.Command, name, property, usage string, value func(text string) (string, error)) {
	cmd.Flags().Var(&shortFlag{flags: cmd.Flags(), property: property, kind: "string", json: value}, name, usage)
}
