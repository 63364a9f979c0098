package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A named is a person as a file names one.
type named struct {
	name string
	line int
}

// nameColumns are the columns and members that name a person, the surest first.
func nameColumns() []string { return []string{"id", "_id", "userName", "username", "mail", "email"} }

// readPeople reads the names of people: JSON objects one a line, CSV with a header, or
// one name a line.
func readPeople(text []byte) ([]named, error) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if first := bytes.TrimLeft(text, " \t\r\n"); len(first) > 0 && (first[0] == '{' || first[0] == '[') {
		return peopleOfJSON(text)
	}
	header, _, _ := bytes.Cut(bytes.TrimLeft(text, "\r\n"), []byte("\n"))
	comma := separator(string(header))
	fields, err := csvReader(header, comma).Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, misreadCSV(err)
	}
	places := namePlaces(fields)
	switch {
	case len(places) > 0:
		return peopleOfCSV(text, comma, places)
	case len(fields) > 1:
		return nil, fmt.Errorf("line 1: no column names people: wants one of %s", strings.Join(nameColumns(), ", "))
	}
	return peopleOfLines(text), nil
}

// separator is what stands between the columns of a header.
func separator(header string) rune {
	for _, r := range "\t;" {
		if strings.ContainsRune(header, r) && !strings.Contains(header, ",") {
			return r
		}
	}
	return ','
}

func csvReader(text []byte, comma rune) *csv.Reader {
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.TrimLeadingSpace = comma, -1, comma != '\t'
	return r
}

// namePlaces are the columns that name people, the surest first.
func namePlaces(header []string) []int {
	var places []int
	for _, column := range nameColumns() {
		for i, field := range header {
			if strings.EqualFold(strings.TrimSpace(field), column) && !slices.Contains(places, i) {
				places = append(places, i)
			}
		}
	}
	return places
}

func peopleOfCSV(text []byte, comma rune, places []int) ([]named, error) {
	var people []named
	rows := csvReader(text, comma)
	for first := true; ; first = false {
		fields, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return people, nil
		}
		if err != nil {
			return nil, misreadCSV(err)
		}
		if first {
			continue
		}
		line, _ := rows.FieldPos(0)
		name := ""
		for _, i := range places {
			if name == "" && i < len(fields) {
				name = unguarded(strings.TrimSpace(fields[i]))
			}
		}
		if name == "" && strings.TrimSpace(strings.Join(fields, "")) == "" {
			continue
		}
		people = append(people, named{name, line})
	}
}

// unguarded takes away the quote that realmctl writes before cells that a spreadsheet
// would run.
func unguarded(cell string) string {
	if rest, guarded := strings.CutPrefix(cell, "'"); guarded && rest != "" && strings.ContainsRune("=+-@", rune(rest[0])) {
		return rest
	}
	return cell
}

func misreadCSV(err error) error {
	if bad, ok := errors.AsType[*csv.ParseError](err); ok {
		return fmt.Errorf("line %d: %w", bad.Line, bad.Err)
	}
	return err
}

func peopleOfLines(text []byte) []named {
	var people []named
	line := 0
	for l := range strings.Lines(string(text)) {
		line++
		if name := strings.TrimSpace(l); name != "" {
			people = append(people, named{name, line})
		}
	}
	return people
}

// peopleOfJSON reads objects one after the other, or one list of them, as realmctl
// prints them.
func peopleOfJSON(text []byte) ([]named, error) {
	var people []named
	d := json.NewDecoder(bytes.NewReader(text))
	lineAt := func() int {
		return 1 + bytes.Count(text[:min(int(d.InputOffset()), len(text))], []byte("\n"))
	}
	for {
		var value json.RawMessage
		err := d.Decode(&value)
		if errors.Is(err, io.EOF) {
			return people, nil
		}
		if err != nil {
			rest := text[min(int(d.InputOffset()), len(text)):]
			blank := rest[:len(rest)-len(bytes.TrimLeft(rest, " \t\r\n"))]
			return nil, fmt.Errorf("line %d: %w", lineAt()+bytes.Count(blank, []byte("\n")), err)
		}
		line := lineAt()
		objects := []json.RawMessage{value}
		if value[0] == '[' {
			line -= bytes.Count(value, []byte("\n"))
			if err := json.Unmarshal(value, &objects); err != nil {
				return nil, fmt.Errorf("line %d: %w", line, err)
			}
		}
		for _, o := range objects {
			people = append(people, named{nameIn(o), line})
		}
	}
}

// nameIn is the name of the person whom a JSON value is about, "" for none.
func nameIn(value json.RawMessage) string {
	var name string
	if json.Unmarshal(value, &name) == nil {
		return strings.TrimSpace(name)
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(value, &object) != nil {
		return ""
	}
	for _, column := range nameColumns() {
		if json.Unmarshal(object[column], &name) == nil && strings.TrimSpace(name) != "" {
			return strings.TrimSpace(name)
		}
	}
	return ""
}
