package pingone

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/identity"
)

// condition is the filter of a query in the service's language; empty means every
// group. What groups cannot be searched by is refused.
func (g *Groups) condition(ctx context.Context, q identity.Query) (string, error) {
	switch and, isAnd := q.Filter.(identity.And); {
	case q.Native != "" && q.Filter != nil:
		return "", identity.Errorf(identity.Usage, "a query takes one filter, portable or native, not both")
	case q.Native != "", q.Filter == nil, isAnd && len(and) == 0:
		return q.Native, nil
	}
	return g.print(ctx, q.Filter)
}

func (g *Groups) print(ctx context.Context, f identity.Filter) (string, error) {
	switch f := f.(type) {
	case identity.And:
		return g.chain(ctx, flatAnd(f), " and ")
	case identity.Or:
		return g.chain(ctx, flatOr(f), " or ")
	case identity.Comparison:
		return g.comparison(ctx, f)
	}
	return "", g.cannotSay(f)
}

// chain joins parts; a chain within another one is bracketed.
func (g *Groups) chain(ctx context.Context, parts []identity.Filter, word string) (string, error) {
	printed := make([]string, len(parts))
	for i, part := range parts {
		text, err := g.print(ctx, part)
		if err != nil {
			return "", err
		}
		if isChain(part) && len(parts) > 1 {
			text = "(" + text + ")"
		}
		printed[i] = text
	}
	return strings.Join(printed, word), nil
}

func (g *Groups) comparison(ctx context.Context, f identity.Comparison) (string, error) {
	path, value, ops := g.NativeName(f.Attribute), f.Value, []identity.Op{identity.Equal}
	switch path {
	case "name", "externalId":
		ops = append(ops, identity.StartsWith)
	case "population", "population.name", "populationId":
		path = "population.id"
		if f.Op == identity.Equal && uuid.Validate(value.Text) != nil {
			id, err := g.client.populationID(ctx, value.Text)
			if err != nil {
				return "", err
			}
			value = identity.Value{Text: id}
		}
	case "id", "population.id":
	default:
		ops = nil
	}
	if !slices.Contains(ops, f.Op) || value.Kind != identity.Text {
		return "", g.cannotSay(f)
	}
	word := "eq"
	if f.Op == identity.StartsWith {
		word = "sw"
	}
	return path + " " + word + " " + value.String(), nil
}

func (g *Groups) cannotSay(f identity.Filter) error {
	return identity.Errorf(identity.Unsupported,
		"%s cannot filter groups by %s, only by name and externalId (= and sw), id and population (=), joined with and, or", platform, f)
}

// WriteCondition writes a filter on users as the condition of a dynamic group.
func (g *Groups) WriteCondition(ctx context.Context, f identity.Filter) (string, error) {
	text, err := g.client.filterText(ctx, identity.Query{Filter: f})
	if err != nil {
		return "", g.client.fail("write condition of group", "", err)
	}
	return text, nil
}

// NativeName is the platform's own name of an attribute of groups.
func (g *Groups) NativeName(path string) string {
	switch dotted := strings.ReplaceAll(strings.TrimPrefix(path, "/"), "/", "."); dotted {
	case "_id":
		return "id"
	case "condition":
		return "userFilter"
	case "members":
		return "directMemberCounts.users"
	case "external":
		return "isExternal"
	default:
		return dotted
	}
}
