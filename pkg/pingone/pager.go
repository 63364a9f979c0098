package pingone

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"time"

	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/stream"
)

// A pager walks over the pages of one collection. Two pages are in memory: one
// that is consumed, and one that is on its way.
type pager struct {
	client *Client
	path   string
	query  string
	limit  int // end after that many rows; 0 means all
	header http.Header

	spares spares // nil where rows may be kept
	// turn lets a page be asked for only when the one before is consumed; nil where that
	// is one ahead.
	turn chan struct{}
	seen int
}

// A page is one answer, not yet looked at.
type page struct {
	resp *rest.Response
	body []byte
}

// rows yields the rows of all pages, up to the limit.
func (p *pager) rows(ctx context.Context) iter.Seq2[json.RawMessage, error] {
	return stream.Take(rowsOf(p.pieces(ctx)), p.limit)
}

func (p *pager) pieces(ctx context.Context) iter.Seq2[piece, error] { return p.piecesOf(p.pages(ctx)) }

// split is splitPage with the answer named in the error.
func (g page) split(yield func(row []byte) bool) (envelope, error) {
	around, err := splitPage(g.body, yield)
	if err != nil {
		how := "a page that cannot be read: " + err.Error()
		if body := trimSpace(g.body); len(body) == 0 || body[0] != '{' {
			how = ""
		}
		err = unreadable(g.resp, g.body, how)
	}
	return around, err
}

// pages yields the answers; while one is consumed the next is fetched.
func (p *pager) pages(ctx context.Context) iter.Seq2[page, error] {
	return stream.Pages(ctx, p.fetch)
}

// fetch gets the page that a link leads to, the first one without a link, and
// finds the next link, so that the next page can be asked for before this one is
// looked at.
func (p *pager) fetch(ctx context.Context, link string) (stream.Page[page], error) {
	p.wait(ctx)
	got, err := p.get(ctx, link)
	if err != nil {
		return stream.Page[page]{}, err
	}
	next, ok := nextLink(got.body)
	if !ok || p.limit > 0 {
		// A page that cannot be read has no next one; the consumer will say why.
		around, err := splitPage(got.body, func([]byte) bool { return true })
		if next = around.next; err != nil {
			next = ""
		}
		// With a limit, the page after the last one that is needed is not asked for.
		if p.seen += int(around.rows); p.limit > 0 && p.seen >= p.limit {
			next = ""
		}
	}
	return stream.Page[page]{Items: []page{got}, Next: next}, nil
}

// wait waits for the turn of a page. Where ctx ends meanwhile, the request says so.
func (p *pager) wait(ctx context.Context) {
	if p.turn == nil {
		return
	}
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
	}
}

// consumed says that no row of a page is used any more.
func (p *pager) consumed(body []byte) {
	p.spares.give(body)
	select {
	case <-p.turn:
	default:
	}
}

// get asks for the page that a link leads to and reads it whole.
func (p *pager) get(ctx context.Context, link string) (page, error) {
	path, query := p.path, p.query
	if link != "" {
		var err error
		if path, query, err = p.client.follow(link); err != nil {
			return page{}, err
		}
		if path == p.path && query == p.query {
			return page{}, stream.ErrRepeatedCursor
		}
	}
	for try := 1; ; try++ {
		got, cut, err := p.try(ctx, rest.Request{Path: path, RawQuery: query, Header: p.header})
		if !cut || try == mostCuts || pause(ctx, firstPause<<try) != nil {
			return got, err
		}
	}
}

const (
	// mostCuts is how often the same page may break off before that is the answer.
	mostCuts = 3
	// firstPause is how long is waited after the first time, and more after each.
	firstPause = 20 * time.Millisecond
)

// try gets a page once. cut is true for one whose connection was lost on the way: no
// row of it was used, so that it can be asked for again.
func (p *pager) try(ctx context.Context, r rest.Request) (got page, cut bool, err error) {
	resp, err := p.client.do(ctx, r)
	if err != nil {
		return page{}, false, err
	}
	body, err := resp.Append(p.spares.take())
	lasting := errors.Is(err, rest.ErrTooLarge) || errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil
	return page{resp, body}, err != nil && !lasting, err
}
