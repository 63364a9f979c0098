package aic

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/realmctl/realmctl/pkg/jsonscan"
)

// An envelope is what surrounds the rows of a page.
type envelope struct {
	// cookie leads to the next page; empty on the last one.
	cookie string
	// count is how many rows the service says the page has, -1 if it does not say.
	count int64
	// rows is how many there were.
	rows int64
	// failure is the error that ended the rows early, although the status was 200;
	// see "Common REST", streaming of query results.
	failure json.RawMessage
}

var (
	errNoRows    = errors.New("the answer is no list of results")
	errCutOff    = errors.New("the answer is cut off")
	errMalformed = errors.New("the answer is not valid JSON")
	errTooDeep   = errors.New("the answer is nested too deeply")
)

// fault is the error that a negative index stands for.
func fault(end int) error {
	switch end {
	case jsonscan.CutOff:
		return errCutOff
	case jsonscan.TooDeep:
		return errTooDeep
	}
	return errMalformed
}

// splitPage gives each row of a page to yield, as a slice of body, and returns
// what surrounds them. The members may come in any order and with any white
// space. An error says where the page stops being one; the rows before it were
// yielded, so that nothing is lost in silence. When yield returns false, the rest
// of the page is not looked at.
func splitPage(body []byte, yield func(row []byte) bool) (envelope, error) {
	return splitRows(body, (*jsonscan.Scanner).Value, yield)
}

// splitRows is splitPage with a walk over a row that may learn something on its way.
func splitRows(body []byte, walk rowWalk, yield func(row []byte) bool) (envelope, error) {
	s := splitter{Scanner: jsonscan.Scanner{Doc: body}, envelope: envelope{count: -1}, walk: walk, yield: yield}
	err := s.page()
	if errors.Is(err, errStopped) {
		err = nil
	}
	return s.envelope, err
}

var errStopped = errors.New("stopped")

// A rowWalk does what [jsonscan.Scanner.Value] does, and refuses what that refuses.
type rowWalk func(s *jsonscan.Scanner, i int) (end int)

type splitter struct {
	jsonscan.Scanner
	envelope
	walk   rowWalk
	yield  func([]byte) bool
	listed bool
}

func (s *splitter) page() error {
	i := jsonscan.Space(s.Doc, 0)
	if i >= len(s.Doc) {
		return errCutOff
	}
	if s.Doc[i] != '{' {
		return s.at(i, errNoRows)
	}
	if i = jsonscan.Space(s.Doc, i+1); i < len(s.Doc) && s.Doc[i] == '}' {
		return errNoRows
	}
	for {
		end, err := s.member(i)
		if err != nil {
			return err
		}
		if i = jsonscan.Space(s.Doc, end); i >= len(s.Doc) {
			return errCutOff
		}
		if s.Doc[i] == '}' {
			return s.end(i + 1)
		}
		if s.Doc[i] != ',' {
			return s.at(i, errMalformed)
		}
		i = jsonscan.Space(s.Doc, i+1)
	}
}

// end checks what follows the envelope.
func (s *splitter) end(i int) error {
	if i = jsonscan.Space(s.Doc, i); i < len(s.Doc) {
		return s.at(i, errMalformed)
	}
	if !s.listed {
		return errNoRows
	}
	return nil
}

// member reads the member of the envelope whose name begins at i.
func (s *splitter) member(i int) (end int, err error) {
	from := jsonscan.Name(s.Doc, i)
	if from < 0 {
		return 0, s.at(i, fault(from))
	}
	switch name := s.NameAt(i, from); string(name) {
	case `"result"`:
		return s.rowsAt(from)
	case `"pagedResultsCookie"`, `"resultCount"`, `"error"`:
		if end = s.Value(from); end < 0 {
			return 0, s.at(from, fault(end))
		}
		return end, s.keep(string(name), s.Doc[from:end])
	}
	if end = s.Value(from); end < 0 {
		return 0, s.at(from, fault(end))
	}
	return end, nil
}

func (s *splitter) keep(name string, value []byte) error {
	switch name {
	case `"pagedResultsCookie"`:
		var cookie *string
		if err := json.Unmarshal(value, &cookie); err != nil {
			return fmt.Errorf("the cookie of the next page is %.40s", value)
		}
		if s.cookie = ""; cookie != nil {
			s.cookie = *cookie
		}
	case `"resultCount"`:
		n, err := strconv.ParseInt(string(value), 10, 64)
		if err != nil && string(value) != "null" {
			return fmt.Errorf("the number of results is %.40s", value)
		}
		if s.count = n; err != nil {
			s.count = -1
		}
	case `"error"`:
		s.failure = value
	}
	return nil
}

// rowsAt yields the elements of the array at i.
func (s *splitter) rowsAt(i int) (int, error) {
	if i >= len(s.Doc) {
		return 0, errCutOff
	}
	if s.Doc[i] != '[' || s.listed {
		return 0, s.at(i, errNoRows)
	}
	s.listed = true
	if i = jsonscan.Space(s.Doc, i+1); i < len(s.Doc) && s.Doc[i] == ']' {
		return i + 1, nil
	}
	for {
		end := s.walk(&s.Scanner, i)
		if end < 0 {
			return 0, s.at(i, fault(end))
		}
		s.rows++
		if !s.yield(s.Doc[i:end:end]) {
			return 0, errStopped
		}
		if i = jsonscan.Space(s.Doc, end); i >= len(s.Doc) {
			return 0, errCutOff
		}
		if s.Doc[i] == ']' {
			return i + 1, nil
		}
		if s.Doc[i] != ',' {
			return 0, s.at(i, errMalformed)
		}
		i = jsonscan.Space(s.Doc, i+1)
	}
}

// at says where in the answer an error was found: after how many bytes and rows.
func (s *splitter) at(i int, err error) error {
	if errors.Is(err, errCutOff) {
		return fmt.Errorf("%w after row %d", err, s.rows)
	}
	return fmt.Errorf("%w at byte %d, after row %d", err, i+1, s.rows)
}
