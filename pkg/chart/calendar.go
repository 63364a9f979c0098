package chart

import (
	"slices"
	"time"
)

// A tick is a time with a label.
type tick struct {
	at    time.Time
	label string
}

// A pace is a way to choose ticks: every so many hours, days, weeks, months or years.
type pace struct {
	hours, days, months int
	form                string
}

const (
	clockForm = "15:04"
	dayForm   = "2 Jan"
	monthForm = "Jan"
	yearForm  = "2006"
)

// paces are in the order of their length.
func paces() []pace {
	all := []pace{
		{hours: 1, form: clockForm}, {hours: 3, form: clockForm}, {hours: 6, form: clockForm}, {hours: 12, form: clockForm},
		{days: 1, form: dayForm}, {days: 2, form: dayForm}, {days: 7, form: dayForm}, {days: 14, form: dayForm},
		{months: 1, form: monthForm}, {months: 2, form: monthForm}, {months: 3, form: monthForm}, {months: 6, form: monthForm},
	}
	for _, years := range []int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000} {
		all = append(all, pace{months: 12 * years, form: yearForm})
	}
	return all
}

// first is the latest time of the pace that is not after at.
func (p pace) first(at time.Time) time.Time {
	day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
	switch {
	case p.hours > 0:
		return day.Add(time.Duration(at.Hour()/p.hours*p.hours) * time.Hour)
	case p.days > 0:
		const monday = 4 // the first Monday was the fifth day of Unix time
		number := int(day.Unix()/(24*3600)) - monday
		return day.AddDate(0, 0, -((number%p.days)+p.days)%p.days)
	case p.months < 12:
		return time.Date(at.Year(), time.Month((int(at.Month())-1)/p.months*p.months+1), 1, 0, 0, 0, 0, time.UTC)
	}
	years := p.months / 12
	return time.Date(at.Year()/years*years, 1, 1, 0, 0, 0, 0, time.UTC)
}

func (p pace) next(at time.Time) time.Time {
	return at.AddDate(0, p.months, p.days).Add(time.Duration(p.hours) * time.Hour)
}

// label says the larger unit where one begins: the day at midnight, the year in January.
func (p pace) label(at time.Time) string {
	switch {
	case p.form == clockForm && at.Hour() == 0:
		return at.Format(dayForm)
	case p.form == monthForm && at.Month() == time.January:
		return at.Format(yearForm)
	}
	return at.Format(p.form)
}

// times are the ticks of the pace in b, or nil where there are more than most.
func (p pace) times(b bounds, most int) []tick {
	var ticks []tick
	for at := p.first(b.from); !at.After(b.to); at = p.next(at) {
		if at.Before(b.from) {
			continue
		}
		if len(ticks) == most {
			return nil
		}
		ticks = append(ticks, tick{at, p.label(at)})
	}
	return ticks
}

// calendar chooses the shortest pace that has at most so many ticks in b, and that is no
// shorter than the times that the points are of.
func (c Chart) calendar(b bounds, most int) []tick {
	shortest := c.shortest()
	for _, p := range paces() {
		if p.next(b.from).Sub(b.from) < shortest {
			continue
		}
		if ticks := p.times(b, most); len(ticks) > 0 {
			return ticks
		}
	}
	return []tick{{b.from, b.from.Format("2 Jan 2006")}}
}

// shortest is the length of the shortest time that a point is of; 28 days for a month.
func (c Chart) shortest() time.Duration {
	var lengths []time.Duration
	for _, s := range c.Series {
		for _, p := range s.Points {
			lengths = append(lengths, p.End.Sub(p.Start))
		}
	}
	if len(lengths) == 0 {
		return 0
	}
	return min(slices.Min(lengths), 28*24*time.Hour)
}
