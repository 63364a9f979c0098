package chart

import (
	"fmt"
	"html"
	"strings"
)

// A Table is numbers in words, beside their chart.
type Table struct {
	Header []string
	Rows   [][]string
	// Numbers are the columns that are aligned as numbers.
	Numbers []bool
}

// Page is a whole page for a browser: the chart and a table, in the colours of a light
// or a dark screen, whichever the reader prefers. It runs nothing and loads nothing.
func Page(c Chart, t Table) []byte {
	var b strings.Builder
	title := html.EscapeString(plain(c.Title))
	fmt.Fprintf(&b, `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>%s</title>
<style>
%s</style>
</head>
<body>
<main>
<h1>%s</h1>
<p>%s</p>
<figure>
%s</figure>
`, title, pageStyle, title, html.EscapeString(plain(c.Note)), SVG(c))
	t.write(&b)
	b.WriteString("</main>\n</body>\n</html>\n")
	return []byte(b.String())
}

func (t Table) write(b *strings.Builder) {
	b.WriteString("<table>\n<thead>\n")
	t.row(b, "th", t.Header)
	b.WriteString("</thead>\n<tbody>\n")
	for _, row := range t.Rows {
		t.row(b, "td", row)
	}
	b.WriteString("</tbody>\n</table>\n")
}

func (t Table) row(b *strings.Builder, element string, cells []string) {
	b.WriteString("<tr>")
	for i, cell := range cells {
		class := ""
		if i < len(t.Numbers) && t.Numbers[i] {
			class = ` class="number"`
		}
		fmt.Fprintf(b, "<%s%s>%s</%s>", element, class, html.EscapeString(plain(cell)), element)
	}
	b.WriteString("</tr>\n")
}

// pageStyle pulls the chart out by the share of the text's width (edge of pictureWidth less
// two edges) that the chart itself leaves empty at its sides, so that text and chart begin
// on one line at every width.
const pageStyle = `:root {
  --ground: #ffffff; --card: #ffffff; --ink: #17202c; --soft: #5b6675; --grid: #e8ebef; --axis: #b6bec8;
  --s0: #2563eb; --s1: #d97706; --s2: #059669; --s3: #db2777; --s4: #7c3aed; --s5: #0891b2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161c; --card: #12161c; --ink: #e8edf3; --soft: #98a3b1; --grid: #262d37; --axis: #4a5462;
    --s0: #6ea8fe; --s1: #f5b041; --s2: #4ade9f; --s3: #f783b8; --s4: #b197fc; --s5: #4dd4e8;
  }
}
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.75rem 4rem; }
h1 { font-size: 1.5rem; font-weight: 600; letter-spacing: -0.01em; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
p { color: var(--soft); margin: 0.25rem 0 1.5rem; }
figure { margin: 0 -2.632% 2rem; overflow-x: auto; }
svg { display: block; width: 100%; min-width: 36rem; height: auto; font-family: inherit; }
polyline { fill: none; stroke-linejoin: round; stroke-linecap: round; }
polyline.grid { stroke: var(--grid); } polyline.axis { stroke: var(--axis); }
polygon { fill-opacity: 0.1; }
text.title { fill: var(--ink); font-weight: 600; } text.note { fill: var(--soft); }
.s0 { --s: var(--s0); } .s1 { --s: var(--s1); } .s2 { --s: var(--s2); } .s3 { --s: var(--s3); } .s4 { --s: var(--s4); } .s5 { --s: var(--s5); }
polyline[class^=s] { stroke: var(--s); } polygon[class^=s], circle[class^=s] { fill: var(--s); }
circle.mark { fill: transparent; } circle.mark:hover { fill: var(--soft); fill-opacity: 0.35; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; min-width: 22rem; }
th { text-align: left; font-size: 0.8rem; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--axis); }
th, td { padding: 0.35rem 1.75rem 0.35rem 0; }
td { border-bottom: 1px solid var(--grid); }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; }
`
