package aic

import (
	"context"
	"iter"
	"slices"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/stream"
)

// edges streams what is at the other ends of a relationship of an object.
func (c *Client) edges(ctx context.Context, id string, address func(string) string, q identity.Query) iter.Seq2[edge, error] {
	return stream.Map(c.edgeRows(ctx, id, address, q), (*edgeRow).edge)
}

// edgeRows streams the rows of a relationship of an object, each there until the next.
func (c *Client) edgeRows(ctx context.Context, id string, address func(string) string, q identity.Query) iter.Seq2[*edgeRow, error] {
	return func(yield func(*edgeRow, error) bool) {
		if !isStep(id) {
			yield(nil, identity.Errorf(identity.NotFound, "this is no id"))
			return
		}
		query, err := c.edgeQuery(q)
		if err != nil {
			yield(nil, err)
			return
		}
		var r edgeRow
		pages := pager{rest: c.rest, path: address(id), query: query, limit: q.Limit, reuse: true, walk: r.walk}
		for _, err := range pages.rows(ctx) {
			if !yield(&r, err) || err != nil {
				return
			}
		}
	}
}

// edgeQuery prints a query for a relationship: its filter, its fields and its order speak
// of the objects at the end. A self-managed server finds nobody by such a filter and
// ignores such an order, so it is not asked.
func (c *Client) edgeQuery(q identity.Query) (string, error) {
	if c.options.Dialect == IDM && (q.Filter != nil || q.Native != "" && q.Native != "true" || len(q.Sort) > 0) {
		return "", identity.Errorf(identity.Unsupported, "%s neither filters nor sorts the objects at the end of a relationship", c.Platform())
	}
	q.Fields = edgeFields(q.Fields, c.options.Dialect)
	return c.queryString(q)
}

// edgeFields are the fields to ask for. A self-managed server tells of the edge only what
// is asked for.
func edgeFields(fields []string, d Dialect) []string {
	switch {
	case len(fields) == 0:
		return []string{"*"}
	case d == Cloud:
		return fields
	}
	fields = slices.Clone(fields)
	for _, name := range []string{"_id", "_rev", "_ref", "_refProperties"} {
		if !slices.Contains(fields, name) {
			fields = append(fields, name)
		}
	}
	return fields
}
