package pingone

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/realmctl/realmctl/pkg/jsonscan"
)

// An envelope is what surrounds the rows of a page.
type envelope struct {
	// next leads to the next page; empty on the last one.
	next string
	// count is how many rows all pages have, size how many this one has; -1 where the
	// service does not say.
	count, size int64
	// rows is how many there were.
	rows int64
}

var (
	errCutOff = errors.New("the answer is cut off")
	errNoRows = errors.New("the answer is no list")
)

// splitPage gives each row of a page to yield, as a slice of body, and returns
// what surrounds them. The members may come in any order. An error says where the
// page stops being one; the rows before it were yielded. When yield returns false,
// the rest of the page is not looked at.
func splitPage(body []byte, yield func(row []byte) bool) (envelope, error) {
	s := splitter{Scanner: jsonscan.Scanner{Doc: body}, yield: yield, envelope: envelope{count: -1, size: -1}}
	err := s.page()
	return s.envelope, err
}

// nextLink finds the link to the next page without looking at the rows; ok is
// false where the links do not stand first, as they do in the service's answers.
func nextLink(body []byte) (next string, ok bool) {
	i := jsonscan.Space(body, 0)
	if i == len(body) || body[i] != '{' {
		return "", false
	}
	s := jsonscan.Scanner{Doc: body}
	s.Members(i, func(name []byte, from int) int {
		if end := s.Value(from); end >= 0 && textOf(name) == "_links" {
			var err error
			next, err = nextOf(body[from:end])
			ok = err == nil
		}
		return jsonscan.Stopped
	})
	return next, ok
}

type splitter struct {
	jsonscan.Scanner
	envelope
	yield  func([]byte) bool
	listed bool
	err    error // why the walk was stopped; nil for a consumer who has seen enough
}

// stop ends the walk over the page.
func (s *splitter) stop(err error) int {
	s.err = err
	return jsonscan.Stopped
}

func (s *splitter) page() error {
	i := jsonscan.Space(s.Doc, 0)
	if i == len(s.Doc) {
		return s.fault(jsonscan.CutOff)
	}
	if s.Doc[i] != '{' {
		return errNoRows
	}
	switch end := s.Members(i, s.member); {
	case end == jsonscan.Stopped:
		return s.err
	case end < 0:
		return s.fault(end)
	case jsonscan.Space(s.Doc, end) != len(s.Doc):
		return fmt.Errorf("%w: something follows it", errNoRows)
	}
	return s.whole()
}

// whole compares the rows of a page that was read to its end with what it says of them.
func (s *splitter) whole() error {
	if !s.listed && s.count != 0 && s.size != 0 {
		return errNoRows
	}
	if s.size >= 0 && s.size != s.rows {
		return fmt.Errorf("it has %d rows and says it has %d", s.rows, s.size)
	}
	return nil
}

// member reads one member of the envelope.
func (s *splitter) member(name []byte, from int) int {
	known := textOf(name)
	if known == "_embedded" && s.begins(from, '{') {
		return s.Members(from, s.embedded)
	}
	end := s.Value(from)
	if end < 0 {
		return end
	}
	switch value := s.Doc[from:end]; known {
	case "_links":
		var err error
		if s.next, err = nextOf(value); err != nil {
			return s.stop(err)
		}
	case "count":
		s.count = number(value)
	case "size":
		s.size = number(value)
	}
	return end
}

// embedded reads one collection: the first that is a list. The names differ from
// resource to resource, and not all of them are documented.
func (s *splitter) embedded(_ []byte, from int) int {
	if s.listed || !s.begins(from, '[') {
		return s.Value(from)
	}
	s.listed = true
	return s.Elements(from, s.row)
}

func (s *splitter) row(from int) int {
	end := s.Value(from)
	if end < 0 {
		return end
	}
	s.rows++
	if !s.begins(from, '{') {
		return s.stop(fmt.Errorf("row %d is no object", s.rows))
	}
	if !s.yield(s.Doc[from:end:end]) {
		return s.stop(nil)
	}
	return end
}

// begins reports whether the value at i begins with a bracket.
func (s *splitter) begins(i int, bracket byte) bool { return i < len(s.Doc) && s.Doc[i] == bracket }

// fault says where in the answer the scanner gave up. It does not count on its way, so
// that a general tokeniser looks for the byte.
func (s *splitter) fault(end int) error {
	if end == jsonscan.CutOff {
		return fmt.Errorf("%w after row %d", errCutOff, s.rows)
	}
	d := jsontext.NewDecoder(bytes.NewReader(s.Doc), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](d.SkipValue()); ok {
		return fmt.Errorf("it is not valid JSON at byte %d, after row %d", syntax.ByteOffset+1, s.rows)
	}
	return fmt.Errorf("it is nested too deeply after row %d", s.rows)
}

// nextOf reads the link to the next page out of the links of this one.
func nextOf(links json.RawMessage) (string, error) {
	var w struct {
		Next *struct {
			Href string `json:"href"`
		} `json:"next"`
	}
	if err := json.Unmarshal(links, &w); err != nil {
		return "", fmt.Errorf("its links are not what they should be")
	}
	if w.Next == nil {
		return "", nil
	}
	if w.Next.Href == "" {
		return "", fmt.Errorf("its link to the next page is empty")
	}
	return w.Next.Href, nil
}

// number is a count, -1 if the service gave something else.
func number(value []byte) int64 {
	n, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}
