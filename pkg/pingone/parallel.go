package pingone

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/stream"
)

// The service gives at most 200 users a page, and the link to a page is known only
// when the one before it is there: a long listing is all waiting. It is shorter in
// parts that are asked for side by side. Every user is in exactly one population,
// so populations are such parts; see prefixes.go for a population that is too
// large.

const (
	// fewPages are not worth asking how they could be divided.
	fewPages = 8
	// manyPages are worth counting a population's users by the beginnings of their
	// names, which takes a request for each.
	manyPages = 150
)

// A part is a listing of some of the users, none of whom is in another part.
type part struct {
	filter string
	pages  int64 // that it probably has; -1 is unknown
}

// divided yields the rows of a listing: one sequence of pages, or for a long one its
// parts side by side, in no order.
func (p *pager) divided(ctx context.Context, filter string) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		first, err := p.fetch(ctx, "")
		if err != nil {
			yield(nil, err)
			return
		}
		rows := p.after(ctx, first)
		if first.Next != "" {
			around, err := splitPage(first.Items[0].body, func([]byte) bool { return true })
			if err == nil && around.count >= 0 {
				if parts := p.client.parts(ctx, filter, around.count); len(parts) > 1 {
					p.consumed(first.Items[0].body)
					rows = p.beside(ctx, parts, around.count)
				}
			}
		}
		for row, err := range rows {
			if !yield(row, err) {
				return
			}
		}
	}
}

// after goes on as one sequence from a page that is there already.
func (p *pager) after(ctx context.Context, first stream.Page[page]) iter.Seq2[json.RawMessage, error] {
	pages := stream.Pages(ctx, func(ctx context.Context, link string) (stream.Page[page], error) {
		if link == "" {
			return first, nil
		}
		return p.fetch(ctx, link)
	})
	return rowsOf(p.piecesOf(pages))
}

// beside yields the rows of all parts, some parts at a time, and says so if they
// are not as many as the service counted before. Of each part one page is in memory:
// while it is consumed, those of other parts are on their way.
func (p *pager) beside(ctx context.Context, parts []part, count int64) iter.Seq2[json.RawMessage, error] {
	c := p.client
	sources := make([]func(context.Context) iter.Seq2[piece, error], len(parts))
	for i, part := range parts {
		one := &pager{client: c, path: p.path, query: rest.Parameters("filter", part.filter, "limit", "200"), spares: p.spares, turn: make(chan struct{}, 1)}
		sources[i] = one.pieces
	}
	return func(yield func(json.RawMessage, error) bool) {
		var n int64
		for row, err := range rowsOf(stream.MergeFunc(ctx, c.options.Parallel, sources...)) {
			if !yield(row, err) || err != nil {
				return
			}
			n++
		}
		if n != count {
			c.options.Warn(fmt.Sprintf("%s: the listing has %d users and the service counted %d before it began; users were changed meanwhile", c.options.Realm, n, count))
		}
	}
}

// parts divides a listing; nil means that it stays one sequence. What goes wrong
// here is no error of the listing.
func (c *Client) parts(ctx context.Context, filter string, count int64) []part {
	pages := pagesOf(count)
	if pages < fewPages {
		return nil
	}
	home, err := c.population(ctx)
	if err != nil {
		return nil
	}
	parts := []part{{filter, pages}}
	if home == "" {
		if populations := c.partsByPopulation(ctx, filter, pages); populations != nil {
			parts = populations
		}
	}
	return c.refine(ctx, parts, pages)
}

func pagesOf(users int64) int64 { return (users + mostUsers - 1) / mostUsers }

// partsByPopulation is one part for each population, also for those that are said
// to be empty. Too many populations for the number of pages are not worth it.
func (c *Client) partsByPopulation(ctx context.Context, filter string, pages int64) []part {
	var parts []part
	for population, err := range c.populations().List(ctx, identity.Query{}) {
		if err != nil {
			return nil
		}
		profile, err := population.Profile()
		if err != nil || profile.ID == "" {
			return nil
		}
		p := part{within(profile.ID, filter), -1}
		if filter == "" && profile.Users >= 0 {
			p.pages = pagesOf(profile.Users)
		}
		parts = append(parts, p)
	}
	if int64(len(parts)) > pages/2 {
		return nil
	}
	if len(parts) == 1 {
		parts[0].pages = pages
	}
	return parts
}
