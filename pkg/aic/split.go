package aic

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
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

var errNoRows = errors.New("the answer is no list of results")

// splitPage gives each row of a page to yield, as a slice of body, and returns
// what surrounds them. The members may come in any order and with any white
// space. An error says where the page stops being one; the rows before it were
// yielded, so that nothing is lost in silence. When yield returns false, the rest
// of the page is not looked at.
func splitPage(body []byte, yield func(row []byte) bool) (envelope, error) {
	return splitRows(body, (*scanner).value, yield)
}

// splitRows is splitPage with a walk over a row that may learn something on its way.
func splitRows(body []byte, walk rowWalk, yield func(row []byte) bool) (envelope, error) {
	s := splitter{scanner: scanner{doc: body}, envelope: envelope{count: -1}, walk: walk, yield: yield}
	err := s.page()
	if errors.Is(err, errStopped) {
		err = nil
	}
	return s.envelope, err
}

var errStopped = errors.New("stopped")

// A rowWalk does what [scanner.value] does, and refuses what that refuses.
type rowWalk func(s *scanner, i int) (end int)

type splitter struct {
	scanner
	envelope
	walk   rowWalk
	yield  func([]byte) bool
	listed bool
}

func (s *splitter) page() error {
	i := space(s.doc, 0)
	if i >= len(s.doc) {
		return errCutOff
	}
	if s.doc[i] != '{' {
		return s.at(i, errNoRows)
	}
	if i = space(s.doc, i+1); i < len(s.doc) && s.doc[i] == '}' {
		return errNoRows
	}
	for {
		end, err := s.member(i)
		if err != nil {
			return err
		}
		if i = space(s.doc, end); i >= len(s.doc) {
			return errCutOff
		}
		if s.doc[i] == '}' {
			return s.end(i + 1)
		}
		if s.doc[i] != ',' {
			return s.at(i, errMalformed)
		}
		i = space(s.doc, i+1)
	}
}

// end checks what follows the envelope.
func (s *splitter) end(i int) error {
	if i = space(s.doc, i); i < len(s.doc) {
		return s.at(i, errMalformed)
	}
	if !s.listed {
		return errNoRows
	}
	return nil
}

// member reads the member of the envelope whose name begins at i.
func (s *splitter) member(i int) (end int, err error) {
	from := memberName(s.doc, i)
	if from < 0 {
		return 0, s.at(i, fault(from))
	}
	switch name := s.nameAt(i, from); string(name) {
	case `"result"`:
		return s.rowsAt(from)
	case `"pagedResultsCookie"`, `"resultCount"`, `"error"`:
		if end = s.value(from); end < 0 {
			return 0, s.at(from, fault(end))
		}
		return end, s.keep(string(name), s.doc[from:end])
	}
	if end = s.value(from); end < 0 {
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
	if i >= len(s.doc) {
		return 0, errCutOff
	}
	if s.doc[i] != '[' || s.listed {
		return 0, s.at(i, errNoRows)
	}
	s.listed = true
	if i = space(s.doc, i+1); i < len(s.doc) && s.doc[i] == ']' {
		return i + 1, nil
	}
	for {
		end := s.walk(&s.scanner, i)
		if end < 0 {
			return 0, s.at(i, fault(end))
		}
		s.rows++
		if !s.yield(s.doc[i:end:end]) {
			return 0, errStopped
		}
		if i = space(s.doc, end); i >= len(s.doc) {
			return 0, errCutOff
		}
		if s.doc[i] == ']' {
			return i + 1, nil
		}
		if s.doc[i] != ',' {
			return 0, s.at(i, errMalformed)
		}
		i = space(s.doc, i+1)
	}
}

// at says where in the answer an error was found: after how many bytes and rows.
func (s *splitter) at(i int, err error) error {
	if errors.Is(err, errCutOff) {
		return fmt.Errorf("%w after row %d", err, s.rows)
	}
	return fmt.Errorf("%w at byte %d, after row %d", err, i+1, s.rows)
}
