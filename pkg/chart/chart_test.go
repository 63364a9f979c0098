package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func rewriting() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the golden files anew")
	os.Exit(m.Run())
}

// golden compares a text with a file of testdata; go test -update writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if rewriting() {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is other than it was:\n%s", name, got)
	}
}

func november(day int) time.Time { return time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC) }

func daily(value func(i int) int64, days ...int) []Point {
	var points []Point
	for _, d := range days {
		points = append(points, Point{november(d), november(d + 1), value(d)})
	}
	return points
}

func upTo(n int) []int {
	var days []int
	for i := range n {
		days = append(days, i+1)
	}
	return days
}

// weekly has a rhythm of weeks.
func weekly(i int) int64 { return int64(100 + i - 60*(i%7/5)) }

// sample is a chart with a gap, and of several series if that is asked for.
func sample(several bool) Chart {
	days := slices.DeleteFunc(upTo(28), func(d int) bool { return d > 10 && d < 15 })
	c := Chart{Title: "Active people of acme/staff", Note: "1 – 28 Nov 2026, by day (UTC)", Unit: "people", Series: []Series{{"acme/staff", daily(weekly, days...)}}}
	if several {
		c.Series = append(c.Series, Series{"lab/<b>", daily(func(i int) int64 { return weekly(i) / 2 }, upTo(20)...)}, Series{"empty", nil})
	}
	return c
}

func TestGolden(t *testing.T) {
	t.Parallel()
	long := Chart{Title: "Active people of acme/staff", Note: "1 Nov 2026 – 25 Oct 2027, by day (UTC)", Unit: "people",
		Series: []Series{{"acme/staff", daily(weekly, slices.DeleteFunc(upTo(359), func(d int) bool { return d == 200 })...)}}}
	for name, text := range map[string]string{
		"one.txt":           Plot(sample(false), PlotOptions{Width: 80}),
		"one-wide.txt":      Plot(sample(false), PlotOptions{Width: 200}),
		"one-color.txt":     Plot(sample(false), PlotOptions{Width: 80, Color: true}),
		"one-ascii.txt":     Plot(sample(false), PlotOptions{Width: 80, ASCII: true}),
		"several.txt":       Plot(sample(true), PlotOptions{Width: 80}),
		"several-color.txt": Plot(sample(true), PlotOptions{Width: 80, Color: true}),
		"several-ascii.txt": Plot(sample(true), PlotOptions{Width: 60, ASCII: true}),
		"thinned.txt":       Plot(long, PlotOptions{Width: 80}),
		"one.svg":           SVG(sample(false)),
		"several.svg":       SVG(sample(true)),
	} {
		golden(t, name, text)
	}
}

// anySeries is days of which some are missing.
func anySeries(t *rapid.T) Series {
	s := Series{Name: "s"}
	at := november(1).AddDate(0, 0, rapid.IntRange(-3000, 3000).Draw(t, "begin"))
	for range rapid.IntRange(1, 60).Draw(t, "points") {
		at = at.AddDate(0, 0, 1+rapid.IntRange(0, 9).Draw(t, "missing")/8*rapid.IntRange(1, 40).Draw(t, "length"))
		s.Points = append(s.Points, Point{at, at.AddDate(0, 0, 1), rapid.Int64Range(0, 1e12).Draw(t, "value")})
	}
	return s
}

// gaps are how often a point does not begin where the one before it ends.
func gaps(points []Point) int {
	n := 0
	for i := 1; i < len(points); i++ {
		if !points[i].Start.Equal(points[i-1].End) {
			n++
		}
	}
	return n
}

// TestGapsStay: in every kind of drawing, also a thinned one, there is one line more
// than there are gaps, and nothing is drawn at a time of which nothing is known.
func TestGapsStay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := anySeries(rt)
		c := Chart{Series: []Series{s, {Name: "other"}}}
		lines, dots := 0, 0
		for line := range strings.Lines(SVG(c)) {
			switch {
			case strings.Contains(line, `<polyline class="s0"`) && !strings.Contains(line, `stroke-width="3"`):
				lines++
			case strings.Contains(line, `<circle class="s0"`):
				dots++
			}
		}
		if want := gaps(s.Points) + 1; lines+dots != want {
			rt.Fatalf("%d lines and %d dots, want %d", lines, dots, want)
		}
		thin := c.thinned(20).Series[0]
		if got := gaps(thin.Points); got != gaps(s.Points) {
			rt.Fatalf("thinned: %d gaps, want %d", got, gaps(s.Points))
		}
		b := c.bounds()
		for _, p := range thin.Points {
			if p.Value < b.low || p.Value > b.high {
				rt.Fatalf("a mean of %d is outside of %d to %d", p.Value, b.low, b.high)
			}
		}
	})
}

// TestGapInPlot: the columns of a gap are empty.
func TestGapInPlot(t *testing.T) {
	t.Parallel()
	c := Chart{Series: []Series{{"s", daily(weekly, 1, 2, 3, 20, 21)}}}
	p := newPlot(c, PlotOptions{Width: 80})
	p.course(0, c.Series[0])
	for column := p.column(november(4)); column <= p.column(november(19)); column++ {
		for row := range p.rows {
			if _, glyph := p.field.cell(column, row); glyph != 0 {
				t.Errorf("%c at %d, %d", glyph, column, row)
			}
		}
	}
}

// TestScale: the ticks are round, few, and around the values.
func TestScale(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		low := rapid.Int64Range(0, 1e15).Draw(rt, "low")
		high := low + rapid.Int64Range(0, 1e15).Draw(rt, "more")
		s := newScale(low, high, 6)
		first := s.step
		for first%10 == 0 {
			first /= 10
		}
		if s.low > low || s.high < high || s.intervals() < 1 || s.intervals() > 6 || s.low < 0 || s.low%s.step != 0 || first != 1 && first != 2 && first != 5 {
			rt.Fatalf("%d to %d: %+v", low, high, s)
		}
	})
	for _, test := range []struct{ low, high, from, to, step int64 }{
		{0, 0, 0, 2, 1}, {7, 7, 5, 9, 1}, {250, 252, 250, 252, 1}, {12, 108, 0, 120, 20}, {900, 1000, 900, 1000, 20}, {0, 1_234_567, 0, 1_400_000, 200_000},
	} {
		if s := newScale(test.low, test.high, 7); s != (scale{test.from, test.to, test.step}) {
			t.Errorf("%d to %d: %+v", test.low, test.high, s)
		}
	}
}

// TestCalendar: ticks stand on whole hours, Mondays, months and years.
func TestCalendar(t *testing.T) {
	t.Parallel()
	from := time.Date(2025, 12, 29, 5, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		length, each time.Duration
		want         string
	}{
		{20 * time.Hour, time.Hour, "06:00 09:00 12:00 15:00 18:00 21:00 30 Dec"},
		{6 * 24 * time.Hour, 24 * time.Hour, "30 Dec 31 Dec 1 Jan 2 Jan 3 Jan 4 Jan"},
		{40 * 24 * time.Hour, 24 * time.Hour, "5 Jan 12 Jan 19 Jan 26 Jan 2 Feb"},
		{200 * 24 * time.Hour, 24 * time.Hour, "2026 Feb Mar Apr May Jun Jul"},
		{3000 * 24 * time.Hour, 24 * time.Hour, "2026 2028 2030 2032 2034"},
		{100 * 24 * time.Hour, 28 * 24 * time.Hour, "2026 Feb Mar Apr"},
	} {
		c := Chart{Series: []Series{{"s", []Point{{from, from.Add(test.each), 1}, {from.Add(test.length), from.Add(test.length + test.each), 1}}}}}
		var labels []string
		for _, tick := range c.calendar(c.bounds(), 7) {
			labels = append(labels, tick.label)
		}
		if got := strings.Join(labels, " "); got != test.want {
			t.Errorf("%v: %s, want %s", test.length, got, test.want)
		}
	}
}

// TestPlotFits: no line is wider than the terminal, and ASCII is ASCII.
func TestPlotFits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		o := PlotOptions{Width: rapid.IntRange(40, 250).Draw(rt, "width"), ASCII: rapid.Bool().Draw(rt, "ascii")}
		c := Chart{Title: "t", Unit: "people", Series: []Series{anySeries(rt)}}
		if rapid.Bool().Draw(rt, "several") {
			c.Series = append(c.Series, anySeries(rt))
		}
		for line := range strings.Lines(Plot(c, o)) {
			letters := []rune(strings.TrimSuffix(line, "\n"))
			if len(letters) > o.Width || strings.HasSuffix(line, " \n") {
				rt.Fatalf("%d letters: %q", len(letters), line)
			}
			if o.ASCII && slices.ContainsFunc(letters, func(r rune) bool { return r < ' ' || r > '~' }) {
				rt.Fatalf("not ASCII: %q", line)
			}
		}
	})
}

// TestPage: the page is well formed, loads and runs nothing, and has chart and numbers;
// what a server or a person named is text in it.
func TestPage(t *testing.T) {
	t.Parallel()
	c := sample(true)
	c.Title = `People of </title><script>alert(1)</script>`
	page := string(Page(c, Table{Header: []string{"DATE", "COUNT"}, Numbers: []bool{false, true}, Rows: [][]string{{"2026-11-01", "101"}, {`<img src=x onerror="y">`, "7"}}}))
	for _, want := range []string{"<svg ", `<td class="number">101</td>`, "&lt;img src=x", "prefers-color-scheme: dark", "lab/&lt;b&gt;", "&lt;/title&gt;"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	for _, bad := range []string{"<script", "<img", "http:", "https:", "url(", "@import", "src=\"", "onerror=\""} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
	wellFormed(t, SVG(c))
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// TestPNG: the picture has the line in its colour where the numbers are, and white where
// there is a gap.
func TestPNG(t *testing.T) {
	t.Parallel()
	c := sample(false)
	data, err := PNG(c)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	f := newFrame(c, true)
	blueAt := func(day int, value int64) bool {
		x, y := f.x(f.bounds.share(november(day)))*zoom, f.y(value)*zoom
		r, _, b, _ := picture.At(int(x), int(y)).RGBA()
		return b > 0xe000 && r < 0x4000
	}
	for _, p := range c.Series[0].Points {
		if d := p.Start.Day(); !blueAt(d, p.Value) {
			t.Errorf("no line on day %d", d)
		}
	}
	for d := 11; d < 15; d++ {
		for v := range int64(120) {
			if blueAt(d, v) {
				t.Errorf("a line on day %d, of which nothing is known", d)
			}
		}
	}
}

// TestLetters: every letter of ASCII that names of realms and dates have is drawn, each
// in its own way and within its grid.
func TestLetters(t *testing.T) {
	t.Parallel()
	all := newAlphabet()
	seen := map[string]rune{}
	for _, letter := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;-–/%()[]+=*_'\"!?<>|#@&\\" {
		strokes, width := all.strokes(letter)
		drawn := fmt.Sprint(strokes)
		if twin, ok := seen[drawn]; ok {
			t.Errorf("%c looks like %c", letter, twin)
		}
		seen[drawn] = letter
		if _, known := all[letter]; !known {
			t.Errorf("%c has no strokes", letter)
		}
		for _, s := range strokes {
			for _, p := range s {
				if p.x < 0 || p.x > max(width, 4) || p.y < 0 || p.y > 8 || math.IsNaN(p.x) {
					t.Errorf("%c leaves its grid: %v", letter, p)
				}
			}
		}
	}
	if strokes, width := all.strokes('é'); len(strokes) != 1 || width != 4 {
		t.Error("an unknown letter is no box")
	}
}

func TestEmpty(t *testing.T) {
	t.Parallel()
	c := Chart{Title: "t", Series: []Series{{Name: "s"}}}
	if text := Plot(c, PlotOptions{Width: 80}); !strings.Contains(text, "no data") {
		t.Error(text)
	}
	if text := SVG(c); !strings.Contains(text, "no data") {
		t.Error(text)
	}
	if _, err := PNG(c); err != nil {
		t.Error(err)
	}
}
