package chart

import "fmt"

// thinned is a chart that has room in so many columns: where it has more times than
// that, those of a week, a month and so on are drawn as their mean, and the note says
// so. Each run is thinned by itself, so that gaps stay.
func (c Chart) thinned(columns int) Chart {
	b := c.bounds()
	if each := c.shortest(); each <= 0 || int(b.to.Sub(b.from)/each) < columns {
		return c
	}
	for _, p := range paces() {
		if p.days == 2 { // against the rhythm of weeks it would show waves that are none
			continue
		}
		if p.next(b.from).Sub(b.from) > c.shortest() && p.times(b, columns) != nil {
			return c.by(p)
		}
	}
	return c
}

// by is the chart with one point for each time of a pace.
func (c Chart) by(p pace) Chart {
	thin := c
	thin.Note += fmt.Sprintf("\neach point is the mean of %s", p.name())
	thin.Series = make([]Series, len(c.Series))
	for i, s := range c.Series {
		thin.Series[i].Name = s.Name
		for _, r := range s.runs() {
			thin.Series[i].Points = append(thin.Series[i].Points, r.by(p)...)
		}
	}
	return thin
}

// by cuts a run into times of a pace. Weeks and shorter times begin where the run does,
// since a part of a week has another mean than a week; what is left over belongs to the
// last one.
func (r run) by(p pace) []Point {
	var cuts []run
	for begin, end := 0, 1; begin < len(r); begin = end {
		next := p.next(r[begin].Start)
		if p.months > 0 {
			next = p.next(p.first(r[begin].Start))
		}
		for end = begin + 1; end < len(r) && r[end].Start.Before(next); end++ {
		}
		cuts = append(cuts, r[begin:end])
		if last := len(cuts) - 1; p.months == 0 && last > 0 && r[end-1].End.Before(next) {
			cuts[last-1], cuts = r[begin-len(cuts[last-1]):end], cuts[:last]
		}
	}
	means := make([]Point, len(cuts))
	for i, c := range cuts {
		means[i] = c.mean()
	}
	return means
}

// mean is one point in the place of a run.
func (r run) mean() Point {
	var sum int64
	for _, p := range r {
		sum += p.Value
	}
	n := int64(len(r))
	return Point{Start: r[0].Start, End: r[len(r)-1].End, Value: (2*sum + n) / (2 * n)}
}

// name is what a time of the pace is called.
func (p pace) name() string {
	switch {
	case p.hours > 1:
		return fmt.Sprintf("%d hours", p.hours)
	case p.hours == 1:
		return "an hour"
	case p.days == 1:
		return "a day"
	case p.days == 7:
		return "a week"
	case p.days > 1:
		return fmt.Sprintf("%d days", p.days)
	case p.months == 1:
		return "a month"
	case p.months == 12:
		return "a year"
	case p.months > 12:
		return fmt.Sprintf("%d years", p.months/12)
	}
	return fmt.Sprintf("%d months", p.months)
}
