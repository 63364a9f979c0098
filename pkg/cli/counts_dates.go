package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A span is the time that a command counts in, as flags give it.
type span struct {
	from, to string
	flags    *pflag.FlagSet
}

func (f *span) bind(flags *pflag.FlagSet) {
	f.flags = flags
	flags.StringVar(&f.from, "from", "", "first `day`: 2026-01-31, today, yesterday, or a time such as 2026-01-31T12:00:00Z")
	flags.StringVar(&f.to, "to", "", "last `day`, which is included; without it, up to now")
}

// dated reports whether a day was given.
func (f *span) dated() bool { return f.flags.Changed("from") || f.flags.Changed("to") }

// query reads the days. Without a first one it is the last 30 days, or as many months or
// years as are worth a look.
func (f *span) query(now time.Time, by identity.Sampling) (q identity.CountQuery, err error) {
	q.By = by
	if f.flags.Changed("to") {
		end, whole, err := parseWhen(f.to, now)
		if err != nil {
			return q, usagef("--to %w", err)
		}
		if q.To = end; whole {
			q.To = end.AddDate(0, 0, 1).Add(-time.Second)
		}
	}
	last := q.To
	if last.IsZero() {
		last = now
	}
	if q.From = usualStart(last, by); f.flags.Changed("from") {
		if q.From, _, err = parseWhen(f.from, now); err != nil {
			return q, usagef("--from %w", err)
		}
	}
	if q.From.After(last) {
		return q, usagef("--from %s is after the end, which is %s", f.from, last.UTC().Format(time.DateOnly))
	}
	return q, nil
}

func usualStart(last time.Time, by identity.Sampling) time.Time {
	y, m, d := last.UTC().Date()
	switch by {
	case identity.ByMonth:
		return time.Date(y, m-11, 1, 0, 0, 0, 0, time.UTC)
	case identity.ByYear:
		return time.Date(y-4, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(y, m, d-29, 0, 0, 0, 0, time.UTC)
}

// oldest is before everything that platforms count.
const oldest = 2000

// parseWhen reads a day, of which it is the beginning, or a time. All is UTC, as the
// platforms count.
func parseWhen(text string, now time.Time) (at time.Time, wholeDay bool, err error) {
	today := now.UTC().Truncate(24 * time.Hour)
	text = strings.TrimSpace(text)
	switch strings.ToLower(text) {
	case "today":
		return today, true, nil
	case "yesterday":
		return today.AddDate(0, 0, -1), true, nil
	}
	at, err = time.Parse(time.DateOnly, text)
	if wholeDay = err == nil; !wholeDay {
		at, err = time.Parse(time.RFC3339, text)
	}
	if at = at.UTC(); err != nil || at.Year() < oldest || at.Year() > 9999 {
		return time.Time{}, false, fmt.Errorf("%q: wants a day such as %s, today, yesterday, or a time such as %s",
			text, today.Format(time.DateOnly), today.Format(time.RFC3339))
	}
	return at, wholeDay, nil
}
