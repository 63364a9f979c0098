package render

import (
	"context"
	"fmt"
	"math"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

const (
	// sample is how many rows are measured before the first is printed.
	sample = 200
	// maxAlign is the widest cell for whose sake other rows are padded.
	maxAlign = 120
	// maxCell bounds the bytes of a cell that are looked at when it will be cut.
	maxCell = 4096
)

// table is for a person at a terminal. It measures the rows that come first (a
// full sample, or what there is when the producer pauses), then prints each row
// as it comes. Cells that do not fit are cut; Wide cuts nothing and widens its
// columns instead when a longer value comes by.
type table struct {
	o       Options
	columns []Column
	x       *picker
	esc     escaping
	held    [][]string // rows waiting to be measured
	grid    *grid      // nil until the widths are known
	text    []byte
}

func newTable(o Options) (*table, error) {
	columns, x, err := newCells(o)
	if err != nil {
		return nil, err
	}
	if o.Tagged {
		columns = append([]Column{{Header: realmHeader, Priority: math.MaxInt}}, columns...)
	}
	return &table{o: o, columns: columns, x: x, esc: forEye()}, nil
}

func (t *table) row(_ context.Context, dst []byte, r Row) ([]byte, error) {
	cells, err := t.cells(r)
	if err != nil {
		return dst, err
	}
	if t.grid != nil {
		return t.print(dst, cells), nil
	}
	t.held = append(t.held, cells)
	if len(t.held) >= sample {
		return t.settle(dst)
	}
	return dst, nil
}

// cells returns the row's values, escaped; a missing one is empty.
func (t *table) cells(r Row) ([]string, error) {
	fields, err := t.x.of(r)
	if err != nil {
		return nil, err
	}
	cells := make([]string, 0, len(t.columns))
	if t.o.Tagged {
		cells = append(cells, string(t.esc.append(nil, []byte(r.Realm))))
	}
	for i := range fields {
		t.text = appendText(t.text[:0], fields[i].resolve())
		if t.o.Format != Wide && len(t.text) > maxCell {
			t.text = cutRunes(t.text, maxCell)
		}
		cells = append(cells, string(t.esc.append(nil, t.text)))
	}
	return cells, nil
}

// cutRunes returns the first n bytes of text, or a little less where a rune
// would be cut in two.
func cutRunes(text []byte, n int) []byte {
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// settle fixes the widths by the rows held so far and prints them.
func (t *table) settle(dst []byte) ([]byte, error) {
	if t.grid != nil || len(t.held) == 0 {
		return dst, nil
	}
	held := t.held
	t.held = nil
	dst = t.start(dst, held)
	for _, cells := range held {
		dst = t.print(dst, cells)
	}
	return dst, nil
}

func (t *table) end(dst []byte, _ bool) ([]byte, error) { return t.settle(dst) }

func (t *table) start(dst []byte, rows [][]string) []byte {
	widths := t.measure(rows)
	hidden := 0
	for _, w := range widths {
		if w == 0 {
			hidden++
		}
	}
	if hidden > 0 {
		t.o.Notify(fmt.Sprintf("%s hidden, the terminal is too narrow: use -o wide", plural(hidden, "column")))
	}
	right := make([]bool, len(t.columns))
	for i, c := range t.columns {
		right[i] = c.Right
	}
	if t.grid = (&grid{widths, right}); t.o.NoHeaders {
		return dst
	}
	headers := make([]string, len(t.columns))
	for i, c := range t.columns {
		headers[i] = t.look(i, string(t.esc.append(nil, []byte(c.Header))), sgrHeader)
	}
	return t.grid.line(dst, headers)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// measure returns the width of each column, 0 for one that is hidden.
func (t *table) measure(rows [][]string) []int {
	spans := make([]span, len(t.columns))
	for i, c := range t.columns {
		spans[i] = span{max(displaywidth.String(c.Header), c.Room), c.Floor, c.Priority}
		if c.Floor <= 0 {
			spans[i].floor = defaultFloor
		}
	}
	for _, cells := range rows {
		for i, cell := range cells {
			spans[i].need = max(spans[i].need, min(displaywidth.String(cell), maxAlign))
		}
	}
	if t.o.Format == Wide {
		return fit(spans, math.MaxInt/2)
	}
	return fit(spans, t.o.Width)
}

func (t *table) print(dst []byte, cells []string) []byte {
	for i, cell := range cells {
		style := Plain
		if c := t.columns[i]; c.Style != nil {
			style = c.Style(cell)
		}
		if cell == "" {
			cell, style = "-", Faint
		}
		cells[i] = t.look(i, cell, style.sgr())
	}
	return t.grid.line(dst, cells)
}

// look cuts a text to its column and colours it.
func (t *table) look(i int, text, sgr string) string {
	width := t.grid.widths[i]
	switch {
	case width == 0:
		return ""
	case t.o.Format == Wide:
		t.grid.widths[i] = max(width, min(displaywidth.String(text), maxAlign))
	default:
		text = displaywidth.TruncateString(text, width, t.ellipsis(width))
	}
	if !t.o.Color {
		return text
	}
	return paint(sgr, text)
}

func (t *table) ellipsis(width int) string {
	if !t.o.ASCII {
		return "…"
	}
	return "..."[:min(3, width)]
}
