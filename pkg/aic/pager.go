package aic

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"

	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/stream"
)

// A pager walks over the pages of one CREST query. Three pages may be in memory:
// one that is consumed, one that is framed, and one that is on its way.
type pager struct {
	rest  *rest.Client
	path  string
	query string
	limit int // end after that many rows; 0 means all
	seen  int

	// header is sent with each request; nil means that of managed objects.
	header http.Header
	// first is the cookie to begin with.
	first string
	// anything takes rows that are no objects.
	anything bool

	// reuse takes the memory of a page that has been consumed for the next one.
	reuse bool
	ring  [3]buffer
	asked int
	// ahead is the answer to the request that was sent ahead; nil if there is none.
	ahead chan answered
}

// A buffer is the memory of one page.
type buffer struct {
	body []byte
	rows []json.RawMessage
}

// answered is a page as it came, or why it did not come.
type answered struct {
	cookie string
	resp   *rest.Response
	page   *buffer
	err    error
}

// rows yields the rows of all pages, up to the limit.
func (p *pager) rows(ctx context.Context) iter.Seq2[json.RawMessage, error] {
	return stream.Take(walk(ctx, p, p.fetch), p.limit)
}

// walk yields the items of all pages and leaves no request behind.
func walk[T any](ctx context.Context, p *pager, fetch stream.Fetch[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer p.settle()
		defer cancel()
		for item, err := range stream.Pages(ctx, fetch) {
			if !yield(item, err) {
				return
			}
		}
	}
}

// settle returns when no request is under way.
func (p *pager) settle() {
	if p.ahead != nil {
		<-p.ahead
		p.ahead = nil
	}
}

// fetch gets and frames the page that a cookie leads to.
func (p *pager) fetch(ctx context.Context, cookie string) (stream.Page[json.RawMessage], error) {
	a := p.next(ctx, cookie)
	if a.err != nil {
		return stream.Page[json.RawMessage]{}, a.err
	}
	rows := a.page.rows[:0]
	around, err := p.check(a.resp, a.page.body, func(row []byte) { rows = append(rows, row) })
	a.page.rows = rows
	page := stream.Page[json.RawMessage]{Items: rows, Next: around.cookie}
	// With a limit, the page after the last one that is needed is not asked for.
	if p.seen += len(rows); p.limit > 0 && p.seen >= p.limit {
		page.Next = ""
		return page, nil
	}
	return page, err
}

// next is the answer that a cookie leads to, which may be on its way already. The
// page after it is asked for before this one is looked at: its cookie is cut off
// the end. With a limit it is not known yet whether that page will be needed.
func (p *pager) next(ctx context.Context, cookie string) answered {
	a := p.sentAhead(cookie)
	if a == nil {
		got := p.get(ctx, cookie)
		a = &got
	}
	if a.err != nil || p.limit > 0 {
		return *a
	}
	if next, ok := cutCookie(a.page.body); ok && next != "" {
		ahead := make(chan answered, 1)
		p.ahead = ahead
		go func() { ahead <- p.get(ctx, next) }()
	}
	return *a
}

// sentAhead is the answer to the request that was sent ahead, if it was for this
// cookie.
func (p *pager) sentAhead(cookie string) *answered {
	if p.ahead == nil {
		return nil
	}
	a := <-p.ahead
	p.ahead = nil
	if a.cookie != cookie {
		p.asked-- // its memory is free
		return nil
	}
	return &a
}

// get asks for the page that a cookie leads to and reads it whole.
func (p *pager) get(ctx context.Context, cookie string) answered {
	a := answered{cookie: cookie, page: p.buffer()}
	header := p.header
	if header == nil {
		header = apiVersion()
	}
	a.resp, a.err = p.rest.Do(ctx, rest.Request{Path: p.path, RawQuery: withCookie(p.query, firstOf(cookie, p.first)), Header: header})
	if a.err == nil {
		a.page.body, a.err = a.resp.Append(a.page.body[:0])
	}
	return a
}

// buffer is where the next page goes. A page is asked for when the one three before
// it has been consumed: then its memory is free.
func (p *pager) buffer() *buffer {
	if !p.reuse {
		return &buffer{rows: make([]json.RawMessage, 0, pageSize)}
	}
	p.asked++
	return &p.ring[p.asked%len(p.ring)]
}
