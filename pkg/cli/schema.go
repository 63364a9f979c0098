package cli

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
	"github.com/realmctl/realmctl/pkg/stream"
)

func schemaNoun() noun {
	return noun{
		one: "schema", many: "schema", short: "The attributes that a realm's objects have",
		columns: []render.Column{
			{Header: "ATTRIBUTE", Path: "name", Priority: 9},
			{Header: "TYPE", Path: "type", Priority: 8},
			{Header: "REQUIRED", Path: "required", Priority: 7},
			{Header: "TITLE", Path: "title", Priority: 6},
			{Header: "RULES", Path: "rules", Priority: 5},
			{Header: "DEFAULT", Path: "default", Priority: 2, Wide: true},
			{Header: "READ ONLY", Path: "readOnly", Priority: 3, Wide: true},
			{Header: "DESCRIPTION", Path: "description", Priority: 1, Wide: true},
		},
	}
}

func schemaCmd(s *session) *cobra.Command {
	n := schemaNoun()
	n.one = "schemas" // the alias; "schema" is the command
	return n.parent(s,
		verb{"show", func() *cobra.Command {
			return schemaVerb(s, n, "show", "Show the attributes of a kind of object", func(a identity.Attribute) bool { return true })
		}},
		verb{"required", func() *cobra.Command {
			return schemaVerb(s, n, "required", "Show the attributes without which none can be made", func(a identity.Attribute) bool { return a.Required })
		}},
		verb{"attributes attribute", func() *cobra.Command { return attributesCmd(s) }},
	)
}

// An attributeRow is one attribute as an object to print.
type attributeRow struct{ identity.Attribute }

func (a attributeRow) Document() json.RawMessage {
	if len(a.Enum) > 0 {
		a.Rules = append([]string{"one of " + strings.Join(a.Enum, ", ")}, a.Rules...)
	}
	doc, err := json.Marshal(a.Attribute)
	if err != nil { // a default that is no JSON
		doc, _ = json.Marshal(identity.Attribute{Name: a.Name, Type: a.Type})
	}
	return doc
}
func (a attributeRow) Portable() (json.RawMessage, error) { return a.Document(), nil }
func (a attributeRow) Key() (identity.Key, error)         { return identity.Key{ID: a.Name, Name: a.Name}, nil }

func schemaVerb(s *session, n noun, verb, short string, wanted func(identity.Attribute) bool) *cobra.Command {
	var o outputFlags
	cmd := &cobra.Command{
		Use:       verb + " users",
		Short:     short,
		ValidArgs: []string{"users"},
		Args:      schemaArgs,
		RunE: s.run(func(ctx context.Context, _ []string) error {
			return runSchema(ctx, s, n, o, wanted)
		}),
	}
	o.bind(cmd.Flags())
	s.bindCurl(cmd)
	return reads(cmd)
}

func schemaArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 1 && slices.Contains([]string{"user", "users"}, strings.ToLower(args[0])) {
		return nil
	}
	return usagef("%s wants the kind of object: users", spoken(cmd))
}

func runSchema(ctx context.Context, s *session, n noun, o outputFlags, wanted func(identity.Attribute) bool) error {
	realms, err := s.targets()
	if err != nil {
		return err
	}
	ro, err := s.renderOptions(listing{noun: n, flags: o, tagged: len(realms) > 1})
	if err != nil {
		return err
	}
	ro.IDPath, ro.NamePath = "name", "name"
	rows := across(ctx, s, realms, true, func(ctx context.Context, d identity.Directory) (source[attributeRow], error) {
		schema, err := describe(ctx, d)
		if err != nil {
			return source[attributeRow]{}, err
		}
		var kept []attributeRow
		for _, a := range schema.Attributes {
			if wanted(a) {
				kept = append(kept, attributeRow{a})
			}
		}
		return source[attributeRow]{objects: stream.Of(kept...)}, nil
	}, false)
	_, err = s.print(ctx, ro, rows)
	return err
}

// describe is the schema of a directory's users.
func describe(ctx context.Context, d identity.Directory) (*identity.Schema, error) {
	store, err := identity.Users(d)
	if err != nil {
		return nil, err
	}
	describer, ok := store.(identity.Describer)
	if !ok {
		return nil, identity.Lacks(d, "schema")
	}
	return describer.Schema(ctx)
}
