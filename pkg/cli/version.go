package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

func versionCmd(s *session) *cobra.Command {
	return local(&cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArgs,
		RunE:  s.run(func(ctx context.Context, _ []string) error { return runVersion(ctx, s) }),
	})
}

// printVersion is --version: the line that the root command would print.
func printVersion(a *App) int {
	if _, err := fmt.Fprintf(a.Out, "realmctl %s\n", a.Version); err != nil {
		return exitCode(identity.API)
	}
	return 0
}

func runVersion(ctx context.Context, s *session) error {
	if !s.outputGiven() {
		_, err := fmt.Fprintf(s.app.Out, "realmctl %s (%s, %s/%s)\n", s.app.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
		return err
	}
	n := noun{one: "version", many: "version", columns: []render.Column{
		{Header: "VERSION", Path: "version"}, {Header: "GO", Path: "go"}, {Header: "PLATFORM", Path: "platform"},
	}}
	o, err := s.renderOptions(listing{noun: n, single: true})
	if err != nil {
		return err
	}
	o.IDPath, o.NamePath = "version", "version"
	doc, err := json.Marshal(map[string]string{
		"version": s.app.Version, "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH,
	})
	if err != nil {
		return err
	}
	_, err = s.print(ctx, o, once(render.Row{Doc: doc}))
	return err
}
