package chart

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
)

// zoom is how many pixels a unit of a picture has, for sharp screens.
const zoom = 2.0

// PNG is a chart as a picture, on white. The error is of the encoder alone.
func PNG(c Chart) ([]byte, error) {
	r := &raster{picture: image.NewRGBA(image.Rect(0, 0, pictureWidth*zoom, pictureHeight*zoom)), letters: newAlphabet()}
	for i := range r.picture.Pix {
		r.picture.Pix[i] = 0xff
	}
	draw(r, c, true)
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.DefaultCompression}).Encode(&b, r.picture)
	return b.Bytes(), err
}

// A raster is a canvas of pixels. Edges are smoothed: a pixel that something covers in
// part takes on its colour in part.
type raster struct {
	picture *image.RGBA
	letters alphabet
}

// color is the ink on white.
func (i ink) color() color.RGBA {
	return [...]color.RGBA{
		{0x17, 0x20, 0x2c, 0xff}, {0x5b, 0x66, 0x75, 0xff}, {0xe8, 0xeb, 0xef, 0xff}, {0xb6, 0xbe, 0xc8, 0xff},
		{0x25, 0x63, 0xeb, 0xff}, {0xd9, 0x77, 0x06, 0xff}, {0x05, 0x96, 0x69, 0xff}, {0xdb, 0x27, 0x77, 0xff}, {0x7c, 0x3a, 0xed, 0xff}, {0x08, 0x91, 0xb2, 0xff},
	}[i]
}

func (r *raster) line(i ink, width float64, points []xy) {
	r.stroke(i.color(), width*zoom/2, scaled(points))
}

// scaled are points in pixels. Straight lines of one unit lie on whole pixels so.
func scaled(points []xy) []xy {
	pixels := make([]xy, len(points))
	for i, p := range points {
		pixels[i] = xy{p.x * zoom, p.y * zoom}
	}
	return pixels
}

func (r *raster) stroke(c color.RGBA, radius float64, points []xy) {
	if len(points) == 1 {
		r.segment(c, radius, points[0], points[0])
	}
	for i := 1; i < len(points); i++ {
		r.segment(c, radius, points[i-1], points[i])
	}
}

// segment draws a line with round ends.
func (r *raster) segment(c color.RGBA, radius float64, a, b xy) {
	reach := radius + 1
	for y := int(math.Floor(min(a.y, b.y) - reach)); y <= int(max(a.y, b.y)+reach); y++ {
		for x := int(math.Floor(min(a.x, b.x) - reach)); x <= int(max(a.x, b.x)+reach); x++ {
			r.blend(x, y, c, radius+0.5-distance(xy{float64(x) + 0.5, float64(y) + 0.5}, a, b))
		}
	}
}

// distance is how far p is from the line from a to b.
func distance(p, a, b xy) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	along := 0.0
	if length := dx*dx + dy*dy; length > 0 {
		along = min(max(((p.x-a.x)*dx+(p.y-a.y)*dy)/length, 0), 1)
	}
	return math.Hypot(p.x-a.x-along*dx, p.y-a.y-along*dy)
}

// blend mixes a colour into a pixel, a share of it.
func (r *raster) blend(x, y int, c color.RGBA, share float64) {
	if share <= 0 || !(image.Pt(x, y).In(r.picture.Rect)) {
		return
	}
	share = min(share, 1)
	under := r.picture.RGBAAt(x, y)
	mix := func(below, above uint8) uint8 { return uint8(float64(below)*(1-share) + float64(above)*share + 0.5) }
	r.picture.SetRGBA(x, y, color.RGBA{mix(under.R, c.R), mix(under.G, c.G), mix(under.B, c.B), 0xff})
}

// area fills what lies between the points and the last of them: it is a course with the
// axis below it, so each column of pixels has one top.
func (r *raster) area(i ink, points []xy) {
	const thin = 0.1
	pixels := scaled(points)
	top, floor := pixels[:len(pixels)-2], pixels[len(pixels)-1].y
	for j := 1; j < len(top); j++ {
		a, b := top[j-1], top[j]
		for x := int(math.Ceil(a.x - 0.5)); float64(x)+0.5 < b.x; x++ {
			from := between(a, b, (float64(x)+0.5-a.x)/(b.x-a.x)).y
			for y := int(from + 0.5); float64(y)+0.5 < floor; y++ {
				r.blend(x, y, i.color(), thin)
			}
		}
	}
}

func (r *raster) disc(i ink, at xy, radius float64) {
	r.stroke(i.color(), radius*zoom, scaled([]xy{at}))
}

func (r *raster) mark(xy, string) {} // nobody points at a picture

// text writes with our letters.
func (r *raster) text(i ink, size float64, at xy, where align, text string) {
	unit, wide := size*0.122, r.width(text)*size*0.122
	x := at.x
	switch where {
	case atMiddle:
		x -= wide / 2
	case atEnd:
		x -= wide
	}
	weight := size * 0.043
	if i == inkTitle {
		weight = size * 0.062
	}
	for _, letter := range text {
		strokes, width := r.letters.strokes(letter)
		for _, s := range strokes {
			points := make([]xy, len(s))
			for j, p := range s {
				points[j] = xy{(x + p.x*unit) * zoom, (at.y + (p.y-6)*unit) * zoom}
			}
			r.stroke(i.color(), weight*zoom, points)
		}
		x += (width + letterSpace) * unit
	}
}

// letterSpace is between two letters, in the columns of their grid.
const letterSpace = 1.7

// width is how wide a text is, in the columns of the grid of its letters.
func (r *raster) width(text string) float64 {
	wide := -letterSpace
	for _, letter := range text {
		_, w := r.letters.strokes(letter)
		wide += w + letterSpace
	}
	return max(wide, 0)
}
