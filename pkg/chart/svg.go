package chart

import (
	"fmt"
	"html"
	"strconv"
	"strings"
)

// SVG is a chart as an element of a page. Its colours are those of the page's style, by
// the classes that the elements have; see [Page].
func SVG(c Chart) string {
	v := &vector{}
	draw(v, c, false)
	return fmt.Sprintf("<svg viewBox=\"0 0 %g %g\" role=\"img\" aria-label=\"%s\">\n%s%s</svg>\n",
		pictureWidth, pictureHeight, html.EscapeString(plain(c.Title)), v.b.String(), v.marks.String())
}

// A vector is a canvas that is the text of an SVG element. The marks lie above everything.
type vector struct{ b, marks strings.Builder }

// class is the name by which the style of the page colours an ink.
func (i ink) class() string {
	if i >= inkSeries {
		return "s" + strconv.Itoa(int(i-inkSeries))
	}
	return [...]string{"title", "note", "grid", "axis"}[i]
}

func (v *vector) line(i ink, width float64, points []xy) {
	fmt.Fprintf(&v.b, "<polyline class=\"%s\" stroke-width=\"%s\" points=\"%s\"/>\n", i.class(), short(width), pairs(points))
}

func (v *vector) area(i ink, points []xy) {
	fmt.Fprintf(&v.b, "<polygon class=\"%s\" points=\"%s\"/>\n", i.class(), pairs(points))
}

func (v *vector) disc(i ink, at xy, radius float64) {
	fmt.Fprintf(&v.b, "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>\n", i.class(), short(at.x), short(at.y), short(radius))
}

func (v *vector) text(i ink, size float64, at xy, where align, text string) {
	fmt.Fprintf(&v.b, "<text class=\"%s\" x=\"%s\" y=\"%s\" font-size=\"%s\" text-anchor=\"%s\">%s</text>\n",
		i.class(), short(at.x), short(at.y), short(size), where, html.EscapeString(text))
}

func (v *vector) mark(at xy, text string) {
	fmt.Fprintf(&v.marks, "<circle class=\"mark\" cx=\"%s\" cy=\"%s\" r=\"6\"><title>%s</title></circle>\n", short(at.x), short(at.y), html.EscapeString(text))
}

func pairs(points []xy) string {
	texts := make([]string, len(points))
	for i, p := range points {
		texts[i] = short(p.x) + "," + short(p.y)
	}
	return strings.Join(texts, " ")
}

// short is a number with two digits behind the point at most.
func short(n float64) string {
	return strings.TrimRight(strings.TrimRight(strconv.FormatFloat(n, 'f', 2, 64), "0"), ".")
}
