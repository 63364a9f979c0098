package sandbox

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
)

// totals are the last three members of an envelope.
type totals struct {
	policy string
	total  int64
}

// answerPage streams a page: rows leave as they are read, and what is only known at the end stands at the end. When
// reading breaks after rows have left, the envelope ends with the error, as on the platform.
func (c *call) answerPage(s *search, r rows) error {
	sum, err := c.totals(s)
	if err != nil {
		return err
	}
	want := s.pageSize
	if want == 0 {
		want = math.MaxInt
	}
	p := &page{call: c, rows: r, want: want}
	if err := p.read(); err != nil {
		return err
	}
	if p.sent == 0 && p.done {
		c.w.Header().Set("Content-API-Version", crestLabel) // recorded on empty results only
	}
	c.w.Header().Set("Content-Type", jsonType)
	c.w.WriteHeader(http.StatusOK)
	out, finish := c.writer()
	defer finish()
	broken := p.stream(out)
	_, _ = io.WriteString(out, p.foot(s, sum, broken)) // a client that has gone needs no answer
	return nil
}

// writer is where a streamed body goes: straight to the client, or first into memory where it shall be indented.
func (c *call) writer() (io.Writer, func()) {
	if wanted, _ := c.params.one("_prettyPrint"); !strings.EqualFold(wanted, "true") {
		return c.w, func() {}
	}
	var b bytes.Buffer
	return &b, func() { _, _ = c.w.Write(c.pretty(b.Bytes())) }
}

// page is the progress of one answer.
type page struct {
	*call
	rows  rows
	want  int // rows still wanted
	sent  int
	at    cookie
	done  bool
	piece bytes.Buffer
}

// read fetches pieces until there is something to send, or nothing more.
func (p *page) read() error {
	p.piece.Reset()
	for p.piece.Len() == 0 && !p.done && p.want > 0 {
		n, at, done, err := p.rows.next(&p.piece, p.want)
		if err != nil {
			return err
		}
		p.at, p.done = at, done
		p.want -= n
		p.sent += n
	}
	return nil
}

// stream sends what was read and goes on reading; it returns the error that ended it early.
func (p *page) stream(out io.Writer) error {
	_, err := io.WriteString(out, `{"result":[`)
	for separator := ""; err == nil && p.piece.Len() > 0; separator = "," {
		if _, err = io.WriteString(out, separator); err != nil {
			return nil
		}
		if _, err = out.Write(p.piece.Bytes()); err != nil {
			return nil // the client has gone
		}
		if err := p.read(); err != nil {
			return err
		}
	}
	return nil
}

// foot closes the envelope. A full page has a cookie even when nothing follows: the next page is then empty.
func (p *page) foot(s *search, sum totals, broken error) string {
	if broken != nil {
		return fmt.Sprintf(`],"resultCount":%d,"error":%s}`, p.sent, asFailure(broken).body(true))
	}
	next := "null"
	if s.pageSize > 0 && p.want == 0 {
		next = `"` + p.at.String() + `"`
	}
	return fmt.Sprintf(`],"resultCount":%d,"pagedResultsCookie":%s,"totalPagedResultsPolicy":"%s",`+
		`"totalPagedResults":%d,"remainingPagedResults":-1}`, p.sent, next, sum.policy, sum.total)
}

// totals counts where counting was asked for. A collection without objects is not counted, as measured.
func (c *call) totals(s *search) (totals, error) {
	none := totals{"NONE", -1}
	if s.policy == "NONE" {
		return none, nil
	}
	n, err := c.count(s)
	if err != nil || n == 0 {
		return none, err
	}
	return totals{s.policy, n}, nil
}

// answerCount is the answer to a query that wants no rows: the count stands where clients look for it.
func (c *call) answerCount(s *search) error {
	n, err := c.count(s)
	if err != nil {
		return err
	}
	return c.answer(crestLabel, encode(envelope{
		Result: []string{}, Count: int(n), Policy: "EXACT", Total: n, Remaining: -1,
	}))
}
