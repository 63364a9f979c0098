package main

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A pile is the rows of a collection, by page.
type pile struct {
	pages []leaf
	rows  int
}

// A leaf is the rows of a page, as they stand between the brackets.
type leaf struct {
	body []byte
	rows int
}

// pileOf makes n rows, from the first on, in pages of a size.
func pileOf(first, n, size int, row func(b []byte, i int) []byte) pile {
	p := pile{rows: n}
	for from := first; from < first+n; from += size {
		var page bytes.Buffer
		for i := from; i < min(from+size, first+n); i++ {
			if i > from {
				page.WriteByte(',')
			}
			page.Write(row(page.AvailableBuffer(), i))
		}
		p.pages = append(p.pages, leaf{page.Bytes(), min(size, first+n-from)})
	}
	return p
}

// joined is one pile of several, one behind the other.
func joined(all []pile) pile {
	var p pile
	for _, one := range all {
		p.pages, p.rows = append(p.pages, one.pages...), p.rows+one.rows
	}
	return p
}

// turn is the page that a cursor leads to, and the cursor of the next one. A pile
// without rows has one empty page.
func (p pile) turn(cursor string) (page leaf, next string, ok bool) {
	at := 0
	if cursor != "" {
		var err error
		if at, err = strconv.Atoi(cursor); err != nil || at <= 0 || at >= len(p.pages) {
			return leaf{}, "", false
		}
	}
	if len(p.pages) == 0 {
		return leaf{}, "", true
	}
	if at+1 < len(p.pages) {
		next = strconv.Itoa(at + 1)
	}
	return p.pages[at], next, true
}

// named are the users whom the quoted names of a filter are for, on one page; the pile
// has a page for each user.
func (p pile) named(filter string) (found pile, known bool) {
	var names []string
	for i, text := range strings.Split(filter, `"`) {
		if i%2 == 1 {
			names = append(names, text)
		}
	}
	var rows [][]byte
	for _, page := range p.pages {
		if slices.ContainsFunc(names, func(name string) bool { return bytes.Contains(page.body, []byte(`"`+name+`"`)) }) {
			rows = append(rows, page.body)
		}
	}
	page := leaf{bytes.Join(rows, []byte(",")), len(rows)}
	return pile{[]leaf{page}, len(rows)}, len(rows) > 0
}

// benchID is the id of a numbered thing; kinds keep users, edges and revisions apart.
func benchID(kind, i int) string { return fmt.Sprintf("%08d-0000-4000-8000-%012d", kind, i) }

// numberOf is the number in an id or a name that ends with it.
func numberOf(name string) int {
	n, err := strconv.Atoi(name[max(0, len(name)-nameDigits):])
	if err != nil {
		return -1
	}
	return n
}

// nameDigits is how many digits user names end with.
const nameDigits = 7

// benchName is the user name of the numbered user.
func benchName(i int) string { return fmt.Sprintf("person%0*d", nameDigits, i) }
