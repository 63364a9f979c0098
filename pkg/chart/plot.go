package chart

import (
	"fmt"
	"strings"
	"time"
)

// PlotOptions say what the terminal can show.
type PlotOptions struct {
	Width int  // in characters; less than 40 is taken as 40
	Color bool // escape sequences for colour may be written
	ASCII bool // ASCII only
}

// Plot draws a chart with characters. Lines end with a newline and none is longer than
// the width, long titles apart.
func Plot(c Chart, o PlotOptions) string {
	p := newPlot(c, o)
	var b strings.Builder
	p.heading(&b)
	if !p.bounds.some {
		fmt.Fprintln(&b, "  no data")
		return b.String()
	}
	for i, s := range p.chart.Series {
		p.course(i, s)
	}
	p.body(&b)
	p.footing(&b)
	return b.String()
}

// A plot is a chart on its way to the terminal.
type plot struct {
	chart   Chart
	options PlotOptions
	bounds  bounds
	scale   scale
	ticks   []tick
	margin  int // of the labels of the values
	columns int // of the field in which lines are drawn
	rows    int
	field   field
}

func newPlot(c Chart, o PlotOptions) *plot {
	o.Width = max(o.Width, 40)
	p := &plot{options: o}
	most, height := 6, 15
	if o.Width >= 120 {
		most, height = 8, 24
	}
	// The margin is that of the numbers before they are thinned: means are no wider.
	p.measure(c, most, height)
	p.measure(c.thinned(p.columns), most, height)
	if p.bounds.some {
		p.ticks = p.chart.calendar(p.bounds, p.columns/9)
	}
	p.field = newField(p.columns, p.rows, !o.ASCII && (o.Color || len(c.Series) == 1))
	return p
}

// measure finds the scale and the size of the field.
func (p *plot) measure(c Chart, most, height int) {
	p.chart, p.bounds = c, c.bounds()
	p.scale = newScale(p.bounds.low, p.bounds.high, most)
	p.rows = max(height/p.scale.intervals(), 1)*p.scale.intervals() + 1
	p.margin = 0
	for _, v := range p.scale.ticks() {
		p.margin = max(p.margin, len(number(v))+1)
	}
	p.columns = p.options.Width - p.margin - 2 - 4 // the last label of the time is wider than its tick
}

// pen is what a series is drawn with: a colour, and a character where dots would all look
// alike.
type pen struct {
	color string
	glyph rune
}

func (p *plot) pen(series int) pen {
	colors := [...]string{"36", "33", "32", "35", "34", "31"}
	glyphs := []rune("•○◆△■×")
	if p.options.ASCII {
		glyphs = []rune("*o+x#@")
	}
	return pen{colors[series%len(colors)], glyphs[series%len(glyphs)]}
}

func (p *plot) paint(code, text string) string {
	if !p.options.Color || strings.TrimSpace(text) == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (p *plot) faint(text string) string { return p.paint("2", text) }

// heading is the title, the note and, of several series, their names.
func (p *plot) heading(b *strings.Builder) {
	fmt.Fprintln(b, p.paint("1", p.text(p.chart.Title)))
	for line := range strings.Lines(p.chart.Note) {
		fmt.Fprintln(b, p.faint(p.text(strings.TrimSuffix(line, "\n"))))
	}
	if len(p.chart.Series) > 1 {
		p.legend(b)
	}
	fmt.Fprintf(b, "\n%s\n", p.faint(p.text(p.chart.Unit)))
}

// text is what the terminal can show of a text.
func (p *plot) text(s string) string {
	s = plain(s)
	if p.options.ASCII {
		s = strings.NewReplacer("–", "-", "·", "-", "…", "...").Replace(s)
		s = strings.Map(func(r rune) rune {
			if r > 0x7e {
				return '?'
			}
			return r
		}, s)
	}
	return s
}

func (p *plot) legend(b *strings.Builder) {
	used := 0
	for i, s := range p.chart.Series {
		pen, name := p.pen(i), p.text(s.Name)
		glyph := string(pen.glyph)
		if p.field.dotted {
			glyph = "━━"
		}
		wide, between := len([]rune(glyph+" "+name)), "   "
		switch {
		case used == 0:
			between = ""
		case used+3+wide > p.options.Width:
			between, used = "\n", 0
		}
		fmt.Fprint(b, between, p.paint(pen.color, glyph), " ", name)
		used += len(between) + wide
	}
	fmt.Fprintln(b)
}

// course puts the line of a series into the field.
func (p *plot) course(series int, s Series) {
	for _, r := range s.runs() {
		for i, point := range r {
			to := p.place(point)
			from := to
			if i > 0 {
				from = p.place(r[i-1])
			}
			p.field.line(from, to, series)
		}
		if len(r) == 1 { // a dot by itself would be overlooked
			p.field.blot(p.place(r[0]), series)
		}
	}
}

func (p *plot) place(point Point) dot {
	across, down := p.bounds.share(point.Start), 1-p.scale.share(point.Value)
	return p.field.at(across*float64(p.columns-1), down*float64(p.rows-1))
}

// An axis is what the axes are drawn with.
type axis struct{ line, tick, corner, bottom, mark, grid string }

func (p *plot) axis() axis {
	if p.options.ASCII {
		return axis{"|", "+", "+", "-", "+", "."}
	}
	return axis{"│", "┤", "└", "─", "┬", "┈"}
}

// body is the field with the axis of the values.
func (p *plot) body(b *strings.Builder) {
	a := p.axis()
	labels := map[int]string{}
	for _, v := range p.scale.ticks() {
		labels[int((1-p.scale.share(v))*float64(p.rows-1)+0.5)] = number(v)
	}
	for row := range p.rows {
		label, has := labels[row]
		edge, grid := a.line, " "
		if has {
			edge, grid = a.tick, a.grid
		}
		line := fmt.Sprintf("%*s ", p.margin, label) + p.faint(edge) + p.row(row, grid)
		fmt.Fprintln(b, strings.TrimRight(line, " "))
	}
}

// row is one line of the field. Where nothing is drawn there is the grid, every other
// character of it.
func (p *plot) row(row int, grid string) string {
	var b strings.Builder
	for column := range p.columns {
		series, dots := p.field.cell(column, row)
		switch {
		case dots != 0:
			glyph := dots
			if !p.field.dotted {
				glyph = p.pen(series).glyph
			}
			b.WriteString(p.paint(p.pen(series).color, string(glyph)))
		case column%2 == 1:
			b.WriteString(p.faint(grid))
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// footing is the axis of the time.
func (p *plot) footing(b *strings.Builder) {
	a := p.axis()
	line := make([]string, p.columns)
	for i := range line {
		line[i] = a.bottom
	}
	labels := []rune(strings.Repeat(" ", p.options.Width))
	free := 0
	for _, t := range p.ticks {
		column := p.column(t.at)
		text := []rune(t.label)
		begin := p.margin + 2 + column - (len(text)-1)/2
		if begin < free || begin+len(text) > len(labels) {
			continue
		}
		line[column] = a.mark
		copy(labels[begin:], text)
		free = begin + len(text) + 1
	}
	fmt.Fprintf(b, "%*s %s\n", p.margin, "", p.faint(a.corner+strings.Join(line, "")))
	fmt.Fprintln(b, strings.TrimRight(string(labels), " "))
}

func (p *plot) column(at time.Time) int {
	return int(p.bounds.share(at)*float64(p.columns-1) + 0.5)
}
