package aic

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"

	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/stream"
)

// A pager walks over the pages of one CREST query. Two pages are in memory: one
// that is framed and consumed, and one that is on its way.
type pager struct {
	rest  *rest.Client
	path  string
	query string
	limit int // end after that many rows; 0 means all

	// header is sent with each request; nil means that of managed objects.
	header http.Header
	// first is the cookie to begin with.
	first string
	// anything takes rows that are no objects.
	anything bool
	// walk walks over each row before it is yielded; nil finds no more than its end.
	walk rowWalk

	// reuse takes the memory of the page before the last for the next one: that one
	// has been consumed when a request begins, since no more than one page is ahead.
	reuse  bool
	memory [2][]byte
	asked  int
	seen   int
}

// A page is one answer, not yet looked at.
type page struct {
	resp *rest.Response
	body []byte
}

// rows yields the rows of all pages, up to the limit.
func (p *pager) rows(ctx context.Context) iter.Seq2[json.RawMessage, error] {
	return stream.Take(p.all(ctx), p.limit)
}

// all yields the rows of all pages. What is wrong with a page is an error after the
// rows before it.
func (p *pager) all(ctx context.Context) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		for page, err := range p.pages(ctx) {
			if err != nil {
				yield(nil, err)
				return
			}
			more := true
			_, err := p.check(page, func(row []byte) bool {
				more = yield(row, nil)
				return more
			})
			if !more {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// pages yields the answers; while one is consumed the next is fetched.
func (p *pager) pages(ctx context.Context) iter.Seq2[page, error] {
	return stream.Pages(ctx, p.fetch)
}

// fetch gets the page that a cookie leads to, and finds the next cookie at its end,
// so that the next page can be asked for before this one is looked at.
func (p *pager) fetch(ctx context.Context, cookie string) (stream.Page[page], error) {
	got, err := p.get(ctx, cookie)
	if err != nil {
		return stream.Page[page]{}, err
	}
	next, ok := cutCookie(got.body)
	if !ok || p.limit > 0 {
		// A page that cannot be read has no next one; the consumer will say why.
		around, err := splitPage(got.body, func([]byte) bool { return true })
		if next = around.cookie; err != nil {
			next = ""
		}
		// With a limit, the page after the last one that is needed is not asked for.
		if p.seen += int(around.rows); p.limit > 0 && p.seen >= p.limit {
			next = ""
		}
	}
	return stream.Page[page]{Items: []page{got}, Next: next}, nil
}

// get asks for the page that a cookie leads to and reads it whole.
func (p *pager) get(ctx context.Context, cookie string) (page, error) {
	header := p.header
	if header == nil {
		header = apiVersion()
	}
	req := rest.Request{Path: p.path, RawQuery: withCookie(p.query, cmp.Or(cookie, p.first)), Header: header}
	p.asked++
	for try := 1; ; try++ {
		got, cut, err := p.try(ctx, req)
		if !cut || try == mostCuts || pause(ctx, try) != nil {
			return got, err
		}
	}
}

// mostCuts is how often the same page may break off before that is the answer.
const mostCuts = 3

// try gets a page once. cut is true for one whose connection was lost on the way: no
// row of it was used, so that it can be asked for again.
func (p *pager) try(ctx context.Context, req rest.Request) (got page, cut bool, err error) {
	resp, err := p.rest.Do(ctx, req)
	if err != nil {
		return page{}, false, err
	}
	body, err := resp.Append(p.room(resp.Length))
	if p.reuse {
		p.memory[p.asked%len(p.memory)] = body
	}
	return page{resp, body}, err != nil && ctx.Err() == nil && !errors.Is(err, rest.ErrTooLarge) && !errors.Is(err, context.DeadlineExceeded), err
}

// mostReserved is how much memory an announcement alone is worth; more comes when the
// bytes do.
const mostReserved = 4 << 20

// room is where the next page goes. Pages differ little in size, so there is room for
// one that is a bit longer: to grow would leave the old memory to be collected.
func (p *pager) room(length int64) []byte {
	length = min(length, mostReserved)
	if !p.reuse {
		return make([]byte, 0, length+1)
	}
	b := p.memory[p.asked%len(p.memory)]
	if int64(cap(b)) <= length {
		b = make([]byte, 0, length+length/16+1)
	}
	return b[:0]
}
