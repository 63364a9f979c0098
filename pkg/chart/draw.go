package chart

import "strings"

// The size of a picture in its own units, which are points on a screen.
const (
	pictureWidth  = 960.0
	pictureHeight = 440.0
	edge          = 24.0
	labelSize     = 12.0
	// letter is the width of a character of an average text, as a part of its size.
	letter = 0.58
)

// An ink is what something is drawn with; a canvas knows the colour. Series count from
// inkSeries.
type ink int

const (
	inkTitle ink = iota
	inkNote
	inkGrid
	inkAxis
	inkSeries
)

// hues is how many series have a colour of their own before the colours begin again.
const hues = 6

func seriesInk(series int) ink { return inkSeries + ink(series%hues) }

// An xy is a place in a picture, from its left and its top.
type xy struct{ x, y float64 }

// An align says which part of a text stands at its place.
type align string

const (
	atStart  align = "start"
	atMiddle align = "middle"
	atEnd    align = "end"
)

// A canvas is something to draw on.
type canvas interface {
	line(i ink, width float64, points []xy)
	area(i ink, points []xy) // filled, thinly
	disc(i ink, at xy, radius float64)
	text(i ink, size float64, at xy, where align, text string)
	// mark says what a point stands for, where a canvas can tell who points at it.
	mark(at xy, text string)
}

// A frame is where the parts of a picture lie.
type frame struct {
	chart                    Chart
	bounds                   bounds
	scale                    scale
	left, top, right, bottom float64
	headed                   bool
}

// draw draws a chart, with its title where the canvas is all that is seen of it.
func draw(on canvas, c Chart, headed bool) {
	f := newFrame(c, headed)
	f.heading(on)
	if !f.bounds.some {
		on.text(inkNote, 14, xy{pictureWidth / 2, (f.top + f.bottom) / 2}, atMiddle, "no data")
		return
	}
	f.values(on)
	f.times(on)
	for i, s := range c.Series {
		f.course(on, i, s)
	}
	f.last(on)
}

func newFrame(c Chart, headed bool) *frame {
	f := &frame{chart: c, bounds: c.bounds(), headed: headed, right: pictureWidth - edge, bottom: pictureHeight - 40}
	f.top = 36
	if headed {
		f.top += 70
	}
	if len(c.Series) > 1 {
		f.top += 10 + keyHeight*float64(len(f.legend()))
	}
	f.scale = newScale(f.bounds.low, f.bounds.high, 6)
	widest := 0
	for _, v := range f.scale.ticks() {
		widest = max(widest, len(number(v)))
	}
	f.left = edge + float64(widest)*labelSize*letter + 10
	if len(c.Series) == 1 { // the newest value is said beside its point
		f.right -= float64(widest)*14*letter + 2
	}
	return f
}

func (f *frame) heading(on canvas) {
	y := 0.0
	if f.headed {
		on.text(inkTitle, 19, xy{edge, 38}, atStart, fitted(f.chart.Title, 19))
		on.text(inkNote, 13, xy{edge, 61}, atStart, fitted(f.chart.Note, 13))
		y = 66
	}
	if len(f.chart.Series) > 1 {
		for _, row := range f.legend() {
			y += keyHeight
			for _, k := range row {
				on.line(seriesInk(k.series), 3, []xy{{k.x, y - 4}, {k.x + 18, y - 4}})
				on.text(inkNote, 13, xy{k.x + 25, y}, atStart, k.name)
			}
		}
	}
	on.text(inkNote, labelSize, xy{edge, f.top - 16}, atStart, plain(f.chart.Unit))
}

// keyHeight is that of a row of the legend.
const keyHeight = 24.0

// fitted is as much of a text as the picture has room for.
func fitted(text string, size float64) string {
	letters := []rune(plain(text))
	if room := int((pictureWidth - 2*edge) / (size * letter)); len(letters) > room {
		return string(letters[:room-3]) + "..."
	}
	return string(letters)
}

// A key is a line of the legend.
type key struct {
	series int
	name   string
	x      float64
}

// legend is the keys of the series, in as many rows as they need.
func (f *frame) legend() [][]key {
	var rows [][]key
	x := pictureWidth
	for i, s := range f.chart.Series {
		name := plain(s.Name)
		wide := 25 + float64(len([]rune(name)))*13*letter + 24
		if x+wide > pictureWidth-edge {
			rows, x = append(rows, nil), edge
		}
		last := len(rows) - 1
		rows[last] = append(rows[last], key{i, name, x})
		x += wide
	}
	return rows
}

func (f *frame) x(share float64) float64 { return f.left + share*(f.right-f.left) }
func (f *frame) y(value int64) float64 {
	return f.bottom - f.scale.share(value)*(f.bottom-f.top)
}

// values draws the grid and the labels of the values.
func (f *frame) values(on canvas) {
	for _, v := range f.scale.ticks() {
		y, i := f.y(v), inkGrid
		if v == f.scale.low {
			i = inkAxis
		}
		on.line(i, 1, []xy{{f.left, y}, {f.right, y}})
		on.text(inkNote, labelSize, xy{f.left - 10, y + 4}, atEnd, number(v))
	}
}

// times draws the ticks and the labels of the time.
func (f *frame) times(on canvas) {
	for _, t := range f.chart.calendar(f.bounds, int((f.right-f.left)/76)) {
		x := f.x(f.bounds.share(t.at))
		on.line(inkAxis, 1, []xy{{x, f.bottom}, {x, f.bottom + 5}})
		half := float64(len(t.label)) * labelSize * letter / 2
		on.text(inkNote, labelSize, xy{min(x, pictureWidth-4-half), f.bottom + 21}, atMiddle, t.label)
	}
}

// course draws one series. A run of one point is a disc.
func (f *frame) course(on canvas, number int, s Series) {
	i := seriesInk(number)
	for _, r := range s.runs() {
		places := f.places(r)
		switch {
		case len(places) == 1:
			on.disc(i, places[0], 3.5)
		default:
			if len(f.chart.Series) == 1 && f.scale.low == 0 {
				on.area(i, append(places, xy{places[len(places)-1].x, f.bottom}, xy{places[0].x, f.bottom}))
			}
			on.line(i, f.weight(s), places)
		}
		for j, p := range r {
			on.mark(places[j], f.words(s, p))
		}
	}
}

// weight is how thick the line of a series is: a course of many ups and downs is finer.
func (f *frame) weight(s Series) float64 {
	if len(s.Points) > 150 {
		return 1.5
	}
	return 2.25
}

func (f *frame) places(r run) []xy {
	places := make([]xy, len(r), len(r)+2)
	for j, p := range r {
		places[j] = xy{f.x(f.bounds.share(p.Start)), f.y(p.Value)}
	}
	return places
}

// words are what a point says.
func (f *frame) words(s Series, p Point) string {
	form := "2 Jan 2006"
	if p.Start.Hour() != 0 || p.End.Sub(p.Start).Hours() < 24 {
		form = "2 Jan 2006 15:04"
	}
	words := p.Start.Format(form) + ": " + number(p.Value)
	if len(f.chart.Series) > 1 {
		words = plain(s.Name) + ", " + words
	}
	return strings.TrimSpace(words + " " + plain(f.chart.Unit))
}

// last says the newest value, where there is one line.
func (f *frame) last(on canvas) {
	if len(f.chart.Series) != 1 {
		return
	}
	runs := f.chart.Series[0].runs()
	r := runs[len(runs)-1]
	p := r[len(r)-1]
	at := f.places(r)[len(r)-1]
	on.disc(inkSeries, at, 4)
	on.text(inkTitle, 14, xy{at.x + 9, at.y + 5}, atStart, number(p.Value))
}
