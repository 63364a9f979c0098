package sandbox

import (
	"net/http"
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

const (
	// activePage is the most periods on a page where a client does not ask; further below are the most that it may ask for.
	activePage   = 100
	activeDays   = 730
	activeMonths = 100
	licensePage  = 1000
)

func (p *pingOne) routeCounts(mux *http.ServeMux) {
	p.get(mux, environmentPath+"/totalIdentities", (*pingCall).totalIdentities)
	p.get(mux, environmentPath+"/activeIdentityCounts", (*pingCall).activeByHours)
	p.get(mux, environmentPath+"/metrics/activeIdentityCounts", (*pingCall).activeByPeriod)
	p.get(mux, "/organizations/{organization}/licenses/{license}/metrics/activeIdentityCounts", (*pingCall).activeOfLicense)
}

// totalIdentities lists how many people there were, a day an item, both ends included. Days of which nothing is known, and
// days to come, are not there.
func (c *pingCall) totalIdentities() (answer, error) {
	from, to, err := c.totalRange()
	if err != nil {
		return answer{}, err
	}
	h, err := historyOf(c.tx, c.env, c.at)
	if err != nil {
		return answer{}, err
	}
	if from.Before(h.first) {
		from = h.first
	}
	if today := dayOf(c.at); to.After(today) {
		to = today
	}
	var items [][]byte
	for on := from; !on.After(to); on = on.Add(day) {
		items = append(items, encode(document{"date": on.Unix(), "totalIdentities": h.total(on)}))
	}
	return ok(c.envelope("totalIdentities", items, h.people, ""))
}

// activeByHours is the deprecated form: periods of so many hours.
func (c *pingCall) activeByHours() (answer, error) {
	f, err := c.countFilter(countMember{"startDate", "ge"}, countMember{"samplingPeriod", "eq"})
	if err != nil {
		return answer{}, err
	}
	hours, err := f.hours("samplingPeriod")
	if err != nil {
		return answer{}, err
	}
	from, err := f.date("startDate")
	if err != nil {
		return answer{}, err
	}
	return c.activeCounts([]*environment{c.env}, from, activePage, func(at time.Time, n int) time.Time {
		return at.Add(time.Duration(n*hours) * time.Hour)
	})
}

// activeByPeriod is the present form: days, or months of the calendar.
func (c *pingCall) activeByPeriod() (answer, error) {
	f, err := c.countFilter(countMember{"startDate", "ge"})
	if err != nil {
		return answer{}, err
	}
	from, err := f.date("startDate")
	if err != nil {
		return answer{}, err
	}
	period, err := c.oneOf([]string{"samplePeriod", "samplingPeriod"}, "DAY", "MONTH")
	switch {
	case err != nil:
		return answer{}, err
	case period == "MONTH":
		return c.activeCounts([]*environment{c.env}, monthOf(from), activeMonths, months)
	}
	return c.activeCounts([]*environment{c.env}, dayOf(from), activeDays, func(at time.Time, n int) time.Time { return at.AddDate(0, 0, n) })
}

func months(at time.Time, n int) time.Time { return at.AddDate(0, n, 0) }

func monthOf(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// activeOfLicense counts the people of all environments of a licence, from the licence's first day.
func (c *pingCall) activeOfLicense() (answer, error) {
	if err := c.inOrganization(); err != nil {
		return answer{}, err
	}
	o, err := c.tx.Get(licensesAll, c.r.PathValue("license"))
	if err != nil {
		return answer{}, err
	}
	doc, err := readPublic(o)
	if err != nil {
		return answer{}, err
	}
	begins, err := time.Parse(time.RFC3339, doc.text("beginsAt"))
	if err != nil {
		return answer{}, err
	}
	by, err := c.oneOf([]string{"aggregatedBy"}, "licenseYear", "calendarMonth")
	if err != nil {
		return answer{}, err
	}
	environments, err := c.environmentsOf(o.ID)
	if err != nil {
		return answer{}, err
	}
	if by == "calendarMonth" {
		return c.activeCounts(environments, monthOf(begins), licensePage, months)
	}
	return c.activeCounts(environments, dayOf(begins), licensePage, func(at time.Time, n int) time.Time { return at.AddDate(n, 0, 0) })
}

// environmentsOf are the environments of a licence.
func (c *pingCall) environmentsOf(license string) ([]*environment, error) {
	var all []*environment
	for o, err := range c.tx.Scan(environmentsAll, "", nil, 0, 0) {
		if err != nil {
			return nil, err
		}
		env := &environment{ID: o.ID, raw: o.Doc}
		doc, err := readPublic(store.Object{Doc: env.raw})
		if err != nil {
			return nil, err
		}
		if doc.textAt("license.id") == license {
			all = append(all, env)
		}
	}
	return all, nil
}
