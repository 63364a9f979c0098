package cli

import (
	"encoding/json"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A countRow is the number of a time as it is printed. There is a row for what is known
// only: a gap has none.
type countRow struct {
	Start string `json:"start"`
	End   string `json:"end"`
	Count int64  `json:"count"`
	// Change is against the time before, in per cent; nil where nothing is known of
	// that, where it was zero, and while the time goes on.
	Change  *float64 `json:"change,omitempty"`
	Ongoing bool     `json:"ongoing,omitempty"`
}

func (r countRow) Document() json.RawMessage {
	doc, _ := json.Marshal(r) // texts and finite numbers always encode
	return doc
}
func (r countRow) Portable() (json.RawMessage, error) { return r.Document(), nil }
func (r countRow) Key() (identity.Key, error)         { return identity.Key{Name: r.Start}, nil }

// A counted is a stream of points and what they are.
type counted struct {
	points iter.Seq2[identity.CountPoint, error]
	by     identity.Sampling
	// settled is for numbers that do not grow while their time goes on.
	settled bool
}

// rows are the points in the order of time, each once, with their changes. They come
// when all are there: a platform has its own order, and a realm has few.
func (c counted) rows(now time.Time) iter.Seq2[countRow, error] {
	return func(yield func(countRow, error) bool) {
		points, err := c.collect()
		var before identity.CountPoint
		for _, p := range points {
			row := countRow{Start: c.form(p.Start), End: c.form(p.End), Count: p.Value, Ongoing: !c.settled && p.End.After(now)}
			if !row.Ongoing {
				row.Change = change100(before, p)
			}
			if before = p; !yield(row, nil) {
				return
			}
		}
		if err != nil {
			yield(countRow{}, err)
		}
	}
}

func (c counted) collect() (points []identity.CountPoint, err error) {
	for p, failure := range c.points {
		if err = failure; err != nil {
			break
		}
		points = append(points, p)
	}
	slices.SortStableFunc(points, func(a, b identity.CountPoint) int { return a.Start.Compare(b.Start) })
	return slices.CompactFunc(points, func(a, b identity.CountPoint) bool { return a.Start.Equal(b.Start) }), err
}

// form is a time as it is printed: days by their date alone.
func (c counted) form(at time.Time) string {
	at = at.UTC()
	if c.by <= identity.ByDay && at.Equal(at.Truncate(24*time.Hour)) {
		return at.Format(time.DateOnly)
	}
	return at.Format(time.RFC3339)
}

// change100 is the change between two times that follow one another, in per cent, to
// one digit behind the point.
func change100(before, p identity.CountPoint) *float64 {
	if before.Value == 0 || !before.End.Equal(p.Start) {
		return nil
	}
	change := math.Round(float64(p.Value-before.Value)/float64(before.Value)*1000) / 10
	if change == 0 {
		change = 0 // not -0
	}
	return &change
}
