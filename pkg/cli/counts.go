package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

func countNoun() noun {
	columns := []render.Column{
		{Header: "START", Path: "start", Priority: 9},
		{Header: "END", Path: "end", Wide: true, Priority: 6},
		{Header: "COUNT", Path: "count", Priority: 8, Right: true},
		{Header: "CHANGE %", Path: "change", Priority: 7, Right: true},
	}
	return noun{
		one: "count", many: "counts", short: "How many people there were, and how many were active",
		id: "start", name: "start", columns: columns, portable: columns, describe: describeCounts,
	}
}

// describeCounts tells the attributes of counts, which are ours and not a platform's.
func describeCounts(context.Context, identity.Directory) (*identity.Schema, error) {
	return &identity.Schema{Object: "count", Attributes: []identity.Attribute{
		{Name: "start", Type: identity.String}, {Name: "end", Type: identity.String}, {Name: "count", Type: identity.Integer},
		{Name: "change", Type: identity.Float}, {Name: "ongoing", Type: identity.Boolean},
	}}, nil
}

func countsCmd(s *session) *cobra.Command {
	n := countNoun()
	return n.parent(s,
		verb{"total", func() *cobra.Command { return countTotal(s, n) }},
		verb{"active", func() *cobra.Command { return countActive(s, n) }},
	)
}
