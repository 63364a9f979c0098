package cli

import (
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

func attributeNoun() noun {
	columns := []render.Column{
		{Header: "NAME", Path: "name", Priority: 9},
		{Header: "TYPE", Path: "type", Priority: 8},
		{Header: "ORIGIN", Path: "origin", Priority: 7},
		{Header: "REQUIRED", Path: "required", Priority: 6},
		{Header: "UNIQUE", Path: "unique", Priority: 5},
		{Header: "MANY", Path: "multiValued", Priority: 4},
		{Header: "ENABLED", Path: "enabled", Priority: 3},
		{Header: "TITLE", Path: "title", Wide: true, Priority: 2},
		{Header: "ID", Path: "id", Wide: true, Priority: 1},
	}
	return noun{
		needs: having(identity.SchemaAttributes),
		one:   "attribute", many: "attributes", under: "schema", short: "The attributes of users, as objects that can be edited",
		name: "name", losing: "the values that users have of an attribute go with it",
		columns: columns, portable: columns, describe: describes(identity.SchemaAttributes),
	}
}

func attributesCmd(s *session) *cobra.Command {
	n := attributeNoun()
	return n.parent(s,
		verb{"list ls", func() *cobra.Command { return list(s, n, identity.SchemaAttributes) }},
		verb{"get", func() *cobra.Command { return get(s, n, identity.SchemaAttributes) }},
		verb{"create", func() *cobra.Command { return createAttribute(s, n) }},
		verb{"patch", func() *cobra.Command { return patchAttribute(s, n) }},
		verb{"delete rm", func() *cobra.Command { return s.changesSchema(remove(s, n, identity.SchemaAttributes)) }},
	)
}

func createAttribute(s *session, n noun) *cobra.Command {
	cmd := create(s, n, identity.SchemaAttributes)
	cmd.Use = "create --name <name>"
	cmd.Long += `

What an attribute is like is decided here: its name and type stay as they are, values
can be enumerated only from the beginning, and one that takes several values never
takes one again.`
	cmd.Example = `  realmctl schema attributes create -R sandbox/pingone --name hobbies --multi --title Hobbies
  realmctl schema attributes create -R sandbox/pingone --name size --values S,M,L
  realmctl schema attributes create -R sandbox/pingone --name desk --unique --regex '^[A-Z]\d+$' --requirements 'a letter and digits'`
	attributeFlags(cmd)
	return s.changesSchema(cmd)
}

func patchAttribute(s *session, n noun) *cobra.Command {
	cmd := patch(s, n, identity.SchemaAttributes)
	cmd.Long += `

Of a core attribute nothing can be changed, of a standard one enabled and unique; a
custom one keeps its name and type.`
	cmd.Example = `  realmctl schema attributes patch department -R sandbox/pingone --title 'Cost centre'
  realmctl schema attributes patch nickname -R sandbox/pingone --set enabled=false`
	attributeFlags(cmd)
	return s.changesSchema(cmd)
}

// attributeFlags are short for the properties of an attribute.
func attributeFlags(cmd *cobra.Command) {
	short(cmd, "name", "name", "its `name`: letters, digits and hyphens")
	short(cmd, "type", "type", "string or json: the `type` of its values")
	short(cmd, "title", "title", "the `text` that people see for its name")
	short(cmd, "description", "description", "a `text` about it")
	shortSwitch(cmd, "unique", "unique", "no two users have the same value")
	shortSwitch(cmd, "multi", "multiValued", "it takes several values")
	shortJSON(cmd, "values", "enumeratedValues", "the only `values` that it takes, comma separated", enumerated)
	short(cmd, "regex", "regexValidation.pattern", "the `pattern` that its values have to match")
	short(cmd, "requirements", "regexValidation.requirements", "the pattern in `words`, for people whose value was refused")
	before := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		f := cmd.Flags()
		if f.Changed("regex") && !f.Changed("requirements") { // the platform wants words in any case
			if err := f.Set("requirements", "has to match "+f.Lookup("regex").Value.String()); err != nil {
				return err
			}
		}
		if before == nil {
			return nil
		}
		return before(cmd, args)
	}
}

// enumerated makes the values of an attribute from a list.
func enumerated(text string) (string, error) {
	type value struct {
		Value string `json:"value"`
	}
	values := []value{}
	for v := range strings.SplitSeq(text, ",") {
		values = append(values, value{strings.TrimSpace(v)})
	}
	doc, err := json.Marshal(values)
	return string(doc), err
}

// changesSchema makes completion forget the attributes of users when a command has
// changed them.
func (s *session) changesSchema(cmd *cobra.Command) *cobra.Command {
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		err := run(cmd, args)
		if r, known := s.target(); known == nil {
			s.unlearn(r, "attributes")
		}
		return err
	}
	return cmd
}
