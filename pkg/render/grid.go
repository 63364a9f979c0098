package render

// grid is a table of plain columns: no box, two blanks between, none at the end of a
// line. Cells come cut to their width. They are measured by what modern terminals show:
// an emoji of several code points is one.
type grid struct {
	widths []int  // of the columns, 0 for one that is hidden; they may grow
	right  []bool // the columns of numbers
}

// line appends one line.
func (g *grid) line(dst []byte, cells []string) []byte {
	blanks := 0
	for i, cell := range cells {
		if g.widths[i] == 0 {
			continue
		}
		room := max(0, g.widths[i]-cellsOf(cell))
		if g.right[i] {
			blanks, room = blanks+room, 0
		}
		for range blanks {
			dst = append(dst, ' ')
		}
		dst = append(dst, cell...)
		blanks = gap + room
	}
	return append(dst, '\n')
}
