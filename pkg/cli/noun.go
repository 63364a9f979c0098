package cli

import (
	"encoding/json"
	"strings"

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
	idPath    string          // where a document has its id and its name;
	namePath  string          // "" is as users have them
	portable  []render.Column // of the shape that all platforms share; nil where there is but one shape
}

// A verb is one command of a noun, by its name and aliases, made if it is wanted.
type verb struct {
	names string
	make  func() *cobra.Command
}

// parent is the command of the noun. Its verbs are made only if the command line is
// about it: the one that it names, or all where it names none.
func (n noun) parent(s *session, verbs ...verb) *cobra.Command {
	cmd := &cobra.Command{
		Use:     n.many,
		Aliases: append([]string{n.one}, n.aliases...),
		Short:   n.short,
		Args:    unknownCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	if s.mentions(append(cmd.Aliases, n.many)...) {
		for _, v := range s.wanted(verbs) {
			cmd.AddCommand(v.make())
		}
	}
	return local(cmd)
}

// wanted are the verbs that the command line names, or all of them.
func (s *session) wanted(verbs []verb) []verb {
	if s.only == nil {
		return verbs
	}
	var named []verb
	for _, v := range verbs {
		if s.mentions(strings.Fields(v.names)...) {
			named = append(named, v)
		}
	}
	if len(named) == 0 {
		return verbs
	}
	return named
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
