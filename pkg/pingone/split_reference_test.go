package pingone

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// byTokens splits a page with a general tokeniser: the reference.
func byTokens(body []byte) (around envelope, rows []string, err error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	r := tokens{Decoder: d, envelope: envelope{count: -1, size: -1}}
	err = r.page()
	var syntax *jsontext.SyntacticError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		err = fmt.Errorf("%w after row %d", errCutOff, len(r.found))
	case errors.As(err, &syntax):
		err = fmt.Errorf("it is not valid JSON at byte %d, after row %d", syntax.ByteOffset+1, len(r.found))
	}
	r.rows = int64(len(r.found))
	return r.envelope, r.found, err
}

type tokens struct {
	*jsontext.Decoder
	envelope
	found  []string
	listed bool
}

func (r *tokens) page() error {
	if err := r.members(r.member); err != nil {
		return err
	}
	if _, err := r.ReadToken(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: something follows it", errNoRows)
	}
	s := splitter{envelope: r.envelope, listed: r.listed}
	s.rows = int64(len(r.found))
	return s.whole()
}

func (r *tokens) members(each func(name string) error) error {
	if _, err := r.ReadToken(); err != nil {
		return err
	}
	for r.PeekKind() == '"' {
		name, err := r.ReadToken()
		if err != nil {
			return err
		}
		if err := each(name.String()); err != nil {
			return err
		}
	}
	_, err := r.ReadToken()
	return err
}

func (r *tokens) member(name string) error {
	if name == "_embedded" && r.PeekKind() == '{' {
		return r.members(r.embedded)
	}
	value, err := r.ReadValue()
	if err != nil {
		return err
	}
	switch name {
	case "_links":
		r.next, err = nextOf(json.RawMessage(value))
	case "count":
		r.count = number(value)
	case "size":
		r.size = number(value)
	}
	return err
}

func (r *tokens) embedded(string) error {
	if r.listed || r.PeekKind() != '[' {
		return r.SkipValue()
	}
	r.listed = true
	if _, err := r.ReadToken(); err != nil {
		return err
	}
	for r.PeekKind() != ']' {
		value, err := r.ReadValue()
		if err != nil {
			return err
		}
		if value.Kind() != '{' {
			return fmt.Errorf("row %d is no object", len(r.found)+1)
		}
		r.found = append(r.found, string(value))
	}
	_, err := r.ReadToken()
	return err
}
