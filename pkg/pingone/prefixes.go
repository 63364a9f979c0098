package pingone

import (
	"context"
	"fmt"
	"iter"

	"github.com/realmctl/realmctl/pkg/stream"
)

// beginnings are what most user names begin with. Names are matched in any letter
// case, so that no user name begins with two of them.
const beginnings = "abcdefghijklmnopqrstuvwxyz0123456789"

// refine divides parts that are so large that the others would be done long before
// them by the beginnings of user names.
func (c *Client) refine(ctx context.Context, parts []part, pages int64) []part {
	var refined []part
	for _, p := range parts {
		if p.pages < manyPages || p.pages*int64(c.options.Parallel) <= pages {
			refined = append(refined, p)
			continue
		}
		smaller, err := c.byBeginning(ctx, p)
		if err != nil {
			c.options.Warn(fmt.Sprintf("%s: a part of the listing with about %d pages comes as one sequence: %v", c.options.Realm, p.pages, err))
			smaller = []part{p}
		}
		refined = append(refined, smaller...)
	}
	return refined
}

// byBeginning divides a part by the beginnings of user names, if the service's own
// counts prove that the smaller parts together are the whole.
func (c *Client) byBeginning(ctx context.Context, whole part) ([]part, error) {
	parts := []part{whole}
	for _, b := range beginnings {
		parts = append(parts, part{beginning(string(b), whole.filter), -1})
	}
	counts, err := c.counts(ctx, parts)
	if err != nil {
		return nil, fmt.Errorf("its users could not be counted: %w", err)
	}
	var sum int64
	var smaller []part
	for i, p := range parts[1:] {
		n := counts[i+1]
		if n < 0 || counts[0] < 0 {
			return nil, fmt.Errorf("the service does not count its users")
		}
		if sum += n; n > 0 {
			smaller = append(smaller, part{p.filter, pagesOf(n)})
		}
	}
	if sum != counts[0] {
		return nil, fmt.Errorf("not all of its user names begin with a letter a-z or a digit")
	}
	return smaller, nil
}

// beginning narrows a filter to user names with a beginning.
func beginning(text, filter string) string {
	narrowed := "username sw " + string(quote(text))
	if filter != "" {
		narrowed += " and (" + filter + ")"
	}
	return narrowed
}

// counts asks the service for the number of users of each part, some at a time.
func (c *Client) counts(ctx context.Context, parts []part) ([]int64, error) {
	counts := make([]int64, len(parts))
	sources := make([]func(context.Context) iter.Seq2[struct{}, error], len(parts))
	for i, p := range parts {
		sources[i] = func(ctx context.Context) iter.Seq2[struct{}, error] {
			n, err := c.users.countMatches(ctx, p.filter)
			if err != nil {
				return stream.Fail[struct{}](err)
			}
			counts[i] = n
			return stream.Of(struct{}{})
		}
	}
	_, err := stream.Collect(stream.MergeFunc(ctx, c.options.Parallel, sources...))
	return counts, err
}
