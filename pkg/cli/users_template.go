package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

func userTemplate(s *session, n noun) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "template",
		Short: "Print a skeleton of a user, from the realm's schema",
		Long: `Print a commented YAML skeleton of a user from the realm's live schema: required
attributes first, the others commented out. Fill it in and give it to users create -f.`,
		Args: noArgs,
		RunE: s.run(func(ctx context.Context, _ []string) error {
			_, d, store, err := s.openUsers(ctx)
			if err != nil {
				return err
			}
			schema, err := describe(ctx, d)
			if err != nil {
				return err
			}
			t := template{schema: schema, n: n, realm: d.Realm(), asides: asides(d, store)}
			_, err = io.WriteString(s.app.Out, t.String())
			return err
		}),
	}
	s.bindCurl(cmd)
	return reads(cmd)
}

// A template is a skeleton of an object as YAML.
type template struct {
	schema *identity.Schema
	n      noun
	realm  string
	asides map[string]aside
}

// An aside says of an attribute what its schema does not.
type aside struct{ example, words string }

// asides are those of users: where they go.
func asides(d identity.Directory, store any) map[string]aside {
	if _, err := identity.Populations(d); err != nil {
		return nil
	}
	return map[string]aside{identity.NativeName(store, "population"): {
		example: `{name: ""}`, words: "by name or id; users create --population NAME says it too, and without either it is the default one",
	}}
}

func (t template) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s of %s, for: realmctl %s create -R %s -f FILE\n", title(t.n.a()), t.realm, t.n.path(), t.realm)
	b.WriteString("\n# Required\n")
	for _, a := range t.schema.Required() {
		if settable(a) {
			t.line(&b, a, "")
		}
	}
	b.WriteString("\n# Optional: take the # away from what you need\n")
	for _, a := range t.schema.Attributes {
		if settable(a) && !a.Required {
			t.line(&b, a, "# ")
		}
	}
	return b.String()
}

func settable(a identity.Attribute) bool {
	return !a.ReadOnly && !a.Virtual && !a.Secret && a.Type != identity.Relationship && !strings.HasPrefix(a.Name, "_")
}

func (t template) line(b *strings.Builder, a identity.Attribute, off string) {
	about := []string{string(a.Type)}
	if a.Type == identity.List && a.Items != "" {
		about[0] = "list of " + string(a.Items)
	}
	if a.Title != "" && a.Title != a.Name {
		about = append(about, a.Title)
	}
	if len(a.Enum) > 0 {
		about = append(about, "one of "+strings.Join(a.Enum, ", "))
	}
	value := example(a)
	if aside, ok := t.asides[a.Name]; ok {
		value, about = aside.example, append(about, aside.words)
	}
	about = append(about, a.Rules...)
	fmt.Fprintf(b, "%-32s # %s\n", off+a.Name+": "+value, oneLine(strings.Join(about, "; ")))
}

// example is an empty value of the attribute's type.
func example(a identity.Attribute) string {
	switch {
	case len(a.Default) > 0:
		return string(a.Default)
	case len(a.Enum) > 0 && a.Type == identity.List:
		return "[" + string(identity.Quote(a.Enum[0])) + "]"
	case len(a.Enum) > 0:
		return string(identity.Quote(a.Enum[0]))
	}
	switch a.Type {
	case identity.Boolean:
		return "false"
	case identity.Integer, identity.Float:
		return "0"
	case identity.List:
		return "[]"
	case identity.Object:
		return "{}"
	}
	return `""`
}

// oneLine keeps text of a server inside the comment it is printed in.
func oneLine(text string) string { return strings.Join(strings.Fields(escape(text)), " ") }
