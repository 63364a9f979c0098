package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/atomicfile"
	"github.com/realmctl/realmctl/pkg/chart"
	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// chartFlags say where numbers are drawn.
type chartFlags struct {
	plot      bool
	html, png string
	given     func(name string) bool
}

func (f *chartFlags) bind(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.given = flags.Changed
	flags.BoolVar(&f.plot, "plot", false, "draw the numbers here, with characters")
	flags.StringVar(&f.html, "html", "", "write a page with a chart and the numbers into a `file`")
	flags.StringVar(&f.png, "png", "", "write a picture of the chart into a `file`")
}

func (f *chartFlags) wanted() bool { return f.plot || f.html != "" || f.png != "" }

func (f *chartFlags) check(s *session) error {
	for name, file := range map[string]string{"html": f.html, "png": f.png} {
		if f.given(name) && file == "" {
			return usagef("--%s is empty; it wants a file", name)
		}
	}
	switch {
	case f.html != "" && f.html == f.png:
		return usagef("--html and --png are the same file: %s", f.html)
	case f.plot && s.outputFlag():
		return usagef("--plot and --output do not go together")
	}
	return nil
}

// A drawing is numbers as a chart and as a table.
type drawing struct {
	chart chart.Chart
	table chart.Table
}

func (c *counting) drawing(s *session, rows []render.Row) (drawing, error) {
	d := drawing{chart: chart.Chart{Title: c.title, Unit: "people"}}
	d.table.Header, d.table.Numbers = []string{c.noun.columns[0].Header, "COUNT", "CHANGE %"}, []bool{false, true, true}
	several := len(c.realms) > 1
	if several {
		d.table.Header, d.table.Numbers = append([]string{"REALM"}, d.table.Header...), append([]bool{false}, d.table.Numbers...)
	}
	for _, r := range c.realms {
		d.chart.Series = append(d.chart.Series, chart.Series{Name: r.Address()})
	}
	skipped := 0
	for _, row := range rows {
		var n countRow
		if err := json.Unmarshal(row.Doc, &n); err != nil {
			return d, err
		}
		cells := n.cells()
		if several {
			cells = append([]string{row.Realm}, cells...)
		}
		d.table.Rows = append(d.table.Rows, cells)
		if n.Ongoing {
			skipped++
			continue
		}
		d.add(row.Realm, n)
	}
	// A realm that failed has no line, so it has no place in the legend.
	d.chart.Series = slices.DeleteFunc(d.chart.Series, func(s chart.Series) bool { return len(s.Points) == 0 })
	d.chart.Note = c.note(s.app.Now(), skipped > 0)
	return d, nil
}

// cells are a row of the table, in the words that a table on a terminal has.
func (r countRow) cells() []string {
	change := ""
	if r.Change != nil {
		change = strconv.FormatFloat(*r.Change, 'f', -1, 64)
	}
	return []string{r.Start, strconv.FormatInt(r.Count, 10), change}
}

func (d *drawing) add(realm string, n countRow) {
	for i := range d.chart.Series {
		if s := &d.chart.Series[i]; s.Name == realm {
			s.Points = append(s.Points, chart.Point{Start: readRowTime(n.Start), End: readRowTime(n.End), Value: n.Count})
		}
	}
}

// readRowTime reads what [counted.form] wrote.
func readRowTime(text string) time.Time {
	if at, err := time.Parse(time.DateOnly, text); err == nil {
		return at
	}
	at, _ := time.Parse(time.RFC3339, text)
	return at
}

// note says of which time the numbers are.
func (c *counting) note(now time.Time, ongoing bool) string {
	from, to := c.query.From.UTC(), c.query.To.UTC()
	if c.query.To.IsZero() {
		to = now.UTC()
	}
	form := "2 Jan 2006"
	begin := from.Format(form)
	if from.Year() == to.Year() {
		begin = from.Format("2 Jan")
	}
	by := c.query.By.String()
	if c.query.By > 0 {
		by = strconv.Itoa(int(c.query.By)) + " hours"
	}
	if c.query.By == 1 {
		by = "hour"
	}
	words := fmt.Sprintf("%s – %s, by %s (UTC)", begin, to.Format(form), by)
	if ongoing {
		words += "; the last " + by + " is not over and left out"
	}
	return words
}

func (d drawing) plot(s *session) string {
	return chart.Plot(d.chart, chart.PlotOptions{Width: width(s.app.Out), Color: s.colored(s.app.Out), ASCII: !utf8Locale(s.app.Env)})
}

// write writes the files that were asked for, each whole or not at all.
func (d drawing) write(s *session, f chartFlags) error {
	if f.html != "" {
		if err := s.saveChart(f.html, chart.Page(d.chart, d.table)); err != nil {
			return err
		}
	}
	if f.png == "" {
		return nil
	}
	picture, err := chart.PNG(d.chart)
	if err != nil {
		return err
	}
	return s.saveChart(f.png, picture)
}

func (s *session) saveChart(path string, data []byte) error {
	if err := atomicfile.Write(path, 0o644, data); err != nil {
		return identity.Errorf(identity.Usage, "%w", err)
	}
	s.say("wrote %s", path)
	return nil
}
