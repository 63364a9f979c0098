package chart

// A field is the part of a terminal in which lines are drawn: each character is a cell
// of two by four dots, or one dot.
type field struct {
	dotted        bool
	columns, rows int
	dots          []rune // by cell; 0 is empty
	series        []int  // that drew last in the cell
}

// A dot is a place in a field, from its left and its top.
type dot struct{ x, y int }

func newField(columns, rows int, dotted bool) field {
	return field{dotted, columns, rows, make([]rune, columns*rows), make([]int, columns*rows)}
}

// at is the dot that is nearest to a place in cells, of which whole numbers are the
// middle.
func (f *field) at(column, row float64) dot {
	if f.dotted {
		return dot{int(column*2 + 0.5), int(row*4 + 1.5)}
	}
	return dot{int(column + 0.5), int(row + 0.5)}
}

// line draws from one dot to another, both included.
func (f *field) line(from, to dot, series int) {
	steps := max(abs(to.x-from.x), abs(to.y-from.y), 1)
	for i := range steps + 1 {
		f.set(dot{from.x + round(to.x-from.x, i, steps), from.y + round(to.y-from.y, i, steps)}, series)
	}
}

// blot makes a dot four dots large; a character is large enough.
func (f *field) blot(d dot, series int) {
	if f.dotted {
		f.line(dot{d.x ^ 1, d.y ^ 1}, dot{d.x, d.y ^ 1}, series)
		f.set(dot{d.x ^ 1, d.y}, series)
	}
}

// round is n*i/of to the nearest whole number.
func round(n, i, of int) int {
	if n < 0 {
		return -round(-n, i, of)
	}
	return (2*n*i + of) / (2 * of)
}

func abs(n int) int { return max(n, -n) }

// braille is the character without dots; the eight of a character are bits of it.
const braille = '⠀'

func (f *field) set(d dot, series int) {
	bit, column, row := rune(1), d.x, d.y
	if f.dotted {
		column, row = d.x>>1, d.y>>2
		bit = [4][2]rune{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}[d.y&3][d.x&1]
	}
	if column < 0 || column >= f.columns || row < 0 || row >= f.rows {
		return
	}
	i := row*f.columns + column
	f.dots[i] |= bit
	f.series[i] = series
}

// cell is the character of a cell, or 0, and the series that drew it.
func (f *field) cell(column, row int) (series int, glyph rune) {
	i := row*f.columns + column
	if f.dots[i] == 0 {
		return 0, 0
	}
	return f.series[i], braille | f.dots[i]
}
