package cli

import (
	"encoding/json"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/spf13/pflag"
	"pgregory.net/rapid"

	"github.com/realmctl/realmctl/pkg/identity"
)

// FuzzParseWhen: whatever is typed for a day is a time of UTC that is written back as it
// was meant, or refused in words.
func FuzzParseWhen(f *testing.F) {
	now := time.Date(2026, 11, 28, 13, 0, 0, 0, time.UTC)
	for _, text := range []string{"2026-01-31", "today", " Yesterday", "2026-01-31T12:00:00Z", "2026-01-31T12:00:00+14:00", "2026-02-30", "1999-12-31", "9999-12-31T23:59:59-12:00", "31.1.2026", "-1", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, whole, err := parseWhen(text, now)
		if err != nil {
			if err.Error() == "" || !at.IsZero() || whole {
				t.Fatalf("%q: %v %v %v", text, at, whole, err)
			}
			return
		}
		if at.Location() != time.UTC || at.Year() < oldest || at.Year() > 9999 || whole && !at.Equal(dayOf(at)) {
			t.Fatalf("%q: %v %v", text, at, whole)
		}
		if again, _, err := parseWhen(at.Format(time.RFC3339Nano), now); err != nil || !again.Equal(at) {
			t.Fatalf("%q: %v, written back %v %v", text, at, again, err)
		}
	})
}

// TestSpan: the days of the flags, both included, and those that are meant without them.
func TestSpan(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 28, 13, 0, 0, 0, time.UTC)
	const form = "2006-01-02 15:04:05"
	for _, test := range []struct {
		args     []string
		by       identity.Sampling
		from, to string
	}{
		{nil, identity.ByDay, "2026-10-30 00:00:00", ""},
		{nil, 6, "2026-10-30 00:00:00", ""},
		{nil, identity.ByMonth, "2025-12-01 00:00:00", ""},
		{nil, identity.ByYear, "2022-01-01 00:00:00", ""},
		{[]string{"--to", "2026-03-01"}, identity.ByDay, "2026-01-31 00:00:00", "2026-03-01 23:59:59"},
		{[]string{"--from", "yesterday", "--to", "today"}, identity.ByDay, "2026-11-27 00:00:00", "2026-11-28 23:59:59"},
		{[]string{"--from", "2026-01-01T06:00:00+01:00", "--to", "2026-01-01T09:00:00Z"}, 1, "2026-01-01 05:00:00", "2026-01-01 09:00:00"},
		{[]string{"--from", "2026-11-29"}, identity.ByDay, "", ""},
		{[]string{"--from", "2026-11-02", "--to", "2026-11-01"}, identity.ByDay, "", ""},
		{[]string{"--from", ""}, identity.ByDay, "", ""},
		{[]string{"--to", "soon"}, identity.ByDay, "", ""},
	} {
		var s span
		flags := pflag.NewFlagSet("", pflag.ContinueOnError)
		s.bind(flags)
		if err := flags.Parse(test.args); err != nil {
			t.Fatal(err)
		}
		q, err := s.query(now, test.by)
		if test.from == "" {
			var usage *usageError
			if !errors.As(err, &usage) {
				t.Errorf("%q: %v", test.args, err)
			}
			continue
		}
		to := ""
		if !q.To.IsZero() {
			to = q.To.Format(form)
		}
		if err != nil || q.From.Format(form) != test.from || to != test.to {
			t.Errorf("%q by %v: %s to %s, %v", test.args, test.by, q.From.Format(form), to, err)
		}
	}
}

func pointsOf(list []identity.CountPoint) iter.Seq2[identity.CountPoint, error] { return all(list) }

// TestRowsOfPoints: there are as many rows as times of which something is known, in the
// order of time; a change is against the time just before, or not there.
func TestRowsOfPoints(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		known := rapid.SliceOfNDistinct(rapid.IntRange(0, 60), 0, 40, rapid.ID).Draw(rt, "known")
		values := map[int]int64{}
		var points []identity.CountPoint
		for _, d := range known {
			values[d] = rapid.Int64Range(0, 5).Draw(rt, "value")
			at := begin.AddDate(0, 0, d)
			points = append(points, identity.CountPoint{Start: at, End: at.AddDate(0, 0, 1), Value: values[d]})
		}
		rows, last := 0, -1
		for row, err := range (counted{points: pointsOf(points), by: identity.ByDay}).rows(begin.AddDate(1, 0, 0)) {
			if err != nil {
				rt.Fatal(err)
			}
			at, err := time.Parse(time.DateOnly, row.Start)
			if err != nil {
				rt.Fatal(err)
			}
			d := int(at.Sub(begin).Hours()) / 24
			value, isKnown := values[d]
			before, beforeKnown := values[d-1]
			if !isKnown || d <= last || row.Count != value || (row.Change != nil) != (beforeKnown && before > 0) {
				rt.Fatalf("day %d after %d: %s, known %v", d, last, row.Document(), values)
			}
			rows, last = rows+1, d
		}
		if rows != len(known) {
			rt.Fatalf("%d rows of %d days", rows, len(known))
		}
	})
}

// TestOngoing: a time that goes on has no change, and an error comes after the rows.
func TestOngoing(t *testing.T) {
	t.Parallel()
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	points := []identity.CountPoint{{Start: day(28), End: day(29), Value: 3}, {Start: day(26), End: day(27), Value: 8}, {Start: day(27), End: day(28), Value: 9}, {Start: day(27), End: day(28), Value: 9}}
	broken := errors.New("broken")
	failing := func(yield func(identity.CountPoint, error) bool) {
		for _, p := range points {
			if !yield(p, nil) {
				return
			}
		}
		yield(identity.CountPoint{}, broken)
	}
	var got []string
	var last error
	for row, err := range (counted{points: failing, by: identity.ByDay}).rows(day(28).Add(time.Hour)) {
		if last = err; err == nil {
			got = append(got, string(row.Document()))
		}
	}
	want := []string{
		`{"start":"2026-11-26","end":"2026-11-27","count":8}`,
		`{"start":"2026-11-27","end":"2026-11-28","count":9,"change":12.5}`,
		`{"start":"2026-11-28","end":"2026-11-29","count":3,"ongoing":true}`,
	}
	if len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] || !errors.Is(last, broken) {
		t.Errorf("%q, %v", got, last)
	}
}

// TestSignOnTime: the forms in which directories write a last sign-on.
func TestSignOnTime(t *testing.T) {
	t.Parallel()
	want := time.Date(2026, 11, 28, 13, 5, 0, 0, time.UTC)
	for _, form := range []string{
		`"2026-11-28T13:05:00Z"`, `"2026-11-28T13:05:00.000Z"`, `"2026-11-28T15:05:00+02:00"`, `"2026-11-28T15:05:00.000+0200"`, `"2026-11-28T13:05:00"`,
		`"20261128130500Z"`, `"20261128130500.000Z"`, `1795871100`, `1795871100000`, `"1795871100000"`,
	} {
		if at, ok := signOnTime(json.RawMessage(form)); !ok || !at.Equal(want) {
			t.Errorf("%s: %v %v", form, at, ok)
		}
	}
	for _, form := range []string{``, `null`, `""`, `"never"`, `true`, `{}`, `-5`, `0`} {
		if at, ok := signOnTime(json.RawMessage(form)); ok {
			t.Errorf("%s: %v", form, at)
		}
	}
}
