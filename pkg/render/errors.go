package render

import (
	"fmt"
	"strconv"
)

// UsageError says that the caller asked for something that cannot be rendered:
// an unknown format, a broken jq expression, template or column list. It is
// returned before anything is written.
type UsageError struct {
	Option string   // the option at fault, such as "--jq"
	Given  string   // what was given
	Offset int      // byte of Given where it goes wrong; -1 where no place is known
	Known  []string // what could have been given instead, if that is a closed list
	Detail string   // why, with the place in words
}

func (e *UsageError) Error() string {
	return fmt.Sprintf("%s %s: %s", e.Option, strconv.Quote(e.Given), e.Detail)
}

// RowError says which row could not be rendered. Rows before it are written.
type RowError struct {
	Row   int    // counted from 1, over all realms
	Realm string // the realm the row came from, if the row said so
	Err   error  // a *[SyntaxError], or what a jq expression or template said
}

func (e *RowError) Error() string {
	if e.Realm == "" {
		return fmt.Sprintf("render row %d: %v", e.Row, e.Err)
	}
	return fmt.Sprintf("render row %d from %s: %v", e.Row, e.Realm, e.Err)
}

// Unwrap returns the reason.
func (e *RowError) Unwrap() error { return e.Err }

// SyntaxError says that a row is not one JSON object. It never holds the
// document's text.
type SyntaxError struct {
	Offset int // byte of the document where it goes wrong
	Detail string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("not a JSON object: byte %d: %s", e.Offset, e.Detail)
}
