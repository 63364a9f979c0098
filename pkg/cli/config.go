package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/render"
	"github.com/realmctl/realmctl/pkg/stream"
)

func configCmd(s *session) *cobra.Command {
	n := noun{one: "config", many: "config", short: "The configuration file and the settings in force"}
	cmd := n.parent(s,
		verb{"get", func() *cobra.Command { return getConfig(s) }},
		verb{"set", func() *cobra.Command { return setConfig(s) }},
		verb{"unset", func() *cobra.Command { return unsetConfig(s) }},
		verb{"path", func() *cobra.Command { return configPath(s) }},
	)
	cmd.Aliases = nil
	return cmd
}

// A settingRow is one setting in force, as a row.
type settingRow struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	Source string `json:"source"`
	Origin string `json:"origin,omitempty"`
}

func getConfig(s *session) *cobra.Command {
	var o outputFlags
	n := noun{one: "setting", many: "settings", columns: []render.Column{
		{Header: "KEY", Path: "key", Priority: 4},
		{Header: "VALUE", Path: "value", Priority: 3},
		{Header: "FROM", Path: "source", Priority: 2},
		{Header: "PLACE", Path: "origin", Priority: 1},
	}}
	cmd := &cobra.Command{
		Use: "get [<key>]", Short: "Print a value of the configuration, or every setting in force",
		Long: `Print one value of the configuration file by its dotted key, such as
tenants.acme.url; without a key, every setting in force and where it comes from:
flag, environment, file or default.`,
		RunE: s.run(func(ctx context.Context, args []string) error {
			if len(args) > 1 {
				return usagef("config get takes one key, found %d", len(args))
			}
			set, err := s.settings()
			if err != nil {
				return err
			}
			if len(args) == 1 {
				return s.printKey(set, args[0])
			}
			rows := make([]render.Row, 0, len(set.All()))
			for _, v := range set.All() {
				rows = append(rows, render.Row{Doc: marshal(settingRow{v.Key, v.Text, string(v.Source), v.Origin})})
			}
			return s.printRows(ctx, listing{noun: n, flags: o}, "key", stream.Of(rows...))
		}),
	}
	o.bind(cmd.Flags())
	return local(cmd)
}

func (s *session) printKey(set *realm.Settings, key string) error {
	value, found := "", false
	if v, ok := set.Value(key); ok {
		value, found = v.Text, true
	} else {
		value, found = s.conf.Get(key)
	}
	if !found {
		words := fmt.Sprintf("no value for %q", key)
		if near := nearest(key, append(realm.KnownKeys(), s.conf.Keys()...)); near != "" {
			words += fmt.Sprintf("; did you mean %q?", near)
		}
		return &identity.Error{Kind: identity.NotFound, Detail: words, Hint: "realmctl config get"}
	}
	_, err := fmt.Fprintln(s.app.Out, value)
	return err
}

func setConfig(s *session) *cobra.Command {
	return local(&cobra.Command{
		Use: "set <key> <value>", Short: "Change one value of the configuration file",
		Long:    "Change one value of the configuration file by its dotted key. Everything else in the file stays as it is, comments too.",
		Example: "  realmctl config set store file\n  realmctl config set groups.prod acme/alpha,acme/bravo",
		RunE: s.run(func(ctx context.Context, args []string) error {
			if len(args) != 2 {
				return usagef("config set wants a key and a value")
			}
			return realm.Edit(ctx, realm.ConfigPath(s.app.Env), func(e *realm.Editor) error {
				if args[0] == "current" { // a realm that is not there is noticed here, as by "use"
					return e.SetCurrent(args[1])
				}
				return e.Set(args[0], args[1])
			})
		}),
	})
}

func unsetConfig(s *session) *cobra.Command {
	return local(&cobra.Command{
		Use: "unset <key>", Short: "Take one value out of the configuration file",
		RunE: s.run(func(ctx context.Context, args []string) error {
			if len(args) != 1 {
				return usagef("config unset wants a key")
			}
			return realm.Edit(ctx, realm.ConfigPath(s.app.Env), func(e *realm.Editor) error { return e.Unset(args[0]) })
		}),
	})
}

func configPath(s *session) *cobra.Command {
	return local(&cobra.Command{
		Use: "path", Short: "Print where the configuration file is", Args: noArgs,
		RunE: s.run(func(context.Context, []string) error {
			_, err := fmt.Fprintln(s.app.Out, realm.ConfigPath(s.app.Env))
			return err
		}),
	})
}
