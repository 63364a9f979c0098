package render

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
)

// CSVError says where CSV that was read is malformed.
type CSVError struct {
	Line   int // counted from 1
	Detail string
}

func (e *CSVError) Error() string { return fmt.Sprintf("read csv: line %d: %s", e.Line, e.Detail) }

// ReadCSV returns the records of r, header included, as [CSV] writes them and as
// spreadsheets save them: a byte-order mark is skipped, lines end with a line
// feed with or without a carriage return, empty lines are left out. separator
// is usually a comma. Unlike encoding/csv it keeps a carriage return inside
// quotes, so that every value comes back as it was. Fields are as written: the
// caller undoes [Guard] with [Unguard]. A malformed record is a *[CSVError] and
// ends the records, as does an error of r.
func ReadCSV(r io.Reader, separator byte) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		c := &csvReader{r: bufio.NewReaderSize(r, bufferSize), separator: separator, line: 1}
		if mark, _ := c.r.Peek(3); string(mark) == "\ufeff" {
			_, _ = c.r.Discard(3) // they were just seen
		}
		for {
			record, err := c.record()
			if errors.Is(err, io.EOF) || !yield(record, err) || err != nil {
				return
			}
		}
	}
}

type csvReader struct {
	r         *bufio.Reader
	separator byte
	line      int
	field     []byte
}

// record returns the next record that is not an empty line, or io.EOF.
func (c *csvReader) record() ([]string, error) {
	for {
		if _, err := c.r.Peek(1); err != nil {
			return nil, err
		}
		record, blank, err := c.fields()
		if err != nil || !blank {
			return record, err
		}
	}
}

func (c *csvReader) fields() (record []string, blank bool, err error) {
	for {
		quoted, end, err := c.next()
		if err != nil {
			return nil, false, err
		}
		record = append(record, string(c.field))
		if end != c.separator {
			return record, len(record) == 1 && record[0] == "" && !quoted, nil
		}
	}
}

// next reads one field and the separator or line feed behind it.
func (c *csvReader) next() (quoted bool, end byte, err error) {
	c.field = c.field[:0]
	b, err := c.read()
	if err == nil && b == '"' {
		end, err = c.quoted()
		return true, end, err
	}
	for ; err == nil; b, err = c.read() {
		switch b {
		case c.separator:
			return false, b, nil
		case '\n':
			if n := len(c.field); n > 0 && c.field[n-1] == '\r' {
				c.field = c.field[:n-1]
			}
			c.line++
			return false, b, nil
		case '"':
			return false, 0, &CSVError{c.line, "a quote inside a field that does not begin with one"}
		}
		c.field = append(c.field, b)
	}
	return false, 0, err
}

// read returns the next byte, and a line feed at the end: the last line may lack it.
func (c *csvReader) read() (byte, error) {
	b, err := c.r.ReadByte()
	if errors.Is(err, io.EOF) {
		return '\n', nil
	}
	return b, err
}

// quoted reads what follows an opening quote.
func (c *csvReader) quoted() (end byte, err error) {
	start := c.line
	for {
		b, err := c.r.ReadByte()
		if errors.Is(err, io.EOF) {
			return 0, &CSVError{start, "a quote is not closed"}
		}
		if err != nil {
			return 0, err
		}
		if b == '\n' {
			c.line++
		}
		if b == '"' {
			if b, err = c.read(); err != nil || b != '"' {
				return c.behindQuote(b, err)
			}
		}
		c.field = append(c.field, b)
	}
}

// behindQuote checks what stands behind a closing quote.
func (c *csvReader) behindQuote(b byte, err error) (end byte, _ error) {
	if err == nil && b == '\r' {
		b, err = c.read()
	}
	switch {
	case err != nil:
		return 0, err
	case b == '\n':
		c.line++
		return b, nil
	case b == c.separator:
		return b, nil
	}
	return 0, &CSVError{c.line, "something stands behind a closing quote"}
}
