package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// A noun is a kind of object that people administer.
type noun struct {
	one, many string
	command   string // where it is not called like the many
	under     string // the command that the noun is below, if it is below one
	aliases   []string
	short     string
	by        string // what people name one by, if not by id or name
	id, name  string // where its documents have them, if not where users have them
	losing    string // what goes with one that is deleted, as a sentence
	columns   []render.Column
	portable  []render.Column   // of the shape that all platforms share; nil where there is but one shape
	filledBy  map[string]string // columns, by their headers, that a platform may lack: what fills them; see fitting
	needs     ability           // what a realm has to have for it; nil: every one has it
	describe  describer         // tells its attributes to completion; nil: those of users
}

// A describer tells which attributes the objects of a directory have.
type describer func(context.Context, identity.Directory) (*identity.Schema, error)

// path is the command of the noun: "schema attributes".
func (n noun) path() string { return strings.TrimSpace(n.under + " " + n.word()) }

// word is what the noun's own command is called.
func (n noun) word() string { return cmp.Or(n.command, n.many) }

// a is one of them: "a user", "an attribute".
func (n noun) a() string {
	if strings.ContainsRune("aeio", rune(n.one[0])) {
		return "an " + n.one
	}
	return "a " + n.one
}

// called is what people name one by.
func (n noun) called() string { return cmp.Or(n.by, "id or name") }

// A verb is one command of a noun, by its name and aliases, made if it is wanted.
type verb struct {
	names string
	make  func() *cobra.Command
}

// parent is the command of the noun. Its verbs are made only if the command line is
// about it: the one that it names, or all where it names none.
func (n noun) parent(s *session, verbs ...verb) *cobra.Command {
	cmd := &cobra.Command{
		Use:     n.word(),
		Aliases: n.alsoCalled(),
		Short:   n.short,
		Args:    unknownCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	if s.mentions(append(cmd.Aliases, n.word())...) {
		for _, v := range s.wanted(verbs) {
			made := v.make()
			s.completeNoun(made, n)
			cmd.AddCommand(made)
		}
	}
	if n.needs != nil {
		s.needing(cmd, n.needs)
	}
	return local(cmd)
}

// alsoCalled are the other words for the noun's command.
func (n noun) alsoCalled() []string {
	if n.command != "" {
		return n.aliases
	}
	return append([]string{n.one}, n.aliases...)
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
				columns[i].Style, columns[i].Floor, columns[i].Priority, columns[i].Right = own.Style, own.Floor, own.Priority, own.Right
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
