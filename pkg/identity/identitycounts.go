package identity

import (
	"context"
	"iter"
	"strconv"
	"strings"
	"time"
)

// A CountPoint is how many people there were, or were active, in a time. Times of which
// nothing is known have no point: a gap is never a zero.
type CountPoint struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	Value int64     `json:"value"`
}

// A Sampling is how long the times are over which active people are counted: a number
// of hours, or one of the constants.
type Sampling int

// The samplings that are no number of hours.
const (
	ByDay   Sampling = 0
	ByMonth Sampling = -1
	ByYear  Sampling = -2
)

// String is "day", "month", "year" or "6h".
func (s Sampling) String() string {
	switch s {
	case ByDay:
		return "day"
	case ByMonth:
		return "month"
	case ByYear:
		return "year"
	}
	return strconv.Itoa(int(s)) + "h"
}

// longestSampling is a year of hours.
const longestSampling = 24 * 366

// ParseSampling reads what [Sampling.String] writes, and "hour"; anything else is an error
// of kind [Usage].
func ParseSampling(text string) (Sampling, error) {
	lower := strings.ToLower(strings.TrimSpace(text))
	if lower == "hour" {
		return 1, nil
	}
	for _, s := range [...]Sampling{ByDay, ByMonth, ByYear} {
		if lower == s.String() {
			return s, nil
		}
	}
	number, isHours := strings.CutSuffix(lower, "h")
	if n, err := strconv.Atoi(number); isHours && err == nil && n >= 1 && n <= longestSampling {
		return Sampling(n), nil
	}
	return ByDay, Errorf(Usage, "%q is no sampling: it is hour, day, month, year, or a number of hours such as 6h", text)
}

// Next is when a time that begins at start ends.
func (s Sampling) Next(start time.Time) time.Time {
	switch s {
	case ByDay:
		return start.AddDate(0, 0, 1)
	case ByMonth:
		return start.AddDate(0, 1, 0)
	case ByYear:
		return start.AddDate(1, 0, 0)
	}
	return start.Add(time.Duration(s) * time.Hour)
}

// A CountQuery says which counts. A zero To means up to now.
type CountQuery struct {
	From, To time.Time
	By       Sampling
	// Limit ends the counts after that many; 0 means all.
	Limit int
}

// A TotalCounter tells how many people there were, day by day, from one day to
// another, both included. By is not looked at.
type TotalCounter interface {
	Totals(context.Context, CountQuery) iter.Seq2[CountPoint, error]
}

// An ActiveCounter tells how many people were active: who signed in, or showed the
// right password. A sampling that the platform does not have is an error of kind
// [Unsupported]. The points come in the order of the platform.
type ActiveCounter interface {
	Active(context.Context, CountQuery) iter.Seq2[CountPoint, error]
}

// A LicenseCounter tells how many people were active in everything that a licence is
// for, which is named by id or name; empty means the licence of the realm.
type LicenseCounter interface {
	ActiveByLicense(ctx context.Context, license string, q CountQuery) iter.Seq2[CountPoint, error]
}

// Totals returns what counts the people of d, or an error of kind [Unsupported].
func Totals(d Directory) (TotalCounter, error) {
	if c, ok := d.(TotalCounter); ok {
		return c, nil
	}
	return nil, Lacks(d, "numbers of people by day")
}

// Actives returns what counts the active people of d, or an error of kind
// [Unsupported].
func Actives(d Directory) (ActiveCounter, error) {
	if c, ok := d.(ActiveCounter); ok {
		return c, nil
	}
	return nil, Lacks(d, "numbers of active people")
}

// Licenses returns what counts the active people of the licence of d, or an error of
// kind [Unsupported].
func Licenses(d Directory) (LicenseCounter, error) {
	if c, ok := d.(LicenseCounter); ok {
		return c, nil
	}
	return nil, Lacks(d, "licences")
}
