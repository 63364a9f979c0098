package render

import "strings"

// Column is one column of a table or of CSV.
type Column struct {
	// Header stands above the column in tables. CSV is headed by Path, so that
	// what was exported can be read back by attribute.
	Header string
	// Path names the attribute: "mail", "name.family" or "/name/family" (in the
	// second form "~1" is a slash and "~0" a tilde). A number picks an element of
	// a list; any other name is looked up in every element of a list it meets.
	Path string
	// Wide columns are shown by [Wide] alone.
	Wide bool
	// Priority decides which column leaves a narrow terminal first: the lowest,
	// and among equals the one furthest right.
	Priority int
	// Floor is the width in cells below which the column is not cut; 0 means 10.
	Floor int
	// Room is the width in cells that is kept for rows that come late, after the
	// widths are settled; 0 keeps none.
	Room int
	// Right puts values against the right edge of the column on a terminal, as numbers
	// are read.
	Right bool
	// Style chooses how a value looks on a terminal with colour; nil is plain.
	Style func(value string) Style
}

// Style is how a value looks where colour is allowed.
type Style int

// The styles of a cell.
const (
	Plain Style = iota
	Good        // green
	Bad         // red, dimmed
	Warn        // yellow
	Faint       // dimmed
)

// StatusStyle colours the words that platforms use for the state of an
// account, a rule or a job: good ones green, bad ones a dimmed red.
func StatusStyle(value string) Style {
	switch strings.ToLower(value) {
	case "active", "enabled", "true", "ok", "success", "signed in":
		return Good
	case "inactive", "disabled", "false", "locked", "failed", "error", "blocked":
		return Bad
	case "pending", "warning", "expired", "expiring":
		return Warn
	}
	return Plain
}

// ParseColumns reads a list such as "userName,name.family". The header of each
// column is the path as given. An empty list or element is a *[UsageError].
func ParseColumns(list string) ([]Column, error) {
	var columns []Column
	offset := 0
	for name := range strings.SplitSeq(list, ",") {
		path := strings.TrimSpace(name)
		if _, err := splitPath(path); err != nil {
			return nil, &UsageError{Option: "--columns", Given: list, Offset: offset, Detail: err.Error()}
		}
		columns = append(columns, Column{Header: path, Path: path})
		offset += len(name) + 1
	}
	return columns, nil
}
