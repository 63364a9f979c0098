package pingone

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// See "Active Identity Counts" and "Total Identities" in the platform's reference. It
// has had several spellings over the years, and not every region has the newest.

const (
	// mostCounts is the most that every spelling gives on a page; a licence gives more.
	mostCounts        = 100
	mostLicenseCounts = 1000
)

// A spelling is one way to ask for counts, and the parameters by which a service that
// does not know it would refuse it.
type spelling struct {
	path       string
	query      string
	parameters []string
}

// Totals streams how many people the environment had at the end of each day.
func (c *Client) Totals(ctx context.Context, q identity.CountQuery) iter.Seq2[identity.CountPoint, error] {
	to := q.To
	if to.IsZero() {
		to = time.Now()
	}
	condition := func(form string) string {
		return "startDate eq " + string(quote(q.From.UTC().Format(form))) + " and endDate eq " + string(quote(to.UTC().Format(form)))
	}
	var spellings []spelling
	for _, form := range [...]string{dateForm, olderDateForm} {
		spellings = append(spellings, spelling{path: c.path("totalIdentities"), query: rest.Parameters("filter", condition(form)), parameters: []string{"filter", "startDate", "endDate"}})
	}
	q.By = identity.ByDay
	return c.countPoints(ctx, "count people", spellings, q, readTotal)
}

const (
	dateForm      = "2006-01-02T15:04:05Z"
	olderDateForm = "2006-01-02T15:04:05+00:00"
)

// Active streams how many people of the environment were active. Days and months are
// asked for by the newest spelling, then by the older ones; hours only an older one
// has.
func (c *Client) Active(ctx context.Context, q identity.CountQuery) iter.Seq2[identity.CountPoint, error] {
	const op = "count active people"
	if q.By == identity.ByYear {
		return failing[identity.CountPoint](c.fail(op, "", identity.Errorf(identity.Unsupported, "%s counts active people by hours, day and month; by year it counts those of a licence", platform)))
	}
	return c.countPoints(ctx, op, c.activeSpellings(q), q, readActive)
}

func (c *Client) activeSpellings(q identity.CountQuery) []spelling {
	since := "startDate ge " + string(quote(q.From.UTC().Format(dateForm)))
	limit := strconv.Itoa(pageSize(q, mostCounts))
	metrics := c.path("metrics", "activeIdentityCounts")
	var all []spelling
	hours := int(q.By)
	if q.By == identity.ByDay || q.By == identity.ByMonth {
		hours = 24
		for _, name := range [...]string{"samplePeriod", "samplingPeriod"} {
			query := rest.Parameters("filter", since, name, strings.ToUpper(q.By.String()), "limit", limit)
			all = append(all, spelling{metrics, query, []string{"samplePeriod", "samplingPeriod"}})
		}
	}
	if q.By != identity.ByMonth {
		query := rest.Parameters("filter", since+" and samplingPeriod eq "+string(quote(strconv.Itoa(hours))), "limit", limit)
		all = append(all, spelling{path: c.path("activeIdentityCounts"), query: query})
	}
	return all
}

func pageSize(q identity.CountQuery, most int) int {
	if q.Limit > 0 && q.To.IsZero() {
		return min(q.Limit, most)
	}
	return most
}

// countPoints streams the points of the first spelling that the service knows.
func (c *Client) countPoints(ctx context.Context, op string, spellings []spelling, q identity.CountQuery, read func(json.RawMessage, identity.Sampling) (identity.CountPoint, bool, error)) iter.Seq2[identity.CountPoint, error] {
	return func(yield func(identity.CountPoint, error) bool) {
		if c.options.Population != "" {
			c.options.Warn("the counts are those of the whole environment: " + platform + " has none of one population")
		}
		seen := 0
		for row, err := range c.firstKnown(ctx, spellings) {
			if err != nil {
				yield(identity.CountPoint{}, c.failCounts(op, spellings[0], err))
				return
			}
			point, known, err := read(row, q.By)
			switch {
			case err != nil:
				yield(identity.CountPoint{}, c.fail(op, "", err))
				return
			case !known, !q.To.IsZero() && point.Start.After(q.To):
				continue
			}
			if seen++; !yield(point, nil) || seen == q.Limit {
				return
			}
		}
	}
}

// failCounts is [Client.failList] for what lies in the environment.
func (c *Client) failCounts(op string, s spelling, err error) error {
	if strings.HasPrefix(s.path, c.path()+"/") {
		return c.failList(op, err)
	}
	return c.fail(op, "", err)
}

// firstKnown yields the rows of the first spelling that is not refused as unknown. If
// all are, the error is that of the first.
func (c *Client) firstKnown(ctx context.Context, spellings []spelling) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		var refused error
		for _, s := range spellings {
			begun, unknown := false, false
			p := &pager{client: c, path: s.path, query: s.query}
			for row, err := range p.rows(ctx) {
				if err != nil && !begun && s.isUnknown(err) {
					unknown = true
					if refused == nil {
						refused = err
					}
					break
				}
				if begun = true; !yield(row, err) || err != nil {
					return
				}
			}
			if !unknown {
				return
			}
		}
		yield(nil, refused)
	}
}

// isUnknown reports whether an answer says that the service does not know a spelling:
// there is nothing at the path, or one of the parameters is what it refuses.
func (s spelling) isUnknown(err error) bool {
	answered, ok := statusOf(err)
	switch {
	case !ok:
		return false
	case answered.Status == http.StatusNotFound:
		return true
	case answered.Status != http.StatusBadRequest:
		return false
	}
	a := decodeAnswer(answered.Body, answered.Header.Get("Content-Type"))
	if len(a.details) == 0 {
		return true
	}
	return slices.ContainsFunc(a.details, func(d detail) bool {
		return slices.ContainsFunc(s.parameters, func(name string) bool { return d.target == name || strings.Contains(d.message, name) })
	})
}

// failing is a sequence that has an error and nothing else.
func failing[T any](err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		yield(none, err)
	}
}
