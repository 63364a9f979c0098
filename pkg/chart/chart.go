// Package chart draws numbers over time: in a terminal ([Plot]), as a page for a
// browser ([Page]) and as a picture ([PNG]). The three show the same
// [Chart], with the same ticks.
//
// A gap in the data is a gap in the line: it is neither bridged nor taken as zero.
// Nothing is fetched, nothing runs in the browser, and no font or library is needed,
// so that a picture looks the same on every machine.
package chart

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// A Chart is one or several courses of numbers over the same time.
type Chart struct {
	Title string
	Note  string // said below the title
	Unit  string // of the values, such as "people"
	// Series are drawn in their order, each in a colour of its own.
	Series []Series
}

// A Series is one course. Its points need no order.
type Series struct {
	Name   string
	Points []Point
}

// A Point is a value from Start until End. Where a point begins after the end of the
// one before it, nothing is known of the time between.
type Point struct {
	Start, End time.Time
	Value      int64
}

// run is a stretch of points without a gap.
type run []Point

// runs cuts the points of a series at its gaps.
func (s Series) runs() []run {
	points := slices.Clone(s.Points)
	slices.SortStableFunc(points, func(a, b Point) int { return a.Start.Compare(b.Start) })
	var all []run
	for i, p := range points {
		if i == 0 || p.Start.After(points[i-1].End) {
			all = append(all, nil)
		}
		last := len(all) - 1
		all[last] = append(all[last], p)
	}
	return all
}

// A bounds is the part of time and of the numbers that the points of a chart take up.
type bounds struct {
	from, to  time.Time
	low, high int64
	some      bool
}

func (c Chart) bounds() bounds {
	var b bounds
	for _, s := range c.Series {
		for _, p := range s.Points {
			if !b.some {
				b = bounds{p.Start, p.Start, p.Value, p.Value, true}
			}
			b.from, b.to = earlier(b.from, p.Start), later(b.to, p.Start)
			b.low, b.high = min(b.low, p.Value), max(b.high, p.Value)
		}
	}
	if b.some && !b.to.After(b.from) { // one time alone stands in the middle
		b.from, b.to = b.from.Add(-12*time.Hour), b.to.Add(12*time.Hour)
	}
	return b
}

func earlier(a, b time.Time) time.Time { return slices.MinFunc([]time.Time{a, b}, time.Time.Compare) }
func later(a, b time.Time) time.Time   { return slices.MaxFunc([]time.Time{a, b}, time.Time.Compare) }

// share is how far along the time of b a time is, from 0 to 1.
func (b bounds) share(at time.Time) float64 {
	return float64(at.Sub(b.from)) / float64(b.to.Sub(b.from))
}

// number writes 12345 as "12,345".
func number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var groups []string
	for len(digits) > 3 {
		groups = append(groups, digits[len(digits)-3:])
		digits = digits[:len(digits)-3]
	}
	groups = append(groups, digits)
	slices.Reverse(groups)
	return sign + strings.Join(groups, ",")
}

// plain is text with nothing that could move a cursor or turn the direction of writing.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return '?'
		}
		return r
	}, text)
}
