package cli

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// A noun is a kind of object that people administer.
type noun struct {
	one, many string
	aliases   []string
	short     string
	columns   []render.Column
	portable  []render.Column // of the shape that all platforms share; nil where there is but one shape
}

// parent is the command of the noun. Its verbs are made only if the command line
// is about it.
func (n noun) parent(s *session, verbs func() []*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use:     n.many,
		Aliases: append([]string{n.one}, n.aliases...),
		Short:   n.short,
		Args:    unknownCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	if s.mentions(append(cmd.Aliases, n.many)...) {
		cmd.AddCommand(verbs()...)
	}
	return local(cmd)
}

// named are the columns of a list of attributes; those that the noun shows anyway
// look as they do there.
func (n noun) named(list string) ([]render.Column, error) {
	columns, err := render.ParseColumns(list)
	for i, c := range columns {
		for _, own := range n.columns {
			if own.Path == c.Path {
				columns[i].Style, columns[i].Floor, columns[i].Priority = own.Style, own.Floor, own.Priority
			}
		}
	}
	return columns, err
}

// An object is what verbs work on: a document of a platform that has a key.
type object interface {
	Document() json.RawMessage
	Portable() (json.RawMessage, error)
	Key() (identity.Key, error)
}
