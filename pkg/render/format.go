package render

import "strings"

// Format is a way of showing rows; its text is the name used on the command line.
type Format string

// The formats that [New] knows.
const (
	Table  Format = "table"
	Wide   Format = "wide"
	JSON   Format = "json"
	YAML   Format = "yaml"
	CSV    Format = "csv"
	NDJSON Format = "ndjson"
	ID     Format = "id"
	Name   Format = "name"
)

// FormatHelp is a format's name with one line about it, for help and completion.
type FormatHelp struct{ Name, Description string }

// Formats returns every format in the order in which help shows them.
func Formats() []FormatHelp {
	return []FormatHelp{
		{string(Table), "columns for the eye; tab-separated full values in a pipe"},
		{string(Wide), "table with more columns, nothing cut off"},
		{string(JSON), "one JSON document: the platform's own objects"},
		{string(YAML), "one YAML document: the platform's own objects"},
		{string(CSV), "comma-separated columns, safe to open in a spreadsheet"},
		{string(NDJSON), "one JSON object a line"},
		{string(ID), "one id a line"},
		{string(Name), "one name a line"},
	}
}

// ParseFormat returns the format called name. Any other name is a *[UsageError].
func ParseFormat(name string) (Format, error) {
	var known []string
	for _, f := range Formats() {
		if f.Name == name {
			return Format(name), nil
		}
		known = append(known, f.Name)
	}
	return "", &UsageError{
		Option: "--output", Given: name, Known: known,
		Detail: "no such format; one of " + strings.Join(known, ", "),
	}
}
