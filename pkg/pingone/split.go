package pingone

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
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
	// errEnough ends a walk whose consumer has seen enough.
	errEnough = errors.New("enough")
)

// splitPage gives each row of a page to yield, as a slice of body, and returns
// what surrounds them. The members may come in any order. An error says where the
// page stops being one; the rows before it were yielded. When yield returns false,
// the rest of the page is not looked at.
func splitPage(body []byte, yield func(row []byte) bool) (envelope, error) {
	s := splitter{body: body, yield: yield, envelope: envelope{count: -1, size: -1}}
	s.decoder = jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	err := s.page()
	if errors.Is(err, errEnough) {
		return s.envelope, nil
	}
	return s.envelope, s.located(err)
}

// nextLink finds the link to the next page without looking at the rows; ok is
// false where the links do not stand first, as they do in the service's answers.
func nextLink(body []byte) (next string, ok bool) {
	d := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	for _, wanted := range [...]string{"{", "_links"} {
		if t, err := d.ReadToken(); err != nil || t.String() != wanted {
			return "", false
		}
	}
	links, err := d.ReadValue()
	if err != nil {
		return "", false
	}
	next, err = nextOf(json.RawMessage(links))
	return next, err == nil
}

type splitter struct {
	envelope
	body    []byte
	decoder *jsontext.Decoder
	yield   func([]byte) bool
	listed  bool
}

func (s *splitter) page() error {
	if s.decoder.PeekKind() != '{' {
		if _, err := s.decoder.ReadToken(); err != nil {
			return err
		}
		return errNoRows
	}
	if err := s.members(s.member); err != nil {
		return err
	}
	if _, err := s.decoder.ReadToken(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: something follows it", errNoRows)
	}
	if !s.listed && s.count != 0 && s.size != 0 {
		return errNoRows
	}
	if s.size >= 0 && s.size != s.rows {
		return fmt.Errorf("it has %d rows and says it has %d", s.rows, s.size)
	}
	return nil
}

// members walks over the object that comes next.
func (s *splitter) members(each func(name string) error) error {
	if _, err := s.decoder.ReadToken(); err != nil {
		return err
	}
	for s.decoder.PeekKind() == '"' {
		name, err := s.decoder.ReadToken()
		if err != nil {
			return err
		}
		if err := each(name.String()); err != nil {
			return err
		}
	}
	_, err := s.decoder.ReadToken()
	return err
}

// member reads one member of the envelope.
func (s *splitter) member(name string) error {
	if name == "_embedded" && s.decoder.PeekKind() == '{' {
		return s.members(s.embedded)
	}
	value, err := s.decoder.ReadValue()
	if err != nil {
		return err
	}
	switch name {
	case "_links":
		s.next, err = nextOf(json.RawMessage(value))
	case "count":
		s.count = number(value)
	case "size":
		s.size = number(value)
	}
	return err
}

// embedded reads one collection: the first that is a list. The names differ from
// resource to resource, and not all of them are documented.
func (s *splitter) embedded(string) error {
	if s.listed || s.decoder.PeekKind() != '[' {
		return s.decoder.SkipValue()
	}
	s.listed = true
	if _, err := s.decoder.ReadToken(); err != nil {
		return err
	}
	for s.decoder.PeekKind() != ']' {
		value, err := s.decoder.ReadValue()
		if err != nil {
			return err
		}
		s.rows++
		if value.Kind() != '{' {
			return fmt.Errorf("row %d is no object", s.rows)
		}
		end := s.decoder.InputOffset()
		if !s.yield(s.body[end-int64(len(value)) : end : end]) {
			return errEnough
		}
	}
	_, err := s.decoder.ReadToken()
	return err
}

// located says where in the answer an error was found.
func (s *splitter) located(err error) error {
	var syntax *jsontext.SyntacticError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("%w after row %d", errCutOff, s.rows)
	case errors.As(err, &syntax):
		return fmt.Errorf("it is not valid JSON at byte %d, after row %d", syntax.ByteOffset+1, s.rows)
	}
	return err
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
func number(value jsontext.Value) int64 {
	n, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}
