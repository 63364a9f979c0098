package render

import (
	"fmt"
	"io"
	"math"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// grid is a streaming table of plain columns: no box, two blanks between, none
// at the end of a line. It is the only place that knows tablewriter.
type grid struct {
	table  *tablewriter.Table
	lines  *plainLines
	widths []int  // of the columns, 0 for one that is hidden; they may grow
	right  []bool // the columns of numbers
}

func newGrid(widths []int, right []bool) (*grid, error) {
	g := &grid{widths: widths, right: right}
	rendition := tw.Rendition{Borders: tw.BorderNone, Symbols: tw.NewSymbols(tw.StyleNone), Streaming: true}
	g.lines = &plainLines{Blueprint: renderer.NewBlueprint(rendition), grid: g}
	limits := tw.NewMapper[int, int]()
	for i := range widths {
		limits.Set(i, math.MaxInt32) // cells come cut to their width
	}
	g.table = tablewriter.NewTable(io.Discard,
		tablewriter.WithRenderer(g.lines),
		tablewriter.WithStreaming(tw.StreamConfig{Enable: true, StrictColumns: true}),
		tablewriter.WithColumnWidths(limits),
		tablewriter.WithPadding(tw.PaddingNone),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithTrimSpace(tw.Off),
	)
	if err := g.table.Start(); err != nil {
		return nil, fmt.Errorf("start table: %w", err)
	}
	return g, nil
}

func (g *grid) header(dst []byte, cells []string) ([]byte, error) {
	g.lines.out = dst
	g.table.Header(cells)
	return g.lines.out, nil
}

func (g *grid) row(dst []byte, cells []string) ([]byte, error) {
	g.lines.out = dst
	err := g.table.Append(cells)
	return g.lines.out, err
}

func (g *grid) close() error { return g.table.Close() }

// plainLines draws the rows. It measures cells by what modern terminals show
// (an emoji of several code points is one), which tablewriter's own renderer
// does not.
type plainLines struct {
	*renderer.Blueprint
	grid *grid
	out  []byte
}

// Header implements [tw.Renderer].
func (p *plainLines) Header(lines [][]string, _ tw.Formatting) {
	for _, cells := range lines {
		p.line(cells)
	}
}

// Row implements [tw.Renderer].
func (p *plainLines) Row(cells []string, _ tw.Formatting) { p.line(cells) }

// Line implements [tw.Renderer]: nothing is drawn between rows.
func (p *plainLines) Line(tw.Formatting) {}

func (p *plainLines) line(cells []string) {
	blanks := 0
	for i, cell := range cells {
		if i >= len(p.grid.widths) || p.grid.widths[i] == 0 {
			continue
		}
		room := max(0, p.grid.widths[i]-cellsOf(cell))
		if p.grid.right[i] {
			blanks, room = blanks+room, 0
		}
		for range blanks {
			p.out = append(p.out, ' ')
		}
		p.out = append(p.out, cell...)
		blanks = gap + room
	}
	p.out = append(p.out, '\n')
}
