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
			schema, realm, err := s.schemaOfTarget(ctx)
			if err != nil {
				return err
			}
			_, err = io.WriteString(s.app.Out, skeleton(schema, n, realm))
			return err
		}),
	}
	s.bindCurl(cmd)
	return reads(cmd)
}

// skeleton is the template of an object as YAML.
func skeleton(schema *identity.Schema, n noun, realm string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# A %s of %s, for: realmctl %s create -R %s -f FILE\n", n.one, realm, n.many, realm)
	b.WriteString("\n# Required\n")
	for _, a := range schema.Required() {
		if settable(a) {
			skeletonLine(&b, a, "")
		}
	}
	b.WriteString("\n# Optional: take the # away from what you need\n")
	for _, a := range schema.Attributes {
		if settable(a) && !a.Required {
			skeletonLine(&b, a, "# ")
		}
	}
	return b.String()
}

func settable(a identity.Attribute) bool {
	return !a.ReadOnly && !a.Virtual && !a.Secret && a.Type != identity.Relationship && !strings.HasPrefix(a.Name, "_")
}

func skeletonLine(b *strings.Builder, a identity.Attribute, off string) {
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
	about = append(about, a.Rules...)
	fmt.Fprintf(b, "%-32s # %s\n", off+a.Name+": "+example(a), oneLine(strings.Join(about, "; ")))
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
